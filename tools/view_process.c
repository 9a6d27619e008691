// Copyright 2026 The Outboard authors
// SPDX-License-Identifier: ISC

// What the system knows of a script's process; setup

#include "view_process.h"

#include "engine.h"

#include <sched.h>
#include <stdio.h>
#include <unistd.h>

/// Return what is resident but not shared [bytes]
static uint64_t
memory_of(const pid_t pid)
{
  unsigned long resident = 0U;
  unsigned long shared   = 0U;
  char          path[32];
  snprintf(path, sizeof(path), "/proc/%d/statm", (int)pid);

  FILE* const file = fopen(path, "re");
  if (!file) {
    return 0U;
  }

  const int found = fscanf(file, "%*u %lu %lu", &resident, &shared);
  fclose(file);
  return found == 2 && resident > shared
           ? (uint64_t)(resident - shared) * (uint64_t)sysconf(_SC_PAGESIZE)
           : 0U;
}

ObViewProcess
ob_view_process(const pid_t pid)
{
  ObViewProcess process = { 0U, false, 0 };
  if (pid <= 0) {
    return process;
  }

  struct sched_param parameters = { 0 };
  const int          policy = sched_getscheduler(pid) & ~SCHED_RESET_ON_FORK;
  process.memory            = memory_of(pid);
  process.real_time         = policy == SCHED_FIFO || policy == SCHED_RR;
  if (process.real_time && !sched_getparam(pid, &parameters)) {
    process.priority = parameters.sched_priority;
  }

  return process;
}

const char*
ob_view_state(const uint32_t state)
{
  switch ((ObState)state) {
    case OB_STATE_LOADING:
      return "loading";
    case OB_STATE_RUNNING:
      return "running";
    case OB_STATE_LATE:
      return "late";
    case OB_STATE_ERROR:
      return "error";
    case OB_STATE_RESTARTING:
      return "restarting";
    case OB_STATE_STOPPED:
      return "stopped";
  }

  return "?";
}

const char*
ob_view_sandbox(const ObInspectInstance* const record)
{
  return !record->child                     ? "-"
         : record->jail.parts & OB_JAIL_OFF ? "off"
         : ob_jail_is_full(&record->jail)   ? "full"
                                            : "weaker";
}
