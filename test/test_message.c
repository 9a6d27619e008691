// Copyright 2026 The Outboard authors
// SPDX-License-Identifier: ISC

// Tests of the control channel's messages

#undef NDEBUG

#include "message.h"
#include "segment.h"

#include <assert.h>
#include <fcntl.h>
#include <stdint.h>
#include <string.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <unistd.h>

static int       ends[2];
static ObMessage message;
static char      payload[OB_MESSAGE_MAX];

static void
set_up(void)
{
  assert(!socketpair(AF_UNIX, SOCK_SEQPACKET | SOCK_CLOEXEC, 0, ends));
}

static void
tear_down(void)
{
  close(ends[0]);
  close(ends[1]);
}

static ObStatus
receive(int* const fd)
{
  return ob_message_receive(ends[1], &message, payload, fd);
}

/// Return the number of open descriptors
static unsigned
count_descriptors(void)
{
  unsigned count = 0U;
  for (int fd = 0; fd < 1024; ++fd) {
    count += fcntl(fd, F_GETFD) >= 0;
  }
  return count;
}

static void
test_round_trip(void)
{
  const ObLogLine line = { OB_LOG_WARNING, 5U };

  set_up();
  assert(receive(NULL) == OB_EMPTY);
  assert(!ob_message_send(
    ends[0], OB_MESSAGE_LOG, &line, sizeof(line), "hello", 5U, -1));
  assert(!ob_message_send(ends[0], OB_MESSAGE_FAILED, NULL, 0U, NULL, 0U, -1));

  assert(!receive(NULL));
  assert(message.version == OB_ABI_VERSION && message.type == OB_MESSAGE_LOG);
  assert(message.size == sizeof(line) + 5U);
  assert(!memcmp(payload, &line, sizeof(line)));
  assert(!memcmp(payload + sizeof(line), "hello", 5U));

  assert(!receive(NULL));
  assert(message.type == OB_MESSAGE_FAILED && message.size == 0U);
  assert(receive(NULL) == OB_EMPTY);
  tear_down();
}

static void
test_limits(void)
{
  static char text[OB_MESSAGE_MAX + 1U];

  set_up();
  assert(ob_message_send(
           ends[0], OB_MESSAGE_LOG, text, 1U, text, OB_MESSAGE_MAX, -1) ==
         OB_TOO_BIG);
  assert(
    ob_message_send(ends[0], OB_MESSAGE_LOG, text, UINT32_MAX, text, 2U, -1) ==
    OB_TOO_BIG);
  assert(!ob_message_send(
    ends[0], OB_MESSAGE_LOG, text, 0U, text, OB_MESSAGE_MAX, -1));
  assert(!receive(NULL) && message.size == OB_MESSAGE_MAX);

  ObStatus status = OB_SUCCESS;
  for (unsigned i = 0U; !status && i < 10000U; ++i) {
    status = ob_message_send(
      ends[0], OB_MESSAGE_LOG, text, 0U, text, OB_MESSAGE_MAX, -1);
  }
  assert(status == OB_FULL);
  tear_down();
}

static void
test_closed(void)
{
  set_up();
  close(ends[0]);
  assert(receive(NULL) == OB_CLOSED);
  assert(ob_message_send(ends[1], OB_MESSAGE_FAILED, NULL, 0U, NULL, 0U, -1) ==
         OB_CLOSED);
  close(ends[1]);
}

