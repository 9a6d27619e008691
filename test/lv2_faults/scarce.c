// Copyright 2026 The Outboard authors
// SPDX-License-Identifier: ISC

// A system that fails one request, of memory, descriptors or threads; any
// thread

#include "scarce.h"

#include <dlfcn.h>
#include <errno.h>
#include <fcntl.h>
#include <pthread.h>
#include <spawn.h>
#include <stdarg.h>
#include <stdatomic.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>
#include <sys/epoll.h>
#include <sys/eventfd.h>
#include <sys/inotify.h>
#include <sys/mman.h>
#include <sys/pidfd.h>
#include <sys/socket.h>
#include <unistd.h>

// The program exports these, so libraries find them before the C library's

#define SHADOW __attribute__((visibility("default")))

static struct
{
  atomic_bool          on;
  _Atomic unsigned     left;   ///< Requests until one fails
  _Atomic(const char*) failed; ///< What was failed
  _Atomic long         blocks;
} scarce;

static _Thread_local unsigned pauses;

void
scarce_begin(const unsigned number)
{
  atomic_store(&scarce.left, number);
  atomic_store(&scarce.failed, NULL);
  atomic_store(&scarce.on, true);
}

const char*
scarce_end(void)
{
  atomic_store(&scarce.on, false);
  return atomic_load(&scarce.failed);
}

void
scarce_pause(void)
{
  ++pauses;
}

void
scarce_resume(void)
{
  --pauses;
}

long
scarce_blocks(void)
{
  return atomic_load(&scarce.blocks);
}

/// Count a request; return whether it is to fail
static bool
fails(const char* const name)
{
  if (pauses || !atomic_load(&scarce.on) ||
      atomic_fetch_sub(&scarce.left, 1U) != 1U) {
    return false;
  }

  atomic_store(&scarce.failed, name);
  return true;
}

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

/// Count what has been allocated
static void*
counted(void* const memory)
{
  if (memory) {
    atomic_fetch_add(&scarce.blocks, 1);
  }

  return memory;
}

static void*
no_memory(void)
{
  errno = ENOMEM;
  return NULL;
}

SHADOW void*
malloc(const size_t size)
{
  return fails("malloc") ? no_memory() : counted(__libc_malloc(size));
}

SHADOW void*
calloc(const size_t count, const size_t size)
{
  return fails("calloc") ? no_memory() : counted(__libc_calloc(count, size));
}

SHADOW void*
realloc(void* const memory, const size_t size)
{
  if (fails("realloc")) {
    return no_memory();
  }

  void* const result = __libc_realloc(memory, size);
  return memory ? result : counted(result);
}

SHADOW void*
aligned_alloc(const size_t alignment, const size_t size)
{
  return fails("aligned_alloc") ? no_memory()
                                : counted(__libc_memalign(alignment, size));
}

SHADOW void
free(void* const memory)
{
  if (memory) {
    atomic_fetch_sub(&scarce.blocks, 1);
  }
  __libc_free(memory);
}

/// Return the C library's function of a name, which is looked up once
static void*
original(_Atomic(void*)* const known, const char* const name)
{
  void* function = atomic_load(known);
  if (!function) {
    scarce_pause();
    function = dlsym(RTLD_NEXT, name);
    scarce_resume();
    atomic_store(known, function);
  }

  return function;
}

/// What a macro cannot say otherwise: the body of a function that may fail
#define REQUEST(type, name, parameters, arguments, failure)                    \
  static _Atomic(void*) known;                                                 \
  type(*function) parameters = NULL;                                           \
  *(void**)&function         = original(&known, name);                         \
  if (fails(name)) {                                                           \
    return failure;                                                            \
  }                                                                            \
  return function arguments

/// Set errno and return -1
static int
error(const int number)
{
  errno = number;
  return -1;
}

SHADOW int
memfd_create(const char* const text, const unsigned flags)
{
  REQUEST(
    int, "memfd_create", (const char*, unsigned), (text, flags), error(ENFILE));
}

SHADOW void*
mmap(void* const  place,
     const size_t size,
     const int    protection,
     const int    flags,
     const int    fd,
     const off_t  offset)
{
  REQUEST(void*,
          "mmap",
          (void*, size_t, int, int, int, off_t),
          (place, size, protection, flags, fd, offset),
          (no_memory(), MAP_FAILED));
}

SHADOW int
mlock(const void* const place, const size_t size)
{
  REQUEST(int, "mlock", (const void*, size_t), (place, size), error(ENOMEM));
}

