// Copyright 2026 The Outboard authors
// SPDX-License-Identifier: ISC

// Putting questions to a host; setup

#include "view_talk.h"

#include "complain.h"

#include <errno.h>
#include <poll.h>
#include <stdio.h>
#include <string.h>
#include <sys/socket.h>
#include <sys/time.h>
#include <sys/un.h>
#include <unistd.h>

static ObStatus
connect_status(const int error)
{
  switch (error) {
    case EAGAIN:
      return OB_TIMEOUT;
    case ECONNREFUSED:
    case ENOENT:
      return OB_CLOSED;
    default:
      return ob_status_from_errno(error);
  }
}

ObStatus
ob_view_connect(const char* const path, int* const connection)
{
  const struct timeval patience = { OB_VIEW_PATIENCE / 1000, 0 };
  struct sockaddr_un   address  = { .sun_family = AF_UNIX };
  const int            fd = socket(AF_UNIX, SOCK_SEQPACKET | SOCK_CLOEXEC, 0);

  snprintf(address.sun_path, sizeof(address.sun_path), "%s", path);
  if (fd < 0 ||
      setsockopt(fd, SOL_SOCKET, SO_SNDTIMEO, &patience, sizeof(patience)) ||
      connect(fd, (const struct sockaddr*)&address, sizeof(address))) {
    const ObStatus status = connect_status(errno);
    if (fd >= 0) {
      close(fd);
    }
    return status;
  }

  *connection = fd;
  return OB_SUCCESS;
}

bool
ob_view_ask(const int           socket,
            const ObInspectType type,
            const uint32_t      instance,
            const uint64_t      line)
{
  const ObInspectAsk question = { .instance = instance, .line = line };

  return !ob_message_send(
    socket, type, &question, sizeof(question), NULL, 0U, -1);
}

ObStatus
ob_view_receive(const int socket, ObMessage* const message, void* const payload)
{
  struct pollfd waited = { .fd = socket, .events = POLLIN };
  const int     ready  = poll(&waited, 1, OB_VIEW_PATIENCE);

  if (ready <= 0) {
    return ready < 0 && errno != EINTR ? OB_ERROR : OB_TIMEOUT;
  }

  const ObStatus status = ob_message_receive(socket, message, payload, NULL);
  return status == OB_EMPTY ? OB_TIMEOUT : status;
}

ObStatus
ob_view_end(const ObMessage* const message, const void* const payload)
{
  ObInspectEnd end;

  if (message->type != OB_INSPECT_END || message->size != sizeof(end)) {
    return OB_CORRUPT;
  }

  memcpy(&end, payload, sizeof(end));
  return end.found ? (ObStatus)end.status : OB_CLOSED;
}

ObStatus
ob_view_demand(const ObView* const view, const ObInspectType type)
{
  char      payload[OB_MESSAGE_MAX];
  ObMessage message;
  int       socket = -1;
  ObStatus  status = ob_view_connect(view->socket, &socket);

  if (status) {
    return status;
  }

  status = ob_view_ask(socket, type, view->record.number, 0U)
             ? ob_view_receive(socket, &message, payload)
             : OB_CLOSED;
  close(socket);
  return status ? status : ob_view_end(&message, payload);
}

void
ob_view_complain(const ObView* const view, const ObStatus status)
{
  ob_complain("%s (process %d) does not answer: %s",
              view->program,
              (int)view->host,
              ob_strerror(status));
}
