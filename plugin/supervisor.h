// Copyright 2026 The Outboard authors
// SPDX-License-Identifier: ISC

// The one thread per process that keeps all children alive; setup, supervisor

#ifndef OUTBOARD_SUPERVISOR_H
#define OUTBOARD_SUPERVISOR_H

#include "doorbell.h"
#include "jail.h"
#include "log.h"
#include "nursery.h"
#include "watches.h"

#include <stdbool.h>
#include <stdint.h>

/**
   @file

   The supervisor sleeps until a descriptor is ready, a client is due, or
   somebody nudges it.  Each time, all clients are attended.  A relay thread
   turns the doorbell, which run() may ring, into a nudge.  Nudged or not, all
   clients are attended every OB_WATCHES_PERIOD: a host that closes descriptors
   which are not its own makes the supervisor slower, not deaf.

   A process that was forked from the host has none of these threads; there,
   nothing is sent to them or awaited from them.
*/

typedef struct ObSupervisorImpl ObSupervisor;

/// See folders.h
typedef struct ObFoldersImpl ObFolders;

/// What the command line wants to know, see inspector.h
typedef struct ObQuestionImpl ObQuestion;

/// Somebody to attend to; embedded in its owner
typedef struct ObClientImpl
{
  /**
     Do what is to be done; called in the supervisor thread.

     @param due Set to when to be called next at the latest [ns, as ob_now()].
     @return False to leave: this was the last call.
  */
  bool (*attend)(void* handle, uint64_t* due);

  /// Answer a question if it is concerned; called in the supervisor thread
  void (*answer)(void* handle, ObQuestion* question);

  void*                handle; ///< For both
  struct ObClientImpl* next;   ///< The supervisor's
  bool                 joined; ///< The supervisor's
} ObClient;

/// Use the process's supervisor, started if need be; setup; NULL on failure
ObSupervisor*
ob_supervisor_acquire(void);

/// Stop using the supervisor; the last user ends and joins its threads; setup
void
ob_supervisor_release(ObSupervisor* supervisor);

/// Return whether this is a process forked from the supervisor's; any thread
bool
ob_supervisor_forked(const ObSupervisor* supervisor);

/// Return the doorbell that run() rings to nudge the supervisor
ObDoorbell*
ob_supervisor_doorbell(ObSupervisor* supervisor);

/// Return where children come from; for use in the supervisor thread
ObNursery*
ob_supervisor_nursery(ObSupervisor* supervisor);

/// Return the folders that are watched; for use in the supervisor thread
ObFolders*
ob_supervisor_folders(ObSupervisor* supervisor);

/// Return whether there is only one instance; supervisor
bool
ob_supervisor_has_one(ObSupervisor* supervisor);

/// Return true once per process: what is said then concerns all instances
bool
ob_supervisor_first(void);

/// Say, once per process, that memory is not locked; any thread but audio
void
ob_supervisor_warn_unlocked(const ObLog* log);

/// Say, once per process, what of the jail holds scripts; any thread but audio
void
ob_supervisor_tell_jail(const ObLog* log, const ObJail* jail);

/// Have all clients attended soon; any thread but the audio thread
void
ob_supervisor_nudge(ObSupervisor* supervisor);

/// Attend a client from now on; setup
void
ob_supervisor_join(ObSupervisor* supervisor, ObClient* client);

/// Wait until a client's attend() has returned false; setup
void
ob_supervisor_leave(ObSupervisor* supervisor, ObClient* client);

/// Return all descriptors that are watched; for use in the supervisor thread
ObWatches*
ob_supervisor_watches(ObSupervisor* supervisor);

/// Unwatch the descriptor and, if it is still ours, close it; supervisor
void
ob_supervisor_close(ObSupervisor* supervisor, ObWatch* watch);

#endif // OUTBOARD_SUPERVISOR_H
