// Copyright 2026 The Outboard authors
// SPDX-License-Identifier: ISC

// Tests of starting, watching and ending a process

#undef NDEBUG

#include "process.h"

#include <assert.h>
#include <errno.h>
#include <fcntl.h>
#include <poll.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/pidfd.h>
#include <sys/socket.h>
#include <sys/time.h>
#include <sys/wait.h>
#include <unistd.h>

static const char* program;
static ObProcess   process;
static int         control; ///< Our end
static int         errors;  ///< Our end
static char        report[8192];

/// Start the helper
static void
start(void)
{
  const int segment = memfd_create("test", MFD_CLOEXEC);
  const int parent  = pidfd_open(getpid(), 0U);
  int       sockets[2];
  int       pipes[2];

  assert(!socketpair(AF_UNIX, SOCK_SEQPACKET | SOCK_CLOEXEC, 0, sockets));
  assert(!pipe2(pipes, O_CLOEXEC));
  assert(segment >= 0 && parent >= 0);

  const int fds[OB_CHILD_HANDED] = { pipes[1], sockets[1], segment, parent };
  assert(!ob_process_spawn(&process, program, NULL, fds));
  assert(process.pid > 0 && process.pidfd >= 0);

  close(segment);
  close(parent);
  close(sockets[1]);
  close(pipes[1]);
  control = sockets[0];
  errors  = pipes[0];
}

static void
read_report(void)
{
  const ssize_t size = recv(control, report, sizeof(report) - 1U, 0);
  assert(size > 0);
  report[size] = '\0';
}

/// Wait until it has died, reap it, and return its status
static int
finish(void)
{
  struct pollfd death  = { .fd = process.pidfd, .events = POLLIN };
  int           status = 0;

  assert(poll(&death, 1U, 10000) == 1);
  ob_process_reap(&process, &status);
  assert(process.pidfd == -1 && process.pid == 0);
  assert(ob_process_signal(&process, SIGKILL) == OB_CLOSED);
  close(control);
  close(errors);
  return status;
}

static void
expect(const char* const line)
{
  if (!strstr(report, line)) {
    fprintf(stderr, "missing '%s' in:\n%s", line, report);
    abort();
  }
}

static unsigned
count_environment(void)
{
  unsigned count = 0U;
  for (const char* line = report; (line = strstr(line, "env ")); ++line) {
    ++count;
  }
  return count;
}

static void
test_birth(void)
{
  char     output[64] = "";
  sigset_t set;
  sigset_t former;

  // What the host has done to itself must not matter
  sigfillset(&set);
  assert(!pthread_sigmask(SIG_BLOCK, &set, &former));
  signal(SIGPIPE, SIG_IGN);
  setenv("LD_PRELOAD", "", 1);
  setenv("PYTHONPATH", "/nowhere", 1);
  setenv("HOME", "/home/me", 1);
  setenv("OUTBOARD_SANDBOX", "on", 1);
  unsetenv("ASAN_OPTIONS");
  unsetenv("LSAN_OPTIONS");
  unsetenv("TSAN_OPTIONS");
  setenv("UBSAN_OPTIONS", "print_stacktrace=1", 1);
  const int open_fd = open("/dev/null", O_RDONLY); // Not close-on-exec

  // Read now, and not in another thread while the host may change it
  ob_process_init();
  setenv("UBSAN_OPTIONS", "print_stacktrace=0", 1);

  start();
  read_report();
  expect("args 1 ");
  expect("fds 0 1 2 3 4 5\n");
  expect("blocked\n");
  expect("leader 1\n");
  expect("policy 0\n");
  expect("env LANG=C.UTF-8\n");
  expect("env MALLOC_ARENA_MAX=1\n");
  expect("env OPENBLAS_NUM_THREADS=1\n");
  expect("env HOME=/home/me\n");
  expect("env OUTBOARD_SANDBOX=on\n");
  expect("env UBSAN_OPTIONS=print_stacktrace=1\n");
  assert(count_environment() == 6U);
  assert(read(errors, output, sizeof(output) - 1U) > 0);
  assert(!strcmp(output, "error output\n"));

  send(control, "\x07", 1U, 0);
  const int status = finish();
  assert(WIFEXITED(status) && WEXITSTATUS(status) == 7);

  close(open_fd);
  signal(SIGPIPE, SIG_DFL);
  unsetenv("LD_PRELOAD");
  unsetenv("OUTBOARD_SANDBOX");
  pthread_sigmask(SIG_SETMASK, &former, NULL);
}

