// Copyright 2026 The Outboard authors
// SPDX-License-Identifier: ISC

// Which real-time priorities the host and we use; supervisor

#ifndef OUTBOARD_PRIORITY_H
#define OUTBOARD_PRIORITY_H

#include <stdbool.h>
#include <sys/types.h>

/// Priorities in SCHED_FIFO, where the system allows it
typedef enum
{
  OB_PRIORITY_CHILD      = 10, ///< Below the supervisor, which can act on it
  OB_PRIORITY_SUPERVISOR = 11  ///< Below any audio thread
} ObPriority;

/**
   Return whether the host has a thread above all of ours.

   Without one its audio thread is an ordinary one, which a script in the
   real-time class would keep from running.  Looks at most once a second.
*/
bool
ob_priority_host_is_above(void);

/// Return whether a process is in a real-time class, which may be refused to
/// it; any thread
bool
ob_priority_is_real_time(pid_t pid);

#endif // OUTBOARD_PRIORITY_H
