// Copyright 2026 The Outboard authors
// SPDX-License-Identifier: ISC

// Writes the jail's filter of system calls as C, when Outboard is built

#include "process.h"

#include <asm/termbits.h> // For TCGETS2
#include <errno.h>
#include <fcntl.h>
#include <linux/filter.h>
#include <linux/futex.h>
#include <sched.h>
#include <seccomp.h>
#include <signal.h>
#include <stdbool.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/ioctl.h>
#include <sys/mman.h>
#include <sys/resource.h>
#include <unistd.h>

/// The kernel takes these arguments as an int, whatever is above
#define INT 0xFFFFFFFFU

/// All of an argument
#define WHOLE UINT64_MAX

/// Most conditions of a rule
#define CONDITIONS 2U

/// Most instructions of a filter
#define INSTRUCTIONS 1024U

#define ALLOW SCMP_ACT_ALLOW
#define NO_ACCESS SCMP_ACT_ERRNO(EACCES)
#define NO_CALL SCMP_ACT_ERRNO(ENOSYS)

/// A condition on an argument: (argument & mask) == value; none if mask is 0
typedef struct
{
  unsigned argument;
  uint64_t mask;
  uint64_t value;
} Condition;

/// What is answered if all conditions hold; rules of one call do not overlap
typedef struct
{
  const char* call;
  uint32_t    action;
  Condition   conditions[CONDITIONS];
} Rule;

/// Calls that are allowed whatever their arguments; those not known to this
/// architecture are left out
static const char* const free_calls[] = {
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
};

/// Calls that look at a path: Landlock decides which files are opened, and
/// stat() is not to be had otherwise
static const char* const path_calls[] = {
  "access",   "faccessat",  "faccessat2", "lstat",
  "readlink", "readlinkat", "stat",       "statfs",
};

/// With Landlock: it decides.  It does not know of truncation before ABI 3
static const Rule path_rules[] = {
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
};

/// Without it, nobody could tell paths apart: only fstat() in disguise remains
static const Rule pathless_rules[] = {
  { "newfstatat", ALLOW, { { 3, AT_EMPTY_PATH, AT_EMPTY_PATH } } },
  { "newfstatat", NO_ACCESS, { { 3, AT_EMPTY_PATH, 0 } } },
  { "statx", ALLOW, { { 2, AT_EMPTY_PATH, AT_EMPTY_PATH } } },
  { "statx", NO_ACCESS, { { 2, AT_EMPTY_PATH, 0 } } },
  { "open", NO_ACCESS, { { 0 } } },
  { "openat", NO_ACCESS, { { 0 } } },
};

static const Rule rules[] = {
  { "creat", NO_ACCESS, { { 0 } } },

  // The host is written to and read from; no other socket is there
  { "recvmsg", ALLOW, { { 0, INT, OB_CHILD_CONTROL } } },
  { "sendmsg", ALLOW, { { 0, INT, OB_CHILD_CONTROL } } },

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

  // Code only from files, as libraries are loaded
  { "mmap", ALLOW, { { 2, PROT_EXEC, 0 } } },
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

  // Clocks have numbers from 0; below are other processes' and devices'
  { "clock_getres", ALLOW, { { 0, 0x80000000U, 0 } } },
  { "clock_gettime", ALLOW, { { 0, 0x80000000U, 0 } } },
  { "clock_nanosleep", ALLOW, { { 0, 0x80000000U, 0 } } },

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

  // A handler may be asked for; which may be set, see add_signals()
  { "rt_sigaction", ALLOW, { { 1, WHOLE, 0 } } },
};

/// Signals whose handlers stay: the watchdog's, and those of crashes
static const int kept_signals[] = {
  SIGABRT, SIGBUS,  SIGFPE,  SIGILL,  SIGSEGV,
  SIGSYS,  SIGTRAP, SIGUSR1, SIGUSR2, SIGXCPU,
};

#define COUNT(array) (sizeof(array) / sizeof((array)[0]))

_Noreturn static void
fail(const char* const what, const int error)
{
  fprintf(stderr, "make_filter: %s: %s\n", what, strerror(error));
  exit(EXIT_FAILURE);
}

