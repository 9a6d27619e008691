// Copyright 2026 The Outboard authors
// SPDX-License-Identifier: ISC

// What the system knows of a script's process; setup

#ifndef OUTBOARD_VIEW_PROCESS_H
#define OUTBOARD_VIEW_PROCESS_H

#include "inspect.h"

#include <stdbool.h>
#include <stdint.h>
#include <sys/types.h>

/// A process; all 0 if it is gone
typedef struct
{
  uint64_t memory;    ///< Resident, without what is shared [bytes]
  bool     real_time; ///< Whether it is in a real-time class
  int      priority;  ///< In that class
} ObViewProcess;

/// Look at a process; 0 is none
ObViewProcess
ob_view_process(pid_t pid);

/// Return the word for an ObState, also for one that does not exist
const char*
ob_view_state(uint32_t state);

/// Return the word for the sandbox around an instance's script
const char*
ob_view_sandbox(const ObInspectInstance* record);

#endif // OUTBOARD_VIEW_PROCESS_H