SHADOW int
ftruncate(const int fd, const off_t size)
{
  REQUEST(int, "ftruncate", (int, off_t), (fd, size), error(ENOMEM));
}

SHADOW int
socketpair(const int domain, const int type, const int protocol, int fds[2])
{
  REQUEST(int,
          "socketpair",
          (int, int, int, int*),
          (domain, type, protocol, fds),
          error(EMFILE));
}

SHADOW int
pipe2(int fds[2], const int flags)
{
  REQUEST(int, "pipe2", (int*, int), (fds, flags), error(EMFILE));
}

SHADOW int
eventfd(const unsigned count, const int flags)
{
  REQUEST(int, "eventfd", (unsigned, int), (count, flags), error(EMFILE));
}

SHADOW int
epoll_create1(const int flags)
{
  REQUEST(int, "epoll_create1", (int), (flags), error(EMFILE));
}

/// Only adding takes anything
static int
epoll_add(const int                 epoll,
          const int                 operation,
          const int                 fd,
          struct epoll_event* const event)
{
  REQUEST(int,
          "epoll_ctl",
          (int, int, int, struct epoll_event*),
          (epoll, operation, fd, event),
          error(ENOSPC));
}

SHADOW int
epoll_ctl(const int                 epoll,
          const int                 operation,
          const int                 fd,
          struct epoll_event* const event)
{
  if (operation == EPOLL_CTL_ADD) {
    return epoll_add(epoll, operation, fd, event);
  }

  scarce_pause();
  const int result = epoll_add(epoll, operation, fd, event);
  scarce_resume();
  return result;
}

SHADOW int
pidfd_open(const pid_t pid, const unsigned flags)
{
  REQUEST(int, "pidfd_open", (pid_t, unsigned), (pid, flags), error(EMFILE));
}

SHADOW int
inotify_init1(const int flags)
{
  REQUEST(int, "inotify_init1", (int), (flags), error(EMFILE));
}

SHADOW int
inotify_add_watch(const int fd, const char* const path, const uint32_t mask)
{
  REQUEST(int,
          "inotify_add_watch",
          (int, const char*, uint32_t),
          (fd, path, mask),
          error(ENOSPC));
}

SHADOW ssize_t
sendmsg(const int socket, const struct msghdr* const message, const int flags)
{
  REQUEST(ssize_t,
          "sendmsg",
          (int, const struct msghdr*, int),
          (socket, message, flags),
          error(ENOBUFS));
}

SHADOW int
pthread_create(pthread_t* const            thread,
               const pthread_attr_t* const attributes,
               void* (*const body)(void*),
               void* const argument)
{
  REQUEST(int,
          "pthread_create",
          (pthread_t*, const pthread_attr_t*, void* (*)(void*), void*),
          (thread, attributes, body, argument),
          EAGAIN);
}

SHADOW int
posix_spawn(pid_t* const                            pid,
            const char* const                       path,
            const posix_spawn_file_actions_t* const actions,
            const posix_spawnattr_t* const          attributes,
            char* const                             arguments[],
            char* const                             environment[])
{
  REQUEST(int,
          "posix_spawn",
          (pid_t*,
           const char*,
           const posix_spawn_file_actions_t*,
           const posix_spawnattr_t*,
           char* const*,
           char* const*),
          (pid, path, actions, attributes, arguments, environment),
          EAGAIN);
}

SHADOW int
open(const char* const path, const int flags, ...)
{
  va_list arguments;
  va_start(arguments, flags);
  const mode_t mode = flags & O_CREAT ? va_arg(arguments, mode_t) : 0U;
  va_end(arguments);

  REQUEST(
    int, "open", (const char*, int, ...), (path, flags, mode), error(EMFILE));
}

SHADOW int
openat(const int folder, const char* const path, const int flags, ...)
{
  va_list arguments;
  va_start(arguments, flags);
  const mode_t mode = flags & O_CREAT ? va_arg(arguments, mode_t) : 0U;
  va_end(arguments);

  REQUEST(int,
          "openat",
          (int, const char*, int, ...),
          (folder, path, flags, mode),
          error(ENFILE));
}

SHADOW int
fcntl(const int fd, const int command, ...)
{
  va_list arguments;
  va_start(arguments, command);
  void* const argument = va_arg(arguments, void*); // Large enough for an int
  va_end(arguments);

  REQUEST(int,
          "fcntl",
          (int, int, ...),
          (fd, command, argument),
          error(command == F_ADD_SEALS ? ENOMEM : EMFILE));
}
