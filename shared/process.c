// Copyright 2026 The Outboard authors
// SPDX-License-Identifier: ISC

// Starting, watching and ending a child process; supervisor

#include "process.h"

#include "doorbell.h"
#include "jail.h"

#include <errno.h>
#include <fcntl.h>
#include <poll.h>
#include <sched.h>
#include <signal.h>
#include <spawn.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/pidfd.h>
#include <sys/types.h>
#include <sys/wait.h>
#include <unistd.h>

/// How long a process may take to die when it is killed [ns]
static const uint64_t last_patience = 2000000000U;

/// Room for one variable of the environment [bytes]
#define VARIABLE_SIZE 1024U

/// What the environment always holds
static const char* const fixed_variables[] = {
  "LANG=C.UTF-8",
  "MALLOC_ARENA_MAX=1",
  "OPENBLAS_NUM_THREADS=1",
};

/// What it takes over: what the jail goes by, and with what instrumented builds
/// are steered
static const char* const passed_variables[] = {
  "HOME",         OB_JAIL_VARIABLE, "ASAN_OPTIONS",
  "LSAN_OPTIONS", "TSAN_OPTIONS",   "UBSAN_OPTIONS",
};

#define FIXED (sizeof(fixed_variables) / sizeof(fixed_variables[0]))
#define PASSED (sizeof(passed_variables) / sizeof(passed_variables[0]))

/// What it takes over, as it was when it was read; "" if it is not set
static char passed[PASSED][VARIABLE_SIZE];

void
ob_process_init(void)
{
  for (size_t i = 0U; i < PASSED; ++i) {
    const char* const value = getenv(passed_variables[i]);
    const int         size  = snprintf(passed[i],
                              VARIABLE_SIZE,
                              "%s=%s",
                              passed_variables[i],
                              value ? value : "");
    if (!value || size >= (int)VARIABLE_SIZE) {
      passed[i][0] = '\0';
    }
  }
}

/// List a child's environment, with NULL at the end
static void
list_environment(char* variables[FIXED + PASSED + 1U])
{
  size_t n = 0U;

  for (size_t i = 0U; i < FIXED; ++i) {
    variables[n++] = (char*)fixed_variables[i];
  }
  for (size_t i = 0U; i < PASSED; ++i) {
    if (passed[i][0]) {
      variables[n++] = passed[i];
    }
  }

  variables[n] = NULL;
}

/// Set what a new process starts with, besides its descriptors
static int
set_attributes(posix_spawnattr_t* const attributes)
{
  const struct sched_param normal = { 0 };
  const short aspects = POSIX_SPAWN_SETSIGMASK | POSIX_SPAWN_SETSIGDEF |
                        POSIX_SPAWN_SETSID | POSIX_SPAWN_SETSCHEDULER;
  sigset_t none;
  sigset_t all;

  sigemptyset(&none);
  sigfillset(&all);
  posix_spawnattr_setsigmask(attributes, &none);
  posix_spawnattr_setsigdefault(attributes, &all);
  posix_spawnattr_setschedpolicy(attributes, SCHED_OTHER);
  posix_spawnattr_setschedparam(attributes, &normal);
  return posix_spawnattr_setflags(attributes, aspects);
}

/// List what becomes of the working folder and the descriptors; `fds` are above
/// the places they go to
static int
set_descriptors(posix_spawn_file_actions_t* const actions,
                const int                         fds[OB_CHILD_HANDED])
{
  // Python does not start in a folder that has been removed
  int error = posix_spawn_file_actions_addchdir_np(actions, "/");
  if (!error) {
    error =
      posix_spawn_file_actions_addopen(actions, 0, "/dev/null", O_RDONLY, 0);
  }
  if (!error) {
    error =
      posix_spawn_file_actions_addopen(actions, 1, "/dev/null", O_WRONLY, 0);
  }

  for (int i = 0; !error && i < OB_CHILD_HANDED; ++i) {
    if (fds[i] >= 0) {
      error =
        posix_spawn_file_actions_adddup2(actions, fds[i], OB_CHILD_STDERR + i);
    }
  }

  return error
           ? error
           : posix_spawn_file_actions_addclosefrom_np(actions, OB_CHILD_FDS);
}

