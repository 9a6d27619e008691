// Copyright 2026 The Outboard authors
// SPDX-License-Identifier: ISC

// A thread that dies of whatever could block it, and who finds out; any thread

#undef NDEBUG

#include "realtime_guard.h"

#include "doorbell.h"

#include <assert.h>
#include <errno.h>
#include <linux/futex.h>
#include <pthread.h>
#include <seccomp.h>
#include <signal.h>
#include <stdatomic.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>
#include <sys/mman.h>
#include <sys/resource.h>
#include <sys/types.h>
#include <sys/wait.h>
#include <unistd.h>

/// Exit status of a process that has no guarded thread
#define UNGUARDED 77

/// A wait of either side is at most this long [ns]; then it waits again
static const uint64_t patience = UINT64_C(1000000000);

/// The last words of a watched process, in memory shared with its parent
typedef struct
{
  _Atomic int          call;
  _Atomic(const char*) function;
  _Atomic(const char*) phase;
} LastWords;

/// What the guarded thread and its employer share
typedef struct
{
  scmp_filter_ctx  filter;
  bool             filtered;
  ObDoorbell       ask;
  ObDoorbell       answer;
  _Atomic uint32_t asked;
  _Atomic uint32_t answered;
  void (*function)(void* data);
  void* data;
} GuardedThread;

static LastWords*         last_words;
static GuardedThread      thread;
static _Thread_local bool guarded;

void
guard_phase(const char* const phase)
{
  atomic_store(&last_words->phase, phase);
}

void
guard_forbid(const char* const function)
{
  if (guarded) {
    atomic_store(&last_words->function, function);
    __builtin_trap(); // abort() would be a system call
  }
}

/// Handle SIGSYS, in the thread that made the forbidden call
static void
on_system_call(const int number, siginfo_t* const info, void* const context)
{
  (void)number;
  (void)context;
  atomic_store(&last_words->call, info->si_syscall);
  __builtin_trap(); // To return would be a system call
}

/// Wait for the other side's count, with what the filter allows only
static void
await(ObDoorbell* const       bell,
      _Atomic uint32_t* const count,
      const uint32_t          value)
{
  while (atomic_load(count) != value) {
    const uint32_t seen = ob_doorbell_arm(bell);
    if (atomic_load(count) != value) {
      ob_doorbell_wait(bell, seen, ob_now() + patience);
    }
    ob_doorbell_disarm(bell);
  }
}

static void*
be_guarded(void* const data)
{
  (void)data;
  thread.filtered = !seccomp_load(thread.filter);

  for (uint32_t round = 1U;; ++round) {
    atomic_store(&thread.answered, round);
    ob_doorbell_ring(&thread.answer);
    await(&thread.ask, &thread.asked, round);

    guarded = true;
    thread.function(thread.data);
    guarded = false;
  }

  return NULL; // Never: even to end would be a system call
}

/// Return the filter; what is no call of this architecture kills anyway
static scmp_filter_ctx
make_filter(void)
{
  const scmp_filter_ctx filter = seccomp_init(SCMP_ACT_TRAP);
  if (!filter ||
      seccomp_rule_add(filter,
                       SCMP_ACT_ALLOW,
                       SCMP_SYS(futex),
                       1U,
                       SCMP_A1(SCMP_CMP_EQ, FUTEX_WAKE, 0U)) ||
      seccomp_rule_add(filter,
                       SCMP_ACT_ALLOW,
                       SCMP_SYS(futex),
                       2U,
                       SCMP_A1(SCMP_CMP_EQ, FUTEX_WAIT_BITSET, 0U),
                       SCMP_A3(SCMP_CMP_NE, 0U, 0U))) {
    seccomp_release(filter);
    return NULL;
  }

  return filter;
}

bool
guard_start(void)
{
  thread.filter = make_filter();
  if (!thread.filter) {
    return false;
  }

  struct sigaction action = { .sa_flags = SA_SIGINFO };
  action.sa_sigaction     = on_system_call;
  assert(!sigaction(SIGSYS, &action, NULL));

  // A signal that nobody handles would make the kernel restart a wait, which is
  // a system call of its own
  sigset_t  others;
  sigset_t  former;
  pthread_t id;
  sigfillset(&others);
  sigdelset(&others, SIGSYS);
  assert(!pthread_sigmask(SIG_BLOCK, &others, &former));
  assert(!pthread_create(&id, NULL, be_guarded, NULL));
  assert(!pthread_sigmask(SIG_SETMASK, &former, NULL));
  await(&thread.answer, &thread.answered, 1U);
  seccomp_release(thread.filter);
  return thread.filtered;
}

void
guard_run(void (*const function)(void* data), void* const data)
{
  const uint32_t round = atomic_load(&thread.answered);

  thread.function = function;
  thread.data     = data;
  atomic_store(&thread.asked, round);
  ob_doorbell_ring(&thread.ask);
  await(&thread.answer, &thread.answered, round + 1U);
}

GuardEnd
guard_watch(void (*const body)(void* data), void* const data)
{
  if (!last_words) {
    last_words = (LastWords*)mmap(NULL,
                                  sizeof(LastWords),
                                  PROT_READ | PROT_WRITE,
                                  MAP_SHARED | MAP_ANONYMOUS,
                                  -1,
                                  0);
    assert(last_words != MAP_FAILED);
  }
  atomic_store(&last_words->call, -1);
  atomic_store(&last_words->function, NULL);
  atomic_store(&last_words->phase, NULL);

  const pid_t pid = fork();
  assert(pid >= 0);
  if (!pid) {
    const struct rlimit no_core = { 0U, 0U };
    setrlimit(RLIMIT_CORE, &no_core); // It may well be meant to die
    body(data);
    exit(0);
  }

  int status = 0;
  while (waitpid(pid, &status, 0) < 0) {
    assert(errno == EINTR);
  }

  // It is this program that was forked, so its literals are where they were
  const GuardEnd end = { .status = WIFEXITED(status) ? WEXITSTATUS(status) : -1,
                         .call   = atomic_load(&last_words->call),
                         .function = atomic_load(&last_words->function),
                         .phase    = atomic_load(&last_words->phase) };
  return end;
}

static void
look_at_clock(void* const data)
{
  *(uint64_t*)data = ob_now();
}

static void
probe(void* const data)
{
  uint64_t now = 0U;

  (void)data;
  if (!guard_start()) {
    exit(UNGUARDED);
  }
  guard_run(look_at_clock, &now);
}

const char*
guard_obstacle(void)
{
  const GuardEnd end = guard_watch(probe, NULL);

  return !end.status               ? NULL
         : end.status == UNGUARDED ? "the kernel has no seccomp filters"
         : end.call >= 0           ? "clock_gettime() is a system call here"
                                   : "a guarded thread does not work here";
}
