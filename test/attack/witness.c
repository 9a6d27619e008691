// Copyright 2026 The Outboard authors
// SPDX-License-Identifier: ISC

// What an attack must leave as it is: the host's process, and its files

#undef NDEBUG

#include "witness.h"

#include <assert.h>
#include <dirent.h>
#include <limits.h>
#include <sched.h>
#include <signal.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/resource.h>
#include <sys/stat.h>
#include <sys/syscall.h>
#include <sys/xattr.h>
#include <unistd.h>

/// Write some bytes as hexadecimal digits
static void
write_bytes(FILE* const out, const char* const name, const void* data, size_t n)
{
  fprintf(out, "%s", name);
  for (size_t i = 0U; i < n; ++i) {
    fprintf(out, " %02x", ((const uint8_t*)data)[i]);
  }
  fputc('\n', out);
}

static void
write_scheduling(FILE* const out)
{
  struct sched_param parameters = { 0 };
  cpu_set_t          affinity;
  assert(!sched_getparam(0, &parameters));
  assert(!sched_getaffinity(0, sizeof(affinity), &affinity));

  fprintf(out,
          "class %d, priority %d, nice %d, I/O priority %ld\n",
          sched_getscheduler(0),
          parameters.sched_priority,
          getpriority(PRIO_PROCESS, 0),
          syscall(SYS_ioprio_get, 1, 0));
  write_bytes(out, "affinity", &affinity, sizeof(affinity));
}

static void
write_limits(FILE* const out)
{
  for (int i = 0; i < RLIMIT_NLIMITS; ++i) {
    struct rlimit limit;
    assert(!getrlimit((__rlimit_resource_t)i, &limit));
    fprintf(out,
            "limit %d: %llu of %llu\n",
            i,
            (unsigned long long)limit.rlim_cur,
            (unsigned long long)limit.rlim_max);
  }
}

static void
write_signals(FILE* const out)
{
  sigset_t mask;
  sigset_t pending;
  assert(!sigprocmask(SIG_BLOCK, NULL, &mask) && !sigpending(&pending));
  for (int i = 1; i < NSIG; ++i) {
    struct sigaction action;
    if (!sigaction(i, NULL, &action)) {
      write_bytes(out, "handler", &action.sa_handler, sizeof(void (*)(int)));
      fprintf(out,
              "of signal %d, flags %x, blocked %d, pending %d\n",
              i,
              (unsigned)action.sa_flags,
              sigismember(&mask, i),
              sigismember(&pending, i));
    }
  }
}

/// Write the lines of a process's status that attacks could change
static void
write_status(FILE* const out)
{
  static const char* const names[] = {
    "Umask:", "TracerPid:", "Uid:", "Gid:", "CapEff:", "NoNewPrivs:", "Seccomp:"
  };

  char        line[256];
  FILE* const file = fopen("/proc/self/status", "r");
  assert(file);
  while (fgets(line, sizeof(line), file)) {
    for (size_t i = 0U; i < sizeof(names) / sizeof(names[0]); ++i) {
      if (!strncmp(line, names[i], strlen(names[i]))) {
        fputs(line, out);
      }
    }
  }
  fclose(file);
}

char*
witness_process(void)
{
  char        folder[PATH_MAX];
  char*       text = NULL;
  size_t      size = 0U;
  FILE* const out  = open_memstream(&text, &size);
  assert(out && getcwd(folder, sizeof(folder)));

  fprintf(out, "in %s, group %d, session %d\n", folder, getpgrp(), getsid(0));
  write_scheduling(out);
  write_limits(out);
  write_signals(out);
  write_status(out);
  assert(!fclose(out));
  return text;
}

/// Write an entry's extended attributes
static void
write_attributes(FILE* const out, const char* const path)
{
  char          names[1024];
  const ssize_t size = llistxattr(path, names, sizeof(names));
  for (ssize_t i = 0; i < size; i += (ssize_t)strlen(names + i) + 1) {
    char          value[1024];
    const ssize_t n = lgetxattr(path, names + i, value, sizeof(value));
    write_bytes(out, names + i, value, n > 0 ? (size_t)n : 0U);
  }
}

/// Write what a regular file contains
static void
write_content(FILE* const out, const char* const path)
{
  char        data[4096];
  size_t      n    = 0U;
  FILE* const file = fopen(path, "r");
  assert(file);
  while ((n = fread(data, 1U, sizeof(data), file))) {
    fwrite(data, 1U, n, out);
  }
  fputc('\n', out);
  fclose(file);
}

static void
write_folder(FILE* const out, const char* const path);

static void
write_entry(FILE* const out, const char* const path)
{
  struct stat info;
  assert(!lstat(path, &info));
  fprintf(out,
          "%s: mode %o, links %lu, owner %u %u, size %lld, "
          "modified %lld.%ld, changed %lld.%ld\n",
          path,
          info.st_mode,
          (unsigned long)info.st_nlink,
          info.st_uid,
          info.st_gid,
          (long long)info.st_size,
          (long long)info.st_mtim.tv_sec,
          info.st_mtim.tv_nsec,
          (long long)info.st_ctim.tv_sec,
          info.st_ctim.tv_nsec);
  write_attributes(out, path);

  if (S_ISDIR(info.st_mode)) {
    write_folder(out, path);
  } else if (S_ISREG(info.st_mode)) {
    write_content(out, path);
  }
}

static void
write_folder(FILE* const out, const char* const path)
{
  struct dirent** entries = NULL;
  const int       count   = scandir(path, &entries, NULL, alphasort);
  assert(count >= 0);
  for (int i = 0; i < count; ++i) {
    const char* const name  = entries[i]->d_name;
    char*             entry = NULL;
    if (strcmp(name, ".") && strcmp(name, "..")) {
      assert(asprintf(&entry, "%s/%s", path, name) > 0);
      write_entry(out, entry);
      free(entry);
    }
    free(entries[i]);
  }
  free(entries);
}

char*
witness_folder(const char* const path)
{
  char*       text = NULL;
  size_t      size = 0U;
  FILE* const out  = open_memstream(&text, &size);
  assert(out);
  write_entry(out, path);
  assert(!fclose(out));
  return text;
}