static int
spawn(pid_t* const      pid,
      const char* const path,
      const char* const argument,
      const int         fds[OB_CHILD_HANDED])
{
  char* const       arguments[] = { (char*)path, (char*)argument, NULL };
  char*             environment[FIXED + PASSED + 1U];
  posix_spawnattr_t attributes;
  posix_spawn_file_actions_t actions;

  list_environment(environment);
  posix_spawnattr_init(&attributes);
  posix_spawn_file_actions_init(&actions);

  int error = set_attributes(&attributes);
  if (!error) {
    error = set_descriptors(&actions, fds);
  }
  if (!error) {
    error =
      posix_spawn(pid, path, &actions, &attributes, arguments, environment);
  }

  posix_spawn_file_actions_destroy(&actions);
  posix_spawnattr_destroy(&attributes);
  return error;
}

ObStatus
ob_process_spawn(ObProcess* const  process,
                 const char* const path,
                 const char* const argument,
                 const int         given[OB_CHILD_HANDED])
{
  int   fds[OB_CHILD_HANDED] = { -1, -1, -1, -1 };
  int   error                = 0;
  pid_t pid                  = 0;

  // Out of the way of the places they go to, even if the host has closed its
  // standard streams
  for (int i = 0; !error && i < OB_CHILD_HANDED; ++i) {
    if (given[i] >= 0) {
      fds[i] = fcntl(given[i], F_DUPFD_CLOEXEC, OB_CHILD_FDS);
      error  = fds[i] < 0 ? errno : 0;
    }
  }

  if (!error) {
    error = spawn(&pid, path, argument, fds);
  }

  for (int i = 0; i < OB_CHILD_HANDED; ++i) {
    if (fds[i] >= 0) {
      close(fds[i]);
    }
  }

  process->pid   = 0;
  process->pidfd = -1;
  if (error) {
    return error == EAGAIN ? OB_LIMIT : ob_status_from_errno(error);
  }

  process->pidfd = pidfd_open(pid, 0U);
  if (process->pidfd < 0) {
    const ObStatus status = ob_status_from_errno(errno);
    if (status != OB_CLOSED) { // Else it has ended and the host has reaped it
      kill(pid, SIGKILL);
      waitpid(pid, NULL, 0);
    }
    return status;
  }

  process->pid = pid;
  return OB_SUCCESS;
}

ObStatus
ob_process_signal(const ObProcess* const process, const int signal)
{
  if (process->pidfd < 0) {
    return OB_CLOSED;
  }

  return pidfd_send_signal(process->pidfd, signal, NULL, 0U)
           ? ob_status_from_errno(errno)
           : OB_SUCCESS;
}

/// Return the status as waitpid() would have set it
static int
wait_status_of(const siginfo_t* const info)
{
  return info->si_code == CLD_EXITED ? W_EXITCODE(info->si_status, 0)
                                     : W_EXITCODE(0, info->si_status);
}

ObStatus
ob_process_regain(ObProcess* const process)
{
  siginfo_t info = { 0 };

  // As long as it has not been reaped, the number is still its
  if (waitid(P_PID, (id_t)process->pid, &info, WEXITED | WNOHANG | WNOWAIT) &&
      errno == ECHILD) {
    process->pid   = 0;
    process->pidfd = -1;
    return OB_CLOSED;
  }

  process->pidfd = pidfd_open(process->pid, 0U);
  return process->pidfd < 0 ? ob_status_from_errno(errno) : OB_SUCCESS;
}

void
ob_process_reap(ObProcess* const process, int* const wait_status)
{
  siginfo_t info = { 0 };

  *wait_status = -1;
  if (process->pidfd < 0) {
    return;
  }

  // Readable is not enough: a debugger may hold it back
  if (!waitid(P_PIDFD, (id_t)process->pidfd, &info, WEXITED | WNOHANG) &&
      info.si_pid) {
    *wait_status = wait_status_of(&info);
  }

  close(process->pidfd);
  process->pid   = 0;
  process->pidfd = -1;
}

void
ob_process_kill(ObProcess* const process)
{
  const uint64_t ns_per_ms = 1000000U;
  struct pollfd  death     = { .fd = process->pidfd, .events = POLLIN };
  int            status    = 0;

  // The host's thread may be interrupted
  ob_process_signal(process, SIGKILL);
  const uint64_t end = ob_now() + last_patience;
  for (uint64_t now = ob_now(); now < end; now = ob_now()) {
    if (poll(&death, 1U, (int)((end - now) / ns_per_ms) + 1) >= 0 ||
        errno != EINTR) {
      break;
    }
  }

  ob_process_reap(process, &status);
}
