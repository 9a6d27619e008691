// Copyright 2026 The Outboard authors
// SPDX-License-Identifier: ISC

// Hosts that fork, die, or look after our processes as if they were theirs

#undef NDEBUG

#include "host_rows.h"
#include "lv2_host.h"
#include "processes.h"

#include <assert.h>
#include <pthread.h>
#include <signal.h>
#include <stdatomic.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/prctl.h>
#include <sys/wait.h>
#include <unistd.h>

static HostPlugin* plugin;

static void
copy_exits(void)
{
  exit(EXIT_SUCCESS);
}

static void
copy_leaves(void)
{
}

static void
copy_executes(void)
{
  execl("/bin/sh", "sh", "-c", "exit 0", (char*)NULL);
}

static void
copy_cleans_up(void)
{
  rig_end(plugin);
}

static void
copy_runs(void)
{
  for (unsigned i = 0U; i < 100U; ++i) {
    plugin->descriptor->run(plugin->handle, 64U);
  }
}

static void
copy_has_its_own(void)
{
  HostPlugin* const own = host_play_octave("copy.py");
  host_check_plays(own);
  rig_end(own);
}

/// A copy of the host does something, and the host does not notice
static void
test_forked(void)
{
  static void (*const copies[])(void) = { copy_exits,    copy_leaves,
                                          copy_executes, copy_cleans_up,
                                          copy_runs,     copy_has_its_own };

  plugin            = host_play_octave("forked.py");
  const pid_t child = rig_only_child();
  for (size_t i = 0U; i < sizeof(copies) / sizeof(copies[0]); ++i) {
    int         status = 0;
    const pid_t copy   = fork();
    assert(copy >= 0);
    if (!copy) {
      alarm(20U);
      copies[i]();
      _exit(EXIT_SUCCESS);
    }

    host_run_for(plugin, 20U);
    assert(waitpid(copy, &status, 0) == copy && !status);
    host_check_plays(plugin);
    assert(rig_only_child() == child);
  }
  rig_end(plugin);
}

/// A copy that lives on keeps all descriptors open
static void
test_forked_copy_stays(void)
{
  plugin           = host_play_octave("stays.py");
  const pid_t copy = fork();
  assert(copy >= 0);
  if (!copy) {
    pause();
    _exit(EXIT_SUCCESS);
  }

  rig_end(plugin);
  plugin = host_play_octave("stays.py");
  host_check_plays(plugin);
  rig_end(plugin);
  assert(!kill(copy, SIGKILL));
  assert(waitpid(copy, NULL, 0) == copy);
}

static void
test_system(void)
{
  plugin = host_play_octave("system.py");
  for (unsigned i = 0U; i < 10U; ++i) {
    assert(!system("true"));
    host_check_plays(plugin);
  }
  rig_end(plugin);
}

/// How long a child may outlive its host, in some tries and on a machine that
/// is busy elsewhere [ns]
static const uint64_t orphan_limit      = 1000000000U;
static const uint64_t orphan_busy_limit = 12000000000U;

/// How often that is tried
static const unsigned orphan_tries = 5U;

/// What the child of a host does when that is killed
typedef struct
{
  const char* text;    ///< Of the script
  bool        plays;   ///< Else it is killed while it loads
  bool        keyed;   ///< It is sent a note
  bool        stopped; ///< The child is stopped
  bool        copied;  ///< The host was forked
} Orphan;

/// Be a host that will be killed; tell of its child
static void
be_host(const Orphan* const orphan, const int tell)
{
  char* const path = host_write_script("orphan.py", orphan->text);
  plugin           = rig_choose(path, 64);
  if (orphan->plays) {
    host_await(plugin, rig_running);
  } else {
    usleep(200000U);
  }

  const pid_t child = rig_only_child();
  if (orphan->keyed) {
    const uint8_t note_on[3] = { 0x90U, 60U, 100U };
    host_midi(plugin, 0, note_on);
    host_run(plugin, 64U);
    usleep(50000U);
  }
  if (orphan->stopped) {
    assert(!kill(child, SIGSTOP));
  }
  if (orphan->copied && !fork()) {
    sleep(2U);
    _exit(EXIT_SUCCESS);
  }
  assert(write(tell, &child, sizeof(child)) == sizeof(child));
  pause();
}

