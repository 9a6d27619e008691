// Copyright 2026 The Outboard authors
// SPDX-License-Identifier: ISC

// Lets the command line look inside: a socket and its visitors; supervisor

#include "inspector.h"

#include "doorbell.h"
#include "message.h"

#include <stdbool.h>
#include <stddef.h>
#include <stdio.h>
#include <string.h>
#include <sys/random.h>
#include <sys/socket.h>
#include <sys/un.h>
#include <unistd.h>

ObStatus
ob_question_answer(ObQuestion* const   question,
                   const ObInspectType type,
                   const void* const   head,
                   const uint32_t      head_size,
                   const void* const   text,
                   const uint32_t      text_size)
{
  return ob_message_send(
    question->socket, type, head, head_size, text, text_size, -1);
}

/// Put a question to all instances; return what became of it
static ObInspectEnd
ask(ObVisitor* const          visitor,
    const ObInspectType       type,
    const ObInspectAsk* const asked)
{
  ObQuestion question = { .type   = type,
                          .asked  = *asked,
                          .socket = visitor->watch.fd };

  ob_clients_ask(visitor->inspector->clients, &question);
  return (ObInspectEnd){ question.found, (uint32_t)question.status };
}

/// A visitor does not profile an instance any more; another may do so still
static void
end_profile(ObVisitor* const visitor)
{
  const ObInspectAsk profiled = { .instance = visitor->profiles };
  bool               last     = profiled.instance;

  visitor->profiles = 0U;
  for (uint32_t i = 0U; last && i < OB_VISITORS; ++i) {
    last = visitor->inspector->visitors[i].profiles != profiled.instance;
  }
  if (last) {
    ask(visitor, OB_INSPECT_END, &profiled);
  }
}

/// Let visitors in while there are places; others wait outside
static void
mind_door(const ObInspector* const inspector)
{
  bool full = true;

  for (uint32_t i = 0U; i < OB_VISITORS; ++i) {
    full = full && inspector->visitors[i].watch.fd >= 0;
  }
  ob_watches_pause(
    ob_supervisor_watches(inspector->supervisor), &inspector->door, full);
}

/// A visitor leaves
static void
dismiss(ObVisitor* const visitor)
{
  ob_supervisor_close(visitor->inspector->supervisor, &visitor->watch);
  end_profile(visitor);
  mind_door(visitor->inspector);
}

/// Answer a question; return whether the visitor may stay
static bool
answer(ObVisitor* const          visitor,
       const ObInspectType       type,
       const ObInspectAsk* const asked)
{
  if (type == OB_INSPECT_PROFILE && visitor->profiles != asked->instance) {
    end_profile(visitor);
    visitor->profiles = asked->instance;
  }

  const ObInspectEnd end = ask(visitor, type, asked);
  return !ob_message_send(
    visitor->watch.fd, OB_INSPECT_END, &end, sizeof(end), NULL, 0U, -1);
}

/// A visitor has something to ask, or is gone
static void
on_visitor(void* const handle)
{
  ObVisitor* const visitor = (ObVisitor*)handle;
  char             payload[OB_MESSAGE_MAX];
  ObMessage        message;
  ObInspectAsk     asked;

  const ObStatus status =
    ob_message_receive(visitor->watch.fd, &message, payload, NULL);
  if (status == OB_EMPTY) {
    return;
  }

  bool good = !status && message.size == sizeof(asked) &&
              message.type >= OB_INSPECT_LIST &&
              message.type <= OB_INSPECT_OUTCOME;
  if (good) {
    memcpy(&asked, payload, sizeof(asked));
    good = answer(visitor, (ObInspectType)message.type, &asked);
  }
  if (!good) {
    dismiss(visitor);
  }
}

/// The host has closed a visitor's socket
static void
on_visitor_lost(void* const handle)
{
  ObVisitor* const visitor = (ObVisitor*)handle;

  visitor->watch.fd = -1;
  dismiss(visitor);
}

/// The host has closed the door: no one gets in any more
static void
on_door_lost(void* const handle)
{
  ((ObInspector*)handle)->door.fd = -1;
}

