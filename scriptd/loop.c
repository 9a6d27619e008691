// Copyright 2026 The Outboard authors
// SPDX-License-Identifier: ISC

// Works off what the host requests, block by block; interpreter

#include <Python.h>

#include "loop.h"

#include "deferred.h"
#include "dispatch.h"
#include "doorbell.h"
#include "midi.h"
#include "moment.h"
#include "queue.h"
#include "record.h"
#include "reply.h"
#include "rest.h"
#include "tasks.h"

#include <math.h>
#include <stdbool.h>

/// What the loop goes by
typedef struct
{
  ObSegmentHeader* header;
  const ObScript*  script;
  ObQueueReader    requests;
  ObBlock          block;   ///< The one being worked off
  bool             open;    ///< Whether there is one
  bool             entered; ///< Whether more than its keys and parameters came
  uint64_t         started; ///< When it was begun [ns, as ob_now()]
  uint64_t         reached; ///< Last frame that tasks got on to
  uint64_t         idle;    ///< Offline: when on_idle() is due, or OB_NO_WAKE
} ObLoop;

/// A record, and when it happened: they all begin like this
typedef struct
{
  ObRecord record;
  uint64_t frame;
} ObTimedRecord;

static_assert(offsetof(ObTimedRecord, frame) == offsetof(ObBlock, frame), "");
static_assert(offsetof(ObTimedRecord, frame) == offsetof(ObEvent, frame), "");

/// Any record that is not too long, and the start of any other
typedef union
{
  ObRecord          record;
  ObTimedRecord     timed;
  ObBlock           block;
  ObEvent           event;
  ObTransportChange transport;
  ObParamChange     param;
  ObReset           reset;
} ObRequest;

/// Return the first frame at which there is something to do
static uint64_t
next_wake(const ObLoop* const loop)
{
  const uint64_t wake = ob_tasks_wake();

  return wake < loop->idle ? wake : loop->idle;
}

/// Tell the host when the script is to be woken
static void
publish_wake(const ObLoop* const loop)
{
  atomic_store_explicit(&loop->header->child.wake_frame,
                        ob_deferred_any() ? 0U : next_wake(loop),
                        memory_order_relaxed);
}

/// Something was worked off
static void
count_progress(const ObLoop* const loop)
{
  _Atomic uint32_t* const progress = &loop->header->child.progress;

  // Nobody else writes it, so it needs no locked instruction
  const uint32_t count = atomic_load_explicit(progress, memory_order_relaxed);
  atomic_store_explicit(progress, count + 1U, memory_order_relaxed);
}

/// Offline, on_idle() counts frames; it has been called, or time has begun
static void
plan_idle(ObLoop* const loop, const uint64_t frame)
{
  const bool counts =
    ob_moment_is_offline() && loop->script->callbacks[OB_ON_IDLE];

  loop->idle =
    counts ? frame + (uint64_t)ceil(ob_moment()->rate / 4.0) : OB_NO_WAKE;
}

/// Run the tasks that come before a frame
static void
run_tasks(ObLoop* const loop, const uint64_t frame)
{
  // Tasks that start each other without end, at one frame, do not get on
  while (ob_tasks_run(frame)) {
    if (ob_moment()->frame > loop->reached) {
      loop->reached = ob_moment()->frame;
      count_progress(loop);
    }
  }
}

/// Let everything happen that comes before a frame
static void
advance(ObLoop* const loop, const uint64_t frame)
{
  if (frame > ob_moment()->frame) {
    ob_dispatch_settle(loop->script);
  }

  while (loop->idle < frame) {
    run_tasks(loop, loop->idle + 1U);
    ob_moment_set_task(loop->idle, 0U);
    ob_dispatch_idle(loop->script);
    plan_idle(loop, loop->idle);
  }
  run_tasks(loop, frame);
}

/// What a block begins with is known: let the script know of the block
static void
enter_block(ObLoop* const loop)
{
  if (!loop->entered) {
    loop->entered = true;
    ob_moment_set(loop->block.frame, 0U);
    ob_dispatch_enter(loop->script, &loop->block);
  }
}

/// The block is done: let the host have it
static void
finish_block(ObLoop* const loop)
{
  enter_block(loop);
  advance(loop, loop->block.frame + loop->block.frames);
  ob_dispatch_settle(loop->script);
  publish_wake(loop);

  ObChildWords* const child = &loop->header->child;
  const uint64_t      now   = ob_now();

  ob_queue_release(&loop->requests);
  ob_reply_commit();
  atomic_fetch_add_explicit(
    &child->busy_time, now - loop->started, memory_order_relaxed);
  atomic_store_explicit(
    &child->done, loop->block.sequence, memory_order_release);
  ob_doorbell_ring(&loop->header->host_bell);

  ob_moment_end_block(&loop->block, now);
  loop->open = false;
}

static void
begin_block(ObLoop* const loop, const ObBlock* const block)
{
  if (loop->open) {
    finish_block(loop);
  }

  loop->block   = *block;
  loop->open    = true;
  loop->entered = false;
  loop->started = ob_now();
  if (ob_moment_catch_up()) {
    advance(loop, block->frame);
  }
  ob_dispatch_block(block);
  if (loop->idle == OB_NO_WAKE || !ob_moment_is_offline()) {
    plan_idle(loop, block->frame);
  }
}

