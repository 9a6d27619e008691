// Copyright 2026 The Outboard authors
// SPDX-License-Identifier: ISC

// Ways for a child to lie in all it can write

#include "lies.h"

#include "message.h"
#include "process.h"
#include "record.h"

#include <fcntl.h>
#include <stdatomic.h>
#include <string.h>
#include <unistd.h>

/// Ways to lie
typedef enum
{
  LIE_WORD,    ///< In the child's words
  LIE_BELL,    ///< With the doorbells
  LIE_REPLY,   ///< With a reply whose fields are anything
  LIE_DATA,    ///< By writing over what is in the queues
  LIE_MESSAGE, ///< On the control channel
  LIE_INDEX,   ///< About what was written and read
  LIE_HEADER,  ///< Anywhere in the header: also what is the host's
  LIE_MEMORY,  ///< By taking the memory away, as far as it lets itself
  LIES
} Lie;

/// Those that leave no doubt
enum
{
  BOLD_LIES = 1 << LIE_INDEX | 1 << LIE_HEADER | 1 << LIE_DATA | 1 << LIE_MEMORY
};

/// Return a pseudo-random number (xorshift64*)
static uint64_t
next_random(Child* const child)
{
  child->random ^= child->random >> 12U;
  child->random ^= child->random << 25U;
  child->random ^= child->random >> 27U;
  return child->random * UINT64_C(0x2545F4914F6CDD1D);
}

static uint32_t
below(Child* const child, const uint32_t limit)
{
  return (uint32_t)(next_random(child) >> 33U) % limit;
}

/// Return a number of the kind that breaks things
static uint64_t
crafted(Child* const child)
{
  static const uint64_t values[] = {
    0U,
    1U,
    7U,
    8U,
    OB_QUEUE_SIZE,
    OB_QUEUE_SIZE + 8U,
    INT32_MAX,
    UINT32_MAX,
    (uint64_t)INT32_MAX + 1U,
    INT64_MAX,
    UINT64_MAX,
    UINT64_C(1) << 53U,
  };
  const uint32_t n = sizeof(values) / sizeof(values[0]);
  const uint32_t i = below(child, n + 3U);

  return i < n    ? values[i]
         : i == n ? next_random(child)
                  : child->frame + below(child, 4096U) - 1024U;
}

/// Send a record of a size as it is
static void
put(Child* const child, const void* const record, const uint32_t size)
{
  ob_queue_write(&child->replies, (const ObRecord*)record, size, NULL, 0U);
  ob_queue_commit(&child->replies);
}

static void
lie_in_word(Child* const child)
{
  ObChildWords* const words = &child->segment.header->child;
  const uint64_t      value = crafted(child);

  switch (below(child, 6U)) {
    case 0U:
      atomic_store(&words->done, (uint32_t)value);
      break;
    case 1U:
      atomic_store(&words->progress, (uint32_t)value);
      break;
    case 2U:
      atomic_store(&words->wake_frame, value);
      break;
    case 3U:
      atomic_store(&words->busy_time, value);
      break;
    case 4U:
      atomic_store(&words->dropped, value);
      break;
    default:
      atomic_store(&words->resting, (uint32_t)value);
      break;
  }
}

static void
lie_with_bell(Child* const child)
{
  ObSegmentHeader* const header = child->segment.header;
  ObDoorbell* const      bell =
    below(child, 2U) ? &header->host_bell : &header->child_bell;

  if (below(child, 2U)) {
    atomic_store(&bell->sleepers, below(child, 2U));
  }
  atomic_fetch_add(&bell->rings, (uint32_t)crafted(child));
  ob_doorbell_ring(bell);
}

/// Return a double of any kind, mostly one that is in use
static double
any_number(Child* const child)
{
  const uint64_t bits  = next_random(child);
  double         value = (double)below(child, 64U) / 16.0;
  if (!below(child, 16U)) {
    memcpy(&value, &bits, sizeof(value));
  }
  return value;
}

