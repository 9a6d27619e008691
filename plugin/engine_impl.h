// Copyright 2026 The Outboard authors
// SPDX-License-Identifier: ISC

// What the audio thread works on, all in one struct; real-time

#ifndef OUTBOARD_ENGINE_IMPL_H
#define OUTBOARD_ENGINE_IMPL_H

#include "attributes.h"
#include "breaker.h"
#include "doorbell.h"
#include "engine.h"
#include "keys.h"
#include "link.h"
#include "midi.h"
#include "notice.h"
#include "position.h"
#include "queue.h"
#include "record.h"
#include "round_trips.h"
#include "schedule.h"
#include "seat.h"
#include "sounding.h"
#include "values.h"

#include <stdatomic.h>
#include <stdbool.h>
#include <stdint.h>
#include <string.h>

/// Room for what passes through and is not emitted yet [bytes]
#define OB_PASSING_SIZE (96U * 1024U)

/// Less is not worth showing [share of real time]
#define OB_LEAST_LOAD 1.0e-4f

/// What is handed over between the audio thread and the supervisor
typedef struct
{
  _Atomic(ObLink*) pending; ///< Offered by the supervisor
  _Atomic(ObLink*) retired; ///< Given back by the audio thread
  _Atomic uint32_t state;   ///< ObState while no child plays
  _Atomic uint32_t nominal; ///< The host's usual block length [frames]
  ObDoorbell       news;    ///< Rung when run() must look at anything of ours
} ObExchange;

/// What the audio thread shows to other threads
typedef struct
{
  _Atomic uint32_t state;
  _Atomic uint32_t mode;
  _Atomic uint32_t latency; ///< [frames]
  _Atomic float    load;
  _Atomic uint64_t misses;
  _Atomic uint64_t late;
  _Atomic uint64_t dropped;
  ObRoundTrips     trips; ///< Of Live mode: from run()'s start to the answer
} ObPublished;

/// One block on its way
typedef struct
{
  uint32_t frames;   ///< Length
  uint32_t room;     ///< Of the output when it was empty [bytes]
  uint32_t reserved; ///< Of that, for what passes through and is due [bytes]
  uint32_t searches; ///< Of the schedule that it may still cost
  uint16_t order;    ///< Number of input messages so far
  bool     open;     ///< Something was written for the child
  bool     asks;     ///< Something of that wants an answer
  bool     told;     ///< The script knows the parameters
  uint64_t start;    ///< When run() began [ns, as ob_now()]
} ObCurrentBlock;

/// The nominal block, which a host may split into several run() calls
typedef struct
{
  uint64_t start;  ///< When its first run() began [ns, as ob_now()]
  uint64_t waited; ///< Spent waiting in it so far [ns]
  uint32_t frames; ///< Passed in it so far
  uint32_t asked;  ///< Last block of it that asked for an answer; 0: none
} ObPeriod;

/// Channels that CC 120 or 123 has reset in this block
typedef struct
{
  uint32_t channels;                 ///< Bit per channel
  uint64_t frames[OB_MIDI_CHANNELS]; ///< When, as due at the output
} ObResets;

/// A time in which nothing happens, see ob_engine_rest(); first in memory, for
/// it is all that such blocks look at
typedef struct
{
  uint64_t                frame; ///< Input frames before the next block
  uint64_t                until; ///< First frame with something to do; 0: now
  const _Atomic uint64_t* wake;  ///< The child's wake_frame; NULL: no child
  uint32_t                rings; ///< Of ObExchange.news when it began
} ObRest;

struct ObEngineImpl
{
  ObRest rest;

  // Set up once
  double     rate; ///< Sample rate [1/s]
  ObNotices* notices;
  bool       locked; ///< Whether this struct is locked into memory

  ObExchange exchange;

  // What every block looks at comes first: few pages, with many instances
  ObLink*        link; ///< The child that plays, or NULL
  ObControls     controls;
  ObCurrentBlock block;
  ObPeriod       period;
  uint64_t       frame;       ///< Input frames before this block
  uint32_t       latency;     ///< Of all output [frames]
  uint32_t       routes;      ///< Of the child, or of the one before
  uint32_t       look_ahead;  ///< Of the script: its latency [frames]
  uint32_t       script;      ///< ObLink.script of the last child
  bool           parting;     ///< Whether `link` is to be given back
  bool           greeting;    ///< Whether the child knows nothing yet
  bool           reset_due;   ///< Whether it must be told of a reset
  uint32_t       reloads;     ///< So far
  bool           deaf;        ///< Whether it has not confirmed that reset yet
  uint64_t       reset_frame; ///< Of that reset
  ObBreaker      breaker;
  ObBudget       own;    ///< What the common budget would be without the others
  uint32_t       unsure; ///< Block whose miss others may have caused; 0: none
  ObSeat         seat;
  ObResets       resets;

