// Copyright 2026 The Outboard authors
// SPDX-License-Identifier: ISC

// A child that breaks the protocol, in the way its program is called by name

#include "message.h"
#include "process.h"
#include "segment.h"

#include <poll.h>
#include <signal.h>
#include <stdatomic.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <unistd.h>

static void
say(const ObMessageType type, const void* const payload, const uint32_t size)
{
  ob_message_send(OB_CHILD_CONTROL, type, payload, size, NULL, 0U, -1);
}

static void
say_hello(void)
{
  const ObHello hello = { 0U, 0U };
  say(OB_MESSAGE_HELLO, &hello, sizeof(hello));
}

static void
say_ready(const uint32_t name_size, const uint32_t routes)
{
  const ObReady ready = { 0U, routes, 0U, 0U, name_size };
  say(OB_MESSAGE_READY, &ready, sizeof(ready));
}

static void
say_log(const uint32_t level, const uint32_t size)
{
  const ObLogLine line = { level, size };
  say(OB_MESSAGE_LOG, &line, sizeof(line));
}

/// Wait for the script, or for the end of the channel
static ObStatus
wait_for_host(void)
{
  static char   payload[OB_MESSAGE_MAX];
  struct pollfd control = { OB_CHILD_CONTROL, POLLIN, 0 };
  ObMessage     message;
  int           fd = -1;

  poll(&control, 1U, -1);
  const ObStatus status =
    ob_message_receive(OB_CHILD_CONTROL, &message, payload, &fd);
  if (fd >= 0) {
    close(fd);
  }
  return status;
}

static void
flood_log(void)
{
  char text[1024];
  memset(text, 'x', sizeof(text));
  const ObLogLine line = { OB_LOG_NOTE, sizeof(text) };

  for (;;) {
    ob_message_send(OB_CHILD_CONTROL,
                    OB_MESSAGE_LOG,
                    &line,
                    sizeof(line),
                    text,
                    sizeof(text),
                    -1);
  }
}

static void
flood_errors(void)
{
  for (;;) {
    fputs("a line on the error output\n", stderr);
  }
}

/// Claim that more was written to the reply queue than fits, and more words
static void
lie_in_segment(void)
{
  ObSegment segment;

  if (!ob_segment_open(&segment, OB_CHILD_SEGMENT)) {
    atomic_store(&segment.header->reply.written, 0x7FFFFFF8U);
    atomic_store(&segment.header->request.read, 0x7FFFFFF8U);
    atomic_store(&segment.header->child.done, 12345U);
    ob_doorbell_ring(&segment.header->host_bell);
  }
}

/// Misbehave before the script has come
static void
begin(const char* const way)
{
  if (!strcmp(way, "silent")) {
    pause();
  } else if (!strcmp(way, "early-exit")) {
    exit(3);
  } else if (!strcmp(way, "ready-first")) {
    say_ready(0U, 0U);
  } else if (!strcmp(way, "short-hello")) {
    say(OB_MESSAGE_HELLO, way, 1U);
  } else if (!strcmp(way, "foreign")) {
    const ObMessage message = { OB_ABI_VERSION + 1U, OB_MESSAGE_HELLO, 0U, 0U };
    send(OB_CHILD_CONTROL, &message, sizeof(message), 0);
  } else if (!strcmp(way, "empty-packet")) {
    send(OB_CHILD_CONTROL, way, 0U, 0);
  } else if (!strcmp(way, "stubborn-loader")) {
    say(OB_MESSAGE_FAILED, "no\x1B[31m", 7U);
    pause();
  }
}

/// Misbehave instead of being ready
static void
get_ready(const char* const way)
{
  if (!strcmp(way, "hello-twice")) {
    say_hello();
  } else if (!strcmp(way, "long-name")) {
    say_ready(UINT32_MAX - 15U, 0U);
  } else if (!strcmp(way, "bad-routes")) {
    say_ready(0U, UINT32_MAX);
  } else if (!strcmp(way, "unknown-type")) {
    say((ObMessageType)77, NULL, 0U);
  } else if (!strcmp(way, "load-back")) {
    say(OB_MESSAGE_LOAD, NULL, 0U);
  } else if (!strcmp(way, "bad-level")) {
    say_log(3U, 0U);
  } else if (!strcmp(way, "bad-text")) {
    say_log(0U, 1U);
  } else {
    say_ready(0U, 0U);
  }
}

/// Misbehave once ready
static void
go_on(const char* const way)
{
  if (!strcmp(way, "ready-twice")) {
    say_ready(0U, 0U);
  } else if (!strcmp(way, "late-failure")) {
    say(OB_MESSAGE_FAILED, "no", 2U);
  } else if (!strcmp(way, "exit")) {
    exit(3);
  } else if (!strcmp(way, "hang-up")) {
    close(OB_CHILD_CONTROL);
    pause();
  } else if (!strcmp(way, "stubborn")) {
    for (;;) {
      pause();
    }
  } else if (!strcmp(way, "flood-log")) {
    flood_log();
  } else if (!strcmp(way, "flood-errors")) {
    flood_errors();
  } else if (!strcmp(way, "lie")) {
    lie_in_segment();
  }
}

int
main(int argc, char** argv)
{
  const char* const slash = argc ? strrchr(argv[0], '/') : NULL;
  const char* const way   = slash ? slash + 1 : "";

  begin(way);
  say_hello();
  if (!wait_for_host()) {
    get_ready(way);
    go_on(way);
    while (!wait_for_host()) {
    }
  }

  return 0;
}
