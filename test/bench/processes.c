// Copyright 2026 The Outboard authors
// SPDX-License-Identifier: ISC

// The processes that run scripts: what they got of the system, what they take

#undef NDEBUG

#include "processes.h"

#include "../processes.h"
#include "bench.h"
#include "lv2_host.h"

#include <dirent.h>
#include <math.h>
#include <sched.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

/// Most that are looked at
#define MAX_PROCESSES 1024U

/// Times to look for the class, and between them [ms]
static const unsigned looks  = 60U;
static const unsigned glance = 50U;

/// Return the parent of a process that is named like ours; 0 if it is not
static pid_t
parent_of(const pid_t pid, bool* const runs_scripts)
{
  char path[64];
  char name[64] = "";
  int  parent   = 0;
  snprintf(path, sizeof(path), "/proc/%d/stat", (int)pid);

  FILE* const file = fopen(path, "r");
  if (file) {
    if (fscanf(file, "%*d (%63[^)]) %*c %d", name, &parent) != 2) {
      parent = 0;
    }
    fclose(file);
  }
  *runs_scripts = !strncmp(name, "outboard-script", 15U);
  return parent;
}

/// Return whether a process runs scripts and descends from this one
static bool
is_ours(const pid_t pid)
{
  bool  runs_scripts = false;
  pid_t ancestor     = parent_of(pid, &runs_scripts);
  if (!runs_scripts || process_is_server(pid)) {
    return false;
  }
  while (ancestor > 1 && ancestor != getpid()) {
    ancestor = parent_of(ancestor, &runs_scripts);
  }
  return ancestor == getpid();
}

size_t
processes_find(pid_t* const pids, const size_t size)
{
  DIR* const           dir   = opendir("/proc");
  size_t               count = 0U;
  const struct dirent* entry = NULL;
  while (dir && (entry = readdir(dir))) {
    const pid_t pid = (pid_t)strtol(entry->d_name, NULL, 10);
    if (pid > 0 && is_ours(pid)) {
      if (count < size) {
        pids[count] = pid;
      }
      ++count;
    }
  }
  if (dir) {
    closedir(dir);
  }
  return count;
}

/// Return whether all that run scripts are real-time now
static bool
all_realtime(void)
{
  pid_t        pids[MAX_PROCESSES];
  const size_t count = processes_find(pids, MAX_PROCESSES);

  bool all = true;
  for (size_t i = 0U; i < count && i < MAX_PROCESSES; ++i) {
    const int class = sched_getscheduler(pids[i]) & ~SCHED_RESET_ON_FORK;
    all &= class == SCHED_FIFO;
  }
  return all;
}

bool
processes_await_realtime(void)
{
  bool all = all_realtime();
  for (unsigned i = 0U; !all && i < looks; ++i) {
    bench_sleep(glance);
    all = all_realtime();
  }
  return all;
}

/// Add up the values of all lines of a file that begin so; NAN if none does
static double
sum_of(const pid_t pid, const char* const name, const char* const beginning)
{
  char path[64];
  char line[256];
  snprintf(path, sizeof(path), "/proc/%d/%s", (int)pid, name);

  FILE* const file = fopen(path, "r");
  double      sum  = NAN;
  while (file && fgets(line, sizeof(line), file)) {
    const char* const colon = strchr(line, ':');
    if (colon && !strncmp(line, beginning, strlen(beginning))) {
      sum = (isnan(sum) ? 0.0 : sum) + strtod(colon + 1, NULL);
    }
  }
  if (file) {
    fclose(file);
  }
  return sum;
}

double
processes_private(const pid_t pid)
{
  return sum_of(pid, "smaps_rollup", "Private_");
}

void
processes_tell(const bool realtime)
{
  pid_t      pid    = 0;
  const bool exists = processes_find(&pid, 1U);

  bench_fact("audio thread", realtime ? "SCHED_FIFO 60" : "SCHED_OTHER");
  if (exists) {
    const bool scripts  = realtime && processes_await_realtime();
    const bool filtered = sum_of(pid, "status", "Seccomp:") > 0.0;

    bench_fact("scripts", scripts ? "SCHED_FIFO 10" : "SCHED_OTHER");
    bench_fact("memory locked",
               host_logged("Memory cannot be locked") ? "no" : "yes");
    bench_fact("sandbox", filtered ? "on" : "none");
  }
}
