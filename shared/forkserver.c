// Copyright 2026 The Outboard authors
// SPDX-License-Identifier: ISC

// What supervisor and fork server say to each other; supervisor, interpreter

#include "forkserver.h"

#include "segment.h"

#include <assert.h>
#include <errno.h>
#include <fcntl.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>
#include <sys/socket.h>
#include <sys/uio.h>
#include <sys/wait.h>
#include <unistd.h>

/// A request, which passes OB_CHILD_HANDED descriptors
typedef struct
{
  uint32_t version; ///< OB_ABI_VERSION
} Request;

static_assert(sizeof(Request) == 4, "wire size");

/// An answer, which passes a pidfd if there is a child
typedef struct
{
  uint32_t version; ///< OB_ABI_VERSION
  uint32_t status;  ///< ObStatus
  int32_t  pid;     ///< 0: no child
} Answer;

static_assert(sizeof(Answer) == 12, "wire size");

/// Room for descriptors among the ancillary data
typedef union
{
  struct cmsghdr header; ///< For its alignment
  char           bytes[CMSG_SPACE(OB_CHILD_HANDED * sizeof(int))];
} DescriptorRoom;

static_assert(sizeof(DescriptorRoom) == CMSG_LEN(OB_CHILD_HANDED * sizeof(int)),
              "no room for more descriptors");

static ObStatus
send_packet(const int         socket,
            const void* const bytes,
            const size_t      size,
            const int* const  fds,
            const size_t      count)
{
  struct iovec   part   = { (void*)bytes, size };
  DescriptorRoom room   = { 0 };
  struct msghdr  packet = { .msg_iov = &part, .msg_iovlen = 1U };

  if (count) {
    packet.msg_control     = room.bytes;
    packet.msg_controllen  = CMSG_SPACE(count * sizeof(int));
    room.header.cmsg_level = SOL_SOCKET;
    room.header.cmsg_type  = SCM_RIGHTS;
    room.header.cmsg_len   = CMSG_LEN(count * sizeof(int));
    memcpy(CMSG_DATA(&room.header), fds, count * sizeof(int));
  }

  ssize_t sent = 0;
  do {
    sent = sendmsg(socket, &packet, MSG_DONTWAIT | MSG_NOSIGNAL);
  } while (sent < 0 && errno == EINTR);

  return sent < 0 ? ob_status_from_errno(errno) : OB_SUCCESS;
}

/// Take all descriptors out of a packet; return how many there are
static size_t
take_descriptors(struct msghdr* const packet, int fds[OB_CHILD_HANDED])
{
  const struct cmsghdr* const header = CMSG_FIRSTHDR(packet);
  if (!header || header->cmsg_level != SOL_SOCKET ||
      header->cmsg_type != SCM_RIGHTS) {
    return 0U;
  }

  const size_t count = (header->cmsg_len - CMSG_LEN(0U)) / sizeof(int);
  memcpy(fds, CMSG_DATA(header), count * sizeof(int));
  return count;
}

static void
close_all(const int* const fds, const size_t count)
{
  for (size_t i = 0U; i < count; ++i) {
    close(fds[i]);
  }
}

/// Receive a packet of just this size; `count` is set to its descriptors
static ObStatus
receive_packet(const int     socket,
               void* const   bytes,
               const size_t  size,
               const int     flags,
               int           fds[OB_CHILD_HANDED],
               size_t* const count)
{
  struct iovec   part   = { bytes, size };
  DescriptorRoom room   = { 0 };
  struct msghdr  packet = {
     .msg_iov        = &part,
     .msg_iovlen     = 1U,
     .msg_control    = room.bytes,
     .msg_controllen = sizeof(room.bytes),
  };

  *count           = 0U;
  ssize_t received = 0;
  do {
    received = recvmsg(socket, &packet, flags | MSG_CMSG_CLOEXEC);
  } while (received < 0 && errno == EINTR);

  if (received <= 0) {
    return received ? ob_status_from_errno(errno) : OB_CLOSED;
  }

  *count = take_descriptors(&packet, fds);
  if ((size_t)received == size && !(packet.msg_flags & MSG_TRUNC)) {
    return OB_SUCCESS;
  }

  close_all(fds, *count);
  *count = 0U;
  return OB_CORRUPT;
}

ObStatus
ob_forkserver_ask(const int socket, const int fds[OB_CHILD_HANDED])
{
  const Request request = { OB_ABI_VERSION };

  return send_packet(socket, &request, sizeof(request), fds, OB_CHILD_HANDED);
}

/// Return whether this is a child of ours that has not been reaped
static bool
is_child(const idtype_t type, const int id)
{
  siginfo_t info;

  return !waitid(type, (id_t)id, &info, WEXITED | WNOHANG | WNOWAIT);
}

ObStatus
ob_forkserver_hear(const int socket, ObProcess* const process)
{
  Answer answer;
  int    fds[OB_CHILD_HANDED];
  size_t count = 0U;

  *process = (ObProcess){ 0, -1 };
  const ObStatus status =
    receive_packet(socket, &answer, sizeof(answer), MSG_DONTWAIT, fds, &count);
  if (status) {
    return status;
  }

  if (answer.version != OB_ABI_VERSION || answer.status > OB_ERROR ||
      count != (answer.pid > 0 ? 1U : 0U)) {
    close_all(fds, count);
    return OB_CORRUPT;
  }

  // Whoever is heard of is killed some day, and that must not be somebody else
  if (count && !(is_child(P_PID, answer.pid) && is_child(P_PIDFD, fds[0]))) {
    close_all(fds, count);
    return OB_CORRUPT;
  }

  if (count) {
    *process = (ObProcess){ answer.pid, fds[0] };
  }
  return (ObStatus)answer.status;
}

ObStatus
ob_forkserver_await(const int socket, int fds[OB_CHILD_HANDED])
{
  Request request;
  int     received[OB_CHILD_HANDED];
  size_t  count = 0U;

  ObStatus status =
    receive_packet(socket, &request, sizeof(request), 0, received, &count);
  if (!status &&
      (request.version != OB_ABI_VERSION || count != OB_CHILD_HANDED)) {
    status = OB_CORRUPT;
  }

  for (size_t i = 0U; !status && i < count; ++i) {
    fds[i] = fcntl(received[i], F_DUPFD_CLOEXEC, OB_CHILD_FDS);
    if (fds[i] < 0) {
      close_all(fds, i);
      status = ob_status_from_errno(errno);
    }
  }

  close_all(received, count);
  return status;
}

ObStatus
ob_forkserver_tell(const int              socket,
                   const ObStatus         status,
                   const ObProcess* const process)
{
  const Answer answer = { OB_ABI_VERSION,
                          (uint32_t)status,
                          process ? process->pid : 0 };

  return send_packet(socket,
                     &answer,
                     sizeof(answer),
                     process ? &process->pidfd : NULL,
                     process ? 1U : 0U);
}