  // Shown
  uint64_t misses;
  uint64_t late;
  uint64_t dropped;
  uint64_t child_dropped; ///< As the child counted when last looked
  uint64_t busy_time;     ///< As the child counted when last looked [ns]
  float    load;          ///< Share of real time, smoothed
  uint64_t counted;       ///< Input frames for which that is

  ObPublished published;

  uint32_t       n_passing; ///< Messages in the queue of `passing_in`
  ObQueueIndices passing_indices;
  ObQueueWriter  passing_in; ///< What passes through, as ObEvent records
  ObQueueReader  passing_out;
  ObPosition     position;
  ObValues       values;
  ObKeys         keys;

  // Output
  ObSounding sounding;
  ObSchedule schedule;
  ObNoteSet  cut;                      ///< Passing notes that lost their end
  uint8_t    passing[OB_PASSING_SIZE]; ///< Data of the queue
  uint8_t    message[OB_MIDI_MAX];     ///< One message, in one piece
};

/// Return when something that arrives at a frame of this block comes out
OB_REALTIME static inline uint64_t
ob_engine_due(const ObEngine* const engine, const uint32_t frame)
{
  return engine->frame + frame + engine->latency;
}

/// Copy the first bytes of a message, which the struct of an event holds;
/// return how many: the rest follows it
OB_REALTIME static inline uint32_t
ob_engine_begin_message(ObEvent* const       event,
                        const uint8_t* const bytes,
                        const uint32_t       size)
{
  const uint32_t inside = sizeof(event->bytes);
  const uint32_t first  = size < inside ? size : inside;

  memcpy(event->bytes, bytes, first);
  return first;
}

/// Return whether the script is there and may be told of things
OB_REALTIME static inline bool
ob_engine_has_child(const ObEngine* const engine)
{
  return engine->link && !engine->parting;
}

/// Return whether there is a script that defines a callback
OB_REALTIME static inline bool
ob_engine_defines(const ObEngine* const engine, const ObCallback callback)
{
  return ob_engine_has_child(engine) &&
         (engine->link->callbacks & (1U << callback));
}

// engine.c

/// Use the child that was offered, if there is one and room for the old one
OB_REALTIME void
ob_engine_swap(ObEngine* engine);

/// Tell the script of its parameters, once in a block: behind the positions of
/// the first frame, before all else
OB_REALTIME void
ob_engine_send_values(ObEngine* engine);

/// The child broke the protocol: from the next block on it is lost
OB_REALTIME void
ob_engine_condemn(ObEngine* engine);

// rest.c

/// A block begins that is looked at: catch up with those that were not
OB_REALTIME void
ob_rest_end(ObEngine* engine);

/// Such a block ends: see until when nothing happens
OB_REALTIME void
ob_rest_begin(ObEngine* engine);

// request.c

/// Return a position as the child is told of it
OB_REALTIME ObTransport
ob_request_transport(const ObEngine* engine, const ObTransport* transport);

/// Tell the child which keys are down and what it missed, before all else
OB_REALTIME void
ob_request_resync(ObEngine* engine, uint16_t flags);

/// Send a MIDI message to the child, as ObEvent; `flags` are ObEventFlag
OB_REALTIME ObStatus
ob_request_event(ObEngine*      engine,
                 uint32_t       frame,
                 const uint8_t* bytes,
                 uint32_t       size,
                 uint16_t       flags);

/// Send any other record, whose frame is already set
OB_REALTIME ObStatus
ob_request_record(ObEngine* engine, const ObRecord* record, uint32_t size);

/// Begin the block's record, unless it has begun
OB_REALTIME ObStatus
ob_request_open(ObEngine* engine);

/// Make the block visible to the child and wake it
OB_REALTIME void
ob_request_commit(ObEngine* engine);

// reply.c

/**
   Take over what the child has replied.

   @return OB_EMPTY if that was all; OB_FULL if the rest must wait for room; or
   OB_CORRUPT, then the link is marked so.
*/
OB_REALTIME ObStatus
ob_reply_drain(ObEngine* engine);

// reset.c

/// Nothing of the script sounds or is due any more, and it must know
OB_REALTIME void
ob_reset_script(ObEngine* engine);

