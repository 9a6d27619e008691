// Copyright 2026 The Outboard authors
// SPDX-License-Identifier: ISC

// The children of the engine's test rig; in the test's thread or one of its own

#undef NDEBUG

#include "engine_rig.h"

#include <assert.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

RigChild*
rig_child_new(const uint32_t routes, const RigScript script)
{
  RigChild* const child = (RigChild*)calloc(1U, sizeof(RigChild));
  assert(child && !ob_link_new(&child->link, RIG_RATE, 1U, &child->fd));

  const ObSegment* const segment = &child->link->segment;
  child->link->routes            = routes;
  child->link->params            = OB_KNOBS;
  child->script                  = script;
  ob_queue_reader_init(&child->requests,
                       &segment->header->request,
                       segment->request,
                       OB_QUEUE_SIZE);
  ob_queue_writer_init(
    &child->replies, &segment->header->reply, segment->reply, OB_QUEUE_SIZE);
  return child;
}

void
rig_commit(RigChild* const child)
{
  ob_queue_commit(&child->replies);
}

static void
finish_block(RigChild* const child)
{
  ObSegmentHeader* const header = child->link->segment.header;

  rig_commit(child);
  atomic_store_explicit(
    &header->child.done, child->sequence, memory_order_release);
  ob_doorbell_ring(&header->host_bell);
}

/// Any request
typedef union
{
  ObRecord          record;
  ObBlock           block;
  ObEvent           event;
  ObTransportChange transport;
  ObReset           reset;
  ObResync          resync;
} Request;

/// Count an event, and remember the controller it sets
static void
note_event(RigChild* const child, const ObEvent* const event)
{
  uint8_t bytes[3] = { 0 };
  ob_queue_copy(&child->requests,
                offsetof(ObEvent, bytes),
                bytes,
                event->length < 3U ? event->length : 3U);
  if ((bytes[0] & 0xF0U) == 0xB0U) {
    child->controls[bytes[0] & 15U][bytes[1]] = bytes[2];
  }
  if (event->record.flags & OB_EVENT_PASSED) {
    ++child->n_passed;
  } else {
    ++child->n_events;
  }
}

static void
take_request(RigChild* const child, const Request* const request)
{
  switch (request->record.type) {
    case OB_REQUEST_BLOCK:
      if (child->n_blocks++) {
        finish_block(child);
      }
      assert(request->block.sequence == child->sequence + 1U);
      child->sequence = request->block.sequence;
      child->block    = request->block;
      break;
    case OB_REQUEST_EVENT:
      child->time = request->event.frame;
      note_event(child, &request->event);
      break;
    case OB_REQUEST_TRANSPORT:
      child->transport = request->transport;
      break;
    case OB_REQUEST_RESET:
      ++child->n_resets;
      memset(child->voices, 0, sizeof(child->voices));
      rig_reply(child, (const ObSend*)&request->reset, NULL);
      break;
    case OB_REQUEST_RESYNC:
      ++child->n_resyncs;
      child->n_starts += request->record.flags & OB_RESYNC_START;
      child->resync = request->resync;
      break;
    default:
      break;
  }

  child->script(child, &request->record);
}

void
rig_child_work(RigChild* const child)
{
  bool any = false;
  while (!ob_queue_refresh(&child->requests)) {
    static _Thread_local Request request;
    while (!ob_queue_peek(&child->requests, &request.record, sizeof(request))) {
      take_request(child, &request);
      ob_queue_skip(&child->requests);
      any = true;
    }
    ob_queue_release(&child->requests);
  }

  if (any) {
    finish_block(child);
  }
}

static void*
live(void* const handle)
{
  RigChild* const   child = (RigChild*)handle;
  ObDoorbell* const bell  = &child->link->segment.header->child_bell;

  while (!atomic_load(&child->quit)) {
    const uint32_t seen = ob_doorbell_arm(bell);
    if (!atomic_load(&child->gated)) {
      rig_child_work(child);
    }
    ob_doorbell_wait(bell, seen, ob_now() + 2000000U);
    ob_doorbell_disarm(bell);
  }

  return NULL;
}

void
rig_child_start(RigChild* const child)
{
  child->threaded = true;
  assert(!pthread_create(&child->thread, NULL, live, child));
}

