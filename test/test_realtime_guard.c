// Copyright 2026 The Outboard authors
// SPDX-License-Identifier: ISC

// The guard of the real-time proof catches what it must, and nothing else

#undef NDEBUG

#include "doorbell.h"
#include "realtime_guard.h"

#include <assert.h>
#include <linux/futex.h>
#include <pthread.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/syscall.h>
#include <time.h>
#include <unistd.h>

/// Allocations end up here, or compilers would leave them out
static void* volatile memory;

static pthread_mutex_t mutex = PTHREAD_MUTEX_INITIALIZER;
static ObDoorbell      bell;

static void
use_malloc(void* const data)
{
  (void)data;
  memory = malloc(16U);
}

static void
use_calloc(void* const data)
{
  (void)data;
  memory = calloc(2U, 16U);
}

static void
use_realloc(void* const data)
{
  (void)data;
  memory = realloc(memory, 32U);
}

static void
use_aligned_alloc(void* const data)
{
  (void)data;
  memory = aligned_alloc(64U, 64U);
}

static void
use_posix_memalign(void* const data)
{
  void* result = NULL;
  (void)data;
  memory = posix_memalign(&result, 64U, 64U) ? NULL : result;
}

static void
use_free(void* const data)
{
  (void)data;
  free(memory);
}

/// The library allocates, not this program
static void
use_strdup(void* const data)
{
  memory = strdup((const char*)data);
}

static void
use_mutex_lock(void* const data)
{
  (void)data;
  pthread_mutex_lock(&mutex);
}

static void
use_mutex_trylock(void* const data)
{
  (void)data;
  pthread_mutex_trylock(&mutex);
}

static void
use_write(void* const data)
{
  memory = write(STDERR_FILENO, data, 0U) ? NULL : data;
}

static void
use_real_clock(void* const data)
{
  struct timespec time;
  (void)data;
  syscall(SYS_clock_gettime, CLOCK_MONOTONIC, &time);
}

static void
use_sleep(void* const data)
{
  (void)data;
  usleep(1U);
}

static void
use_private_wake(void* const data)
{
  (void)data;
  syscall(SYS_futex, &bell.rings, FUTEX_WAKE_PRIVATE, 1, NULL, NULL, 0);
}

static void
use_private_wait(void* const data)
{
  const struct timespec time = { 0, 0 };
  (void)data;
  syscall(SYS_futex,
          &bell.rings,
          FUTEX_WAIT_BITSET_PRIVATE,
          0,
          &time,
          NULL,
          FUTEX_BITSET_MATCH_ANY);
}

static void
use_relative_wait(void* const data)
{
  const struct timespec time = { 0, 1 };
  (void)data;
  syscall(SYS_futex, &bell.rings, FUTEX_WAIT, 0, &time, NULL, 0);
}

static void
use_endless_wait(void* const data)
{
  (void)data;
  ob_doorbell_wait(&bell, 0U, OB_NEVER);
}

/// What run() may do
static void
use_doorbell(void* const data)
{
  (void)data;
  const uint32_t seen     = ob_doorbell_arm(&bell);
  const uint64_t deadline = ob_now() + 1000000U;
  while (ob_doorbell_wait(&bell, seen, deadline) != OB_TIMEOUT) {
  }
  ob_doorbell_ring(&bell);
  ob_doorbell_disarm(&bell);
}

typedef struct
{
  void (*function)(void* data);
  const char* caught; ///< As a forbidden function, or NULL
  int         call;   ///< Caught as a system call, or -1
} Case;

static const Case cases[] = {
  { use_malloc, "malloc", -1 },
  { use_calloc, "calloc", -1 },
  { use_realloc, "realloc", -1 },
  { use_aligned_alloc, "aligned_alloc", -1 },
  { use_posix_memalign, "posix_memalign", -1 },
  { use_free, "free", -1 },
  { use_strdup, "malloc", -1 },
  { use_mutex_lock, "pthread_mutex_lock", -1 },
  { use_mutex_trylock, "pthread_mutex_trylock", -1 },
  { use_write, NULL, SYS_write },
  { use_real_clock, NULL, SYS_clock_gettime },
  { use_sleep, NULL, SYS_clock_nanosleep },
  { use_private_wake, NULL, SYS_futex },
  { use_private_wait, NULL, SYS_futex },
  { use_relative_wait, NULL, SYS_futex },
  { use_endless_wait, NULL, SYS_futex },
};

/// Execute a case's function where it is forbidden
static void
execute(void* const data)
{
  const Case* const test   = (const Case*)data;
  static char       text[] = "text";

  memory = malloc(16U);
  assert(guard_start());
  guard_phase("guarded");
  guard_run(test->function, text);
}

static void
test_forbidden_is_caught(void)
{
  for (size_t i = 0U; i < sizeof(cases) / sizeof(cases[0]); ++i) {
    Case           test = cases[i];
    const GuardEnd end  = guard_watch(execute, &test);

    fprintf(stderr,
            "%zu: call %d, function %s\n",
            i,
            end.call,
            end.function ? end.function : "none");
    assert(end.status == -1);
    assert(!strcmp(end.phase, "guarded"));
    assert(end.call == test.call);
    assert(!end.function == !test.caught);
    assert(!test.caught || !strcmp(end.function, test.caught));
  }
}

static void
test_allowed_is_not(void)
{
  Case           test = { use_doorbell, NULL, -1 };
  const GuardEnd end  = guard_watch(execute, &test);
  assert(!end.status && end.call == -1 && !end.function);
}

/// Do everything while the guarded thread stands by
static void
execute_unguarded(void* const data)
{
  (void)data;
  assert(guard_start());
  for (unsigned i = 0U; i < 3U; ++i) {
    guard_run(use_doorbell, NULL);
    use_malloc(NULL);
    use_realloc(NULL);
    use_free(NULL);
    use_mutex_lock(NULL);
    pthread_mutex_unlock(&mutex);
    use_write(NULL);
    use_private_wake(NULL);
  }
}

static void
test_other_threads_are_free(void)
{
  const GuardEnd end = guard_watch(execute_unguarded, NULL);
  assert(!end.status && end.call == -1 && !end.function);
}

int
main(void)
{
  const char* const obstacle = guard_obstacle();
  if (obstacle) {
    printf("skipped: %s\n", obstacle);
    return 77;
  }

  test_forbidden_is_caught();
  test_allowed_is_not();
  test_other_threads_are_free();
  return 0;
}
