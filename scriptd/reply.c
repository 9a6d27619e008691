// Copyright 2026 The Outboard authors
// SPDX-License-Identifier: ISC

// What the script sends, on its way into the reply queue; interpreter

#include "reply.h"

#include "deferred.h"
#include "doorbell.h"
#include "exit.h"
#include "moment.h"
#include "queue.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

/// How long to wait for room before looking again [ns]
#define ROOM_POLL 5000000U

/// After this the host is not running, which is no fault of the script [ns]
#define HOST_PAUSED 500000000U

static ObSegmentHeader* header;
static ObQueueWriter    writer;
static uint32_t         count;

void
ob_reply_init(const ObSegment* const segment)
{
  header = segment->header;
  ob_queue_writer_init(&writer, &header->reply, segment->reply, OB_QUEUE_SIZE);
}

void
ob_reply_commit(void)
{
  ob_queue_commit(&writer);
}

uint32_t
ob_reply_count(void)
{
  return count;
}

/// Let the host read, and sleep until it may have
static void
wait_for_room(const uint64_t since)
{
  const uint32_t room = writer.room;

  ob_queue_commit(&writer);
  ob_doorbell_ring(&header->host_bell);

  ObDoorbell* const bell = &header->room_bell;
  const uint32_t    seen = ob_doorbell_arm(bell);
  const uint64_t    now  = ob_now();
  if (ob_queue_room(&writer) <= room) {
    ob_doorbell_wait(bell, seen, now + ROOM_POLL);
  }
  ob_doorbell_disarm(bell);

  if (now - since > HOST_PAUSED) {
    atomic_fetch_add_explicit(
      &header->child.progress, 1U, memory_order_relaxed);
  }
}

/// Write one record to the queue, however long it takes
static void
write_record(const ObRecord* const head,
             const uint32_t        head_size,
             const void* const     tail,
             const uint32_t        tail_size)
{
  ObStatus status = ob_queue_write(&writer, head, head_size, tail, tail_size);
  if (status == OB_FULL) {
    const uint64_t since = ob_now();
    do {
      wait_for_room(since);
      status = ob_queue_write(&writer, head, head_size, tail, tail_size);
    } while (status == OB_FULL);
  }

  if (status) {
    _exit(OB_EXIT_PROTOCOL);
  }
}

/// Keep one record for the next block
static void
defer(const ObRecord* const head,
      const uint32_t        head_size,
      const void* const     tail,
      const uint32_t        tail_size)
{
  if (ob_deferred_add(head, head_size, tail, tail_size)) {
    atomic_fetch_add_explicit(&header->child.dropped, 1U, memory_order_relaxed);
  }
}

/// Send one record
static void
put(const ObRecord* const head,
    const uint32_t        head_size,
    const void* const     tail,
    const uint32_t        tail_size)
{
  ++count;
  if (ob_moment()->phase == OB_PHASE_BLOCK) {
    write_record(head, head_size, tail, tail_size);
  } else {
    defer(head, head_size, tail, tail_size);
  }
}

void
ob_reply_send_deferred(void)
{
  ObDeferred* kept = NULL;
  while ((kept = ob_deferred_take())) {
    write_record(
      &kept->head.record, kept->head_size, kept->tail, kept->tail_size);
    free(kept);
  }
}

/// Set the length of a note-on
static void
set_length(ObSend* const send, const ObTiming* const timing)
{
  if (timing->unit == OB_NAME_BEATS) {
    send->record.flags |= OB_LENGTH_BEATS;
    send->length = timing->length;
  } else {
    send->record.flags |= OB_LENGTH_FRAMES;
    send->length = floor(timing->length * ob_moment()->rate / 1000.0 + 0.5);
  }
}

/// Return the fixed part of a message
static ObSend
make_send(const ObDue* const due, const uint32_t voice, const uint32_t size)
{
  return (ObSend){
    .record = { .type = OB_REPLY_SEND, .flags = (uint16_t)due->anchor },
    .frame  = due->frame,
    .beat   = due->beat,
    .voice  = voice,
    .order  = due->order,
    .size   = size,
  };
}

/// Send a message whose fixed part is complete
static void
put_message(ObSend* const send, const uint8_t* const bytes)
{
  if (send->size <= sizeof(send->bytes)) {
    memcpy(send->bytes, bytes, send->size);
    put(&send->record, sizeof(*send), NULL, 0U);
  } else {
    put(&send->record, (uint32_t)offsetof(ObSend, bytes), bytes, send->size);
  }
}

void
ob_reply_send(const ObDue* const   due,
              const uint32_t       voice,
              const uint8_t* const bytes,
              const uint32_t       size)
{
  ObSend send = make_send(due, voice, size);

  put_message(&send, bytes);
}

void
ob_reply_send_note(const ObDue* const    due,
                   const uint32_t        voice,
                   const uint16_t        key,
                   const ObTiming* const timing,
                   const uint8_t         bytes[3])
{
  ObSend send = make_send(due, voice, 3U);

  send.key = key;
  if (timing->has_length) {
    set_length(&send, timing);
  }
  put_message(&send, bytes);
}

void
ob_reply_cancel(const uint32_t voice)
{
  const ObCancel cancel = { .record = { .type = OB_REPLY_CANCEL },
                            .voice  = voice };

  put(&cancel.record, sizeof(cancel), NULL, 0U);
}

void
ob_reply_reset(const ObReset* const reset)
{
  ObReset reply = *reset;

  reply.record.type = OB_REPLY_RESET;
  put(&reply.record, sizeof(reply), NULL, 0U);
}
