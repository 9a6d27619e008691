// Copyright 2026 The Outboard authors
// SPDX-License-Identifier: ISC

// A child that plays, or lies in all it can write; its program's name says how

#include "callback.h"
#include "lies.h"
#include "message.h"
#include "midi.h"
#include "process.h"
#include "segment.h"

#include <poll.h>
#include <stdatomic.h>
#include <stdbool.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

/**
   @file

   "honest" answers each note with itself.  "liar-SEED" does so too, and lies in
   between, in ways that the seed chooses: who tried all of them would be found
   out before most.
*/

/// Send a note back, its voice that of its pitch
static void
answer(Child* const child, const ObEvent* const event)
{
  const ObKind kind = ob_midi_kind(event->bytes, 2U);
  if (kind != OB_KIND_NOTE_ON && kind != OB_KIND_NOTE_OFF) {
    return;
  }

  uint8_t bytes[3] = { 0U };
  ob_queue_copy(&child->requests, offsetof(ObEvent, bytes), bytes, 3U);
  const ObSend send = { .record = { .type = OB_REPLY_SEND },
                        .frame  = event->frame,
                        .order  = event->order,
                        .voice  = 1000U + bytes[1],
                        .size   = 3U,
                        .bytes  = { bytes[0], bytes[1], bytes[2] } };
  ob_queue_write(&child->replies, &send.record, sizeof(send), NULL, 0U);
}

/// Work off what was requested
static void
work(Child* const child)
{
  ObSegmentHeader* const header = child->segment.header;
  union
  {
    ObRecord record;
    ObBlock  block;
    ObEvent  event;
    ObReset  reset;
  } request;

  while (!ob_queue_refresh(&child->requests)) {
    while (!ob_queue_peek(&child->requests, &request.record, sizeof(request))) {
      switch (request.record.type) {
        case OB_REQUEST_BLOCK:
          child->sequence = request.block.sequence;
          child->frame    = request.block.frame;
          break;
        case OB_REQUEST_EVENT:
          answer(child, &request.event);
          break;
        case OB_REQUEST_RESET:
          request.record.type = OB_REPLY_RESET;
          ob_queue_write(
            &child->replies, &request.record, sizeof(request.reset), NULL, 0U);
          break;
        default:
          break;
      }
      ob_queue_skip(&child->requests);
    }
    ob_queue_release(&child->requests);
    ob_queue_commit(&child->replies);
    atomic_store(&header->child.done, child->sequence);
    atomic_fetch_add(&header->child.progress, 1U);
    ob_doorbell_ring(&header->host_bell);
  }
}

/// Say what a child says until it plays; return whether the host is there
static bool
introduce(void)
{
  static char   payload[OB_MESSAGE_MAX];
  const ObHello hello   = { 0U, 0U };
  const ObReady ready   = { .callbacks = 1U << OB_ON_SAVE,
                            .routes    = (1U << OB_KINDS) - 1U };
  struct pollfd control = { OB_CHILD_CONTROL, POLLIN, 0 };
  ObMessage     message;

  ob_message_send(
    OB_CHILD_CONTROL, OB_MESSAGE_HELLO, &hello, sizeof(hello), NULL, 0U, -1);
  poll(&control, 1U, -1);
  return !ob_message_receive(OB_CHILD_CONTROL, &message, payload, NULL) &&
         !ob_message_send(OB_CHILD_CONTROL,
                          OB_MESSAGE_READY,
                          &ready,
                          sizeof(ready),
                          NULL,
                          0U,
                          -1);
}

/// Return whether the host has closed the control channel
static bool
is_over(void)
{
  struct pollfd control = { OB_CHILD_CONTROL, 0, 0 };

  return poll(&control, 1U, 0) != 0;
}

static void
play(Child* const child)
{
  ObDoorbell* const bell = &child->segment.header->child_bell;

  while (!is_over()) {
    const uint32_t seen = ob_doorbell_arm(bell);
    work(child);
    for (unsigned i = 0U; child->ways && i < 16U; ++i) {
      lies_tell(child);
    }
    ob_doorbell_wait(bell, seen, ob_now() + (child->ways ? 50000U : 50000000U));
    ob_doorbell_disarm(bell);
  }
}

int
main(int argc, char** argv)
{
  static Child      child;
  const char* const name = argc ? strrchr(argv[0], '/') : NULL;
  const char* const dash = name ? strchr(name, '-') : NULL;

  // As a fork server it is never up, and ends when its host wants it no more
  char byte = 0;
  while (argc > 1 && read(OB_CHILD_CONTROL, &byte, 1U) > 0) {
  }
  if (argc > 1) {
    _exit(EXIT_FAILURE); // Like the real one, without a sanitizer's last look
  }

  if (ob_segment_open(&child.segment, OB_CHILD_SEGMENT) || !introduce()) {
    _exit(EXIT_FAILURE);
  }

  ObSegmentHeader* const header = child.segment.header;
  ob_queue_reader_init(
    &child.requests, &header->request, child.segment.request, OB_QUEUE_SIZE);
  ob_queue_writer_init(
    &child.replies, &header->reply, child.segment.reply, OB_QUEUE_SIZE);
  if (dash) {
    lies_begin(&child, strtoull(dash + 1, NULL, 10) + header->generation);
  }

  play(&child);
  _exit(EXIT_SUCCESS);
}
