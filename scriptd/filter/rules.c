// Copyright 2026 The Outboard authors
// SPDX-License-Identifier: ISC

// The jail's rules: which system calls a script may make, and why; build

#include "rules.h"

#include "message.h"
#include "process.h"

#include <asm/termbits.h> // For TCGETS2
#include <fcntl.h>
#include <linux/futex.h>
#include <sched.h>
#include <signal.h>
#include <sys/ioctl.h>
#include <sys/mman.h>
#include <sys/resource.h>
#include <sys/socket.h>

/// All of an argument
#define WHOLE UINT64_MAX

const char* const free_calls[] = {
  // What is open, and pipes
  "close",
  "dup",
  "dup2",
  "dup3",
  "fstat",
  "fstatfs",
  "getdents",
  "getdents64",
  "lseek",
  "pipe",
  "pipe2",
  "poll",
  "ppoll",
  "pread64",
  "preadv",
  "preadv2",
  "pselect6",
  "pwrite64",
  "pwritev",
  "pwritev2",
  "read",
  "readv",
  "select",
  "write",
  "writev",

  // Memory of its own
  "brk",
  "mremap",
  "msync",
  "munmap",

  // Time, and sleeping
  "gettimeofday",
  "nanosleep",
  "restart_syscall",
  "time",
  "times",

  // Signals that come; faulthandler's stack
  "pause",
  "rt_sigpending",
  "rt_sigprocmask",
  "rt_sigreturn",
  "rt_sigsuspend",
  "rt_sigtimedwait",
  "sigaltstack",

  // What it is, and on what it runs
  "getcpu",
  "getcwd",
  "getegid",
  "geteuid",
  "getgid",
  "getgroups",
  "getpgrp",
  "getpid",
  "getppid",
  "getrandom",
  "getresgid",
  "getresuid",
  "getrlimit",
  "getrusage",
  "gettid",
  "getuid",
  "sched_get_priority_max",
  "sched_get_priority_min",
  "sched_yield",
  "sysinfo",
  "uname",

  // The start of the control thread, which may be going on; the end
  "exit",
  "exit_group",
  "rseq",
  "set_robust_list",

  // To itself only: ob_calls_limit() sees to that
  "kill",
  "tgkill",

  NULL,
};

const char* const path_calls[] = {
  "access",     "faccessat", "faccessat2", "lstat", "readlink",
  "readlinkat", "stat",      "statfs",     NULL,
};

const Rule path_rules[] = {
  { "newfstatat", ALLOW, { { 0 } } },
  { "statx", ALLOW, { { 0 } } },
  { "open", ALLOW, { { 1, O_ACCMODE | O_CREAT | O_TRUNC | O_PATH, 0 } } },
  { "open", NO_ACCESS, { { 1, O_WRONLY, O_WRONLY } } },
  { "open", NO_ACCESS, { { 1, O_RDWR, O_RDWR } } },
  { "open", NO_ACCESS, { { 1, O_CREAT, O_CREAT } } },
  { "open", NO_ACCESS, { { 1, O_TRUNC, O_TRUNC } } },
  { "open", NO_ACCESS, { { 1, O_PATH, O_PATH } } },
  { "openat", ALLOW, { { 2, O_ACCMODE | O_CREAT | O_TRUNC | O_PATH, 0 } } },
  { "openat", NO_ACCESS, { { 2, O_WRONLY, O_WRONLY } } },
  { "openat", NO_ACCESS, { { 2, O_RDWR, O_RDWR } } },
  { "openat", NO_ACCESS, { { 2, O_CREAT, O_CREAT } } },
  { "openat", NO_ACCESS, { { 2, O_TRUNC, O_TRUNC } } },
  { "openat", NO_ACCESS, { { 2, O_PATH, O_PATH } } },
  { NULL, 0U, { { 0 } } },
};

