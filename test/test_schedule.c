// Copyright 2026 The Outboard authors
// SPDX-License-Identifier: ISC

// The schedule: order, capacity, long messages, cancelling

#undef NDEBUG

#include "schedule.h"

#include <assert.h>
#include <stdbool.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

static ObSchedule schedule;

static ObPending
note_on(const uint64_t frame, const uint32_t voice)
{
  const ObPending event = {
    .frame = frame, .voice = voice, .size = 3U, .bytes = { 0x90U, 60U, 100U }
  };
  return event;
}

static uint64_t
next_frame(void)
{
  const ObPending* const event = ob_schedule_peek(&schedule, OB_ANCHOR_FRAME);
  assert(event);
  const uint64_t frame = event->frame;
  ob_schedule_pop(&schedule, OB_ANCHOR_FRAME);
  return frame;
}

static void
test_events_come_out_by_frame(void)
{
  ob_schedule_init(&schedule);
  srand(1);
  for (uint32_t i = 0U; i < OB_SCHEDULE_SIZE; ++i) {
    const ObPending event = note_on((uint64_t)rand() % 1000U, i + 1U);
    assert(!ob_schedule_push(&schedule, &event));
  }

  uint64_t last = 0U;
  for (uint32_t i = 0U; i < OB_SCHEDULE_SIZE; ++i) {
    const uint64_t frame = next_frame();
    assert(frame >= last);
    last = frame;
  }
  assert(!ob_schedule_peek(&schedule, OB_ANCHOR_FRAME));
}

static void
test_equal_frames_keep_cause_and_sending_order(void)
{
  ob_schedule_init(&schedule);
  for (uint32_t i = 0U; i < 100U; ++i) {
    ObPending event = note_on(5U, i + 1U);
    event.order     = (uint16_t)(i < 50U ? 2U : 1U);
    assert(!ob_schedule_push(&schedule, &event));
  }

  for (uint32_t i = 0U; i < 100U; ++i) {
    const ObPending* const event = ob_schedule_peek(&schedule, OB_ANCHOR_FRAME);
    assert(event->voice == (i < 50U ? 51U + i : i - 49U));
    ob_schedule_pop(&schedule, OB_ANCHOR_FRAME);
  }
}

static void
test_full_schedule_refuses_and_stays_whole(void)
{
  ob_schedule_init(&schedule);
  const ObPending event = note_on(1U, 1U);
  for (uint32_t i = 0U; i < OB_SCHEDULE_SIZE; ++i) {
    assert(!ob_schedule_push(&schedule, &event));
  }
  assert(ob_schedule_push(&schedule, &event) == OB_FULL);
  ob_schedule_pop(&schedule, OB_ANCHOR_FRAME);
  assert(!ob_schedule_push(&schedule, &event));
}

static void
test_beats_become_frames(void)
{
  ob_schedule_init(&schedule);
  for (uint32_t i = 0U; i < 10U; ++i) {
    ObPending event = note_on(0U, i + 1U);
    event.beat      = 10.0 - i;
    event.flags     = OB_ANCHOR_ELAPSED;
    assert(!ob_schedule_push(&schedule, &event));
  }
  assert(!ob_schedule_peek(&schedule, OB_ANCHOR_FRAME));

  for (uint32_t i = 0U; i < 10U; ++i) {
    const ObPending* const event =
      ob_schedule_peek(&schedule, OB_ANCHOR_ELAPSED);
    assert(event->voice == 10U - i);
    ob_schedule_fix(&schedule, OB_ANCHOR_ELAPSED, 100U - i);
  }
  assert(!ob_schedule_peek(&schedule, OB_ANCHOR_ELAPSED));
  for (uint32_t i = 0U; i < 10U; ++i) {
    assert(next_frame() == 91U + i);
  }
}