/// Kill a host; return how long its child outlives it [ns]
static uint64_t
outlive(const Orphan* const orphan)
{
  int tell[2];
  assert(!pipe(tell));
  const pid_t host = fork();
  assert(host >= 0);
  if (!host) {
    be_host(orphan, tell[1]);
  }

  pid_t child = 0;
  close(tell[1]);
  assert(read(tell[0], &child, sizeof(child)) == sizeof(child));
  close(tell[0]);
  assert(process_is_alive(child));
  const uint64_t start = host_now();
  assert(!kill(host, SIGKILL));
  assert(waitpid(host, NULL, 0) == host);
  while (process_is_alive(child) && host_now() - start < orphan_busy_limit) {
    usleep(1000U);
  }

  assert(!process_is_alive(child));
  return host_now() - start;
}

static void
test_killed(void)
{
  static const char   loops[]   = "def on_note_on(note):\n"
                                  "    while True: pass\n";
  static const char   counts[]  = "def on_note_on(note):\n"
                                  "    sum(range(10**12))\n";
  static const char   loads[]   = "while True: pass\n";
  static const Orphan orphans[] = {
    { host_octave, true, false, false, false },
    { host_octave, true, false, true, false },
    { host_octave, true, false, false, true },
    { loops, true, true, false, false },
    { counts, true, true, false, false },
    { loads, false, false, false, false },
  };

  for (size_t i = 0U; i < sizeof(orphans) / sizeof(orphans[0]); ++i) {
    uint64_t time = UINT64_MAX;
    for (unsigned j = 0U; j < orphan_tries && time > orphan_limit; ++j) {
      time = outlive(&orphans[i]);
      printf("  case %zu: gone after %u ms\n", i, (unsigned)(time / 1000000U));
    }
    assert(time <= orphan_limit);
  }
}

static void
test_ignored(void)
{
  signal(SIGCHLD, SIG_IGN);
  plugin = host_play_octave("ignored.py");
  host_kill_child();
  rig_await_log(plugin, "nobody knows why");
  host_check_plays(plugin);
  rig_end(plugin);
}

static atomic_bool reaping;

static void*
reap(void* const argument)
{
  unsigned* const count = (unsigned*)argument;
  while (atomic_load(&reaping)) {
    if (waitpid(-1, NULL, 0) > 0) {
      ++*count;
    } else {
      usleep(100U); // There are none
    }
  }
  return NULL;
}

/// The host reaps whatever there is, always
static void
test_reaping(void)
{
  pthread_t thread;
  unsigned  reaped = 0U;
  atomic_store(&reaping, true);
  assert(!pthread_create(&thread, NULL, reap, &reaped));

  plugin = host_play_octave("reaping.py");
  for (unsigned i = 0U; i < 3U; ++i) {
    host_kill_child();
    host_run_for(plugin, 10U);
    host_check_plays(plugin);
  }
  rig_end(plugin);

  atomic_store(&reaping, false);
  assert(!pthread_join(thread, NULL));
  printf("  the host reaped %u\n", reaped);
}

static void*
play(void* const argument)
{
  (void)argument;
  return host_play_octave("thread.py");
}

/// The thread that made the instance is gone, and its child is not
static void
test_thread_exits(void)
{
  pthread_t thread;
  void*     made = NULL;
  assert(!pthread_create(&thread, NULL, play, NULL));
  assert(!pthread_join(thread, &made));

  plugin            = (HostPlugin*)made;
  const pid_t child = rig_only_child();
  host_run_for(plugin, 200U);
  host_check_plays(plugin);
  assert(rig_only_child() == child);
  host_kill_child(); // The next one is started by nobody's thread either
  host_run_for(plugin, 50U);
  host_check_plays(plugin);
  rig_end(plugin);
}

static void
test_subreaper(void)
{
  assert(!prctl(PR_SET_CHILD_SUBREAPER, 1));
  plugin = host_play_octave("subreaper.py");
  host_kill_child();
  host_run_for(plugin, 50U);
  host_check_plays(plugin);
  rig_end(plugin);
}

int
main(int argc, char** argv)
{
  static const HostRow rows[] = {
    { "forked", test_forked, false },
    { "forked copy stays", test_forked_copy_stays, false },
    { "system", test_system, false },
    { "killed", test_killed, true },
    { "ignored children", test_ignored, false },
    { "reaping host", test_reaping, false },
    { "thread exits", test_thread_exits, false },
    { "subreaper", test_subreaper, false },
  };

  return host_rows_run(argc, argv, rows, sizeof(rows) / sizeof(rows[0]));
}
