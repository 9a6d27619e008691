// Copyright 2026 The Outboard authors
// SPDX-License-Identifier: ISC

// The fork server: copies of a process in which Python is up; interpreter

#include <Python.h>

#include "serve.h"

#include "forkserver.h"
#include "process.h"

#include <errno.h>
#include <linux/sched.h>
#include <sys/pidfd.h>
#include <sys/syscall.h>
#include <unistd.h>

/**
   Copy this process; 0 in the copy, else its id or -1.

   Its parent is the host, which watches, reaps and outlives it as if it had
   started the copy itself: fork() cannot do that.  This process has one thread,
   so that libc has no locks to put right in the copy.
*/
static pid_t
copy_process(void)
{
  struct clone_args wishes = { .flags = CLONE_PARENT };

  return (pid_t)syscall(SYS_clone3, &wishes, sizeof(wishes));
}

/// In the copy: let the host know of it, even if the server is dead by now
static ObStatus
introduce(void)
{
  const ObProcess self = { getpid(), pidfd_open(getpid(), 0U) };
  if (self.pidfd < 0) {
    return ob_status_from_errno(errno);
  }

  const ObStatus status =
    ob_forkserver_tell(OB_CHILD_CONTROL, OB_SUCCESS, &self);
  close(self.pidfd);
  return status;
}

/// In the copy: become what the host has asked for
static ObStatus
become_child(const int fds[OB_CHILD_HANDED])
{
  for (int i = 0; i < OB_CHILD_HANDED; ++i) {
    if (dup2(fds[i], OB_CHILD_STDERR + i) < 0) {
      return OB_ERROR;
    }
  }

  return setsid() < 0 ? OB_ERROR : OB_SUCCESS;
}

static void
close_all(const int fds[OB_CHILD_HANDED])
{
  for (int i = 0; i < OB_CHILD_HANDED; ++i) {
    close(fds[i]);
  }
}

ObStatus
ob_serve(void)
{
  int fds[OB_CHILD_HANDED];

  ObStatus status = ob_forkserver_tell(OB_CHILD_CONTROL, OB_SUCCESS, NULL);
  while (!status && !(status = ob_forkserver_await(OB_CHILD_CONTROL, fds))) {
    PyOS_BeforeFork();
    const pid_t copy = copy_process();
    if (!copy) {
      status = introduce();
      PyOS_AfterFork_Child();
      return status ? status : become_child(fds);
    }

    const int error = errno;
    PyOS_AfterFork_Parent();
    close_all(fds);
    if (copy < 0) {
      status =
        ob_forkserver_tell(OB_CHILD_CONTROL, ob_status_from_errno(error), NULL);
    }
  }

  return status;
}
