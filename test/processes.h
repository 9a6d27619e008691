// Copyright 2026 The Outboard authors
// SPDX-License-Identifier: ISC

// The processes that a test has started, and whether others live

#ifndef OUTBOARD_TEST_PROCESSES_H
#define OUTBOARD_TEST_PROCESSES_H

#include <stdbool.h>
#include <sys/types.h>

/// Children of this process, dead ones included
typedef struct
{
  unsigned scripts; ///< Those that run scripts, and any others
  unsigned servers; ///< Those that others are copied from
  pid_t    script;  ///< One of the scripts, or 0
  pid_t    server;  ///< One of the servers, or 0
} Processes;

/// Look at the children that this process has now
Processes
processes_look(void);

/// Return whether a process was started as a fork server; not if it is dead
bool
process_is_server(pid_t pid);

/// Return whether a process exists and is no zombie
bool
process_is_alive(pid_t pid);

/// Check that a process is gone or ends soon; whoever inherits it may reap it
/// or not
void
process_check_end(pid_t pid);

#endif // OUTBOARD_TEST_PROCESSES_H