static void
test_cancelled_voice_does_not_start(void)
{
  ob_schedule_init(&schedule);
  for (uint32_t i = 0U; i < 100U; ++i) {
    const ObPending event = note_on(i * 7U % 100U, i + 1U);
    assert(!ob_schedule_push(&schedule, &event));
  }
  for (uint32_t voice = 1U; voice <= 100U; voice += 2U) {
    assert(ob_schedule_cancel(&schedule, voice));
    assert(!ob_schedule_cancel(&schedule, voice));
  }

  uint64_t last = 0U;
  for (uint32_t i = 0U; i < 50U; ++i) {
    const ObPending* const event = ob_schedule_peek(&schedule, OB_ANCHOR_FRAME);
    assert(event->voice % 2U == 0U && event->frame >= last);
    last = event->frame;
    ob_schedule_pop(&schedule, OB_ANCHOR_FRAME);
  }
  assert(!ob_schedule_peek(&schedule, OB_ANCHOR_FRAME));
}

static ObStatus
push_sysex(const uint32_t size, const uint8_t fill)
{
  static uint8_t bytes[OB_MIDI_MAX];
  memset(bytes, fill, size);
  bytes[0] = 0xF0U;

  ObPending event = { .frame = 1U, .size = size };
  memcpy(event.bytes, bytes, sizeof(event.bytes));
  const ObStatus status =
    ob_schedule_keep(&schedule, bytes, size, &event.chunk);
  return status ? status : ob_schedule_push(&schedule, &event);
}

static void
test_long_messages_are_kept_and_their_room_comes_back(void)
{
  static uint8_t copy[OB_MIDI_MAX];

  ob_schedule_init(&schedule);
  for (uint32_t round = 0U; round < 1000U; ++round) {
    const uint32_t size = 5U + round * 977U % (OB_MIDI_MAX - 5U);
    const uint8_t  fill = (uint8_t)(round & 0x7FU);
    assert(!push_sysex(size, fill));

    const ObPending* const event = ob_schedule_peek(&schedule, OB_ANCHOR_FRAME);
    assert(event->size == size);
    ob_schedule_message(&schedule, event, copy);
    assert(copy[0] == 0xF0U && copy[1] == fill && copy[size - 1U] == fill);
    ob_schedule_pop(&schedule, OB_ANCHOR_FRAME);
  }

  uint32_t count = 0U;
  while (!push_sysex(OB_CHUNK_SIZE, 1U)) {
    ++count;
  }
  assert(count == OB_CHUNKS);
  ob_schedule_pop(&schedule, OB_ANCHOR_FRAME);
  assert(!push_sysex(OB_CHUNK_SIZE, 1U));
}

static ObVerdict
judge(ObPending* const event, void* const context)
{
  const uint64_t limit = *(const uint64_t*)context;
  if (event->voice % 2U) {
    return OB_VERDICT_DROP;
  }
  if (event->frame > limit) {
    event->frame = limit;
    return OB_VERDICT_HURRY;
  }
  return OB_VERDICT_KEEP;
}

static void
test_hurried_events_keep_their_order(void)
{
  ob_schedule_init(&schedule);
  for (uint32_t i = 0U; i < 100U; ++i) {
    const ObPending event = note_on(200U - i, i + 1U);
    assert(!ob_schedule_push(&schedule, &event));
  }

  uint64_t limit = 50U;
  assert(ob_schedule_filter(&schedule, judge, &limit) == 50U);
  for (uint32_t voice = 100U; voice; voice -= 2U) {
    const ObPending* const event = ob_schedule_peek(&schedule, OB_ANCHOR_FRAME);
    assert(event->frame == limit && event->voice == voice);
    ob_schedule_pop(&schedule, OB_ANCHOR_FRAME);
  }
}

int
main(void)
{
  test_events_come_out_by_frame();
  test_equal_frames_keep_cause_and_sending_order();
  test_full_schedule_refuses_and_stays_whole();
  test_beats_become_frames();
  test_cancelled_voice_does_not_start();
  test_long_messages_are_kept_and_their_room_comes_back();
  test_hurried_events_keep_their_order();
  return 0;
}
