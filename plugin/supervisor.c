// Copyright 2026 The Outboard authors
// SPDX-License-Identifier: ISC

// The one thread per process that keeps all children alive; setup, supervisor

#include "supervisor.h"

#include "clients.h"
#include "folders.h"
#include "inspector.h"
#include "priority.h"
#include "process.h"

#include <pthread.h>
#include <sched.h>
#include <signal.h>
#include <stdatomic.h>
#include <stdlib.h>
#include <sys/eventfd.h>
#include <unistd.h>

/// Enough for a host's log function; a host that locks all memory pays for it
#define STACK_SIZE (512U * 1024U)

struct ObSupervisorImpl
{
  ObDoorbell      doorbell; ///< Rung by run(), awaited by the relay
  pid_t           pid;      ///< The process of its threads
  ObWatches       watches;
  pthread_mutex_t lock;  ///< Of `nudge`; held briefly
  ObWatch         nudge; ///< An eventfd
  ObNursery       nursery;
  ObFolders       folders;
  _Atomic bool    stop;
  pthread_t       thread;
  pthread_t       relay;
  ObClients       clients;
  ObInspector     inspector;
};

/// What all instances of a process share
static struct
{
  pthread_mutex_t lock;
  unsigned        users;
  ObSupervisor*   supervisor; ///< NULL while there are no users
} process = { PTHREAD_MUTEX_INITIALIZER, 0U, NULL };

static void
before_fork(void)
{
  pthread_mutex_lock(&process.lock);
}

static void
after_fork_in_parent(void)
{
  pthread_mutex_unlock(&process.lock);
}

/// Forget the parent's supervisor, whose threads are not here
static void
after_fork_in_child(void)
{
  process.users      = 0U;
  process.supervisor = NULL;
  pthread_mutex_unlock(&process.lock);
}

static void
watch_forks(void)
{
  pthread_atfork(before_fork, after_fork_in_parent, after_fork_in_child);
}

static void
drain_nudge(void* const handle)
{
  const ObSupervisor* const supervisor = (const ObSupervisor*)handle;
  eventfd_t                 count      = 0U;

  eventfd_read(supervisor->nudge.fd, &count);
}

/// Open what others nudge with, unless it is open
static ObStatus
open_nudge(ObSupervisor* const supervisor)
{
  ObWatch* const nudge  = &supervisor->nudge;
  ObStatus       status = OB_SUCCESS;

  pthread_mutex_lock(&supervisor->lock);
  if (nudge->fd < 0) {
    ob_watch_set(nudge, eventfd(0U, EFD_CLOEXEC | EFD_NONBLOCK));
    status =
      nudge->fd < 0 ? OB_LIMIT : ob_watches_add(&supervisor->watches, nudge);
    if (status) {
      ob_supervisor_close(supervisor, nudge); // To be tried again
    }
  }
  pthread_mutex_unlock(&supervisor->lock);
  return status;
}

/// The host has closed it; supervise() opens another
static void
lose_nudge(void* const handle)
{
  ObSupervisor* const supervisor = (ObSupervisor*)handle;

  pthread_mutex_lock(&supervisor->lock);
  supervisor->nudge.fd = -1;
  pthread_mutex_unlock(&supervisor->lock);
}

static void
enter_thread(const char* const name)
{
  const struct sched_param priority = { .sched_priority =
                                          OB_PRIORITY_SUPERVISOR };

  pthread_setname_np(pthread_self(), name);
  pthread_setschedparam(pthread_self(), SCHED_FIFO, &priority);
}

static void*
supervise(void* const argument)
{
  ObSupervisor* const supervisor = (ObSupervisor*)argument;

  enter_thread("outboard-super");
  while (!atomic_load(&supervisor->stop)) {
    const uint64_t due = ob_clients_attend(&supervisor->clients);

    ob_watches_wait(&supervisor->watches, due);
    open_nudge(supervisor);
  }

  return NULL;
}

static void*
relay(void* const argument)
{
  ObSupervisor* const supervisor = (ObSupervisor*)argument;
  ObDoorbell* const   bell       = &supervisor->doorbell;

  enter_thread("outboard-relay");
  for (;;) {
    // What was rung for before arming is nudged for now, what comes later ends
    // the wait
    const uint32_t seen = ob_doorbell_arm(bell);
    if (atomic_load(&supervisor->stop)) {
      return NULL;
    }

    ob_supervisor_nudge(supervisor);
    ob_doorbell_wait(bell, seen, OB_NEVER);
    ob_doorbell_disarm(bell);
  }
}

/// Start a thread that gets no signals and nothing from who starts it
static int
start_thread(pthread_t* const thread,
             void* (*const body)(void*),
             ObSupervisor* const supervisor)
{
  pthread_attr_t attributes;
  sigset_t       all;

  sigfillset(&all);
  pthread_attr_init(&attributes);
  pthread_attr_setstacksize(&attributes, STACK_SIZE);
  pthread_attr_setsigmask_np(&attributes, &all);
  pthread_attr_setinheritsched(&attributes, PTHREAD_EXPLICIT_SCHED);
  const int error = pthread_create(thread, &attributes, body, supervisor);
  pthread_attr_destroy(&attributes);
  return error;
}

static void
end_thread(ObSupervisor* const supervisor)
{
  atomic_store(&supervisor->stop, true);
  ob_supervisor_nudge(supervisor);
  pthread_join(supervisor->thread, NULL);
}