static void
lie_in_reply(Child* const child)
{
  static const uint8_t messages[][4] = {
    { 0x90U, 60U, 100U }, { 0x80U, 60U, 0U },  { 0xB0U, 64U, 127U },
    { 0xB0U, 66U, 127U }, { 0xE0U, 0U, 100U }, { 0x93U, 61U, 1U },
  };
  ObSend send = { .record = { 0U, OB_REPLY_SEND, below(child, 16U) },
                  .frame  = child->frame + below(child, 512U),
                  .beat   = any_number(child),
                  .length = any_number(child),
                  .voice  = below(child, 64U),
                  .order  = (uint16_t)below(child, 4U),
                  .key    = (uint16_t)below(child, 64U),
                  .size   = 3U };

  memcpy(send.bytes, messages[below(child, 6U)], sizeof(send.bytes));
  if (child->bold && !below(child, 64U)) {
    send.frame = crafted(child);
    send.size  = (uint32_t)crafted(child);
    send.voice = (uint32_t)crafted(child);
  } else if (!below(child, 4U)) {
    send.record.type = below(child, 2U) ? OB_REPLY_CANCEL : OB_REPLY_RESET;
    const uint32_t words[4] = { below(child, 64U) + (child->bold ? 0U : 1U),
                                0U,
                                below(child, 4U),
                                below(child, 16U) };
    memcpy((uint8_t*)&send + sizeof(send.record), words, sizeof(words));
    put(child,
        &send,
        send.record.type == OB_REPLY_CANCEL ? sizeof(ObCancel)
                                            : sizeof(ObReset));
    return;
  }
  put(child, &send, sizeof(send));
}

static void
lie_in_data(Child* const child)
{
  uint8_t* const data =
    below(child, 2U) ? child->segment.reply : child->segment.request;

  for (unsigned i = 0U; i < 64U; ++i) {
    const uint64_t value = crafted(child);
    memcpy(data + below(child, OB_QUEUE_SIZE - 8U), &value, sizeof(value));
  }
}

static void
lie_in_message(Child* const child)
{
  static const ObMessageType types[] = {
    OB_MESSAGE_LOG, OB_MESSAGE_SHOW, OB_MESSAGE_STATE, OB_MESSAGE_LOG
  };
  struct
  {
    uint32_t words[4];
    char     text[60];
  } payload;

  const bool right = !child->bold || below(child, 8U);
  memset(payload.text, (int)below(child, 256U), sizeof(payload.text));
  for (unsigned i = 0U; i < 4U; ++i) {
    payload.words[i] = (uint32_t)crafted(child);
  }

  // A log line or value that is in order does no harm, but costs time
  const ObMessageType type =
    right ? types[below(child, 2U)] : types[below(child, 4U)];
  const uint32_t head = 2U * sizeof(uint32_t);
  if (right) {
    payload.words[0] = type == OB_MESSAGE_LOG ? below(child, 3U) : 8U;
    payload.words[1] = type == OB_MESSAGE_LOG ? sizeof(payload) - head
                                              : sizeof(payload) - head - 8U;
  }
  ob_message_send(OB_CHILD_CONTROL,
                  right || below(child, 4U) ? type
                                            : (ObMessageType)below(child, 16U),
                  &payload,
                  right ? sizeof(payload) : below(child, sizeof(payload)),
                  NULL,
                  0U,
                  -1);
}

static void
lie_in_index(Child* const child)
{
  ObSegmentHeader* const header = child->segment.header;
  ObQueueIndices* const  indices =
    below(child, 2U) ? &header->reply : &header->request;

  if (below(child, 2U)) {
    atomic_fetch_add(&indices->written, 8U * below(child, OB_QUEUE_SIZE));
  } else {
    atomic_store(below(child, 2U) ? &indices->written : &indices->read,
                 (uint32_t)crafted(child));
  }
}

static void
lie_in_header(Child* const child)
{
  const uint64_t value  = crafted(child);
  const uint32_t offset = below(child, sizeof(ObSegmentHeader) / 4U - 1U) * 4U;

  memcpy((uint8_t*)child->segment.header + offset, &value, sizeof(value));
}

static void
lie_in_memory(Child* const child)
{
  if (ftruncate(OB_CHILD_SEGMENT, (off_t)below(child, OB_SEGMENT_SIZE))) {
    // It is sealed; but pages can be given back, and read as zeros
    fallocate(OB_CHILD_SEGMENT,
              FALLOC_FL_PUNCH_HOLE | FALLOC_FL_KEEP_SIZE,
              (off_t)below(child, OB_SEGMENT_SIZE),
              (off_t)below(child, OB_SEGMENT_SIZE) + 1);
  }
}

void
lies_tell(Child* const child)
{
  static void (*const ways[LIES])(Child*) = {
    lie_in_word,    lie_with_bell, lie_in_reply,  lie_in_data,
    lie_in_message, lie_in_index,  lie_in_header, lie_in_memory,
  };

  const uint32_t way = below(child, LIES);
  if (child->ways & (1U << way)) {
    ways[way](child);
  }
}

void
lies_begin(Child* const child, const uint64_t seed)
{
  child->random = seed * 1000003U + 1U;
  child->bold   = below(child, 2U);
  child->ways   = 1U + below(child, (1U << LIES) - 1U);
  if (!child->bold) {
    child->ways = (child->ways & ~(uint32_t)BOLD_LIES) | 1U << LIE_WORD;
  }
}
