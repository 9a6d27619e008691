// Copyright 2026 The Outboard authors
// SPDX-License-Identifier: ISC

// One child process from its start to its end; supervisor

#ifndef OUTBOARD_CHILD_H
#define OUTBOARD_CHILD_H

#include "jail.h"
#include "link.h"
#include "log.h"
#include "script.h"
#include "shown.h"
#include "status.h"
#include "supervisor.h"
#include "text.h"

#include <stdbool.h>
#include <stdint.h>
#include <sys/types.h>

/// How far a child has come; it never goes back
typedef enum
{
  OB_LIFE_STARTING, ///< Python starts
  OB_LIFE_LOADING,  ///< It has been sent its script
  OB_LIFE_READY,    ///< The script is loaded
  OB_LIFE_ENDING,   ///< The control channel is closed: it ends or is killed
  OB_LIFE_DEAD      ///< The process is gone
} ObLife;

/// What a child is to do
typedef struct
{
  const char* scriptd;    ///< Path of its program
  ObScript*   script;     ///< Used by the child as long as it lives
  ObText*     state;      ///< To begin with, likewise; NULL if none
  const char* ports;      ///< Ids of parameters by port; NULL: their order
  double      rate;       ///< Sample rate [1/s]
  uint32_t    nominal;    ///< The host's usual block length [frames]
  uint32_t    number;     ///< Of the script, from 1
  uint32_t    generation; ///< Number of the child, from 1
  bool        reload;     ///< Another edition of the script that plays
  bool        offline;    ///< The host renders
  ObLog       log;
} ObChildOptions;

/**
   A child with its link, control channel, error output and watchdog.

   Its descriptors' events change its life; whoever owns it looks at that when
   attended.
*/
typedef struct ObChildImpl ObChild;

/// Start a child process; statuses as of ob_link_new() and ob_process_spawn()
ObStatus
ob_child_new(ObChild**             child,
             ObSupervisor*         supervisor,
             const ObChildOptions* options);

/// Free a child that is dead, and its link, which must be home; allows NULL
void
ob_child_free(ObChild* child);

/// Do what is due, and return when to be called next [ns, as ob_now()]
uint64_t
ob_child_attend(ObChild* child);

/// Ask a child to end; it is killed if it does not do so soon
void
ob_child_end(ObChild* child);

/// Return how far it has come
ObLife
ob_child_life(const ObChild* child);

/// Return whether its script could not be loaded: another try would not help
bool
ob_child_failed(const ObChild* child);

/// Return whether it failed only for want of memory or descriptors
bool
ob_child_wants(const ObChild* child);

/// Return why it failed or died; without its name; "" if it has not
const char*
ob_child_cause(const ObChild* child);

/// Return what is lent to the engine
ObLink*
ob_child_link(ObChild* child);

/// Return its script; never NULL
ObScript*
ob_child_script(const ObChild* child);

/**
   Ask a child that plays for its state.

   @return Whether it was asked.  A script that saves nothing is not, nor is one
   that renders: what it learns is to be forgotten.
*/
bool
ob_child_ask(ObChild* child);

/// Return whether it owes an answer to ob_child_ask()
bool
ob_child_owes(const ObChild* child);

/// Return the last state known of its script, also before it plays; NULL if
/// none
ObText*
ob_child_state(const ObChild* child);

/// Return the id of its process; 0 once it is dead
pid_t
ob_child_pid(const ObChild* child);

/// Have it log where its script is; as ob_process_signal()
ObStatus
ob_child_trace(ObChild* child);

/// Return what its script says of itself, as JSON; NULL if not known
ObText*
ob_child_description(const ObChild* child);

/// Return what its script shows
ObShown*
ob_child_shown(ObChild* child);

/// Return the name that the script gave itself; "" before it is ready
const char*
ob_child_title(const ObChild* child);

/// Return the jail around it, by its own account, once it is ready
const ObJail*
ob_child_jail(const ObChild* child);

#endif // OUTBOARD_CHILD_H
