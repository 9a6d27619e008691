// Copyright 2026 The Outboard authors
// SPDX-License-Identifier: ISC

// What the system knows of a script's process; setup

#include "view_process.h"

#include "engine.h"
#include "priority.h"

#include <sched.h>
#include <stdio.h>

/// Return what is resident and not shared, not even with what it is a copy of
/// [bytes]
static uint64_t
memory_of(const pid_t pid)
{
  char     path[40];
  char     line[128];
  uint64_t sum = 0U;
  snprintf(path, sizeof(path), "/proc/%d/smaps_rollup", (int)pid);

  FILE* const file = fopen(path, "re");
  while (file && fgets(line, sizeof(line), file)) {
    unsigned long kib = 0U;
    if (sscanf(line, "Private_%*[^:]: %lu kB", &kib) == 1) {
      sum += (uint64_t)kib * 1024U;
    }
  }
  if (file) {
    fclose(file);
  }

  return sum;
}

ObViewProcess
ob_view_process(const pid_t pid)
{
  ObViewProcess process = { 0U, false, 0 };
  if (pid <= 0) {
    return process;
  }

  struct sched_param parameters = { 0 };
  process.memory                = memory_of(pid);
  process.real_time             = ob_priority_is_real_time(pid);
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
  const uint32_t parts = record->jail.parts;

  return !record->child                            ? "-"
         : parts & OB_JAIL_OFF                     ? "off"
         : ob_jail_is_full(&record->jail)          ? "full"
         : parts & (OB_JAIL_FILES | OB_JAIL_CALLS) ? "weaker"
                                                   : "none";
}
