// Copyright 2026 The Outboard authors
// SPDX-License-Identifier: ISC

// Makes the process harmless before Python runs; interpreter

#include "sandbox.h"

#include "process.h"

#include <poll.h>
#include <signal.h>
#include <stdbool.h>
#include <sys/prctl.h>
#include <sys/resource.h>
#include <unistd.h>

/// Return whether the host died before PR_SET_PDEATHSIG took effect
static bool
host_is_gone(void)
{
  struct pollfd parent = { .fd = OB_CHILD_PARENT, .events = POLLIN };

  return poll(&parent, 1, 0) != 0;
}

ObStatus
ob_sandbox_enter(void)
{
  static const struct rlimit no_core = { 0, 0 };

  if (prctl(PR_SET_PDEATHSIG, SIGKILL) ||
      prctl(PR_SET_NO_NEW_PRIVS, 1, 0, 0, 0) ||
      close_range(OB_CHILD_FDS, ~0U, 0) || setrlimit(RLIMIT_CORE, &no_core)) {
    return OB_ERROR;
  }

  return host_is_gone() ? OB_CLOSED : OB_SUCCESS;
}
