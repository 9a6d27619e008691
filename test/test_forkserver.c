// Copyright 2026 The Outboard authors
// SPDX-License-Identifier: ISC

// A fork server that dies at any moment leaves no child that nobody knows of

#undef NDEBUG

#include "forkserver.h"
#include "process.h"
#include "processes.h"

#include <assert.h>
#include <fcntl.h>
#include <poll.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/pidfd.h>
#include <sys/socket.h>
#include <sys/wait.h>
#include <unistd.h>

/// Servers that are killed
#define ROUNDS 40U

/// The longest time from the question to the kill [us]
#define LONGEST 1000U

/// How long anything may take [ms]
#define PATIENCE 10000

/// Wait for what is said on a socket; `process` is set to the child, if any
static ObStatus
hear(const int socket, ObProcess* const process)
{
  struct pollfd answer = { socket, POLLIN, 0 };

  assert(poll(&answer, 1U, PATIENCE) == 1);
  return ob_forkserver_hear(socket, process);
}

/// Ask a server for a child, and kill the server `delay` after that [us];
/// return whether there was a child
static bool
ask_and_kill(const char* const scriptd, const unsigned delay)
{
  int sockets[2];
  int control[2];
  assert(!socketpair(AF_UNIX, SOCK_SEQPACKET | SOCK_CLOEXEC, 0, sockets));
  assert(!socketpair(AF_UNIX, SOCK_SEQPACKET | SOCK_CLOEXEC, 0, control));

  const int nowhere                 = open("/dev/null", O_WRONLY | O_CLOEXEC);
  const int parent                  = pidfd_open(getpid(), 0U);
  const int own[OB_CHILD_HANDED]    = { nowhere, sockets[1], -1, parent };
  const int handed[OB_CHILD_HANDED] = { nowhere, control[1], nowhere, parent };
  ObProcess server                  = { 0, -1 };
  ObProcess child                   = { 0, -1 };
  assert(!ob_process_spawn(&server, scriptd, OB_FORKSERVER_ARGUMENT, own));
  close(sockets[1]);
  assert(!hear(sockets[0], &child) && !child.pid);

  assert(!ob_forkserver_ask(sockets[0], handed));
  usleep(delay);
  ob_process_kill(&server);
  const ObStatus status = hear(sockets[0], &child);
  assert(status == OB_CLOSED || (!status && child.pid));
  if (child.pid) {
    ob_process_kill(&child);
  }

  close(parent);
  close(nowhere);
  close(control[0]);
  close(control[1]);
  close(sockets[0]);
  return !status;
}

/// A server that says that a process is a child, which it is not, is refused
static void
expect_refusal(const pid_t pid, const int pidfd)
{
  const ObProcess stranger = { pid, pidfd };
  ObProcess       child    = { 0, -1 };
  int             sockets[2];

  assert(!socketpair(AF_UNIX, SOCK_SEQPACKET | SOCK_CLOEXEC, 0, sockets));
  assert(!ob_forkserver_tell(sockets[1], OB_SUCCESS, &stranger));
  assert(hear(sockets[0], &child) == OB_CORRUPT);
  assert(!child.pid && child.pidfd == -1);
  close(sockets[0]);
  close(sockets[1]);
}

/// Else the host would kill them when it ends what it takes for a child
static void
test_strangers(void)
{
  const pid_t child   = fork();
  const int   self    = pidfd_open(getpid(), 0U);
  const int   nowhere = open("/dev/null", O_WRONLY | O_CLOEXEC);
  if (!child) {
    _exit(0);
  }

  assert(child > 0 && self >= 0 && nowhere >= 0);
  expect_refusal(getpid(), self);
  expect_refusal(child, self);
  expect_refusal(child, nowhere);
  assert(waitpid(child, NULL, 0) == child);
  close(nowhere);
  close(self);
}

int
main(int argc, char** argv)
{
  unsigned    children = 0U;
  char* const scriptd  = argc == 2 ? realpath(argv[1], NULL) : NULL;
  assert(scriptd);
  test_strangers();
  for (unsigned i = 0U; i < ROUNDS; ++i) {
    children += ask_and_kill(scriptd, i * LONGEST / ROUNDS);
    assert(!processes_look().scripts);
  }
  fprintf(stderr, "%u of %u servers had made a child\n", children, ROUNDS);
  free(scriptd);
  return 0;
}
