// Copyright 2026 The Outboard authors
// SPDX-License-Identifier: ISC

// The queue: within one process, between two, and against a lying partner

#undef NDEBUG

#include "queue.h"

#include <assert.h>
#include <sched.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/wait.h>
#include <unistd.h>

enum
{
  capacity = 256
};

typedef struct
{
  ObQueueIndices indices;
  uint8_t        data[capacity];
} Memory;

typedef struct
{
  ObRecord record;
  uint64_t number;
} Numbered;

static void
set_up(Memory* const        memory,
       ObQueueWriter* const writer,
       ObQueueReader* const reader)
{
  memset(memory, 0, sizeof(*memory));
  ob_queue_writer_init(writer, &memory->indices, memory->data, capacity);
  ob_queue_reader_init(reader, &memory->indices, memory->data, capacity);
}

static ObStatus
write_number(ObQueueWriter* const writer, const uint64_t number)
{
  const Numbered record = { { 0U, 7U, 3U }, number };

  return ob_queue_write(writer, &record.record, sizeof(record), NULL, 0U);
}

static void
test_nothing_is_seen_before_commit(void)
{
  Memory        memory;
  ObQueueWriter writer;
  ObQueueReader reader;
  Numbered      record;
  set_up(&memory, &writer, &reader);

  assert(ob_queue_refresh(&reader) == OB_EMPTY);
  assert(ob_queue_peek(&reader, &record.record, sizeof(record)) == OB_EMPTY);

  assert(!write_number(&writer, 1U));
  assert(ob_queue_refresh(&reader) == OB_EMPTY);

  ob_queue_commit(&writer);
  assert(!ob_queue_refresh(&reader));
  assert(!ob_queue_peek(&reader, &record.record, sizeof(record)));
  assert(record.number == 1U);
  assert(record.record.size == sizeof(record));
  assert(record.record.type == 7U && record.record.flags == 3U);
}

static void
test_reading_ends_at_the_last_refresh(void)
{
  Memory        memory;
  ObQueueWriter writer;
  ObQueueReader reader;
  Numbered      record;
  set_up(&memory, &writer, &reader);

  assert(!write_number(&writer, 1U));
  ob_queue_commit(&writer);
  assert(!ob_queue_refresh(&reader));
  assert(!write_number(&writer, 2U));
  ob_queue_commit(&writer);

  assert(!ob_queue_peek(&reader, &record.record, sizeof(record)));
  ob_queue_skip(&reader);
  assert(ob_queue_peek(&reader, &record.record, sizeof(record)) == OB_EMPTY);
  assert(!ob_queue_refresh(&reader));
  assert(!ob_queue_peek(&reader, &record.record, sizeof(record)));
  assert(record.number == 2U);
}

static void
test_room_comes_back_at_release(void)
{
  Memory        memory;
  ObQueueWriter writer;
  ObQueueReader reader;
  Numbered      record;
  set_up(&memory, &writer, &reader);

  uint64_t written = 0U;
  while (!write_number(&writer, written)) {
    ++written;
  }
  assert(written == capacity / sizeof(Numbered));
  assert(!ob_queue_room(&writer));
  ob_queue_commit(&writer);

  assert(!ob_queue_refresh(&reader));
  assert(!ob_queue_peek(&reader, &record.record, sizeof(record)));
  ob_queue_skip(&reader);
  assert(write_number(&writer, written) == OB_FULL);
  ob_queue_release(&reader);
  assert(!write_number(&writer, written));
}

static void
test_payload_wraps_around(void)
{
  Memory        memory;
  ObQueueWriter writer;
  ObQueueReader reader;
  set_up(&memory, &writer, &reader);

  uint8_t payload[101];
  uint8_t copy[sizeof(payload)];
  for (uint32_t round = 0U; round < 1000U; ++round) {
    const uint32_t size = round % sizeof(payload);
    for (uint32_t i = 0U; i < size; ++i) {
      payload[i] = (uint8_t)(round + i);
    }

    const ObRecord head = { 0U, 1U, 0U };
    assert(!ob_queue_write(&writer, &head, sizeof(head), payload, size));
    ob_queue_commit(&writer);

    ObRecord record;
    assert(!ob_queue_refresh(&reader));
    assert(!ob_queue_peek(&reader, &record, sizeof(record)));
    assert(record.size == (sizeof(head) + size + 7U) / 8U * 8U);
    assert(!ob_queue_copy(&reader, sizeof(head), copy, size));
    assert(!memcmp(copy, payload, size));
    assert(ob_queue_copy(&reader, record.size, copy, 1U) == OB_CORRUPT);
    assert(ob_queue_copy(&reader, UINT32_MAX, copy, 2U) == OB_CORRUPT);
    ob_queue_skip(&reader);
    ob_queue_release(&reader);
  }
}

