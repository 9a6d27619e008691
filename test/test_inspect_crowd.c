// Copyright 2026 The Outboard authors
// SPDX-License-Identifier: ISC

// The command line with many instances, and with hosts that are stuck

#undef NDEBUG

#include "fault_rig.h"
#include "lv2_host.h"

#include <assert.h>
#include <signal.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/prctl.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <sys/syscall.h>
#include <sys/wait.h>
#include <unistd.h>

/// More than a host lets in at a time
#define CROWD 12U

/// Path of the command
static const char* outboard;

/// Run a command of ours for at most some seconds; return its exit status
static int
run(char* const text, const size_t room, const char* const arguments)
{
  char command[1024];
  snprintf(
    command, sizeof(command), "timeout 60 %s %s 2>&1", outboard, arguments);

  FILE* const pipe = popen(command, "re");
  assert(pipe);
  const size_t size = fread(text, 1U, room - 1U, pipe);
  text[size]        = '\0';
  const int status  = pclose(pipe);
  assert(WIFEXITED(status));
  return WEXITSTATUS(status);
}

/// Whether somebody looks before the host listens
static bool looked_for;

/// The plugin finds this before the C library's
__attribute__((visibility("default"))) int
listen(const int fd, const int backlog)
{
  static char text[1024];
  if (looked_for) {
    assert(!run(text, sizeof(text), "top --once"));
  }
  return (int)syscall(SYS_listen, fd, backlog);
}

/// A host that is looked for while it opens its door is not taken for dead
static void
test_early_look(void)
{
  char text[4096];

  looked_for               = true;
  HostPlugin* const plugin = rig_play("early.py", "def on_cc(c): pass\n", 64);
  looked_for               = false;
  assert(!run(text, sizeof(text), "top --once"));
  assert(!strstr(text, "No instance"));
  rig_end(plugin);
}

/// Return the memory in a row of outboard top [MB]
static double
memory_in(const char* const row)
{
  const char* unit = strstr(row, " MB");
  assert(unit);
  while (unit[-1] != ' ') {
    --unit;
  }
  return strtod(unit, NULL);
}

/// What copies of one process share is not counted as memory of each
static void
check_memory(void)
{
  static char text[8192];
  assert(!run(text, sizeof(text), "top --once"));

  const char*  row   = strchr(text, '\n'); // Behind the heading
  const double first = memory_in(row + 1); // The only one that is no copy
  double       least = first;
  for (unsigned i = 1U; i < CROWD; ++i) {
    row                 = strchr(row + 1, '\n');
    const double memory = memory_in(row + 1);
    least               = memory < least ? memory : least;
  }
  assert(least > 0.0 && least < first);
}

/// No instance is left out because others are asked, too
static void
test_all_are_seen(void)
{
  HostPlugin* plugins[CROWD];
  char        name[32];
  char        script[128];
  static char text[65536];

  for (unsigned i = 0U; i < CROWD; ++i) {
    snprintf(name, sizeof(name), "crowd%u.py", i);
    snprintf(script,
             sizeof(script),
             "from outboard import *\ndef on_note_on(n): pass\n"
             "log('here is %u.')\n",
             i);
    plugins[i] = rig_play(name, script, 64);
  }

  assert(!run(text, sizeof(text), "log"));
  for (unsigned i = 0U; i < CROWD; ++i) {
    snprintf(script, sizeof(script), "here is %u.", i);
    assert(strstr(text, script));
  }
  check_memory();

  for (unsigned i = 0U; i < CROWD; ++i) {
    rig_end(plugins[i]);
  }
}