void
rig_child_free(RigChild* const child)
{
  atomic_store(&child->quit, true);
  if (child->threaded) {
    pthread_join(child->thread, NULL);
  }

  close(child->fd);
  ob_link_free(child->link);
  free(child);
}

void
rig_offer(Rig* const rig, RigChild* const child)
{
  assert(!ob_engine_offer(rig->engine, child->link));
  rig_run(rig, 1U, 1U);
}

RigChild*
rig_child_play(Rig* const rig, const uint32_t routes, const RigScript script)
{
  RigChild* const child = rig_child_new(routes, script);

  rig_child_start(child);
  rig_offer(rig, child);
  return child;
}

void
rig_child_retire(Rig* const rig, RigChild* const child)
{
  while (ob_engine_detach(rig->engine)) {
  }

  rig_child_free(child);
}

void
rig_reply(RigChild* const      child,
          const ObSend* const  send,
          const uint8_t* const bytes)
{
  const uint32_t inside = sizeof(send->bytes);
  const bool longer = send->record.type == OB_REPLY_SEND && send->size > inside;
  const uint32_t head = send->record.type == OB_REPLY_SEND ? sizeof(ObSend)
                        : send->record.type == OB_REPLY_CANCEL
                          ? sizeof(ObCancel)
                          : sizeof(ObReset);
  ObRecord       copy[sizeof(ObSend) / sizeof(ObRecord)];

  memcpy(copy, send, head);
  if (head == sizeof(ObReset)) {
    copy[0].type = OB_REPLY_RESET;
  }
  while (ob_queue_write(&child->replies,
                        copy,
                        head,
                        longer ? bytes + inside : NULL,
                        longer ? send->size - inside : 0U)) {
    rig_commit(child);
    assert(child->threaded);
    if (atomic_load(&child->quit)) {
      return;
    }
    usleep(200U);
  }
}

void
rig_send(RigChild* const child,
         const uint64_t  frame,
         const uint16_t  order,
         const uint32_t  voice,
         const uint8_t   a,
         const uint8_t   b,
         const uint8_t   c)
{
  const ObSend send = { .record = { .type = OB_REPLY_SEND },
                        .frame  = frame,
                        .voice  = voice,
                        .order  = order,
                        .size   = (a & 0xE0U) == 0xC0U ? 2U : 3U,
                        .bytes  = { a, b, c } };

  rig_reply(child, &send, NULL);
}

void
rig_send_timed(RigChild* const child,
               const uint64_t  frame,
               const uint32_t  voice,
               const ObLength  kind,
               const double    length)
{
  const ObSend send = { .record = { .type  = OB_REPLY_SEND,
                                    .flags = (uint16_t)kind },
                        .frame  = frame,
                        .length = length,
                        .voice  = voice,
                        .size   = 3U,
                        .bytes  = { 0x90U, 60U, 100U } };

  rig_reply(child, &send, NULL);
}

void
rig_cancel(RigChild* const child, const uint32_t voice)
{
  union
  {
    ObCancel cancel;
    ObSend   send;
  } reply = { .cancel = { .record = { .type = OB_REPLY_CANCEL },
                          .voice  = voice } };

  rig_reply(child, &reply.send, NULL);
}

void
rig_silent(RigChild* const child, const ObRecord* const record)
{
  (void)child;
  (void)record;
}

void
rig_forward(RigChild* const child, const ObRecord* const record)
{
  static _Thread_local uint8_t bytes[OB_MIDI_MAX];

  const ObEvent* const event = (const ObEvent*)record;
  if (record->type != OB_REQUEST_EVENT || record->flags & OB_EVENT_PASSED) {
    return;
  }

  ob_queue_copy(
    &child->requests, offsetof(ObEvent, bytes), bytes, event->length);
  ObSend send = { .record = { .type = OB_REPLY_SEND },
                  .frame  = event->frame,
                  .order  = event->order,
                  .size   = event->length };
  memcpy(send.bytes, bytes, event->length < 4U ? event->length : 4U);

  const ObKind kind = ob_midi_kind(bytes, event->length);
  if (kind == OB_KIND_NOTE_ON || kind == OB_KIND_NOTE_OFF) {
    uint32_t* const voice = &child->voices[bytes[0] & 15U][bytes[1]];
    if (kind == OB_KIND_NOTE_ON) {
      *voice = ++child->voice;
    }
    send.voice = *voice;
  }
  rig_reply(child, &send, bytes);
}