/// Add a rule, unless this architecture or libseccomp does not have the call
static void
add(const scmp_filter_ctx filter, const Rule* const rule)
{
  struct scmp_arg_cmp conditions[CONDITIONS];
  unsigned            n    = 0U;
  const int           call = seccomp_syscall_resolve_name(rule->call);

  while (n < CONDITIONS && rule->conditions[n].mask) {
    const Condition* const from = &rule->conditions[n];
    conditions[n++]             = (struct scmp_arg_cmp){
                  from->argument, SCMP_CMP_MASKED_EQ, from->mask, from->value
    };
  }

  if (call >= 0) {
    const int error =
      seccomp_rule_add_exact_array(filter, rule->action, call, n, conditions);
    if (error) {
      fail(rule->call, -error);
    }
  }
}

static void
add_rules(const scmp_filter_ctx filter,
          const Rule* const     first,
          const size_t          count)
{
  for (size_t i = 0U; i < count; ++i) {
    add(filter, &first[i]);
  }
}

static void
add_calls(const scmp_filter_ctx    filter,
          const char* const* const calls,
          const size_t             count,
          const uint32_t           action)
{
  for (size_t i = 0U; i < count; ++i) {
    add(filter, &(const Rule){ calls[i], action, { { 0 } } });
  }
}

/// Let handlers be set but for the signals that are kept
static void
add_signals(const scmp_filter_ctx filter)
{
  for (int signal = 1; signal < NSIG; ++signal) {
    bool kept = false;
    for (size_t i = 0U; i < COUNT(kept_signals); ++i) {
      kept |= signal == kept_signals[i];
    }
    if (!kept) {
      const Condition is_it = { 0, INT, (uint64_t)signal };
      add(filter, &(const Rule){ "rt_sigaction", ALLOW, { is_it } });
    }
  }
}

static scmp_filter_ctx
make(const bool has_landlock)
{
  const scmp_filter_ctx filter = seccomp_init(SCMP_ACT_ERRNO(EPERM));
  if (!filter || seccomp_attr_set(
                   filter, SCMP_FLTATR_ACT_BADARCH, SCMP_ACT_KILL_PROCESS)) {
    fail("no filter", ENOMEM);
  }

  // Asked about first: a doorbell is a futex
  seccomp_syscall_priority(filter, SCMP_SYS(futex), UINT8_MAX);
  add_calls(filter, free_calls, COUNT(free_calls), ALLOW);
  add_rules(filter, rules, COUNT(rules));
  add_signals(filter);
  if (has_landlock) {
    add_calls(filter, path_calls, COUNT(path_calls), ALLOW);
    add_rules(filter, path_rules, COUNT(path_rules));
  } else {
    add_calls(filter, path_calls, COUNT(path_calls), NO_ACCESS);
    add_rules(filter, pathless_rules, COUNT(pathless_rules));
  }

  return filter;
}

/// Write a filter as an array of C
static void
print(const char* const name, const bool has_landlock)
{
  static struct sock_filter program[INSTRUCTIONS];
  const scmp_filter_ctx     filter = make(has_landlock);
  const int                 memory = memfd_create("filter", 0U);
  const int                 error  = seccomp_export_bpf(filter, memory);
  const ssize_t             size   = pread(memory, program, sizeof(program), 0);

  if (error || size <= 0 || size == (ssize_t)sizeof(program)) {
    fail("cannot export the filter", error ? -error : EOVERFLOW);
  }

  printf("static const struct sock_filter %s[] = {\n", name);
  for (size_t i = 0U; i < (size_t)size / sizeof(program[0]); ++i) {
    printf("  { 0x%02XU, %uU, %uU, 0x%08XU },\n",
           program[i].code,
           program[i].jt,
           program[i].jf,
           program[i].k);
  }
  printf("};\n\n");
  close(memory);
  seccomp_release(filter);
}

int
main(void)
{
  printf("// Written by make_filter.c\n\n"
         "#include <linux/filter.h>\n"
         "#include <stdint.h>\n\n"
         "/// As in seccomp_data.arch\n"
         "static const uint32_t native_arch = 0x%08XU;\n\n",
         seccomp_arch_native());
  print("with_landlock", true);
  print("without_landlock", false);
  return fflush(stdout) ? EXIT_FAILURE : EXIT_SUCCESS;
}