/// The script goes on in another child: what has an end goes on sounding
OB_REALTIME void
ob_reset_reload(ObEngine* engine);

/// A key went up: end what it owns from before a reload
OB_REALTIME void
ob_reset_key(ObEngine* engine,
             uint32_t  frame,
             uint32_t  channel,
             uint32_t  pitch);

/// Nothing at all sounds or is due any more
OB_REALTIME void
ob_reset_all(ObEngine* engine);

/// End everything on the channels that were reset in this block
OB_REALTIME void
ob_reset_channels(ObEngine* engine);

/**
   The pending note-on of a voice, if there is one, must not come.

   @return OB_SUCCESS, or OB_FULL if that must wait for the next block.
*/
OB_REALTIME ObStatus
ob_reset_voice(ObEngine* engine, uint32_t voice);

/// The child has seen a reset: what it had sent before is void
OB_REALTIME void
ob_reset_confirmed(ObEngine* engine, const ObReset* reset);

/// The transport stopped or jumped at a frame of this block
OB_REALTIME void
ob_reset_position(ObEngine* engine, uint32_t frame, ObChange change);

// passing.c

/// Let a message pass through to the output; return whether there was room
OB_REALTIME bool
ob_passing_add(ObEngine*      engine,
               uint32_t       frame,
               const uint8_t* bytes,
               uint32_t       size);

/// Forget what passes through and was not emitted yet; also setup
OB_REALTIME void
ob_passing_clear(ObEngine* engine);

/// Return the room that all takes that passes through and is due [bytes]
OB_REALTIME uint32_t
ob_passing_room(const ObEngine* engine, const ObSink* sink);

/// Return the message that passes through next and is due, or NULL
OB_REALTIME const ObEvent*
ob_passing_peek(ObEngine* engine, ObEvent* event);

/// Emit the message that passes through next
OB_REALTIME ObStatus
ob_passing_emit(ObEngine* engine, ObSink* sink, const ObEvent* event);

// emit.c

/// Return whether a time of output is in this block or before
OB_REALTIME static inline bool
ob_emit_is_due(const ObEngine* const engine, const uint64_t frame)
{
  return frame < engine->frame + engine->block.frames;
}

/// Return the frame of this block to write at: the first for what is late
OB_REALTIME static inline uint32_t
ob_emit_place(const ObEngine* const engine, const uint64_t due)
{
  return due > engine->frame ? (uint32_t)(due - engine->frame) : 0U;
}

/// Return the room that a message of `size` takes in the output [bytes]
OB_REALTIME static inline uint32_t
ob_emit_room(const ObSink* const sink, const uint32_t size)
{
  return sink->overhead + ((size + 7U) & ~7U);
}

/// Return whether a long message could not be written if all else were not
/// there
OB_REALTIME bool
ob_emit_is_hopeless(const ObEngine* engine, const ObSink* sink, uint32_t size);

/// Write one message at a frame of this block
OB_REALTIME ObStatus
ob_emit_write(ObSink*        sink,
              uint32_t       frame,
              const uint8_t* bytes,
              uint32_t       size);

/// Write a note-on, and before it the end of what sounds on its pitch
OB_REALTIME ObStatus
ob_emit_note_on(ObEngine*      engine,
                ObSink*        sink,
                uint32_t       frame,
                const uint8_t* bytes,
                uint32_t       voice,
                uint32_t       delay);

/// Write what is owed an end, as far as there is room
OB_REALTIME void
ob_emit_owed(ObEngine* engine, ObSink* sink, uint32_t frame);

/// Give what is anchored to beats its frame: what has elapsed by the present
/// position, and what has its place in the song before `limit` of the block
OB_REALTIME void
ob_emit_fix_beats(ObEngine* engine, uint32_t limit);

/// Write everything that is due in this block
OB_REALTIME void
ob_emit(ObEngine* engine, ObSink* sink);

// wait.c

/// Return whether a child has died or broken the protocol
OB_REALTIME bool
ob_wait_child_is_lost(const ObLink* link);

/// So many frames have passed in which nothing was waited for
OB_REALTIME void
ob_wait_pass(ObEngine* engine, uint64_t frames);

/// A block begins, maybe a new nominal one
OB_REALTIME void
ob_wait_begin(ObEngine* engine);

/// Wait for the child as mode, record and budget allow, and note the outcome
OB_REALTIME void
ob_wait_for_answer(ObEngine* engine);

/// While the host renders: wait for a child that is being started
OB_REALTIME void
ob_wait_for_child(ObEngine* engine);

#endif // OUTBOARD_ENGINE_IMPL_H