static void
end_relay(ObSupervisor* const supervisor)
{
  atomic_store(&supervisor->stop, true);
  ob_doorbell_ring(&supervisor->doorbell);
  pthread_join(supervisor->relay, NULL);
}

static void
destroy(ObSupervisor* const supervisor)
{
  ob_nursery_clear(&supervisor->nursery);
  ob_folders_close(&supervisor->folders);
  ob_inspector_close(&supervisor->inspector);
  ob_supervisor_close(supervisor, &supervisor->nudge);
  ob_watches_clear(&supervisor->watches);
  pthread_mutex_destroy(&supervisor->lock);
  ob_clients_destroy(&supervisor->clients);
  free(supervisor);
}

static ObSupervisor*
create(void)
{
  ObSupervisor* const supervisor =
    (ObSupervisor*)aligned_alloc(_Alignof(ObSupervisor), sizeof(ObSupervisor));
  if (!supervisor) {
    return NULL;
  }

  *supervisor = (ObSupervisor){
    .pid   = getpid(),
    .nudge = { .fd     = -1,
               .ready  = drain_nudge,
               .lost   = lose_nudge,
               .handle = supervisor },
  };
  pthread_mutex_init(&supervisor->lock, NULL);
  ob_nursery_init(&supervisor->nursery, &supervisor->watches);
  ob_folders_init(&supervisor->folders, supervisor);
  ob_clients_init(&supervisor->clients);
  ob_inspector_open(&supervisor->inspector, supervisor, &supervisor->clients);

  if (!open_nudge(supervisor) &&
      !start_thread(&supervisor->thread, supervise, supervisor)) {
    if (!start_thread(&supervisor->relay, relay, supervisor)) {
      return supervisor;
    }
    end_thread(supervisor);
  }

  destroy(supervisor);
  return NULL;
}

ObSupervisor*
ob_supervisor_acquire(void)
{
  static pthread_once_t once = PTHREAD_ONCE_INIT;

  pthread_once(&once, watch_forks);
  pthread_mutex_lock(&process.lock);
  if (!process.supervisor) {
    ob_process_init();
    process.supervisor = create();
  }

  ObSupervisor* const supervisor = process.supervisor;
  if (supervisor) {
    ++process.users;
  }
  pthread_mutex_unlock(&process.lock);
  return supervisor;
}

void
ob_supervisor_release(ObSupervisor* const supervisor)
{
  if (ob_supervisor_forked(supervisor)) {
    return;
  }

  pthread_mutex_lock(&process.lock);
  if (--process.users == 0U) {
    process.supervisor = NULL;
    end_relay(supervisor);
    end_thread(supervisor);
    destroy(supervisor);
  }
  pthread_mutex_unlock(&process.lock);
}

bool
ob_supervisor_forked(const ObSupervisor* const supervisor)
{
  return supervisor->pid != getpid();
}

ObDoorbell*
ob_supervisor_doorbell(ObSupervisor* const supervisor)
{
  return &supervisor->doorbell;
}

ObNursery*
ob_supervisor_nursery(ObSupervisor* const supervisor)
{
  return &supervisor->nursery;
}

ObFolders*
ob_supervisor_folders(ObSupervisor* const supervisor)
{
  return &supervisor->folders;
}

bool
ob_supervisor_has_one(ObSupervisor* const supervisor)
{
  return ob_clients_at_most_one(&supervisor->clients);
}

bool
ob_supervisor_first(void)
{
  static atomic_flag said = ATOMIC_FLAG_INIT;

  return !atomic_flag_test_and_set(&said);
}

void
ob_supervisor_warn_unlocked(const ObLog* const log)
{
  static atomic_flag said = ATOMIC_FLAG_INIT;

  if (!atomic_flag_test_and_set(&said)) {
    ob_log(log,
           OB_LOG_WARNING,
           "Memory cannot be locked (see RLIMIT_MEMLOCK), so the system may "
           "page it out and cause late events");
  }
}

void
ob_supervisor_tell_jail(const ObLog* const log, const ObJail* const jail)
{
  static atomic_flag said = ATOMIC_FLAG_INIT;
  char               text[128];

  if (!atomic_flag_test_and_set(&said)) {
    ob_jail_describe(jail, text, sizeof(text));
    ob_log(log,
           ob_jail_is_full(jail) ? OB_LOG_NOTE : OB_LOG_WARNING,
           "Sandbox of scripts: %s",
           text);
  }
}

void
ob_supervisor_nudge(ObSupervisor* const supervisor)
{
  // Nothing is written to what is the host's
  pthread_mutex_lock(&supervisor->lock);
  if (ob_watch_holds(&supervisor->nudge)) {
    eventfd_write(supervisor->nudge.fd, 1U);
  }
  pthread_mutex_unlock(&supervisor->lock);
}

void
ob_supervisor_join(ObSupervisor* const supervisor, ObClient* const client)
{
  ob_clients_join(&supervisor->clients, client);
  ob_supervisor_nudge(supervisor);
}

void
ob_supervisor_leave(ObSupervisor* const supervisor, ObClient* const client)
{
  ob_supervisor_nudge(supervisor);
  ob_clients_await(&supervisor->clients, client);
}

ObWatches*
ob_supervisor_watches(ObSupervisor* const supervisor)
{
  return &supervisor->watches;
}

void
ob_supervisor_close(ObSupervisor* const supervisor, ObWatch* const watch)
{
  ob_watches_remove(&supervisor->watches, watch);
  if (ob_watch_holds(watch)) {
    close(watch->fd);
  }
  watch->fd = -1;
}
