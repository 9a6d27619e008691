// Copyright 2026 The Outboard authors
// SPDX-License-Identifier: ISC

// The script's events that are still to come, sorted by time; real-time

#ifndef OUTBOARD_SCHEDULE_H
#define OUTBOARD_SCHEDULE_H

#include "attributes.h"
#include "record.h"
#include "status.h"

#include <stdbool.h>
#include <stdint.h>

/// Events that can be pending
#define OB_SCHEDULE_SIZE 2048U

/// Messages longer than this are kept in chunks [bytes]
#define OB_SHORT_MESSAGE 4U

/// Size and number of the chunks: one 64 KiB message and some more
#define OB_CHUNK_SIZE 256U
#define OB_CHUNKS 384U

/// One pending event
typedef struct
{
  uint64_t frame;   ///< When it is due, if anchored to a frame
  double   beat;    ///< When it is due, if anchored to a beat
  double   length;  ///< Of a note-on, see ObLength
  uint32_t voice;   ///< Of a note, else OB_VOICE_NONE
  uint32_t arrival; ///< Sorts what is due at once, in order of sending
  uint32_t size;    ///< Of the message [bytes]
  uint16_t order;   ///< See ObSend
  uint16_t key;     ///< See ObSend
  uint16_t flags;   ///< ObAnchor and ObLength
  uint16_t chunk;   ///< First chunk of a long message
  uint8_t  bytes[OB_SHORT_MESSAGE]; ///< A short message
} ObPending;

/// A heap of slots, for one kind of anchor
typedef struct
{
  uint32_t  count;
  uint16_t* slots;
} ObHeap;

/**
   A priority queue of fixed capacity with one heap for each ObAnchor.

   Nothing but ob_schedule_push() can fail, and that leaves it as it was.
*/
typedef struct
{
  ObHeap    heaps[3];                   ///< By ObAnchor; looked at all the time
  uint16_t  slots[3][OB_SCHEDULE_SIZE]; ///< Of the heaps
  ObPending pending[OB_SCHEDULE_SIZE];  ///< The slots
  uint16_t  places[OB_SCHEDULE_SIZE];   ///< Where in its heap a slot is
  uint32_t  starts[OB_SCHEDULE_SIZE];   ///< Voice of a pending note-on, or 0
  uint16_t  free_slots[OB_SCHEDULE_SIZE]; ///< A stack
  uint32_t  n_free;
  uint32_t  n_starts; ///< Pending note-ons
  uint32_t  arrivals; ///< Counts pushes
  uint8_t   chunks[OB_CHUNKS][OB_CHUNK_SIZE];
  uint16_t  next_chunk[OB_CHUNKS]; ///< Links chunks, used or free
  uint16_t  first_free_chunk;
  uint16_t  n_free_chunks;
} ObSchedule;

/// Empty the schedule
void
ob_schedule_init(ObSchedule* schedule);

/**
   Add an event whose message is not longer than OB_SHORT_MESSAGE, or is kept
   by ob_schedule_keep().

   @return OB_SUCCESS or OB_FULL.
*/
OB_REALTIME ObStatus
ob_schedule_push(ObSchedule* schedule, const ObPending* event);

/**
   Copy a message that is longer than OB_SHORT_MESSAGE, for ObPending.chunk.

   @return OB_SUCCESS or OB_FULL.
*/
OB_REALTIME ObStatus
ob_schedule_keep(ObSchedule*    schedule,
                 const uint8_t* bytes,
                 uint32_t       size,
                 uint16_t*      chunk);

/// Give the chunks of a message that was not pushed back
OB_REALTIME void
ob_schedule_release(ObSchedule* schedule, uint32_t size, uint16_t chunk);

/// Return the next event of a heap, or NULL; valid until the next change
OB_REALTIME const ObPending*
ob_schedule_peek(const ObSchedule* schedule, ObAnchor anchor);

/// Copy the message of an event to `bytes`, which has room for its size
OB_REALTIME void
ob_schedule_message(const ObSchedule* schedule,
                    const ObPending*  event,
                    uint8_t*          bytes);

/// Remove the next event of a heap that is not empty, and its message
OB_REALTIME void
ob_schedule_pop(ObSchedule* schedule, ObAnchor anchor);

/// Let the next event of the heap `anchor` be due at `frame` instead
OB_REALTIME void
ob_schedule_fix(ObSchedule* schedule, ObAnchor anchor, uint64_t frame);

/// Remove the pending note-on of `voice`, which is one; return whether there
/// was
OB_REALTIME bool
ob_schedule_cancel(ObSchedule* schedule, uint32_t voice);

/// What becomes of an event
typedef enum
{
  OB_VERDICT_KEEP,
  OB_VERDICT_HURRY, ///< It was made due at once, behind those before it
  OB_VERDICT_DROP
} ObVerdict;

/// Decide on an event; may change when it is due, and its voice
typedef ObVerdict (*ObJudge)(ObPending* event, void* context);

/**
   Judge every pending event, each heap's in order.

   @return How many were dropped.
*/
OB_REALTIME uint32_t
ob_schedule_filter(ObSchedule* schedule, ObJudge judge, void* context);

#endif // OUTBOARD_SCHEDULE_H
