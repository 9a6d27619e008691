// Copyright 2026 The Outboard authors
// SPDX-License-Identifier: ISC

// A byte ring of records between two processes; real-time on either side

#ifndef OUTBOARD_QUEUE_H
#define OUTBOARD_QUEUE_H

#include "attributes.h"
#include "record.h"
#include "status.h"

#include <assert.h>
#include <stdatomic.h>
#include <stdbool.h>
#include <stdint.h>

/**
   @file

   One producer and one consumer, each in a process of its own, neither of
   which trusts the other.  A side keeps its own index in private memory and
   only publishes it; of the other's index it takes a copy, checks that it is
   possible, and then uses that copy.  A record is written and read whole.

   The producer's records become visible together, at ob_queue_commit().  The
   consumer's room becomes free at ob_queue_release().
*/

/// Both indices, in shared memory: bytes that went by, modulo 2^32
typedef struct
{
  _Alignas(OB_CACHE_LINE) _Atomic uint32_t written; ///< Set by the producer
  _Alignas(OB_CACHE_LINE) _Atomic uint32_t read;    ///< Set by the consumer
} ObQueueIndices;

static_assert(sizeof(ObQueueIndices) == 128, "wire size");

/// The producer's side of a queue
typedef struct
{
  ObQueueIndices* indices;  ///< In shared memory
  uint8_t*        data;     ///< In shared memory
  uint32_t        capacity; ///< Size of data, a multiple of 8 [bytes]
  uint32_t        written;  ///< Own index, with what is not committed yet
  uint32_t        offset;   ///< Where in data the next record goes [bytes]
  uint32_t        room;     ///< Free bytes when last looked
} ObQueueWriter;

/// The consumer's side of a queue
typedef struct
{
  ObQueueIndices* indices;   ///< In shared memory
  const uint8_t*  data;      ///< In shared memory
  uint32_t        capacity;  ///< Size of data, a multiple of 8 [bytes]
  uint32_t        read;      ///< Own index, with what is not released yet
  uint32_t        offset;    ///< Where in data the next record is [bytes]
  uint32_t        available; ///< Bytes to read, as of the last refresh
  uint32_t        current;   ///< Size of the record last peeked at, or 0
} ObQueueReader;

/// Prepare the producer's side of an empty queue
void
ob_queue_writer_init(ObQueueWriter*  writer,
                     ObQueueIndices* indices,
                     uint8_t*        data,
                     uint32_t        capacity);

/**
   Write one record: `head` of `head_size` bytes, then `tail`.

   The record's header is set to the whole size (rounded up to 8) and its type
   and flags taken from `head`.  Nobody sees it before ob_queue_commit().

   @return OB_SUCCESS; OB_FULL; or OB_CORRUPT if the consumer's index is
   impossible.
*/
OB_REALTIME ObStatus
ob_queue_write(ObQueueWriter*  writer,
               const ObRecord* head,
               uint32_t        head_size,
               const void*     tail,
               uint32_t        tail_size);

/// Return the room for records, refreshed from the consumer's index [bytes]
OB_REALTIME uint32_t
ob_queue_room(ObQueueWriter* writer);

/// Return whether the consumer claims to have read what was never written
OB_REALTIME bool
ob_queue_consumer_lies(const ObQueueWriter* writer);

/// Make everything written visible to the consumer
OB_REALTIME void
ob_queue_commit(ObQueueWriter* writer);

/// Prepare the consumer's side of an empty queue
void
ob_queue_reader_init(ObQueueReader*  reader,
                     ObQueueIndices* indices,
                     const uint8_t*  data,
                     uint32_t        capacity);

/**
   Take note of what has been committed so far; later reads go up to there.

   @return OB_SUCCESS if there is something to read; OB_EMPTY; or OB_CORRUPT if
   the producer's index is impossible.
*/
OB_REALTIME ObStatus
ob_queue_refresh(ObQueueReader* reader);

/**
   Copy the start of the next record, up to `size` bytes of it, to `head`.

   What the record lacks of `size` bytes is set to 0.  Its header is checked,
   copied once, and remembered; the record is not consumed.

   @return OB_SUCCESS; OB_EMPTY; or OB_CORRUPT if the header is impossible.
*/
OB_REALTIME ObStatus
ob_queue_peek(ObQueueReader* reader, ObRecord* head, uint32_t size);

/**
   Copy `size` bytes of the record last peeked at, from `offset` on.

   @return OB_SUCCESS, or OB_CORRUPT if that is not inside the record.
*/
OB_REALTIME ObStatus
ob_queue_copy(const ObQueueReader* reader,
              uint32_t             offset,
              void*                destination,
              uint32_t             size);

/// Step over the record last peeked at
OB_REALTIME void
ob_queue_skip(ObQueueReader* reader);

/// Give the room of everything stepped over back to the producer
OB_REALTIME void
ob_queue_release(ObQueueReader* reader);

#endif // OUTBOARD_QUEUE_H