/// A host that is stopped does not stop those who look, however many; none of
/// them takes it for no host
static void
test_stopped_host(void)
{
  char        command[1024];
  static char text[4096];
  const pid_t host = fork();
  assert(host >= 0);
  if (!host) {
    prctl(PR_SET_PDEATHSIG, SIGKILL);
    rig_play("stopped.py", "def on_note_on(n): pass\n", 64);
    raise(SIGSTOP);
    _exit(0);
  }

  int status = 0;
  assert(waitpid(host, &status, WUNTRACED) == host && WIFSTOPPED(status));
  snprintf(command,
           sizeof(command),
           "timeout 60 sh -c 'for i in $(seq %u); do %s top --once 2>&1 "
           ">/dev/null | grep -q answer & pids=\"$pids $!\"; done; "
           "for i in $pids; do wait $i || exit 1; done'",
           CROWD,
           outboard);
  const int result = system(command);
  assert(run(text, sizeof(text), "log stopped"));

  assert(!kill(host, SIGKILL));
  assert(waitpid(host, &status, 0) == host && WIFSIGNALED(status));
  assert(!result && strstr(text, "does not answer: timed out"));
}

/// Follow the log of a host which gets a signal once it has been read; return
/// the exit status
static int
follow(const int signal, char* const text, const size_t room)
{
  char        command[1024];
  const pid_t host = fork();
  assert(host >= 0);
  if (!host) {
    prctl(PR_SET_PDEATHSIG, SIGKILL);
    rig_play("ends.py",
             "from outboard import *\ndef on_note_on(n): pass\nlog('here')\n",
             64);
    raise(SIGSTOP);
    pause();
  }

  int status = 0;
  assert(waitpid(host, &status, WUNTRACED) == host && WIFSTOPPED(status));
  assert(!kill(host, SIGCONT));
  snprintf(
    command, sizeof(command), "timeout 20 %s log -f ends 2>&1", outboard);
  FILE* const pipe = popen(command, "re");
  assert(pipe);
  do {
    assert(fgets(text, (int)room, pipe));
  } while (!strstr(text, "here"));
  assert(!kill(host, signal));
  const size_t size = fread(text, 1U, room - 1U, pipe);
  text[size]        = '\0';
  const int result  = pclose(pipe);

  kill(host, SIGKILL);
  assert(waitpid(host, &status, 0) == host && WIFSIGNALED(status));
  assert(WIFEXITED(result));
  return WEXITSTATUS(result);
}

/// Who follows a log is told why there is no more
static void
test_end_of_a_log(void)
{
  static char text[4096];

  assert(follow(SIGSTOP, text, sizeof(text)) == 1);
  assert(strstr(text, "does not answer: timed out"));
  assert(!follow(SIGKILL, text, sizeof(text)));
  assert(strstr(text, "has ended"));
}

/// Where the folder should be there is a link: it leads nowhere
static void
test_link(const char* const folder)
{
  char path[64];
  char private[64];
  char text[1024];
  snprintf(path, sizeof(path), "%s/outboard", folder);
  snprintf(private, sizeof(private), "%s/private", folder);
  assert(!rmdir(path) && !mkdir(private, 0700) && !symlink(private, path));

  HostPlugin* const plugin = rig_play("link.py", "def on_cc(c): pass\n", 64);
  assert(run(text, sizeof(text), "top --once"));
  assert(strstr(text, "cannot look for hosts"));
  rig_end(plugin);

  assert(!rmdir(private) && !unlink(path)); // Nothing was put there
}

int
main(int argc, char** argv)
{
  char folder[] = "/tmp/outboard-test-XXXXXX";

  assert(argc == 4);
  outboard = argv[3];
  assert(mkdtemp(folder));
  assert(!setenv("XDG_RUNTIME_DIR", folder, 1));
  const RigResources before = rig_set_up(argv[1], argv[2]);

  test_all_are_seen();
  test_early_look();
  test_stopped_host();
  test_end_of_a_log();

  rig_check_resources(&before);

  static char text[1024];
  assert(!run(text, sizeof(text), "top --once")); // Removes what is left
  test_link(folder);
  host_close();
  assert(!rmdir(folder));
  return 0;
}
