// Copyright 2026 The Outboard authors
// SPDX-License-Identifier: ISC

// Helper of test_process: reports how it was born on the control channel

#include "process.h"

#include <fcntl.h>
#include <sched.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <unistd.h>

int
main(int argc, char** argv)
{
  char     report[8192];
  size_t   n = 0U;
  sigset_t set;

  n +=
    (size_t)snprintf(report, sizeof(report), "args %d %s\nfds", argc, argv[0]);
  for (int fd = 0; fd < 1024; ++fd) {
    if (fcntl(fd, F_GETFD) >= 0) {
      n += (size_t)snprintf(report + n, sizeof(report) - n, " %d", fd);
    }
  }

  n += (size_t)snprintf(report + n, sizeof(report) - n, "\nblocked");
  sigprocmask(SIG_BLOCK, NULL, &set);
  for (int i = 1; i < NSIG; ++i) {
    struct sigaction action;
    if (sigismember(&set, i) == 1) {
      n += (size_t)snprintf(report + n, sizeof(report) - n, " %d", i);
    }
    if (!sigaction(i, NULL, &action) && action.sa_handler != SIG_DFL) {
      n +=
        (size_t)snprintf(report + n, sizeof(report) - n, " not-default-%d", i);
    }
  }

  n += (size_t)snprintf(report + n,
                        sizeof(report) - n,
                        "\nleader %d\npolicy %d\n",
                        getsid(0) == getpid(),
                        sched_getscheduler(0));
  for (char** line = environ; *line; ++line) {
    n += (size_t)snprintf(report + n, sizeof(report) - n, "env %s\n", *line);
  }

  fprintf(stderr, "error output\n");
  send(OB_CHILD_CONTROL, report, n, 0);

  // Until the other side says how to end
  char order = 0;
  while (recv(OB_CHILD_CONTROL, &order, 1U, 0) == 1) {
    if (order == 'k') {
      abort();
    }
    exit(order);
  }

  return 0;
}
