// Copyright 2026 The Outboard authors
// SPDX-License-Identifier: ISC

// What a script gets of memory, descriptors, threads and priority, and what it
// is told where there is no more

#undef NDEBUG

#include "jail_rig.h"

#include <assert.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

static void
test_resources_are_limited(void)
{
  jail_expect(
    JAIL_FULL,
    NULL,
    "import resource, threading\n"
    "print(attempt(lambda: bytearray(1500 << 20)))\n"
    "print(attempt(lambda: bytearray(300 << 20)))\n"
    "print(attempt(lambda: [os.dup(2) for i in range(200)]))\n"
    "os.closerange(6, 64)\n"
    "print(attempt(lambda: threading.Thread(target=int).start()))\n"
    "for name in 'CORE', 'FSIZE', 'NOFILE', 'STACK', 'AS', 'SIGPENDING':\n"
    "    number = getattr(resource, 'RLIMIT_' + name)\n"
    "    soft, hard = resource.getrlimit(number)\n"
    "    print(name, soft, soft == hard)\n"
    "    print(attempt(lambda: resource.setrlimit(number, (0, 0))))\n"
    "print(resource.getrlimit(resource.RLIMIT_MEMLOCK)[1] in range(1048577))\n",
    "MemoryError\n"
    "bytearray\n"
    "OSError EMFILE\n"
    "RuntimeError\n"
    "CORE 0 True\nValueError\n"
    "FSIZE 0 True\nValueError\n"
    "NOFILE 64 True\nValueError\n"
    "STACK 8388608 True\nValueError\n"
    "AS 1073741824 True\nValueError\n"
    "SIGPENDING 0 True\nValueError\n"
    "True\n");
}

static void
test_it_is_the_first_to_go_without_memory(void)
{
  char  path[64];
  int   score = 0;
  Child child;

  assert(child_load(&child, jail_program(JAIL_FULL), "def on_cc(e): pass\n"));
  snprintf(
    path, sizeof(path), "/proc/%d/oom_score_adj", (int)child.process.pid);
  FILE* const file = fopen(path, "r");
  assert(file && fscanf(file, "%d", &score) == 1 && score == 1000);
  fclose(file);
  child_stop(&child);
}

static void
test_priority_can_only_be_given_up(void)
{
  jail_expect(JAIL_FULL,
              NULL,
              "def become(policy, priority):\n"
              "    param = os.sched_param(priority)\n"
              "    return attempt(lambda:\n"
              "        os.sched_setscheduler(0, policy, param))\n"
              "print(become(os.SCHED_OTHER, 0), become(os.SCHED_FIFO, 1))\n"
              "print(attempt(lambda: os.nice(-1)))\n"
              "print(attempt(lambda: os.sched_getaffinity(0)))\n"
              "print(attempt(lambda: os.sched_setaffinity(0, [0])))\n",
              "NoneType PermissionError EPERM\n"
              "PermissionError EPERM\n"
              "set\n"
              "PermissionError EPERM\n");
}

/// Check that the report of what a callback raises ends with a rule
static void
expect_rule(const char* const code, const char* const rule)
{
  char  script[1024];
  Child child;

  snprintf(script,
           sizeof(script),
           "import os, socket, threading\n"
           "def on_cc(e):\n"
           "    %s\n",
           code);
  assert(child_load(&child, jail_program(JAIL_FULL), script));
  child_play(&child, 0, "B0 01 02");
  child_expect_log(&child, "test.py:3: ");
  if (!strstr(child.log, rule) || (!rule[0] && strstr(child.log, "Sandbox"))) {
    fprintf(stderr, "expected: %s\nbut got:\n%s", rule, child.log);
    abort();
  }
  child_stop(&child);
}

static void
test_a_refusal_names_its_rule(void)
{
  static const char file[] = "\nSandbox: a script may read files in its own "
                             "folder and in /usr, and may write none\n";
  static const char call[] =
    "\nSandbox: a script may not use the network, start programs or threads, "
    "or touch other processes\n";

  expect_rule("open('/etc/passwd')", file);
  expect_rule("open('/tmp/new', 'w')", file);
  expect_rule("os.remove('/tmp/new')", file);
  expect_rule("socket.socket()", call);
  expect_rule("os.fork()", call);
  expect_rule("threading.Thread(target=int).start()", call);
  expect_rule("open('/nowhere')", "");
  expect_rule("raise RuntimeError('of its own')", "");
  expect_rule("raise OSError", "");
}

int
main(const int argc, char** const argv)
{
  jail_open(argc, argv);
  test_resources_are_limited();
  test_it_is_the_first_to_go_without_memory();
  test_priority_can_only_be_given_up();
  test_a_refusal_names_its_rule();
  return 0;
}