static void
test_hostile_packets(void)
{
  const ObMessage good     = { OB_ABI_VERSION, OB_MESSAGE_LOG, 0U, 4U };
  ObMessage       packet[] = { good, good };
  static char     huge[sizeof(good) + OB_MESSAGE_MAX + 1U];

  set_up();
  // Cut off
  for (size_t size = 1U; size < sizeof(good); ++size) {
    send(ends[0], &good, size, 0);
    assert(receive(NULL) == OB_CORRUPT);
  }

  // Less or more than announced
  send(ends[0], packet, sizeof(good) + 3U, 0);
  assert(receive(NULL) == OB_CORRUPT);
  send(ends[0], packet, sizeof(good) + 5U, 0);
  assert(receive(NULL) == OB_CORRUPT);
  packet[0].size = UINT32_MAX;
  send(ends[0], packet, sizeof(good) + 4U, 0);
  assert(receive(NULL) == OB_CORRUPT);

  // More than there is room for
  packet[0].size = OB_MESSAGE_MAX + 1U;
  memcpy(huge, packet, sizeof(good));
  send(ends[0], huge, sizeof(huge), 0);
  assert(receive(NULL) == OB_CORRUPT);

  // Padding in use
  packet[0]         = good;
  packet[0].padding = 1U;
  send(ends[0], packet, sizeof(good) + 4U, 0);
  assert(receive(NULL) == OB_CORRUPT);

  // Foreign
  packet[0]         = good;
  packet[0].version = OB_ABI_VERSION + 1U;
  send(ends[0], packet, sizeof(good) + 4U, 0);
  assert(receive(NULL) == OB_BAD_VERSION);

  // Nothing at all is how a closed socket looks
  send(ends[0], packet, 0U, 0);
  assert(receive(NULL) == OB_CLOSED);
  tear_down();
}

static ObStatus
send_descriptor(const int fd)
{
  return ob_message_send(ends[0], OB_MESSAGE_LOAD, NULL, 0U, "x", 1U, fd);
}

static void
test_descriptor(void)
{
  struct stat sent;
  struct stat got;
  int         fd = -2;

  set_up();
  assert(!fstat(ends[0], &sent));
  assert(!send_descriptor(ends[0]) && !receive(&fd));
  assert(fd >= 0 && !fstat(fd, &got) && sent.st_ino == got.st_ino);
  assert(fcntl(fd, F_GETFD) & FD_CLOEXEC);
  close(fd);

  assert(!send_descriptor(-1) && !receive(&fd) && fd == -1);
  tear_down();
}

static void
test_descriptor_not_taken_is_closed(void)
{
  set_up();
  const unsigned before = count_descriptors();

  assert(!send_descriptor(ends[0]) && !receive(NULL));
  assert(count_descriptors() == before);
  tear_down();
}

/// Send a packet that claims `size` bytes, with `count` descriptors
static void
send_descriptors(const uint32_t size, const unsigned count)
{
  _Alignas(struct cmsghdr) char control[128] = { 0 };

  ObMessage     packet = { OB_ABI_VERSION, OB_MESSAGE_LOAD, 0U, size };
  struct iovec  part   = { &packet, sizeof(packet) };
  struct msghdr header = { .msg_iov        = &part,
                           .msg_iovlen     = 1U,
                           .msg_control    = control,
                           .msg_controllen = CMSG_SPACE(count * sizeof(int)) };

  struct cmsghdr* const rights = CMSG_FIRSTHDR(&header);
  rights->cmsg_level           = SOL_SOCKET;
  rights->cmsg_type            = SCM_RIGHTS;
  rights->cmsg_len             = CMSG_LEN(count * sizeof(int));
  for (unsigned i = 0U; i < count; ++i) {
    memcpy(CMSG_DATA(rights) + i * sizeof(int), &ends[0], sizeof(int));
  }
  assert(sendmsg(ends[0], &header, 0) == sizeof(packet));
}

static void
test_descriptors_of_bad_packets_are_closed(void)
{
  int fd = -1;

  set_up();
  const unsigned before = count_descriptors();

  send_descriptors(7U, 1U);
  assert(receive(&fd) == OB_CORRUPT && fd == -1);
  assert(count_descriptors() == before);

  // No more than one is ever taken
  send_descriptors(0U, 8U);
  assert(!receive(&fd) && fd >= 0);
  assert(count_descriptors() == before + 1U);
  close(fd);
  tear_down();
}

int
main(void)
{
  test_round_trip();
  test_limits();
  test_closed();
  test_hostile_packets();
  test_descriptor();
  test_descriptor_not_taken_is_closed();
  test_descriptors_of_bad_packets_are_closed();
  return 0;
}