/// Return the message of an event, or NULL if it is not inside the record
static const uint8_t*
message_of(const ObLoop* const loop, const ObRequest* const request)
{
  static uint8_t message[OB_MIDI_MAX];

  const uint32_t length = request->event.length;
  const uint32_t start  = (uint32_t)offsetof(ObEvent, bytes);
  if (length <= sizeof(*request) - start &&
      start + length <= request->record.size) {
    return (const uint8_t*)request + start; // It has been copied with the rest
  }

  return length > OB_MIDI_MAX ||
             ob_queue_copy(&loop->requests, start, message, length)
           ? NULL
           : message;
}

static ObStatus
handle_event(ObLoop* const loop, const ObRequest* const request)
{
  const ObEvent* const event = &request->event;
  const uint8_t* const bytes = message_of(loop, request);
  if (!bytes || !ob_midi_valid(bytes, event->length)) {
    return OB_CORRUPT;
  }

  ob_dispatch_event(loop->script, event, bytes);
  return OB_SUCCESS;
}

static ObStatus
handle_reset(const ObReset* const reset)
{
  if (reset->channel >= OB_MIDI_CHANNELS) {
    return OB_CORRUPT;
  }

  ob_dispatch_reset(reset);
  return OB_SUCCESS;
}

static ObStatus
handle_resync(ObLoop* const loop)
{
  static ObResync resync;

  const ObStatus status =
    ob_queue_copy(&loop->requests, 0U, &resync, sizeof(resync));
  if (!status) {
    ob_dispatch_resync(loop->script, &resync);
  }

  return status;
}

/// Return whether a record tells what has been before the block
static bool
is_initial(const ObRecord* const record)
{
  return (record->type == OB_REQUEST_RESYNC &&
          record->flags & OB_RESYNC_START) ||
         (record->type == OB_REQUEST_PARAM && record->flags & OB_PARAM_INITIAL);
}

/// Handle one record of the block that is open
static ObStatus
handle(ObLoop* const loop, const ObRequest* const request)
{
  if (!is_initial(&request->record)) {
    enter_block(loop);
  }

  switch (request->record.type) {
    case OB_REQUEST_EVENT:
      return handle_event(loop, request);
    case OB_REQUEST_TRANSPORT:
      ob_dispatch_transport(loop->script, &request->transport);
      return OB_SUCCESS;
    case OB_REQUEST_PARAM:
      ob_dispatch_param(loop->script, &request->param);
      return OB_SUCCESS;
    case OB_REQUEST_RESET:
      return handle_reset(&request->reset);
    case OB_REQUEST_RESYNC:
      return handle_resync(loop);
    default:
      return OB_CORRUPT;
  }
}

/// Work off one record
static ObStatus
handle_next(ObLoop* const loop)
{
  ObRequest      request;
  const ObStatus status =
    ob_queue_peek(&loop->requests, &request.record, sizeof(request));
  if (status) {
    return status;
  }

  if (request.record.type == OB_REQUEST_BLOCK) {
    begin_block(loop, &request.block);
  } else if (!loop->open) {
    return OB_CORRUPT;
  } else {
    advance(loop, request.timed.frame);
    if (handle(loop, &request)) {
      return OB_CORRUPT;
    }
  }

  ob_queue_skip(&loop->requests);
  count_progress(loop);
  return OB_SUCCESS;
}

/// Work off what has been committed: whole blocks
static ObStatus
handle_requests(ObLoop* const loop)
{
  ObStatus status = ob_queue_refresh(&loop->requests);
  while (!status) {
    status = handle_next(loop);
  }

  if (status == OB_EMPTY && loop->open) {
    finish_block(loop);
  }

  return status;
}

/// Sleep until something is requested, or until it is time for `rest`
static void
wait_for_requests(ObLoop* const loop, const ObRest* const rest)
{
  ObDoorbell* const bell = &loop->header->child_bell;
  const uint32_t    seen = ob_doorbell_arm(bell);

  if (ob_queue_refresh(&loop->requests) == OB_EMPTY) {
    ob_doorbell_wait(bell, seen, ob_rest_deadline(rest));
  }
  ob_doorbell_disarm(bell);
}

void
ob_loop_run(const ObSegment* const segment, const ObScript* const script)
{
  ObLoop loop = { .header = segment->header,
                  .script = script,
                  .idle   = OB_NO_WAKE };
  ObRest rest;

  ob_queue_reader_init(
    &loop.requests, &segment->header->request, segment->request, OB_QUEUE_SIZE);
  ob_rest_init(&rest, script, &segment->header->child);
  publish_wake(&loop);

  for (;;) {
    const uint32_t sequence = loop.block.sequence;
    const ObStatus status   = handle_requests(&loop);
    if (status != OB_EMPTY) {
      return;
    }

    ob_rest_take(&rest, loop.block.sequence != sequence);
    publish_wake(&loop);
    wait_for_requests(&loop, &rest);
  }
}
