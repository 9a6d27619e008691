// Copyright 2026 The Outboard authors
// SPDX-License-Identifier: ISC

// The child of the engine's fuzzer, which writes anything into the segment

#include "fuzz_engine.h"

#include <string.h>

/// Write a record as it is
static void
put(FuzzHost* const host, const void* const record, const uint32_t size)
{
  ob_queue_write(
    &host->replies, (const ObRecord*)record, size < 8U ? 8U : size, NULL, 0U);
  ob_queue_commit(&host->replies);
}

/// One of few voices, or of those that have a meaning of their own
static uint32_t
take_voice(FuzzInput* const input)
{
  const uint8_t voice = fuzz_u8(input);

  return voice < 0xF0U ? voice : UINT32_C(0xEFFFFFF0) + voice;
}

/// A message that may be right in every way
static void
send_message(FuzzHost* const host, FuzzInput* const input)
{
  ObSend send = { .record = { .type  = OB_REPLY_SEND,
                              .flags = fuzz_u8(input) & 15U } };

  send.frame           = host->frame + (uint64_t)(int16_t)fuzz_u16(input);
  send.beat            = fuzz_number(input);
  send.length          = fuzz_number(input);
  send.voice           = take_voice(input);
  send.order           = fuzz_u8(input);
  send.key             = fuzz_u8(input);
  send.size            = fuzz_u16(input);
  const uint8_t* bytes = NULL;
  const size_t   taken =
    fuzz_take(input, send.size < 4096U ? send.size : 4096U, &bytes);
  memcpy(send.bytes, bytes, taken < 4U ? taken : 4U);
  ob_queue_write(&host->replies,
                 &send.record,
                 sizeof(send),
                 taken > 4U ? bytes + 4U : NULL,
                 taken > 4U ? (uint32_t)taken - 4U : 0U);
  ob_queue_commit(&host->replies);
}

/// Any record of any size, which may not be what it says
static void
record(FuzzHost* const host, FuzzInput* const input)
{
  union
  {
    ObRecord head;
    uint8_t  bytes[256];
  } any = { .head = { 0U, fuzz_u8(input) % 32U, fuzz_u8(input) } };

  const uint32_t size  = fuzz_u8(input);
  const uint8_t* bytes = NULL;
  const size_t   taken = fuzz_take(input, size, &bytes);
  if (taken && taken <= sizeof(any) - sizeof(any.head)) {
    memcpy(any.bytes + sizeof(any.head), bytes, taken);
  }

  const uint32_t start = host->replies.offset;
  const uint8_t  lie   = fuzz_u8(input);
  put(host, &any, size);
  if (lie & 1U) {
    const uint32_t said = lie & 2U ? fuzz_u32(input) : fuzz_u8(input) * 8U;
    memcpy(host->replies.data + start, &said, sizeof(said));
  }
}

/// Write over anything the child can reach
static void
scribble(FuzzHost* const host, FuzzInput* const input)
{
  uint8_t* const memory = (uint8_t*)host->link->segment.header;
  const uint32_t offset = fuzz_u32(input) % OB_SEGMENT_SIZE;
  const uint32_t room   = OB_SEGMENT_SIZE - offset;
  const uint8_t  size   = fuzz_u8(input);
  const uint8_t* bytes  = NULL;
  const size_t   taken  = fuzz_take(input, size < room ? size : room, &bytes);
  if (taken) {
    memcpy(memory + offset, bytes, taken);
  }
}

/// Lie about what was written or read
static void
move_index(FuzzHost* const host, FuzzInput* const input)
{
  ObSegmentHeader* const header = host->link->segment.header;

  switch (fuzz_u8(input) % 4U) {
    case 0U:
      atomic_fetch_add(&header->reply.written, fuzz_u16(input));
      break;
    case 1U:
      atomic_store(&header->reply.written, fuzz_u32(input));
      break;
    case 2U: // As one that keeps up
      atomic_store(&header->request.read,
                   atomic_load(&header->request.written));
      break;
    default:
      atomic_store(&header->request.read, fuzz_u32(input));
      break;
  }
}

/// Say anything in the words of a child, or the right thing
static void
say_word(FuzzHost* const host, FuzzInput* const input)
{
  ObSegmentHeader* const header = host->link->segment.header;
  ObChildWords* const    words  = &header->child;

  switch (fuzz_u8(input) % 9U) {
    case 0U:
      atomic_store(&words->done, fuzz_u32(input));
      break;
    case 1U:
      atomic_store(&words->done, atomic_load(&header->host.sequence));
      break;
    case 2U:
      atomic_store(&words->wake_frame, host->frame + fuzz_u16(input));
      break;
    case 3U:
      atomic_store(&words->wake_frame, OB_NO_WAKE);
      break;
    case 4U:
      atomic_store(&words->busy_time, (uint64_t)fuzz_u32(input) << 32U);
      break;
    case 5U:
      atomic_store(&words->dropped, (uint64_t)fuzz_u32(input) << 32U);
      break;
    case 6U:
      atomic_store(&header->host_bell.rings, fuzz_u32(input));
      break;
    case 7U:
      atomic_store(&header->room_bell.sleepers, fuzz_u32(input));
      break;
    default:
      atomic_store(&header->child_bell.sleepers, fuzz_u32(input));
      break;
  }
}

void
fuzz_lie(FuzzHost* const host, const FuzzStep step, FuzzInput* const input)
{
  ObReset  reset  = { .record = { .type = OB_REPLY_RESET } };
  ObCancel cancel = { .record = { .type = OB_REPLY_CANCEL } };

  switch (step) {
    case STEP_SEND:
      send_message(host, input);
      break;
    case STEP_CANCEL:
      cancel.voice = take_voice(input);
      put(host, &cancel, sizeof(cancel));
      break;
    case STEP_RESET:
      reset.reason  = fuzz_u8(input) % 5U;
      reset.channel = fuzz_u8(input) % 17U;
      reset.frame   = host->frame + (uint64_t)(int8_t)fuzz_u8(input);
      put(host, &reset, sizeof(reset));
      break;
    case STEP_RECORD:
      record(host, input);
      break;
    case STEP_SCRIBBLE:
      scribble(host, input);
      break;
    case STEP_INDEX:
      move_index(host, input);
      break;
    case STEP_WORD:
      say_word(host, input);
      break;
    default:
      break;
  }
}
