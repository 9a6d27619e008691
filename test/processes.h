// Copyright 2026 The Outboard authors
// SPDX-License-Identifier: ISC

// The processes that a test has started

#ifndef OUTBOARD_TEST_PROCESSES_H
#define OUTBOARD_TEST_PROCESSES_H

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

#endif // OUTBOARD_TEST_PROCESSES_H
