// Copyright 2026 The Outboard authors
// SPDX-License-Identifier: ISC

// Which parts of the jail there are, when they come, and what the host is told

#undef NDEBUG

#include "jail_rig.h"

#include "jail.h"

#include <assert.h>
#include <poll.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/syscall.h>
#include <sys/wait.h>
#include <unistd.h>

/// Whether this kernel has Landlock
static bool has_landlock;

/// Check what a child says of its jail
static void
expect_level(const JailKind kind, const char* const expected)
{
  static const char script[] = "def on_cc(e): pass\n";
  char              text[128];
  Child             child;

  assert(child_load(&child, jail_program(kind), script));
  ob_jail_describe(&child.jail, text, sizeof(text));
  if (strncmp(text, expected, strlen(expected)) != 0) {
    fprintf(stderr, "%s: %s\n", expected, text);
    abort();
  }
  child_stop(&child);
}

static void
test_the_level_is_reported(void)
{
  expect_level(JAIL_FULL,
               has_landlock ? "full (Landlock ABI " : "weaker (no Landlock)");
  expect_level(JAIL_WITHOUT_SECCOMP,
               has_landlock ? "weaker (no seccomp filter)" : "none (no L");
  expect_level(JAIL_WITHOUT_LANDLOCK, "weaker (no Landlock)");
  expect_level(JAIL_WITHOUT_BOTH, "none (no Landlock, no seccomp filter)");
}

static const char attempts[] =
  "print(attempt(lambda: open('/etc/passwd')))\n"
  "print(attempt(lambda: os.stat('/etc/passwd')))\n"
  "print(attempt(lambda: os.fstat(2)))\n"
  "print(attempt(lambda: os.listdir('/usr')))\n"
  "print(attempt(lambda: open('/tmp/outboard-jail', 'w')))\n"
  "print(attempt(lambda: os.chmod('/nowhere', 0o755)))\n"
  "print(attempt(lambda: os.memfd_create('name')))\n";

static void
test_without_landlock_there_are_no_paths(void)
{
  jail_expect(JAIL_WITHOUT_LANDLOCK,
              NULL,
              "print(attempt(lambda: __import__('random')))\n"
              "print(attempt(lambda: __import__('dataclasses')))\n"
              "print(attempt(lambda: __import__('wave')))\n",
              "module\nmodule\nModuleNotFoundError\n");
  jail_expect(JAIL_WITHOUT_LANDLOCK,
              NULL,
              attempts,
              "PermissionError EACCES\n"
              "PermissionError EACCES\n"
              "stat_result\n"
              "PermissionError EACCES\n"
              "PermissionError EACCES\n"
              "PermissionError EPERM\n"
              "PermissionError EPERM\n");
}

static void
test_without_a_filter_files_are_still_kept(void)
{
  if (has_landlock) {
    jail_expect(JAIL_WITHOUT_SECCOMP,
                NULL,
                attempts,
                "PermissionError EACCES\n"
                "stat_result\n"
                "stat_result\n"
                "list\n"
                "PermissionError EACCES\n"
                "FileNotFoundError ENOENT\n"
                "int\n");
  }
}

static void
test_it_can_be_turned_off(void)
{
  assert(!setenv(OB_JAIL_VARIABLE, "off", 1));
  expect_level(JAIL_FULL, "off (OUTBOARD_SANDBOX=off)");
  jail_expect(
    JAIL_FULL,
    NULL,
    "import threading\n"
    "print(attempt(lambda: open('/etc/passwd')))\n"
    "print(attempt(lambda: threading.Thread(target=int).start()))\n"
    "print(attempt(lambda: os.waitpid(os.fork() or os._exit(0), 0)))\n",
    "TextIOWrapper\nNoneType\ntuple\n");

  assert(!setenv(OB_JAIL_VARIABLE, "of", 1));
  expect_level(JAIL_FULL, has_landlock ? "full (Landlock ABI " : "weaker");
  jail_expect(JAIL_FULL,
              NULL,
              "",
              "OUTBOARD_SANDBOX=of is not known, only off is: the sandbox is "
              "on\n");
  assert(!unsetenv(OB_JAIL_VARIABLE));
}

/// Return the value of a field in a thread's status
static unsigned
thread_field(const char* const path, const char* const field)
{
  char     line[256];
  unsigned value = 0U;
  FILE*    file  = fopen(path, "r");

  assert(file);
  while (fgets(line, sizeof(line), file)) {
    if (!strncmp(line, field, strlen(field))) {
      value = (unsigned)strtoul(line + strlen(field), NULL, 10);
    }
  }
  fclose(file);
  return value;
}

/// Check that all threads of a process are filtered; return how many
static unsigned
count_filtered(const pid_t pid)
{
  char     command[128];
  char     path[64];
  unsigned count = 0U;

  snprintf(command, sizeof(command), "ls /proc/%d/task", (int)pid);
  FILE* const list = popen(command, "r");
  for (int thread = 0; fscanf(list, "%d", &thread) == 1; ++count) {
    snprintf(path, sizeof(path), "/proc/%d/status", thread);
    assert(thread_field(path, "Seccomp:") == 2U);
    assert(thread_field(path, "NoNewPrivs:") == 1U);
  }
  pclose(list);
  return count;
}

/// The first that is done with a text is to look for FILES, which are then
/// asked for: by then it is jailed, with its control thread
static void
test_the_text_is_first_looked_at_in_jail(void)
{
  static const char script[] = "FILES = ['a.txt']\n";
  static char       payload[OB_MESSAGE_MAX];
  ObMessage         message = { 0 };
  Child             child;

  child_start(&child, jail_program(JAIL_FULL));
  child_send(&child, &(ChildLoad){ .text = script, .size = strlen(script) });
  while (message.type != OB_MESSAGE_FILES) {
    struct pollfd socket = { .fd = child.control, .events = POLLIN };
    assert(poll(&socket, 1, CHILD_PATIENCE / 1000000U) == 1);
    assert(!ob_message_receive(child.control, &message, payload, NULL));
  }
  assert(count_filtered(child.process.pid) == 2U);
  child_stop(&child);
}

static void
test_crashes_are_told_once(void)
{
  static const char* const crashes[] = {
    "import ctypes\nctypes.string_at(0)\n",
    "import os\nos.abort()\n",
    "import faulthandler\nfaulthandler._sigsegv()\n",
  };
  static const int signals[] = { SIGSEGV, SIGABRT, SIGSEGV };
  char             output[16384];

  for (size_t i = 0U; i < sizeof(signals) / sizeof(signals[0]); ++i) {
    const ChildLoad load = { .text = crashes[i], .size = strlen(crashes[i]) };
    Child           child;
    child_start(&child, jail_program(JAIL_FULL));
    child_send(&child, &load);
    const int status = child_wait(&child);
    assert(WIFSIGNALED(status) && WTERMSIG(status) == signals[i]);

    const ssize_t size = read(child.errors, output, sizeof(output) - 1U);
    assert(size > 0 && size < 4096);
    output[size] = '\0';
    assert(strstr(output, "line 2 in <module>"));
    child_stop(&child);
  }
}

int
main(const int argc, char** const argv)
{
  jail_open(argc, argv);
  has_landlock = syscall(SYS_landlock_create_ruleset, NULL, 0, 1) > 0;
  test_the_level_is_reported();
  test_without_landlock_there_are_no_paths();
  test_without_a_filter_files_are_still_kept();
  test_it_can_be_turned_off();
  test_the_text_is_first_looked_at_in_jail();
  test_crashes_are_told_once();
  return 0;
}
