// Copyright 2026 The Outboard authors
// SPDX-License-Identifier: ISC

// A child that breaks the protocol, in the way its program is called by name

#include "callback.h"
#include "message.h"
#include "process.h"
#include "segment.h"

#include <poll.h>
#include <stdatomic.h>
#include <stdbool.h>
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

/// Be ready for a script that saves
static void
say_ready_to_save(void)
{
  const ObReady ready = { 1U << OB_ON_SAVE, 0U, 0U, 0U, 0U };
  say(OB_MESSAGE_READY, &ready, sizeof(ready));
}

static void
say_names(const char* const names)
{
  say(OB_MESSAGE_FILES, names, (uint32_t)strlen(names));
}

static void
say_chunk(const ObMessageType type, const ObChunk chunk, const char* const text)
{
  ob_message_send(OB_CHILD_CONTROL,
                  type,
                  &chunk,
                  sizeof(chunk),
                  text,
                  (uint32_t)strlen(text),
                  -1);
}

static void
say_show(const ObShow show)
{
  say(OB_MESSAGE_SHOW, &show, sizeof(show));
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
flood_states(void)
{
  for (;;) {
    say_chunk(OB_MESSAGE_STATE, (ObChunk){ 0U, 2U, 0U, 2U }, "{}");
  }
}

static void
flood_values(void)
{
  for (;;) {
    say_show((ObShow){ 0U, 0U });
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
    _exit(3);
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

/// Break the rules for files, states and the like; return whether it did so
static bool
lie_about_texts(const char* const way)
{
  if (!strcmp(way, "files-twice")) {
    say_names("a.py");
    say_names("b.py");
  } else if (!strcmp(way, "files-outside")) {
    say_names("a.py\n../b.py");
  } else if (!strcmp(way, "files-parent")) {
    say_names("..");
  } else if (!strcmp(way, "files-nameless")) {
    say_names("a.py\n\nb.py");
  } else if (!strcmp(way, "files-many")) {
    say_names("a\nb\nc\nd\ne\nf\ng\nh\ni\nj\nk\nl\nm\nn\no\np\nq\n"
              "r\ns\nt\nu\nv\nw\nx\ny\nz\n0\n1\n2\n3\n4\n5\n6");
  } else if (!strcmp(way, "description-huge")) {
    say_chunk(OB_MESSAGE_DESCRIPTION, (ObChunk){ 0U, ~0U, 0U, 1U }, "{");
  } else if (!strcmp(way, "description-gap")) {
    say_chunk(OB_MESSAGE_DESCRIPTION, (ObChunk){ 0U, 9U, 0U, 1U }, "{");
    say_chunk(OB_MESSAGE_DESCRIPTION, (ObChunk){ 0U, 9U, 8U, 1U }, "}");
  } else if (!strcmp(way, "description-binary")) {
    say_chunk(OB_MESSAGE_DESCRIPTION, (ObChunk){ 0U, 1U, 0U, 1U }, "\xFF");
  } else if (!strcmp(way, "show-short")) {
    say(OB_MESSAGE_SHOW, way, 1U);
  } else if (!strcmp(way, "show-long")) {
    say_show((ObShow){ ~0U, 1U });
  } else if (!strcmp(way, "save-back")) {
    say(OB_MESSAGE_SAVE, NULL, 0U);
  } else if (!strcmp(way, "state-unasked")) {
    say_ready_to_save();
    say_chunk(OB_MESSAGE_STATE, (ObChunk){ 1U, 2U, 0U, 2U }, "{}");
  } else if (!strcmp(way, "state-binary")) {
    say_ready_to_save();
    say_chunk(OB_MESSAGE_STATE, (ObChunk){ 0U, 2U, 0U, 2U }, "\xC3(");
  } else if (!strcmp(way, "files-late")) {
    say_ready_to_save();
    say_names("a.py");
  } else {
    return false;
  }

  return true;
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
  } else if (!strcmp(way, "jailed-twice")) {
    const ObJail jail = { OB_JAIL_FILES, 1U };
    say(OB_MESSAGE_JAIL, &jail, sizeof(jail));
    say(OB_MESSAGE_JAIL, &jail, sizeof(jail));
  } else if (!strcmp(way, "load-back")) {
    say(OB_MESSAGE_LOAD, NULL, 0U);
  } else if (!strcmp(way, "bad-level")) {
    say_log(3U, 0U);
  } else if (!strcmp(way, "bad-text")) {
    say_log(0U, 1U);
  } else if (!strcmp(way, "deaf")) {
    say_ready_to_save();
  } else if (!lie_about_texts(way)) {
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
    _exit(3);
  } else if (!strcmp(way, "hang-up")) {
    close(OB_CHILD_CONTROL);
    pause();
  } else if (!strcmp(way, "stubborn")) {
    for (;;) {
      pause();
    }
  } else if (!strcmp(way, "flood-log")) {
    flood_log();
  } else if (!strcmp(way, "flood-states")) {
    flood_states();
  } else if (!strcmp(way, "flood-values")) {
    flood_values();
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

  // As a fork server it is never up, and ends when its host wants it no more
  char byte = 0;
  while (argc > 1 && read(OB_CHILD_CONTROL, &byte, 1U) > 0) {
  }
  if (argc > 1) {
    _exit(EXIT_FAILURE); // Like the real one, without a sanitizer's last look
  }

  begin(way);
  say_hello();
  if (!wait_for_host()) {
    get_ready(way);
    go_on(way);
    while (!wait_for_host()) {
    }
  }

  _exit(EXIT_SUCCESS);
}
