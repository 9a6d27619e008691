// Copyright 2026 The Outboard authors
// SPDX-License-Identifier: ISC

// The descriptors that the supervisor sleeps on; supervisor

#ifndef OUTBOARD_WATCHES_H
#define OUTBOARD_WATCHES_H

#include "status.h"

#include <poll.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <sys/types.h>

/// How often all descriptors are looked at, and the longest sleep [ns]
#define OB_WATCHES_PERIOD 250000000U

/**
   A descriptor to watch; embedded in its owner.

   A host may close it, by mistake, and the number may soon be that of a file of
   the host's.  So it is known by more than its number, and before it is used or
   closed, ob_watch_holds() tells whether it is still the same.
*/
typedef struct
{
  int fd;                      ///< -1: none; the owner's
  void (*ready)(void* handle); ///< It is readable
  void (*lost)(void* handle);  ///< The host has closed it: it is not watched
                               ///< any more, and not to be closed
  void* handle;                ///< For both
  dev_t device;                ///< Of what is at fd
  ino_t inode;                 ///< Of what is at fd
} ObWatch;

/// All descriptors that are watched; zero-initialised, there are none
typedef struct
{
  struct pollfd* polls;   ///< As poll() wants them
  ObWatch**      watches; ///< Whose they are
  size_t         count;   ///< Of both
  size_t         room;    ///< Of both
  uint64_t       checked; ///< When all were looked at [ns]
} ObWatches;

/// Make a descriptor the one of a watch
void
ob_watch_set(ObWatch* watch, int fd);

/// Return whether the descriptor is still the one that was set; any thread
bool
ob_watch_holds(const ObWatch* watch);

/// Free what is used
void
ob_watches_clear(ObWatches* watches);

/// Watch a descriptor that is set from now on; OB_SUCCESS or OB_NO_MEM
ObStatus
ob_watches_add(ObWatches* watches, ObWatch* watch);

/// Do not watch it any more; allowed if it is not watched
void
ob_watches_remove(ObWatches* watches, const ObWatch* watch);

/// Do not listen to it for a while, or do so again
void
ob_watches_pause(ObWatches* watches, const ObWatch* watch, bool pause);

/// Sleep until some are ready, and see to them, or until `due` [ns]
void
ob_watches_wait(ObWatches* watches, uint64_t due);

#endif // OUTBOARD_WATCHES_H
