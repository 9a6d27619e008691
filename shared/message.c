// Copyright 2026 The Outboard authors
// SPDX-License-Identifier: ISC

// The control channel between supervisor and child; supervisor, control

#include "message.h"

#include "segment.h"

#include <errno.h>
#include <stddef.h>
#include <string.h>
#include <sys/socket.h>
#include <sys/types.h>
#include <sys/uio.h>
#include <unistd.h>

/// Room for one descriptor among the ancillary data
typedef union
{
  struct cmsghdr header; ///< For its alignment
  char           bytes[CMSG_SPACE(sizeof(int))];
} DescriptorRoom;

/// Send a packet that passes a descriptor along
static ssize_t
send_passing(const int    socket,
             void* const  packet,
             const size_t size,
             const int    flags,
             const int    fd)
{
  struct iovec        part    = { packet, size };
  DescriptorRoom      room    = { .header = { .cmsg_level = SOL_SOCKET,
                                              .cmsg_type  = SCM_RIGHTS,
                                              .cmsg_len = CMSG_LEN(sizeof(fd)) } };
  const struct msghdr message = { .msg_iov        = &part,
                                  .msg_iovlen     = 1U,
                                  .msg_control    = room.bytes,
                                  .msg_controllen = sizeof(room.bytes) };

  memcpy(CMSG_DATA(&room.header), &fd, sizeof(fd));
  return sendmsg(socket, &message, flags);
}

ObStatus
ob_message_send(const int         socket,
                const unsigned    type,
                const void* const head,
                const uint32_t    head_size,
                const void* const text,
                const uint32_t    text_size,
                const int         fd)
{
  if (head_size > OB_MESSAGE_MAX || text_size > OB_MESSAGE_MAX - head_size) {
    return OB_TOO_BIG;
  }

  const int       flags   = OB_MESSAGE_FLAGS;
  const ObMessage message = {
    OB_ABI_VERSION, (uint16_t)type, 0U, head_size + text_size
  };
  const size_t size = sizeof(message) + message.size;
  char         packet[sizeof(message) + OB_MESSAGE_MAX];

  memcpy(packet, &message, sizeof(message));
  if (head_size) {
    memcpy(packet + sizeof(message), head, head_size);
  }
  if (text_size) {
    memcpy(packet + sizeof(message) + head_size, text, text_size);
  }

  // The jail lets only that through which can pass nothing along
  ssize_t sent = 0;
  do {
    sent = fd < 0 ? send(socket, packet, size, flags)
                  : send_passing(socket, packet, size, flags, fd);
  } while (sent < 0 && errno == EINTR);

  if (sent >= 0) {
    return OB_SUCCESS;
  }

  return errno == EAGAIN ? OB_FULL : ob_status_from_errno(errno);
}

/// Return the descriptor in a received packet, or -1
static int
passed_descriptor(struct msghdr* const packet)
{
  const struct cmsghdr* const header = CMSG_FIRSTHDR(packet);
  int                         fd     = -1;

  if (header && header->cmsg_level == SOL_SOCKET &&
      header->cmsg_type == SCM_RIGHTS &&
      header->cmsg_len == CMSG_LEN(sizeof(fd))) {
    memcpy(&fd, CMSG_DATA(header), sizeof(fd));
  }

  return fd;
}

/// Check a received packet of `size` bytes that begins with `message`
static ObStatus
check(const ObMessage* const message, const size_t size, const int flags)
{
  if (size == 0U) {
    return OB_CLOSED;
  }

  if (size < sizeof(*message)) {
    return OB_CORRUPT;
  }

  if (message->version != OB_ABI_VERSION) {
    return OB_BAD_VERSION;
  }

  return ((flags & MSG_TRUNC) || message->padding ||
          message->size != size - sizeof(*message))
           ? OB_CORRUPT
           : OB_SUCCESS;
}

ObStatus
ob_message_receive(const int        socket,
                   ObMessage* const message,
                   void* const      payload,
                   int* const       fd)
{
  struct iovec   parts[] = { { message, sizeof(*message) },
                             { payload, OB_MESSAGE_MAX } };
  DescriptorRoom room    = { 0 };
  struct msghdr  packet  = { .msg_iov = parts, .msg_iovlen = 2U };

  if (fd) {
    *fd = -1;
    // Not CMSG_SPACE, in whose padding a second descriptor would fit
    packet.msg_control    = room.bytes;
    packet.msg_controllen = CMSG_LEN(sizeof(*fd));
  }

  ssize_t size = 0;
  do {
    size = recvmsg(socket, &packet, MSG_DONTWAIT | MSG_CMSG_CLOEXEC);
  } while (size < 0 && errno == EINTR);

  if (size < 0) {
    return ob_status_from_errno(errno);
  }

  const int      passed = fd ? passed_descriptor(&packet) : -1;
  const ObStatus status = check(message, (size_t)size, packet.msg_flags);
  if (status == OB_SUCCESS) {
    if (fd) {
      *fd = passed;
    }
  } else if (passed >= 0) {
    close(passed);
  }

  return status;
}
