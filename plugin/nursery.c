// Copyright 2026 The Outboard authors
// SPDX-License-Identifier: ISC

// Starting children fast: the fork server, and what to do without; supervisor

#include "nursery.h"

#include "forkserver.h"

#include <errno.h>
#include <fcntl.h>
#include <poll.h>
#include <stdlib.h>
#include <string.h>
#include <sys/pidfd.h>
#include <sys/socket.h>
#include <unistd.h>

/// How long a server may take to make a child [ms]
#define PATIENCE 250

/// After so many servers that were no good there is no other
#define MOST_FAILURES 3U

/// How long to wait, at the end, for a copy that is on its way [ms]
#define LAST_PATIENCE 2000

/// Children that load at the same time
#define MOST_LOADING 16U

/// Close our end, unless it is the host's by now
static void
close_socket(ObNursery* const nursery)
{
  ob_watches_remove(nursery->watches, &nursery->socket);
  if (ob_watch_holds(&nursery->socket)) {
    close(nursery->socket.fd);
  }
  nursery->socket.fd = -1;
}

/// Kill and reap the server's process, if there is one
static void
end_process(ObNursery* const nursery)
{
  ObProcess* const process = &nursery->process;

  if (!process->pid ||
      (!ob_watch_holds(&nursery->death) && ob_process_regain(process))) {
    process->pid = 0; // The host has reaped it
  } else {
    ob_process_kill(process);
  }
}

/// Wait for a copy that was given up for lost; return whether more may come
static bool
await_copy(ObNursery* const nursery)
{
  struct pollfd answer  = { .fd = nursery->socket.fd, .events = POLLIN };
  ObProcess     process = { 0, -1 };

  if (poll(&answer, 1U, LAST_PATIENCE) != 1 ||
      ob_forkserver_hear(nursery->socket.fd, &process)) {
    return false; // There is none
  }

  if (process.pid) {
    ob_process_kill(&process);
  }
  return true;
}

/// End the server, if there is one
static void
end_server(ObNursery* const nursery)
{
  end_process(nursery);
  while (nursery->owes && ob_watch_holds(&nursery->socket) &&
         await_copy(nursery)) {
  }

  close_socket(nursery);
  free(nursery->program);
  nursery->program = NULL;
  nursery->up      = false;
  nursery->owes    = false;
}

/// The server is no good
static void
give_up(ObNursery* const nursery)
{
  ++nursery->failures;
  end_server(nursery);
}

/// The server says that it is up, or there is a copy that comes too late
static void
on_server(void* const handle)
{
  ObNursery* const nursery = (ObNursery*)handle;
  ObProcess        process = { 0, -1 };

  const ObStatus status = ob_forkserver_hear(nursery->socket.fd, &process);
  if (process.pid) {
    ob_process_kill(&process);
  }
  if (!status) {
    nursery->up   = true;
    nursery->owes = false;
  } else if (status != OB_EMPTY) {
    give_up(nursery);
  }
}

/// The host has closed our end
static void
on_lost(void* const handle)
{
  ObNursery* const nursery = (ObNursery*)handle;

  nursery->socket.fd = -1;
  give_up(nursery);
}

void
ob_nursery_init(ObNursery* const nursery, ObWatches* const watches)
{
  *nursery = (ObNursery){
    .watches = watches,
    .process = { 0, -1 },
    .socket  = { .fd     = -1,
                 .ready  = on_server,
                 .lost   = on_lost,
                 .handle = nursery },
  };
}

bool
ob_nursery_admits(const ObNursery* const nursery)
{
  return nursery->loading < MOST_LOADING;
}

void
ob_nursery_enter(ObNursery* const nursery)
{
  ++nursery->loading;
}

void
ob_nursery_leave(ObNursery* const nursery)
{
  --nursery->loading;
}

/// Start the process of the server, whose end of the channel is `socket`
static ObStatus
start_process(ObNursery* const nursery, const int socket)
{
  const int nowhere = open("/dev/null", O_WRONLY | O_CLOEXEC);
  const int parent  = pidfd_open(getpid(), 0U);
  const int fds[]   = { nowhere, socket, -1, parent };

  const ObStatus status =
    nowhere < 0 || parent < 0
      ? ob_status_from_errno(errno)
      : ob_process_spawn(
          &nursery->process, nursery->program, OB_FORKSERVER_ARGUMENT, fds);
  if (nowhere >= 0) {
    close(nowhere);
  }
  if (parent >= 0) {
    close(parent);
  }

  return status;
}

/// Start a server; children do not wait for it
static void
start_server(ObNursery* const nursery, const char* const program)
{
  int sockets[2] = { -1, -1 };

  nursery->program = strdup(program);
  if (!nursery->program ||
      socketpair(AF_UNIX, SOCK_SEQPACKET | SOCK_CLOEXEC, 0, sockets)) {
    give_up(nursery);
    return;
  }

  ob_watch_set(&nursery->socket, sockets[0]);
  ObStatus status = start_process(nursery, sockets[1]);
  close(sockets[1]);
  if (!status) {
    ob_watch_set(&nursery->death, nursery->process.pidfd);
    status = ob_watches_add(nursery->watches, &nursery->socket);
  }
  if (status) {
    give_up(nursery);
  }
}

/// Have the server make a child; OB_CLOSED: it is no good, but nothing happened
static ObStatus
ask_server(ObNursery* const nursery,
           ObProcess* const process,
           const int        fds[OB_CHILD_HANDED])
{
  struct pollfd answer = { .fd = nursery->socket.fd, .events = POLLIN };

  if (!ob_watch_holds(&nursery->socket) ||
      ob_forkserver_ask(nursery->socket.fd, fds)) {
    return OB_CLOSED;
  }
  if (poll(&answer, 1U, PATIENCE) != 1) {
    nursery->up   = false;
    nursery->owes = true;
    return OB_TIMEOUT;
  }

  const ObStatus status = ob_forkserver_hear(nursery->socket.fd, process);
  return process->pid ? OB_SUCCESS : status == OB_SUCCESS ? OB_CORRUPT : status;
}

ObStatus
ob_nursery_spawn(ObNursery* const  nursery,
                 ObProcess* const  process,
                 const char* const program,
                 const int         fds[OB_CHILD_HANDED])
{
  if (nursery->up && !strcmp(nursery->program, program)) {
    const ObStatus status = ask_server(nursery, process, fds);
    if (!status || status == OB_TIMEOUT) {
      return status;
    }
    give_up(nursery);
  }

  const ObStatus status = ob_process_spawn(process, program, NULL, fds);
  if (!status && !nursery->program && nursery->failures < MOST_FAILURES) {
    start_server(nursery, program);
  }

  return status;
}

void
ob_nursery_clear(ObNursery* const nursery)
{
  end_server(nursery);
}
