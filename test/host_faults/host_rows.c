// Copyright 2026 The Outboard authors
// SPDX-License-Identifier: ISC

// Tests that each need a host process of their own, which they may ruin

#undef NDEBUG

#include "host_rows.h"

#include "lv2_host.h"

#include <assert.h>
#include <grp.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/prctl.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

/// How long a test may take [s]
#define ROW_LIMIT 120U

/// How long what it started may go on after it [ms]
#define ORPHAN_LIMIT 15000U

/// Exit status of a test that was skipped
#define SKIPPED 77

static const uint64_t ns_per_ms = 1000000U;

const char  host_octave[] = "from outboard import *\n"
                            "def on_note_on(note):\n"
                            "    note.send(pitch=note.pitch + 12)\n";
const char* host_module   = NULL;
const char* host_scriptd  = NULL;

uint64_t
host_now(void)
{
  struct timespec time;
  clock_gettime(CLOCK_MONOTONIC, &time);
  return (uint64_t)time.tv_sec * 1000U * ns_per_ms + (uint64_t)time.tv_nsec;
}

_Noreturn void
host_skip(const char* const reason)
{
  printf("  skipped: %s\n", reason);
  fflush(stdout);
  _exit(SKIPPED);
}

static void
run_row(const HostRow* const row)
{
  alarm(ROW_LIMIT);
  if (row->ruins) {
    row->run();
    fflush(stdout);
    _exit(EXIT_SUCCESS);
  }

  host_free(host_new(64)); // What stays in a process after the first time
  const RigResources before = rig_resources();
  row->run();
  rig_check_resources(&before);
  exit(EXIT_SUCCESS);
}

/// Wait for what a test left behind; return how long that took [ms]
static unsigned
await_orphans(void)
{
  const uint64_t start = host_now();
  uint64_t       ms    = 0U;

  while (ms < ORPHAN_LIMIT && (waitpid(-1, NULL, WNOHANG) >= 0)) {
    usleep(1000U);
    ms = (host_now() - start) / ns_per_ms;
  }

  return (unsigned)ms;
}

int
host_rows_run(const int            argc,
              char** const         argv,
              const HostRow* const rows,
              const size_t         count)
{
  assert(argc >= 3);
  host_module  = argv[1];
  host_scriptd = argv[2];
  host_open(host_module, host_scriptd);
  assert(!chmod(host_folder(), 0755));
  assert(!prctl(PR_SET_CHILD_SUBREAPER, 1));

  unsigned failures = 0U;
  for (size_t i = 0U; i < count; ++i) {
    if (argc > 3 && strcmp(argv[3], rows[i].name) != 0) {
      continue;
    }

    int            status = 0;
    const uint64_t start  = host_now();
    printf("%s\n", rows[i].name);
    fflush(stdout);
    const pid_t pid = fork();
    assert(pid >= 0);
    if (!pid) {
      run_row(&rows[i]);
    }

    assert(waitpid(pid, &status, 0) == pid);
    const unsigned orphaned = await_orphans();
    const bool     good     = WIFEXITED(status) &&
                      (!WEXITSTATUS(status) || WEXITSTATUS(status) == SKIPPED);
    printf("  %s within %u ms, all gone after another %u ms\n",
           good ? "done" : "FAILED",
           (unsigned)((host_now() - start) / ns_per_ms) - orphaned,
           orphaned);
    failures += !good || orphaned >= ORPHAN_LIMIT;
  }

  host_close();
  return failures ? EXIT_FAILURE : EXIT_SUCCESS;
}

HostPlugin*
host_play_octave(const char* const name)
{
  return rig_play(name, host_octave, 64);
}

/// Send a message and run blocks until the answer comes
static bool
is_answered(HostPlugin* const plugin, const uint8_t status)
{
  const uint8_t bytes[3] = { status, 60U, 100U };
  bool          answered = false;
  host_midi(plugin, 0, bytes);
  for (unsigned i = 0U; i < 100U && !answered; ++i) {
    host_run(plugin, 64U);
    answered = rig_has(plugin, status, 72U, 100U);
    usleep(1000U);
  }
  return answered;
}

void
host_check_plays(HostPlugin* const plugin)
{
  // A key is lost if the script is just being started again
  bool played = false;
  for (unsigned i = 0U; i < 50U && !played; ++i) {
    played = is_answered(plugin, 0x90U);
    is_answered(plugin, 0x80U);
  }
  assert(played);
}

void
host_kill_child(void)
{
  assert(!kill(rig_only_child(), SIGKILL));
}

void
host_run_for(HostPlugin* const plugin, const unsigned ms)
{
  const uint64_t end = host_now() + ms * ns_per_ms;
  while (host_now() < end) {
    host_run(plugin, 64U);
    usleep(1000U);
  }
}

void
host_become_nobody(void)
{
  const unsigned nobody = 65534U;
  if (!geteuid()) {
    assert(!chown(host_folder(), nobody, nobody));
    assert(!setgroups(0U, NULL) && !setgid(nobody) && !setuid(nobody));
    prctl(PR_SET_DUMPABLE, 1); // So that /proc/self is its own
  }

  // By the absolute path that the bundle's link leads to
  char program[300];
  snprintf(program, sizeof(program), "%s/outboard-scriptd", host_folder());
  if (access(program, X_OK)) {
    host_skip("only you can read this folder, not other users");
  }
}