const Rule pathless_rules[] = {
  { "newfstatat", ALLOW, { { 3, AT_EMPTY_PATH, AT_EMPTY_PATH } } },
  { "newfstatat", NO_ACCESS, { { 3, AT_EMPTY_PATH, 0 } } },
  { "statx", ALLOW, { { 2, AT_EMPTY_PATH, AT_EMPTY_PATH } } },
  { "statx", NO_ACCESS, { { 2, AT_EMPTY_PATH, 0 } } },
  { "open", NO_ACCESS, { { 0 } } },
  { "openat", NO_ACCESS, { { 0 } } },
  { NULL, 0U, { { 0 } } },
};

const Rule common_rules[] = {
  { "creat", NO_ACCESS, { { 0 } } },

  // The host is written to and read from; no other socket is there.  Not
  // sendmsg(), which passes descriptors, and through which kernels were taken
  // over
  { "recvmsg", ALLOW, { { 0, INT, OB_CHILD_CONTROL } } },
  { "send",
    ALLOW,
    { { 0, INT, OB_CHILD_CONTROL }, { 3, INT, OB_MESSAGE_FLAGS } } },
  { "sendto",
    ALLOW,
    { { 0, INT, OB_CHILD_CONTROL },
      { 3, INT, OB_MESSAGE_FLAGS },
      { 4, WHOLE, 0 } } },

  // Not locks, which stop other programs, nor signals and leases
  { "close_range", ALLOW, { { 2, INT, 0 } } },
  { "fcntl", ALLOW, { { 1, INT, F_DUPFD } } },
  { "fcntl", ALLOW, { { 1, INT, F_DUPFD_CLOEXEC } } },
  { "fcntl", ALLOW, { { 1, INT, F_GETFD } } },
  { "fcntl", ALLOW, { { 1, INT, F_SETFD } } },
  { "fcntl", ALLOW, { { 1, INT, F_GETFL } } },
  { "fcntl", ALLOW, { { 1, INT, F_SETFL }, { 2, O_ASYNC, 0 } } },
  { "fcntl", ALLOW, { { 1, INT, F_GET_SEALS } } },
  { "ioctl", ALLOW, { { 1, INT, FIOCLEX } } },
  { "ioctl", ALLOW, { { 1, INT, FIONBIO } } },
  { "ioctl", ALLOW, { { 1, INT, FIONCLEX } } },
  { "ioctl", ALLOW, { { 1, INT, FIONREAD } } },
  { "ioctl", ALLOW, { { 1, INT, TCGETS } } }, // isatty()
  { "ioctl", ALLOW, { { 1, INT, TCGETS2 } } },
  { "ioctl", ALLOW, { { 1, INT, TIOCGWINSZ } } },

  // Code only from files, as libraries are loaded; no huge pages, of which the
  // system keeps some for those it knows
  { "mmap", ALLOW, { { 2, PROT_EXEC, 0 }, { 3, MAP_HUGETLB, 0 } } },
  { "mmap",
    ALLOW,
    { { 2, PROT_EXEC | PROT_WRITE, PROT_EXEC },
      { 3, MAP_TYPE | MAP_ANONYMOUS, MAP_PRIVATE } } },
  { "mmap",
    NO_ACCESS,
    { { 2, PROT_EXEC | PROT_WRITE, PROT_EXEC | PROT_WRITE } } },
  { "mmap",
    NO_ACCESS,
    { { 2, PROT_EXEC | PROT_WRITE, PROT_EXEC },
      { 3, MAP_ANONYMOUS, MAP_ANONYMOUS } } },
  { "mmap",
    NO_ACCESS,
    { { 2, PROT_EXEC | PROT_WRITE, PROT_EXEC },
      { 3, MAP_SHARED | MAP_ANONYMOUS, MAP_SHARED } } },
  { "mprotect", ALLOW, { { 2, PROT_EXEC, 0 } } },
  { "mprotect", NO_ACCESS, { { 2, PROT_EXEC, PROT_EXEC } } },

  // Not MADV_REMOVE, which punches holes into the segment
  { "madvise", ALLOW, { { 2, INT, MADV_NORMAL } } },
  { "madvise", ALLOW, { { 2, INT, MADV_RANDOM } } },
  { "madvise", ALLOW, { { 2, INT, MADV_SEQUENTIAL } } },
  { "madvise", ALLOW, { { 2, INT, MADV_WILLNEED } } },
  { "madvise", ALLOW, { { 2, INT, MADV_DONTNEED } } },
  { "madvise", ALLOW, { { 2, INT, MADV_FREE } } },
  { "madvise", ALLOW, { { 2, INT, MADV_HUGEPAGE } } },
  { "madvise", ALLOW, { { 2, INT, MADV_NOHUGEPAGE } } },
  { "madvise", ALLOW, { { 2, INT, MADV_DONTDUMP } } },

  // Not those that lend priority, through which kernels were taken over
  { "futex", ALLOW, { { 1, FUTEX_CMD_MASK& INT, FUTEX_WAIT } } },
  { "futex", ALLOW, { { 1, FUTEX_CMD_MASK& INT, FUTEX_WAKE } } },
  { "futex", ALLOW, { { 1, FUTEX_CMD_MASK& INT, FUTEX_REQUEUE } } },
  { "futex", ALLOW, { { 1, FUTEX_CMD_MASK& INT, FUTEX_CMP_REQUEUE } } },
  { "futex", ALLOW, { { 1, FUTEX_CMD_MASK& INT, FUTEX_WAIT_BITSET } } },
  { "futex", ALLOW, { { 1, FUTEX_CMD_MASK& INT, FUTEX_WAKE_BITSET } } },
  { "futex", NO_CALL, { { 1, FUTEX_CMD_MASK& INT, FUTEX_WAKE_OP } } },
  { "futex", NO_CALL, { { 1, FUTEX_CMD_MASK& INT, FUTEX_LOCK_PI } } },
  { "futex", NO_CALL, { { 1, FUTEX_CMD_MASK& INT, FUTEX_UNLOCK_PI } } },
  { "futex", NO_CALL, { { 1, FUTEX_CMD_MASK& INT, FUTEX_TRYLOCK_PI } } },
  { "futex", NO_CALL, { { 1, FUTEX_CMD_MASK& INT, FUTEX_WAIT_REQUEUE_PI } } },
  { "futex", NO_CALL, { { 1, FUTEX_CMD_MASK& INT, FUTEX_CMP_REQUEUE_PI } } },
  { "futex", NO_CALL, { { 1, FUTEX_CMD_MASK& INT, FUTEX_LOCK_PI2 } } },

  // Clocks have numbers from 0; below are other processes' and devices'.  To
  // sleep by those from 8 on may wake the machine
  { "clock_getres", ALLOW, { { 0, 0x80000000U, 0 } } },
  { "clock_gettime", ALLOW, { { 0, 0x80000000U, 0 } } },
  { "clock_nanosleep", ALLOW, { { 0, 0xFFFFFFF8U, 0 } } },

  // Asking about itself; giving up what priority it has
  { "getpgid", ALLOW, { { 0, INT, 0 } } },
  { "getpriority", ALLOW, { { 0, INT, PRIO_PROCESS }, { 1, INT, 0 } } },
  { "getsid", ALLOW, { { 0, INT, 0 } } },
  { "prlimit64", ALLOW, { { 0, INT, 0 }, { 2, WHOLE, 0 } } },
  { "sched_getaffinity", ALLOW, { { 0, INT, 0 } } },
  { "sched_getparam", ALLOW, { { 0, INT, 0 } } },
  { "sched_getscheduler", ALLOW, { { 0, INT, 0 } } },
  { "sched_setscheduler", ALLOW, { { 0, INT, 0 }, { 1, INT, SCHED_OTHER } } },

  // Of newer calls it is known what to do if the kernel does not have them
  { "clone3", NO_CALL, { { 0 } } },
  { "openat2", NO_CALL, { { 0 } } },

  // A handler may be asked for; which may be set, see kept_signals
  { "rt_sigaction", ALLOW, { { 1, WHOLE, 0 } } },
  { NULL, 0U, { { 0 } } },
};

const int kept_signals[] = {
  SIGABRT, SIGBUS,  SIGFPE,  SIGILL,  SIGSEGV, SIGSYS,
  SIGTRAP, SIGUSR1, SIGUSR2, SIGXCPU, 0,
};
