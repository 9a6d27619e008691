// Copyright 2026 The Outboard authors
// SPDX-License-Identifier: ISC

// Faults of scripts in the real child: deaths, hangs, floods

#undef NDEBUG

#include "instance_rig.h"

#include "notice.h"

#include <assert.h>
#include <sched.h>
#include <signal.h>
#include <stdbool.h>
#include <stdint.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>

static const char stuck[] = "from outboard import *\n"
                            "def on_note_on(note):\n"
                            "    while True: pass\n";

/// Cannot be interrupted
static const char stubborn[] = "from outboard import *\n"
                               "def on_note_on(note):\n"
                               "    while True:\n"
                               "        try:\n"
                               "            while True:\n"
                               "                pass\n"
                               "        except BaseException:\n"
                               "            pass\n";

/// Wait until a process is in that class; return whether it came to that
static bool
await_policy(const pid_t pid, const int policy)
{
  for (unsigned i = 0U; i < 5000U; ++i) {
    if (sched_getscheduler(pid) == (policy | SCHED_RESET_ON_FORK)) {
      return true;
    }
    rig_run(&rig, -1);
    rig_sleep(1U);
  }

  return false;
}

static void
test_kill(void)
{
  instance_play(instance_octave);
  instance_expect_answer();
  unlink(rig.path); // A restart needs no file
  kill(rig_child(), SIGKILL);

  const uint64_t start = instance_now();
  assert(rig_await_state(&rig, OB_STATE_RESTARTING, 5000U));
  assert(rig.note_offs == 1U);
  assert(rig_await_playing(&rig));
  const uint64_t ms = instance_now() - start;
  printf("  restarted within %u ms\n", (unsigned)ms);
  assert(ms < RIG_SLOWNESS * 1000U);

  assert(rig_logged(&rig, "error: script.py: died of signal 9"));
  assert(strstr(rig_message(&rig), "died of signal 9"));
  instance_expect_answer();
  rig_write(&rig, instance_octave);
  instance_close();
}

/// The host reaps all children, or lets the kernel do so
static void
test_kill_with_ignored_children(void)
{
  signal(SIGCHLD, SIG_IGN);
  instance_play(instance_octave);
  kill(rig_child(), SIGKILL);
  assert(rig_await_log(&rig, "nobody knows why", 5000U));
  assert(rig_await_playing(&rig));
  instance_close();
  signal(SIGCHLD, SIG_DFL);
}

static void
test_exit(void)
{
  instance_play("import os\n"
                "from outboard import *\n"
                "def on_note_on(note):\n"
                "    os._exit(3)\n");
  rig_run(&rig, 60);
  assert(rig_await_log(&rig, "exited with status 3", 5000U));
  assert(rig_await_playing(&rig));
  instance_close();
}

static void
test_rest_and_reset(void)
{
  instance_play(instance_octave);
  for (unsigned i = 0U; i < 5U; ++i) {
    assert(rig_await_playing(&rig));
    kill(rig_child(), SIGKILL);
    while (rig_plays(&rig)) {
      rig_run(&rig, -1);
      rig_sleep(1U);
    }
  }
  assert(rig_await_state(&rig, OB_STATE_STOPPED, 5000U));
  assert(strstr(rig_message(&rig), "rests"));
  rig_sleep(500U);
  assert(!rig_child());

  ob_notices_post(ob_instance_notices(rig.instance), OB_NOTICE_FRESH);
  rig_sleep(100U);
  assert(!rig_child());

  ob_notices_post(ob_instance_notices(rig.instance), OB_NOTICE_RESET);
  assert(rig_await_playing(&rig));
  instance_expect_answer();
  instance_close();
}

static void
test_hang_is_interrupted(void)
{
  if (THREAD_SANITIZED) {
    puts("  skipped: ThreadSanitizer");
    return;
  }

  instance_play(stuck);
  rig_run(&rig, 60);
  const uint64_t start = instance_now();
  assert(rig_await_log(&rig, "line 3", 5000U));
  assert(rig_logged(&rig, "on_note_on"));
  assert(rig_await_log(&rig, "is no longer stuck", 5000U));
  assert(instance_now() - start < RIG_SLOWNESS * 1500U);
  assert(rig_await_log(&rig, "ScriptTimeout", 5000U));
  assert(rig_child());
  assert(rig_await_playing(&rig));
  instance_close();
}

static void
test_hang_is_killed(void)
{
  instance_play(stubborn);
  rig_run(&rig, 60);
  const uint64_t start = instance_now();
  assert(rig_await_log(&rig, "interrupted again", 3000U));
  assert(rig_await_log(&rig, "is killed", 5000U));
  assert(rig_await_log(&rig, "was stuck for more than 1 s", 5000U));
  assert(instance_now() - start < RIG_SLOWNESS * 2500U);
  assert(rig_await_playing(&rig));
  instance_close();
}

/// A script that is always late must not keep its priority
static void
test_priority(void)
{
  const struct sched_param audio  = { 20 };
  const struct sched_param normal = { 0 };

  if (sched_setscheduler(0, SCHED_FIFO, &audio)) {
    puts("  skipped: the real-time class is not permitted");
    return;
  }

  instance_play(instance_octave);
  const pid_t child = rig_child();
  assert(await_policy(child, SCHED_FIFO));
  kill(child, SIGSTOP);
  for (unsigned i = 0U; i < 10U; ++i) {
    rig_run(&rig, 60);
  }
  assert(await_policy(child, SCHED_OTHER));
  kill(child, SIGCONT);
  assert(await_policy(child, SCHED_FIFO));
  instance_close();
  assert(!sched_setscheduler(0, SCHED_OTHER, &normal));
}

/// Stopped, it cannot do anything about its end
static void
test_stopped_child(void)
{
  instance_play(instance_octave);
  kill(rig_child(), SIGSTOP);
  rig_run(&rig, 60);
  assert(rig_await_log(&rig, "was stuck", 4000U));
  assert(rig_await_playing(&rig));

  kill(rig_child(), SIGSTOP);
  const uint64_t start = instance_now();
  instance_close();
  assert(instance_now() - start < RIG_SLOWNESS * 250U);
  assert(!rig_child());
}

static void
test_prints_are_limited(void)
{
  instance_open();
  assert(!rig_load(&rig,
                   "for i in range(100000):\n"
                   "    print(i)\n"));
  rig_sleep(1200U);
  assert(rig_logged(&rig, "note: script.py: 0\n"));
  assert(rig_lines(&rig) < 500U);
  instance_close();
}

int
main(int argc, char** argv)
{
  static const InstanceTest tests[] = {
    { "kill", test_kill },
    { "kill with ignored children", test_kill_with_ignored_children },
    { "exit", test_exit },
    { "rest and reset", test_rest_and_reset },
    { "hang is interrupted", test_hang_is_interrupted },
    { "hang is killed", test_hang_is_killed },
    { "priority", test_priority },
    { "stopped child", test_stopped_child },
    { "prints are limited", test_prints_are_limited },
  };

  return instance_run(argc, argv, tests, sizeof(tests) / sizeof(tests[0]));
}