/// Return whether the other side is the same user, or root
static bool
is_ours(const int socket)
{
  struct ucred peer = { .uid = 0U };
  socklen_t    size = sizeof(peer);

  return !getsockopt(socket, SOL_SOCKET, SO_PEERCRED, &peer, &size) &&
         (peer.uid == geteuid() || !peer.uid);
}

/// Somebody is at the door
static void
on_door(void* const handle)
{
  ObInspector* const inspector = (ObInspector*)handle;
  const int          socket =
    accept4(inspector->door.fd, NULL, NULL, SOCK_CLOEXEC | SOCK_NONBLOCK);

  for (uint32_t i = 0U; socket >= 0 && i < OB_VISITORS; ++i) {
    ObVisitor* const visitor = &inspector->visitors[i];
    if (visitor->watch.fd < 0 && is_ours(socket)) {
      ob_watch_set(&visitor->watch, socket);
      if (!ob_watches_add(ob_supervisor_watches(inspector->supervisor),
                          &visitor->watch)) {
        mind_door(inspector);
        return;
      }
      visitor->watch.fd = -1;
      break;
    }
  }

  if (socket >= 0) {
    close(socket);
  }
}

/// Make a socket at `path`; return it, or -1
static int
make_socket(const char* const path)
{
  struct sockaddr_un address = { .sun_family = AF_UNIX };
  const int          fd =
    socket(AF_UNIX, SOCK_SEQPACKET | SOCK_CLOEXEC | SOCK_NONBLOCK, 0);

  snprintf(address.sun_path, sizeof(address.sun_path), "%s", path);
  if (fd >= 0 && (bind(fd, (const struct sockaddr*)&address, sizeof(address)) ||
                  listen(fd, (int)OB_VISITORS))) {
    close(fd);
    return -1;
  }

  return fd;
}

/// Make the door; return its socket, or -1
static int
make_door(ObInspector* const inspector)
{
  char     folder[sizeof(inspector->path)];
  char     place[sizeof(inspector->path)];
  uint32_t random = 0U;

  // Another process may have our id: an earlier one, or one in a container
  if (ob_inspect_folder(folder, sizeof(folder)) ||
      getrandom(&random, sizeof(random), 0U) != sizeof(random) ||
      snprintf(inspector->path,
               sizeof(inspector->path),
               "%s/%d-%08x" OB_INSPECT_SUFFIX,
               folder,
               (int)getpid(),
               random) >= (int)sizeof(inspector->path)) {
    inspector->path[0] = '\0';
    return -1;
  }

  // A socket that does not listen yet would be taken for a dead host's
  const size_t length = strlen(inspector->path) - strlen(OB_INSPECT_SUFFIX);
  snprintf(place, sizeof(place), "%.*s", (int)length, inspector->path);

  int fd = make_socket(place);
  if (fd >= 0 && rename(place, inspector->path)) {
    close(fd);
    fd = -1;
  }
  if (fd < 0) {
    unlink(place);
  }

  return fd;
}

void
ob_inspector_open(ObInspector* const  inspector,
                  ObSupervisor* const supervisor,
                  ObClients* const    clients)
{
  *inspector = (ObInspector){
    .supervisor = supervisor,
    .clients    = clients,
    .door       = { .fd     = -1,
                    .ready  = on_door,
                    .lost   = on_door_lost,
                    .handle = inspector },
  };
  for (uint32_t i = 0U; i < OB_VISITORS; ++i) {
    ObVisitor* const visitor = &inspector->visitors[i];
    visitor->watch           = (ObWatch){
                .fd = -1, .ready = on_visitor, .lost = on_visitor_lost, .handle = visitor
    };
    visitor->inspector = inspector;
  }

  const int door = make_door(inspector);
  if (door >= 0) {
    ob_watch_set(&inspector->door, door);
    if (ob_watches_add(ob_supervisor_watches(supervisor), &inspector->door)) {
      ob_supervisor_close(supervisor, &inspector->door);
    }
  }
}

void
ob_inspector_close(ObInspector* const inspector)
{
  for (uint32_t i = 0U; i < OB_VISITORS; ++i) {
    ob_supervisor_close(inspector->supervisor, &inspector->visitors[i].watch);
  }

  ob_supervisor_close(inspector->supervisor, &inspector->door);
  if (inspector->path[0]) {
    unlink(inspector->path);
  }
}
