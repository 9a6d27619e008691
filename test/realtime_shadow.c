// Copyright 2026 The Outboard authors
// SPDX-License-Identifier: ISC

// What allocates or locks, in front of the C library's; any thread

#include "realtime_guard.h"

#include <dlfcn.h>
#include <errno.h>
#include <malloc.h>
#include <pthread.h>
#include <semaphore.h>
#include <stdatomic.h>
#include <stddef.h>
#include <stdlib.h>
#include <threads.h>
#include <time.h>

// The program exports these, so libraries find them before the C library's

#define SHADOW __attribute__((visibility("default")))

// glibc's allocator under its second names: dlsym() may allocate itself

void*
__libc_malloc(size_t size);

void*
__libc_calloc(size_t count, size_t size);

void*
__libc_realloc(void* memory, size_t size);

void*
__libc_memalign(size_t alignment, size_t size);

void
__libc_free(void* memory);

SHADOW void*
malloc(const size_t size)
{
  guard_forbid("malloc");
  return __libc_malloc(size);
}

SHADOW void*
calloc(const size_t count, const size_t size)
{
  guard_forbid("calloc");
  return __libc_calloc(count, size);
}

SHADOW void*
realloc(void* const memory, const size_t size)
{
  guard_forbid("realloc");
  return __libc_realloc(memory, size);
}

SHADOW void*
memalign(const size_t alignment, const size_t size)
{
  guard_forbid("memalign");
  return __libc_memalign(alignment, size);
}

SHADOW void*
aligned_alloc(const size_t alignment, const size_t size)
{
  guard_forbid("aligned_alloc");
  return __libc_memalign(alignment, size);
}

SHADOW int
posix_memalign(void** const memory, const size_t alignment, const size_t size)
{
  guard_forbid("posix_memalign");
  void* const result = __libc_memalign(alignment, size);
  if (!result) {
    return ENOMEM;
  }

  *memory = result;
  return 0;
}

SHADOW void
free(void* const memory)
{
  guard_forbid("free");
  __libc_free(memory);
}

/// Return the C library's function of a name, which is looked up once
static void*
original(_Atomic(void*)* const known, const char* const name)
{
  void* function = atomic_load(known);
  if (!function) {
    function = dlsym(RTLD_NEXT, name);
    atomic_store(known, function);
  }

  return function;
}

/// Define a function that forbids itself, else calls the one behind it
#define SHADOW_INT(name, parameters, arguments)                                \
  SHADOW int name parameters                                                   \
  {                                                                            \
    static _Atomic(void*) known;                                               \
    int(*function) parameters = NULL;                                          \
    guard_forbid(#name);                                                       \
    *(void**)&function = original(&known, #name);                              \
    return function arguments;                                                 \
  }

SHADOW_INT(pthread_mutex_lock, (pthread_mutex_t * mutex), (mutex))
SHADOW_INT(pthread_mutex_trylock, (pthread_mutex_t * mutex), (mutex))
SHADOW_INT(pthread_mutex_timedlock,
           (pthread_mutex_t * mutex, const struct timespec* time),
           (mutex, time))
SHADOW_INT(pthread_rwlock_rdlock, (pthread_rwlock_t * lock), (lock))
SHADOW_INT(pthread_rwlock_wrlock, (pthread_rwlock_t * lock), (lock))
SHADOW_INT(pthread_spin_lock, (pthread_spinlock_t * lock), (lock))
SHADOW_INT(pthread_cond_wait,
           (pthread_cond_t * cond, pthread_mutex_t* mutex),
           (cond, mutex))
SHADOW_INT(pthread_cond_timedwait,
           (pthread_cond_t * cond,
            pthread_mutex_t*       mutex,
            const struct timespec* time),
           (cond, mutex, time))
SHADOW_INT(pthread_cond_signal, (pthread_cond_t * cond), (cond))
SHADOW_INT(pthread_cond_broadcast, (pthread_cond_t * cond), (cond))
SHADOW_INT(mtx_lock, (mtx_t * mutex), (mutex))
SHADOW_INT(mtx_trylock, (mtx_t * mutex), (mutex))
SHADOW_INT(sem_wait, (sem_t * semaphore), (semaphore))
SHADOW_INT(sem_post, (sem_t * semaphore), (semaphore))
