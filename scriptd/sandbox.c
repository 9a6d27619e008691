// Copyright 2026 The Outboard authors
// SPDX-License-Identifier: ISC

// The jail: what a process may do once it has a script; interpreter

#include "sandbox.h"

#include "process.h"
#include "sandbox_calls.h"
#include "sandbox_files.h"

#include <errno.h>
#include <fcntl.h>
#include <poll.h>
#include <signal.h>
#include <stdlib.h>
#include <string.h>
#include <sys/prctl.h>
#include <sys/resource.h>
#include <sys/socket.h>
#include <unistd.h>

/// Instrumented code needs address space, and system calls of its own
static const bool instrumented = OB_INSTRUMENTED;

/// What holds by now
static ObJail jail;

/// What the user wants and nobody understands, or NULL
static char* unknown_wish;

/// A limit and what it is set to, unless it is lower
typedef struct
{
  int    resource;
  rlim_t most;
} Limit;

/// No core files, whatever the user wants
static const Limit core_size = { RLIMIT_CORE, 0U };

/// Standing limits; the user's number of processes counts those of the user's
/// other programs, so it is not one of them.  So do signals that wait in line:
/// without any, a script cannot take them from others, and signals still come.
/// What may be locked is more than the segment, but not all of the memory.
static const Limit limits[] = {
  { RLIMIT_FSIZE, 0U },      { RLIMIT_MSGQUEUE, 0U },
  { RLIMIT_SIGPENDING, 0U }, { RLIMIT_MEMLOCK, 1U << 20U },
  { RLIMIT_NOFILE, 64U },    { RLIMIT_STACK, 8U << 20U },
};

/// The address space, as what is mapped is not counted as data [bytes]
static const Limit address_space = { RLIMIT_AS, 1U << 30U };

void
ob_sandbox_prepare(void)
{
  const char* const wish = getenv(OB_JAIL_VARIABLE);

  if (wish && !strcmp(wish, "off")) {
    jail.parts = OB_JAIL_OFF;
  } else {
    unknown_wish = wish && wish[0] ? strdup(wish) : NULL;
    ob_files_prepare();
  }
  unsetenv("HOME");
}

const char*
ob_sandbox_unknown_wish(void)
{
  return unknown_wish;
}

/// Return whether the host died before PR_SET_PDEATHSIG took effect
static bool
host_is_gone(void)
{
  struct pollfd parent = { .fd = OB_CHILD_PARENT, .events = POLLIN };

  return poll(&parent, 1, 0) != 0;
}

/// Set a limit for good
static bool
lower(const Limit* const limit)
{
  struct rlimit now;
  if (getrlimit(limit->resource, &now)) {
    return false;
  }

  const rlim_t most = now.rlim_max < limit->most ? now.rlim_max : limit->most;
  const struct rlimit next = { most, most };
  return !setrlimit(limit->resource, &next);
}

/// Set the limits of the jail
static bool
set_limits(void)
{
  for (size_t i = 0U; i < sizeof(limits) / sizeof(limits[0]); ++i) {
    if (!lower(&limits[i])) {
      return false;
    }
  }

  // To be told by errno of what is too long, not killed
  signal(SIGXFSZ, SIG_IGN);
  if (!instrumented) {
    if (!lower(&address_space)) {
      return false;
    }
    jail.parts |= OB_JAIL_MEMORY;
  }

  return true;
}

/// Be the first whom the kernel kills for memory; without /proc, be it not
static void
offer_oneself(void)
{
  static const char most[] = "1000";

  const int fd = open("/proc/self/oom_score_adj", O_WRONLY | O_CLOEXEC);
  if (fd >= 0) {
    const ssize_t written = write(fd, most, sizeof(most) - 1U);
    (void)written;
    close(fd);
  }
}

ObStatus
ob_sandbox_enter(void)
{
  if (prctl(PR_SET_PDEATHSIG, SIGKILL) ||
      prctl(PR_SET_NO_NEW_PRIVS, 1, 0, 0, 0) ||
      close_range(OB_CHILD_FDS, ~0U, 0)) {
    return OB_ERROR;
  }

  offer_oneself();
  if (!lower(&core_size) || (!(jail.parts & OB_JAIL_OFF) && !set_limits())) {
    return OB_ERROR;
  }

  return host_is_gone() ? OB_CLOSED : OB_SUCCESS;
}

bool
ob_sandbox_is_blind(void)
{
  return !(jail.parts & OB_JAIL_OFF) && !ob_files_abi();
}

ObStatus
ob_sandbox_limit_files(const char* const path)
{
  if (jail.parts & OB_JAIL_OFF || !ob_files_abi()) {
    return OB_SUCCESS;
  }

  const ObStatus status = ob_files_limit(path);
  if (!status) {
    jail.parts |= OB_JAIL_FILES;
    jail.landlock = ob_files_abi();
  }

  return status;
}

/// Return whether what must fail does
static bool
holds(void)
{
  const uint32_t parts = jail.parts;

  if (parts & (OB_JAIL_FILES | OB_JAIL_CALLS) &&
      (open("/", O_RDONLY | O_CLOEXEC) >= 0 || errno != EACCES)) {
    return false;
  }

  return !(parts & OB_JAIL_CALLS) ||
         (socket(AF_UNIX, SOCK_STREAM, 0) < 0 && errno == EPERM);
}

ObStatus
ob_sandbox_limit_calls(void)
{
  if (jail.parts & OB_JAIL_OFF) {
    return OB_SUCCESS;
  }

  if (!instrumented) {
    const ObStatus status = ob_calls_limit(jail.parts & OB_JAIL_FILES);
    if (!status) {
      jail.parts |= OB_JAIL_CALLS;
    } else if (status != OB_NO_ACCESS) {
      return status;
    }
  }

  return holds() ? OB_SUCCESS : OB_ERROR;
}

const ObJail*
ob_sandbox_jail(void)
{
  return &jail;
}

const char*
ob_sandbox_rule(const int error, const bool of_file)
{
  static const uint32_t any = OB_JAIL_FILES | OB_JAIL_CALLS;

  if (!(jail.parts & any) || (error != EPERM && error != EACCES)) {
    return NULL;
  }
  if (!of_file) {
    return "a script may not use the network, start programs or threads, or "
           "touch other processes";
  }

  return jail.parts & OB_JAIL_FILES
           ? "a script may read files in its own folder and in /usr, and may "
             "write none"
           : "a script may open no files on this system, which has no Landlock";
}
