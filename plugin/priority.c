// Copyright 2026 The Outboard authors
// SPDX-License-Identifier: ISC

// Which real-time priorities the host and we use; supervisor

#include "priority.h"

#include "doorbell.h"

#include <dirent.h>
#include <sched.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>

static const uint64_t validity = 1000000000U; ///< Of an answer [ns]

/// Return whether a thread of this process is above ours; not if it is gone
static bool
is_above(const pid_t thread)
{
  struct sched_param parameters = { 0 };

  return !sched_getparam(thread, &parameters) &&
         parameters.sched_priority > OB_PRIORITY_SUPERVISOR;
}

/// Look at all threads of this process
static bool
find_one_above(void)
{
  DIR* const dir = opendir("/proc/self/task");
  if (!dir) {
    return false;
  }

  bool                 found = false;
  const struct dirent* entry = NULL;
  while (!found && (entry = readdir(dir))) {
    const long thread = strtol(entry->d_name, NULL, 10); // 0 for . and ..
    found             = thread > 0 && is_above((pid_t)thread);
  }

  closedir(dir);
  return found;
}

bool
ob_priority_host_is_above(void)
{
  static bool     above;
  static uint64_t due; // The supervisor is one thread

  const uint64_t now = ob_now();
  if (now >= due) {
    above = find_one_above();
    due   = now + validity;
  }

  return above;
}

bool
ob_priority_is_real_time(const pid_t pid)
{
  const int policy = sched_getscheduler(pid) & ~SCHED_RESET_ON_FORK;

  return policy == SCHED_FIFO || policy == SCHED_RR;
}