/// A host without standard streams: descriptors lie where the child's go
static void
test_low_descriptors(void)
{
  int saved[3];
  for (int fd = 0; fd < 3; ++fd) {
    saved[fd] = fcntl(fd, F_DUPFD_CLOEXEC, 100);
    close(fd);
  }

  start();
  read_report();
  send(control, "\x03", 1U, 0);
  const int status = finish();

  for (int fd = 0; fd < 3; ++fd) {
    dup2(saved[fd], fd);
    close(saved[fd]);
  }
  expect("fds 0 1 2 3 4 5\n");
  assert(WIFEXITED(status) && WEXITSTATUS(status) == 3);
}

static void
test_signals(void)
{
  start();
  read_report();
  assert(!ob_process_signal(&process, SIGKILL));
  int status = finish();
  assert(WIFSIGNALED(status) && WTERMSIG(status) == SIGKILL);

  start();
  read_report();
  send(control, "k", 1U, 0);
  status = finish();
  assert(WIFSIGNALED(status) && WTERMSIG(status) == SIGABRT);
}

/// A host that ignores its children's ends: the kernel reaps them
static void
test_ignored_children(void)
{
  signal(SIGCHLD, SIG_IGN);
  start();
  read_report();
  send(control, "\x03", 1U, 0);
  assert(finish() == -1);
  signal(SIGCHLD, SIG_DFL);
}

/// A host that reaps all children, whosesoever
static void
test_stolen_status(void)
{
  start();
  read_report();
  send(control, "\x03", 1U, 0);
  assert(waitpid(-1, NULL, 0) > 0);
  assert(finish() == -1);
}

static void
test_no_program(void)
{
  const char* const good = program;
  const int         fd   = open("/dev/null", O_RDWR | O_CLOEXEC);

  const int closed = dup(fd);

  const int fds[OB_CHILD_HANDED] = { fd, fd, fd, fd };
  const int bad[OB_CHILD_HANDED] = { fd, closed, fd, fd };
  close(closed);
  assert(ob_process_spawn(&process, "/nowhere/at/all", NULL, fds) ==
         OB_NO_FILE);
  assert(process.pid == 0 && process.pidfd == -1);
  assert(ob_process_spawn(&process, "/dev/null", NULL, fds) == OB_NO_ACCESS);
  assert(ob_process_spawn(&process, good, NULL, bad) != OB_SUCCESS);
  assert(waitpid(-1, NULL, WNOHANG) == -1); // None was left behind
  close(fd);
}

static void
on_alarm(const int signal)
{
  (void)signal;
}

/// Signals of the host's do not keep it from waiting for a death
static void
test_kill_among_signals(void)
{
  const struct sigaction handled = { .sa_handler = on_alarm };
  const struct itimerval often   = { { 0, 50 }, { 0, 50 } };
  const struct itimerval never   = { { 0, 0 }, { 0, 0 } };
  struct sigaction       former;

  assert(!sigaction(SIGALRM, &handled, &former));
  for (unsigned i = 0U; i < 20U; ++i) {
    start();
    read_report();
    const pid_t pid = process.pid;
    assert(!setitimer(ITIMER_REAL, &often, NULL));
    ob_process_kill(&process);
    assert(!setitimer(ITIMER_REAL, &never, NULL));
    assert(!process.pid && process.pidfd == -1);
    assert(waitpid(pid, NULL, WNOHANG) == -1 && errno == ECHILD);
    close(control);
    close(errors);
  }
  assert(!sigaction(SIGALRM, &former, NULL));
}

int
main(int argc, char** argv)
{
  assert(argc == 2);
  program = realpath(argv[1], NULL);
  assert(program);
  test_birth();
  test_low_descriptors();
  test_signals();
  test_ignored_children();
  test_stolen_status();
  test_no_program();
  test_kill_among_signals();
  return 0;
}
