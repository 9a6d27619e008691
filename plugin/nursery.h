// Copyright 2026 The Outboard authors
// SPDX-License-Identifier: ISC

// Starting children fast: the fork server, and what to do without; supervisor

#ifndef OUTBOARD_NURSERY_H
#define OUTBOARD_NURSERY_H

#include "process.h"
#include "status.h"
#include "watches.h"

#include <stdbool.h>

/**
   One per host process, embedded in the supervisor.

   Starting Python takes longer than all else that a child does before it plays,
   and most of its memory is the same in all of them.  So children are copies of
   a process that has done it, the fork server (see forkserver.h).  It is
   started along with the first child, which does not wait for it.  While it is
   not up, or if it is dead or stuck, children are started from their program.

   When a session opens, all want to start at once.  Those that come first then
   get the processors for themselves, and no time runs for the others: only some
   load at the same time.
*/
typedef struct
{
  ObWatches* watches;
  char*      program;  ///< That the server runs; NULL while there is none
  ObProcess  process;  ///< The server
  ObWatch    death;    ///< Its pidfd, which is not waited for
  ObWatch    socket;   ///< To the server
  bool       up;       ///< It has said so, and owes no answer
  bool       owes;     ///< It was asked, and has not answered in time
  unsigned   failures; ///< How often it was no good
  unsigned   loading;  ///< Children for which others wait
} ObNursery;

/// Prepare one without a server; setup
void
ob_nursery_init(ObNursery* nursery, ObWatches* watches);

/// Return whether one more child may be started now
bool
ob_nursery_admits(const ObNursery* nursery);

/// A child has begun to load
void
ob_nursery_enter(ObNursery* nursery);

/// It has loaded, or others are not to wait for it any more
void
ob_nursery_leave(ObNursery* nursery);

/**
   Start a child with these descriptors, as ob_process_spawn().

   @return As that, or OB_TIMEOUT: the descriptors may be in use.
*/
ObStatus
ob_nursery_spawn(ObNursery*  nursery,
                 ObProcess*  process,
                 const char* program,
                 const int   fds[OB_CHILD_HANDED]);

/// End the server
void
ob_nursery_clear(ObNursery* nursery);

#endif // OUTBOARD_NURSERY_H
