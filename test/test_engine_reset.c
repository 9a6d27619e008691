// Copyright 2026 The Outboard authors
// SPDX-License-Identifier: ISC

// The engine with a script when channels are reset

#undef NDEBUG

#include "engine_rig.h"

#include <assert.h>

#define BIT(kind) (1U << OB_KIND_##kind)
#define NOTES (BIT(NOTE_ON) | BIT(NOTE_OFF))

/// Forwards notes, and sends an echo of each note-on 100 frames later
static void
echo(RigChild* const child, const ObRecord* const record)
{
  const ObEvent* const event = (const ObEvent*)record;

  rig_forward(child, record);
  if (record->type == OB_REQUEST_EVENT && !record->flags) {
    const uint8_t channel = event->bytes[0] & 15U;
    rig_send(child,
             event->frame + 100U,
             0U,
             1000U + ++child->voice,
             (uint8_t)(0x90U | channel),
             72U,
             50U);
  }
}

static void
test_channel_reset_ends_what_the_script_plays(void)
{
  for (uint8_t number = 120U; number <= 123U; number += 3U) {
    Rig rig;
    rig_open(&rig, RIG_PATIENT);
    RigChild* const child = rig_child_play(&rig, BIT(NOTE_ON) | BIT(CC), echo);
    rig_begin(&rig, 64U);
    rig_midi(&rig, 0U, 0x90U, 60U, 100U);
    rig_midi(&rig, 0U, 0x91U, 61U, 100U);
    rig_midi(&rig, 10U, 0xB0U, number, 0U);
    rig_midi(&rig, 10U, 0xB0U, number, 0U);
    rig_midi(&rig, 11U, 0x90U, 62U, 100U);
    rig_finish(&rig);
    assert(child->n_resets == 2U && child->n_events == 3U);
    rig_run(&rig, 64U, 2U);

    rig_expect(&rig,
               number == 120U
                 ? "1:903c64 1:913d64 11:803c40 11:b07800 11:b07800 "
                   "12:903e64 101:914832 112:904832"
                 : "1:903c64 1:913d64 11:803c40 11:b07b00 11:b07b00 "
                   "12:903e64 101:914832 112:904832");
    assert(!rig.report.dropped);
    rig_child_retire(&rig, child);
    rig_close(&rig);
  }
}

static void
test_beats_due_before_a_reset_come_out(void)
{
  Rig rig;
  rig_open(&rig, RIG_PATIENT);
  RigChild* const child = rig_child_play(&rig, 0U, rig_silent);
  for (uint32_t i = 0U; i < 2U; ++i) {
    const ObSend send = { .record = { .type  = OB_REPLY_SEND,
                                      .flags = OB_ANCHOR_ELAPSED },
                          .beat   = (10.0 + i * 20.0) / 24000.0,
                          .size   = 3U,
                          .bytes  = { 0xB0U, (uint8_t)i, 1U } };
    rig_reply(child, &send, NULL);
  }
  rig_commit(child);
  rig_run(&rig, 1U, 1U);
  rig_begin(&rig, 64U); // From frame 2
  rig_midi(&rig, 18U, 0xB0U, 123U, 0U);
  rig_finish(&rig);
  rig_run(&rig, 64U, 1U);
  rig_expect(&rig, "10:b00001 20:b07b00");
  rig_child_retire(&rig, child);
  rig_close(&rig);
}

static void
test_late_answers_to_a_reset_channel_are_void(void)
{
  Rig rig;
  rig_open(&rig, RIG_HASTY);
  rig.controls.deadline = 0.01f;
  RigChild* const child = rig_child_new(NOTES, rig_forward);
  rig_offer(&rig, child);
  rig_child_work(child);
  rig_begin(&rig, 64U);
  rig_midi(&rig, 0U, 0x90U, 60U, 100U);
  rig_midi(&rig, 0U, 0x91U, 60U, 100U);
  rig_midi(&rig, 5U, 0xB0U, 123U, 0U);
  rig_midi(&rig, 6U, 0x90U, 62U, 100U);
  rig_finish(&rig);
  rig_child_work(child);
  rig_run(&rig, 64U, 1U);
  rig_expect(&rig, "6:b07b00 65:913c64 65:903e64");
  rig_child_retire(&rig, child);
  rig_close(&rig);
}

static void
test_activation_voids_what_was_sent_before(void)
{
  Rig rig;
  rig_open(&rig, RIG_HASTY);
  rig.controls.deadline = 0.01f;
  RigChild* const child = rig_child_new(NOTES, rig_forward);
  rig_offer(&rig, child);
  rig_child_work(child);
  rig_begin(&rig, 64U);
  rig_midi(&rig, 0U, 0x90U, 60U, 100U);
  rig_finish(&rig);
  ob_engine_activate(rig.engine);
  ob_engine_activate(rig.engine);
  rig_child_work(child);
  rig_begin(&rig, 64U);
  rig_midi(&rig, 0U, 0x90U, 61U, 100U);
  rig_finish(&rig);
  rig_child_work(child);
  rig_run(&rig, 64U, 2U);
  rig_expect(&rig, "129:903d64");
  assert(child->n_resets == 1U);
  rig_child_retire(&rig, child);
  rig_close(&rig);
}

static void
test_change_of_mode_ends_the_script_notes(void)
{
  Rig rig;
  rig_open(&rig, RIG_PATIENT);
  RigChild* const child = rig_child_play(&rig, NOTES, echo);
  rig_begin(&rig, 64U);
  rig_midi(&rig, 0U, 0x90U, 60U, 100U);
  rig_finish(&rig);
  ob_engine_set_nominal(rig.engine, 64U);
  rig.controls.mode = OB_MODE_PIPELINED;
  rig_run(&rig, 64U, 4U);
  rig_expect(&rig, "1:903c64 65:803c40");
  while (child->n_resets != 1U) {
    rig_run(&rig, 64U, 1U);
  }
  rig_child_retire(&rig, child);
  rig_close(&rig);
}

int
main(void)
{
  test_channel_reset_ends_what_the_script_plays();
  test_beats_due_before_a_reset_come_out();
  test_late_answers_to_a_reset_channel_are_void();
  test_activation_voids_what_was_sent_before();
  test_change_of_mode_ends_the_script_notes();
  return 0;
}
