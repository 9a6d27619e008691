// Copyright 2026 The Outboard authors
// SPDX-License-Identifier: ISC

// What this process has, to find out whether it has got more; setup

#include "belongings.h"

#include "../processes.h"

#include <malloc.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>

Belongings
belongings_count(void)
{
  Belongings    now   = { .resources = rig_resources() };
  FILE* const   file  = fopen("/proc/self/statm", "re");
  unsigned long pages = 0U;
  malloc_trim(0U);
  const struct mallinfo2 info = mallinfo2();
  if (file) {
    if (fscanf(file, "%*u %lu", &pages) != 1) {
      pages = 0U;
    }
    fclose(file);
  }

  now.heap = info.uordblks + info.hblkhd;
  now.size = pages * (size_t)sysconf(_SC_PAGESIZE);
  return now;
}

/// Log what the kernel tells of a process that is left, if there is one
static void
describe_process(const pid_t pid)
{
  char path[64];
  char line[512] = "";
  snprintf(path, sizeof(path), "/proc/%d/stat", (int)pid);

  FILE* const file = pid ? fopen(path, "re") : NULL;
  if (file) {
    fprintf(stderr, "soak: left: %s\n", fgets(line, sizeof(line), file));
    fclose(file);
  }
}

Belongings
belongings_recount(const Belongings* const before)
{
  Belongings now = belongings_count();
  for (unsigned i = 0U;
       i < 100U &&
       memcmp(&now.resources, &before->resources, sizeof(now.resources));
       ++i) {
    usleep(50000U);
    now = belongings_count();
  }

  if (now.resources.children > before->resources.children) {
    const Processes left = processes_look();
    describe_process(left.script);
    describe_process(left.server);
  }
  return now;
}
