// Copyright 2026 The Outboard authors
// SPDX-License-Identifier: ISC

// The processes that a test has started, and whether others live

#undef NDEBUG

#include "processes.h"

#include <assert.h>
#include <dirent.h>
#include <poll.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/pidfd.h>
#include <unistd.h>

/// How long a process may take to end on a busy machine [ms]
static const int patience = 10000;

/// Return the parent of a process, or 0 if it is gone
static pid_t
parent_of(const pid_t pid)
{
  char  path[64];
  char  line[512] = "";
  pid_t parent    = 0;
  snprintf(path, sizeof(path), "/proc/%d/stat", (int)pid);

  FILE* const file = fopen(path, "re");
  if (file) {
    const char* const end =
      fgets(line, sizeof(line), file) ? strrchr(line, ')') : NULL;
    if (!end || sscanf(end, ") %*c %d", &parent) != 1) {
      parent = 0;
    }
    fclose(file);
  }
  return parent;
}

bool
process_is_server(const pid_t pid)
{
  char   path[64];
  char   line[4096];
  size_t size = 0U;
  snprintf(path, sizeof(path), "/proc/%d/cmdline", (int)pid);

  FILE* const file = fopen(path, "re");
  if (file) {
    size = fread(line, 1U, sizeof(line), file);
    fclose(file);
  }
  return memmem(line, size, "--fork-server", 13U);
}

Processes
processes_look(void)
{
  DIR* const           dir       = opendir("/proc");
  Processes            processes = { 0U, 0U, 0, 0 };
  const struct dirent* entry     = NULL;
  assert(dir);
  while ((entry = readdir(dir))) {
    const pid_t pid = (pid_t)atoi(entry->d_name);
    if (pid > 0 && parent_of(pid) == getpid()) {
      if (process_is_server(pid)) {
        ++processes.servers;
        processes.server = pid;
      } else {
        ++processes.scripts;
        processes.script = pid;
      }
    }
  }
  closedir(dir);
  return processes;
}

bool
process_is_alive(const pid_t pid)
{
  char path[64];
  char state = 'X';
  snprintf(path, sizeof(path), "/proc/%d/stat", (int)pid);

  FILE* const file = fopen(path, "re");
  if (file) {
    if (fscanf(file, "%*d (%*[^)]) %c", &state) != 1) {
      state = 'X';
    }
    fclose(file);
  }
  return state != 'X' && state != 'Z';
}

void
process_check_end(const pid_t pid)
{
  struct pollfd death = { pidfd_open(pid, 0U), POLLIN, 0 };

  assert(death.fd < 0 || poll(&death, 1U, patience) == 1);
  if (death.fd >= 0) {
    close(death.fd);
  }
}