static void
test_too_big_a_record_is_refused(void)
{
  static const uint8_t payload[capacity] = { 0 };

  Memory         memory;
  ObQueueWriter  writer;
  ObQueueReader  reader;
  const ObRecord head = { 0U, 1U, 0U };
  set_up(&memory, &writer, &reader);

  assert(ob_queue_write(&writer, &head, sizeof(head), payload, capacity) ==
         OB_FULL);
  assert(ob_queue_write(&writer, &head, sizeof(head), payload, UINT32_MAX) ==
         OB_FULL);
  assert(!ob_queue_write(&writer, &head, sizeof(head), payload, capacity - 8U));
}

static void
test_lying_producer_is_caught(void)
{
  static const uint32_t sizes[] = { 0U, 4U, 7U, 9U, capacity + 8U, UINT32_MAX };
  static const uint32_t indices[] = { 4U, capacity + 8U, UINT32_MAX };

  Memory        memory;
  ObQueueWriter writer;
  ObQueueReader reader;
  Numbered      record;
  for (size_t i = 0U; i < sizeof(sizes) / sizeof(sizes[0]); ++i) {
    set_up(&memory, &writer, &reader);
    assert(!write_number(&writer, 1U));
    ob_queue_commit(&writer);
    memcpy(memory.data, &sizes[i], sizeof(sizes[i]));
    assert(!ob_queue_refresh(&reader));
    assert(ob_queue_peek(&reader, &record.record, sizeof(record)) ==
           OB_CORRUPT);
  }

  for (size_t i = 0U; i < sizeof(indices) / sizeof(indices[0]); ++i) {
    set_up(&memory, &writer, &reader);
    atomic_store(&memory.indices.written, indices[i]);
    assert(ob_queue_refresh(&reader) == OB_CORRUPT);
  }
}

static void
test_lying_consumer_is_caught(void)
{
  Memory        memory;
  ObQueueWriter writer;
  ObQueueReader reader;
  set_up(&memory, &writer, &reader);

  while (!write_number(&writer, 1U)) {
  }
  atomic_store(&memory.indices.read, 12345678U);
  assert(write_number(&writer, 2U) == OB_CORRUPT);
  assert(!ob_queue_room(&writer));
}

static void
test_indices_may_overflow(void)
{
  Memory        memory;
  ObQueueWriter writer;
  ObQueueReader reader;
  Numbered      record;
  set_up(&memory, &writer, &reader);

  const uint32_t near_end = UINT32_MAX - 39U; // Eight-byte steps go past it
  writer.written = reader.read = near_end;
  atomic_store(&memory.indices.written, near_end);
  atomic_store(&memory.indices.read, near_end);
  for (uint64_t i = 0U; i < 100U; ++i) {
    assert(!write_number(&writer, i));
    ob_queue_commit(&writer);
    assert(!ob_queue_refresh(&reader));
    assert(!ob_queue_peek(&reader, &record.record, sizeof(record)));
    assert(record.number == i);
    ob_queue_skip(&reader);
    ob_queue_release(&reader);
  }
}

static void
produce(Memory* const memory, const uint64_t count)
{
  ObQueueWriter writer;
  ob_queue_writer_init(&writer, &memory->indices, memory->data, capacity);
  for (uint64_t i = 0U; i < count;) {
    if (write_number(&writer, i)) {
      sched_yield();
    } else {
      ++i;
    }
    ob_queue_commit(&writer);
  }
}

static void
test_two_processes(void)
{
  const uint64_t count  = 200000U;
  Memory* const  memory = (Memory*)mmap(NULL,
                                       sizeof(Memory),
                                       PROT_READ | PROT_WRITE,
                                       MAP_SHARED | MAP_ANONYMOUS,
                                       -1,
                                       0);
  assert(memory != MAP_FAILED);

  const pid_t pid = fork();
  assert(pid >= 0);
  if (!pid) {
    produce(memory, count);
    _exit(0);
  }

  ObQueueReader reader;
  ob_queue_reader_init(&reader, &memory->indices, memory->data, capacity);
  for (uint64_t expected = 0U; expected < count;) {
    Numbered record;
    if (ob_queue_refresh(&reader)) {
      sched_yield();
    }
    while (!ob_queue_peek(&reader, &record.record, sizeof(record))) {
      assert(record.record.size == sizeof(record));
      assert(record.number == expected);
      ++expected;
      ob_queue_skip(&reader);
    }
    ob_queue_release(&reader);
  }

  int status = 0;
  assert(waitpid(pid, &status, 0) == pid);
  assert(WIFEXITED(status) && !WEXITSTATUS(status));
  munmap(memory, sizeof(Memory));
}

int
main(void)
{
  test_nothing_is_seen_before_commit();
  test_reading_ends_at_the_last_refresh();
  test_room_comes_back_at_release();
  test_payload_wraps_around();
  test_too_big_a_record_is_refused();
  test_lying_producer_is_caught();
  test_lying_consumer_is_caught();
  test_indices_may_overflow();
  test_two_processes();
  return 0;
}
