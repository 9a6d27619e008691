// Copyright 2026 The Outboard authors
// SPDX-License-Identifier: ISC

// The engine with floods in both directions

#undef NDEBUG

#include "engine_rig.h"

#include <assert.h>
#include <time.h>

#define BIT(kind) (1U << OB_KIND_##kind)
#define NOTES (BIT(NOTE_ON) | BIT(NOTE_OFF))

/// Let all keys go up, in as many blocks as it takes
static void
release_all(Rig* const rig)
{
  for (uint32_t i = 0U; i < 16U * 128U; ++i) {
    rig_begin(rig, 64U);
    rig_midi(rig, 0U, (uint8_t)(0x80U | (i / 128U)), (uint8_t)(i % 128U), 64U);
    rig_finish(rig);
  }
}

/// Feed 100000 events to one block
static void
flood(Rig* const rig)
{
  rig_begin(rig, 64U);
  for (uint32_t i = 0U; i < 100000U; ++i) {
    const uint8_t channel = (uint8_t)(i / 128U % 16U);
    const uint8_t data    = (uint8_t)(i % 128U);
    switch (i / 2048U % 3U) {
      case 0U:
        rig_midi(rig, i / 1600U, 0x90U | channel, data, 100U);
        break;
      case 1U:
        rig_midi(rig, i / 1600U, 0xB0U | channel, data, (uint8_t)(i / 1000U));
        break;
      default:
        rig_midi(rig, i / 1600U, 0x80U | channel, data, 100U);
    }
  }
  rig_midi(rig, 63U, 0xB0U, 7U, 77U);
  rig_midi(rig, 63U, 0xB0U, 64U, 0U);
  rig_midi(rig, 63U, 0xBFU, 1U, 11U);
  rig_finish(rig);
}

static void
test_flood_of_input_is_survived(void)
{
  Rig rig;
  rig_open(&rig, RIG_HASTY);
  rig.controls.deadline = 0.01f;
  RigChild* const child = rig_child_new(NOTES | BIT(CC), rig_forward);
  rig_offer(&rig, child);
  rig_child_start(child);
  flood(&rig);
  assert(rig.report.dropped > 50000U);

  while (child->n_resyncs < 2U) {
    rig_run(&rig, 64U, 1U);
  }
  release_all(&rig);
  rig.controls.freewheel = false;
  rig_child_retire(&rig, child);
  rig_run(&rig, 64U, 1U);
  assert(rig_count_sounding(&rig) == 0);
  rig_close(&rig);
}

static void
test_what_was_missed_is_made_up_for(void)
{
  Rig rig;
  rig_open(&rig, RIG_HASTY);
  rig.controls.deadline = 0.01f;
  RigChild* const child = rig_child_new(NOTES | BIT(CC), rig_silent);
  rig_offer(&rig, child);
  rig_child_work(child);
  rig_begin(&rig, 64U);
  rig_midi(&rig, 0U, 0x90U, 1U, 100U);
  rig_midi(&rig, 0U, 0x90U, 2U, 100U);
  rig_finish(&rig);
  flood(&rig);

  // The child finds room in the very block that is being missed
  rig_begin(&rig, 64U);
  for (uint32_t i = 0U; i < 10U; ++i) {
    rig_midi(&rig, 0U, 0xB0U, 7U, (uint8_t)(80U + i));
    rig_child_work(child);
  }
  rig_midi(&rig, 1U, 0x80U, 2U, 64U);
  rig_midi(&rig, 1U, 0x90U, 3U, 33U);
  rig_finish(&rig);
  const uint64_t dropped = rig.report.dropped;

  rig_run(&rig, 64U, 1U);
  rig_child_work(child);
  assert(child->n_resyncs == 2U && child->n_starts == 1U);
  assert(child->resync.lost > 90000U);
  assert(child->resync.velocity[0][3] == 33U);
  assert(!child->resync.velocity[0][2]);
  assert(child->controls[0][7] == 89U && child->controls[15][1] == 11U);
  assert(rig.report.dropped == dropped);

  // From now on all is well
  rig_begin(&rig, 64U);
  rig_midi(&rig, 1U, 0x80U, 3U, 64U);
  rig_finish(&rig);
  rig_child_work(child);
  assert(child->n_resyncs == 2U && rig.report.dropped == dropped);
  rig_child_retire(&rig, child);
  rig_close(&rig);
}

