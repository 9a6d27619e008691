// Copyright 2026 The Outboard authors
// SPDX-License-Identifier: ISC

// A byte ring of records between two processes; real-time on either side

#include "queue.h"

#include <string.h>

/// Of all sizes and indices, so that the ring's end never cuts a header
static const uint32_t alignment = (uint32_t)sizeof(ObRecord);

/// Return `offset` moved on by `size`, both at most `capacity`
OB_REALTIME static uint32_t
advanced(const uint32_t offset, const uint32_t size, const uint32_t capacity)
{
  const uint32_t to_end = capacity - offset;

  return size < to_end ? offset + size : size - to_end;
}

void
ob_queue_writer_init(ObQueueWriter* const  writer,
                     ObQueueIndices* const indices,
                     uint8_t* const        data,
                     const uint32_t        capacity)
{
  assert(capacity % alignment == 0U);

  const ObQueueWriter empty = { indices, data, capacity, 0U, 0U, capacity };

  *writer = empty;
}

/// Copy `size` bytes into the ring at `writer->offset` and step over them
OB_REALTIME static inline void
put(ObQueueWriter* const writer, const void* const source, const uint32_t size)
{
  const uint32_t to_end = writer->capacity - writer->offset;
  const uint32_t first  = size < to_end ? size : to_end;

  memcpy(writer->data + writer->offset, source, first);
  if (size > first) {
    memcpy(writer->data, (const uint8_t*)source + first, size - first);
  }
  writer->offset = advanced(writer->offset, size, writer->capacity);
}

OB_REALTIME uint32_t
ob_queue_room(ObQueueWriter* const writer)
{
  const uint32_t read =
    atomic_load_explicit(&writer->indices->read, memory_order_acquire);
  const uint32_t used = writer->written - read;

  writer->room = used <= writer->capacity ? writer->capacity - used : 0U;
  return writer->room;
}

OB_REALTIME bool
ob_queue_consumer_lies(const ObQueueWriter* const writer)
{
  return writer->written -
           atomic_load_explicit(&writer->indices->read, memory_order_relaxed) >
         writer->capacity;
}

OB_REALTIME ObStatus
ob_queue_write(ObQueueWriter* const  writer,
               const ObRecord* const head,
               const uint32_t        head_size,
               const void* const     tail,
               const uint32_t        tail_size)
{
  static const uint8_t zeros[8] = { 0 };

  assert(head_size >= sizeof(ObRecord) && head_size <= writer->capacity);

  if (tail_size > writer->capacity - head_size) {
    return OB_FULL;
  }

  const uint32_t bytes   = head_size + tail_size;
  const uint32_t padding = (alignment - bytes % alignment) % alignment;
  const uint32_t size    = bytes + padding;
  if (size > writer->room && size > ob_queue_room(writer)) {
    return ob_queue_consumer_lies(writer) ? OB_CORRUPT : OB_FULL;
  }

  const ObRecord record = { size, head->type, head->flags };
  memcpy(writer->data + writer->offset, &record, sizeof(record));
  writer->offset =
    advanced(writer->offset, (uint32_t)sizeof(record), writer->capacity);
  put(writer,
      (const uint8_t*)head + sizeof(record),
      head_size - (uint32_t)sizeof(record));
  if (tail_size) {
    put(writer, tail, tail_size);
  }
  if (padding) {
    put(writer, zeros, padding);
  }

  writer->written += size;
  writer->room -= size;
  return OB_SUCCESS;
}

OB_REALTIME void
ob_queue_commit(ObQueueWriter* const writer)
{
  atomic_store_explicit(
    &writer->indices->written, writer->written, memory_order_release);
}

void
ob_queue_reader_init(ObQueueReader* const  reader,
                     ObQueueIndices* const indices,
                     const uint8_t* const  data,
                     const uint32_t        capacity)
{
  assert(capacity % alignment == 0U);

  const ObQueueReader empty = { indices, data, capacity, 0U, 0U, 0U, 0U };

  *reader = empty;
}

OB_REALTIME ObStatus
ob_queue_refresh(ObQueueReader* const reader)
{
  const uint32_t written =
    atomic_load_explicit(&reader->indices->written, memory_order_acquire);
  const uint32_t available = written - reader->read;

  if (available > reader->capacity || available % alignment) {
    return OB_CORRUPT;
  }

  reader->available = available;
  return available ? OB_SUCCESS : OB_EMPTY;
}

/// Copy `size` bytes out of the ring from `offset` on
OB_REALTIME static inline void
get(const ObQueueReader* const reader,
    const uint32_t             offset,
    void* const                destination,
    const uint32_t             size)
{
  const uint32_t to_end = reader->capacity - offset;
  const uint32_t first  = size < to_end ? size : to_end;

  memcpy(destination, reader->data + offset, first);
  if (size > first) {
    memcpy((uint8_t*)destination + first, reader->data, size - first);
  }
}

OB_REALTIME ObStatus
ob_queue_peek(ObQueueReader* const reader,
              ObRecord* const      head,
              const uint32_t       size)
{
  assert(size >= sizeof(ObRecord));

  if (!reader->available) {
    return OB_EMPTY;
  }

  ObRecord record;
  memcpy(&record, reader->data + reader->offset, sizeof(record));
  if (record.size < sizeof(ObRecord) || record.size > reader->available ||
      record.size % alignment) {
    return OB_CORRUPT;
  }

  const uint32_t copied = record.size < size ? record.size : size;
  get(reader, reader->offset, head, copied);
  memset((uint8_t*)head + copied, 0, size - copied);
  *head           = record; // The producer may have changed it meanwhile
  reader->current = record.size;
  return OB_SUCCESS;
}

OB_REALTIME ObStatus
ob_queue_copy(const ObQueueReader* const reader,
              const uint32_t             offset,
              void* const                destination,
              const uint32_t             size)
{
  if (offset > reader->current || size > reader->current - offset) {
    return OB_CORRUPT;
  }

  get(reader,
      advanced(reader->offset, offset, reader->capacity),
      destination,
      size);
  return OB_SUCCESS;
}

OB_REALTIME void
ob_queue_skip(ObQueueReader* const reader)
{
  reader->offset = advanced(reader->offset, reader->current, reader->capacity);
  reader->read += reader->current;
  reader->available -= reader->current;
  reader->current = 0U;
}

OB_REALTIME void
ob_queue_release(ObQueueReader* const reader)
{
  atomic_store_explicit(
    &reader->indices->read, reader->read, memory_order_release);
}