/// Let the child work off just over half of its queue
static void
drain_half(RigChild* const child)
{
  ObQueueReader* const requests = &child->requests;
  ObBlock              block;

  assert(!ob_queue_refresh(requests));
  while (requests->available > OB_QUEUE_SIZE * 9U / 20U &&
         !ob_queue_peek(requests, &block.record, sizeof(block))) {
    if (block.record.type == OB_REQUEST_BLOCK) {
      child->sequence = block.sequence;
      ++child->n_blocks;
    }
    ob_queue_skip(requests);
  }
  ob_queue_release(requests);
}

static void
test_all_controllers_can_be_missed(void)
{
  Rig rig;
  rig_open(&rig, RIG_HASTY);
  rig.controls.deadline = 0.01f;
  RigChild* const child = rig_child_new(RIG_ALL, rig_silent);
  rig_offer(&rig, child);
  flood(&rig);
  rig_begin(&rig, 64U);
  for (uint32_t i = 0U; i < 16U * 128U; ++i) {
    const uint8_t channel = (uint8_t)(i / 128U);
    const uint8_t number  = (uint8_t)(i % 128U);
    if (number != 120U && number != 123U) {
      rig_midi(&rig, 0U, 0xB0U | channel, number, number ^ channel);
    }
  }
  for (uint8_t i = 0U; i < 16U; ++i) {
    rig_midi(&rig, 0U, 0xC0U | i, i, 0U);
    rig_midi(&rig, 0U, 0xD0U | i, i, 0U);
    rig_midi(&rig, 0U, 0xE0U | i, i, 0U);
  }
  rig_finish(&rig);
  drain_half(child); // Where they do not fit yet
  rig_run(&rig, 64U, 1U);
  rig_child_work(child);
  const uint32_t before = child->n_events;
  rig_run(&rig, 64U, 1U);
  rig_child_work(child);
  assert(child->n_events == before + 16U * (126U + 3U));
  for (uint32_t i = 0U; i < 16U * 120U; ++i) {
    const uint32_t channel = i / 120U;
    const uint32_t number  = i % 120U;
    assert(child->controls[channel][number] == (number ^ channel));
  }
  rig_child_retire(&rig, child);
  rig_close(&rig);
}

/// Answers one controller with 100000 notes of 10 frames
static void
flood_back(RigChild* const child, const ObRecord* const record)
{
  if (record->type == OB_REQUEST_EVENT && !record->flags) {
    for (uint32_t i = 0U; i < 50000U; ++i) {
      const uint32_t voice = ++child->voice;
      const uint8_t  pitch = (uint8_t)(i % 128U);
      rig_send(child, child->time, 0U, voice, 0x90U, pitch, 100U);
      rig_send(child, child->time + 10U, 0U, voice, 0x80U, pitch, 64U);
    }
  }
}

static void
test_flood_of_output_is_survived(void)
{
  Rig rig;
  rig_open(&rig, RIG_HASTY);
  rig.controls.deadline = 0.01f;
  RigChild* const child = rig_child_new(BIT(CC), flood_back);
  rig_child_start(child);
  rig_offer(&rig, child);
  rig_begin(&rig, 64U);
  rig_midi(&rig, 0U, 0xB0U, 1U, 1U);
  rig_finish(&rig);

  const ObChildWords* const words = &child->link->segment.header->child;
  while (atomic_load(&words->done) != child->link->sequence) {
    const struct timespec pause = { 0, 500000 };
    rig_run(&rig, 64U, 1U);
    nanosleep(&pause, NULL);
  }
  rig_run(&rig, 64U, 100U);
  assert(rig_count_sounding(&rig) == 0);
  rig_forget(&rig);
  rig_run(&rig, 64U, 10U);
  rig_expect(&rig, "");
  rig_child_retire(&rig, child);
  rig_close(&rig);
}

int
main(void)
{
  test_flood_of_input_is_survived();
  test_what_was_missed_is_made_up_for();
  test_all_controllers_can_be_missed();
  test_flood_of_output_is_survived();
  return 0;
}
