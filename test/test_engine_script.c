// Copyright 2026 The Outboard authors
// SPDX-License-Identifier: ISC

// The engine with a script that answers in time

#undef NDEBUG

#include "engine_rig.h"

#include <assert.h>

#define BIT(kind) (1U << OB_KIND_##kind)
#define NOTES (BIT(NOTE_ON) | BIT(NOTE_OFF))

static void
test_answers_keep_frames_and_bytes(void)
{
  Rig rig;
  rig_open(&rig, RIG_PATIENT);
  RigChild* const child = rig_child_play(&rig, RIG_ALL, rig_forward);
  rig_begin(&rig, 63U);
  rig_midi(&rig, 0U, 0x90U, 60U, 100U);
  rig_midi(&rig, 0U, 0xA0U, 60U, 1U);
  rig_midi(&rig, 1U, 0xB0U, 74U, 127U);
  rig_midi(&rig, 2U, 0xC5U, 3U, 0U);
  rig_midi(&rig, 2U, 0xDFU, 4U, 0U);
  rig_midi(&rig, 3U, 0xE0U, 1U, 2U);
  rig_sysex(&rig, 4U, 2U);
  rig_sysex(&rig, 4U, 300U);
  rig_midi(&rig, 62U, 0x90U, 60U, 0U);
  rig_midi(&rig, 70U, 0x80U, 61U, 5U);
  rig_finish(&rig);
  rig_expect(&rig,
             "1:903c64 1:a03c01 2:b04a7f 3:c503 3:df04 4:e00102 5:f0f7 "
             "5:f05555 63:903c00 63:803d05");
  assert(child->n_events == 10U && !child->n_passed);
  assert(!rig.report.late && !rig.report.misses && !rig.report.dropped);
  assert(rig.report.state == OB_STATE_RUNNING);
  rig_child_retire(&rig, child);
  rig_close(&rig);
}

static void
test_answers_merge_in_order_of_input(void)
{
  Rig rig;
  rig_open(&rig, RIG_PATIENT);
  RigChild* const child = rig_child_play(&rig, NOTES, rig_forward);
  rig_begin(&rig, 64U);
  for (uint8_t i = 0U; i < 6U; ++i) {
    rig_midi(&rig, 5U, i % 2U ? 0xB0U : 0x90U, i, 1U);
  }
  rig_finish(&rig);
  rig_expect(&rig, "6:900001 6:b00101 6:900201 6:b00301 6:900401 6:b00501");
  assert(child->n_events == 3U && child->n_passed == 3U);
  rig_child_retire(&rig, child);
  rig_close(&rig);
}

static void
test_long_messages_go_both_ways(void)
{
  Rig rig;
  rig_open(&rig, RIG_PATIENT);
  RigChild* const child = rig_child_play(&rig, BIT(SYSEX), rig_forward);
  for (uint32_t i = 0U; i < 20U; ++i) {
    rig_begin(&rig, 64U);
    rig_sysex(&rig, 5U, OB_MIDI_MAX - i);
    rig_finish(&rig);
    assert(rig.n_out == 1U && rig.out[0].size == OB_MIDI_MAX - i);
    assert(rig.out[0].sum == 0xF0U + 0xF7U + (OB_MIDI_MAX - i - 2U) * 0x55U);
    assert(rig.out[0].frame == rig.frame - 59U);
    rig_forget(&rig);
  }
  assert(!rig.report.dropped && !rig.report.late);
  rig_child_retire(&rig, child);
  rig_close(&rig);
}

static void
test_death_ends_only_what_the_script_holds(void)
{
  Rig rig;
  rig_open(&rig, RIG_PATIENT);
  RigChild* const child =
    rig_child_play(&rig, NOTES | BIT(CC) | BIT(PITCH_BEND), rig_forward);

  rig.controls.enabled = false; // These pass
  rig_begin(&rig, 64U);
  rig_midi(&rig, 0U, 0x90U, 40U, 100U);
  rig_midi(&rig, 0U, 0xB3U, 64U, 127U);
  rig_finish(&rig);
  rig.controls.enabled = true;
  rig_begin(&rig, 64U);
  rig_midi(&rig, 0U, 0x90U, 60U, 100U);
  rig_midi(&rig, 0U, 0x91U, 60U, 100U);
  rig_midi(&rig, 0U, 0xB0U, 64U, 127U);
  rig_midi(&rig, 0U, 0xB0U, 66U, 64U);
  rig_midi(&rig, 0U, 0xB1U, 64U, 63U);
  rig_midi(&rig, 0U, 0xE2U, 0U, 0U);
  rig_midi(&rig, 0U, 0xE3U, 0U, 64U);
  rig_finish(&rig);
  rig_forget(&rig);

  rig_kill(&rig, child);
  ob_engine_set_state(rig.engine, OB_STATE_RESTARTING);
  rig_run(&rig, 64U, 1U);
  rig_expect(&rig, "129:803c40 129:813c40 129:b04000 129:b04200 129:e20040");
  assert(rig.report.state == OB_STATE_RESTARTING);
  assert(ob_engine_collect(rig.engine) == child->link);
  assert(ob_notices_take(&rig.notices) & OB_NOTICE_LINK);

  // The keys: what the script had is nobody's, what passed passes on
  rig_begin(&rig, 64U);
  rig_midi(&rig, 0U, 0x80U, 60U, 64U);
  rig_midi(&rig, 0U, 0x80U, 40U, 64U);
  rig_midi(&rig, 1U, 0x90U, 60U, 64U);
  rig_finish(&rig);
  rig_expect(&rig, "193:802840 194:903c40");
  rig_child_retire(&rig, child);
  rig_close(&rig);
}

static void
test_new_child_learns_which_keys_are_down(void)
{
  Rig rig;
  rig_open(&rig, RIG_PATIENT);
  RigChild* const old = rig_child_play(&rig, NOTES, rig_forward);
  assert(old->n_starts == 1U && old->n_resyncs == 1U);
  rig_begin(&rig, 64U);
  rig_midi(&rig, 0U, 0x90U, 60U, 100U);
  rig_midi(&rig, 0U, 0x95U, 61U, 99U);
  rig_midi(&rig, 0U, 0x90U, 62U, 98U);
  rig_midi(&rig, 1U, 0x80U, 62U, 98U);
  rig_finish(&rig);
  rig_forget(&rig);

  RigChild* const child = rig_child_play(&rig, NOTES, rig_forward);
  rig_expect(&rig, "65:803c40 65:853d40");
  assert(ob_engine_collect(rig.engine) == old->link);
  assert(child->n_starts == 1U);
  assert(child->resync.velocity[0][60] == 100U);
  assert(child->resync.velocity[5][61] == 99U);
  assert(!child->resync.velocity[0][62] && !child->resync.lost);

  rig_begin(&rig, 64U);
  rig_midi(&rig, 0U, 0x80U, 60U, 64U);
  rig_finish(&rig);
  assert(child->n_events == 1U);
  rig_child_free(old);
  rig_child_retire(&rig, child);
  rig_close(&rig);
}

static void
test_passed_key_is_released_though_the_script_answers(void)
{
  Rig rig;
  rig_open(&rig, RIG_PATIENT);
  rig_begin(&rig, 64U);
  rig_midi(&rig, 0U, 0x90U, 60U, 100U);
  rig_midi(&rig, 0U, 0x90U, 61U, 100U);
  rig_finish(&rig);
  RigChild* const child = rig_child_play(&rig, NOTES, rig_silent);
  rig_begin(&rig, 64U);
  rig_midi(&rig, 0U, 0x80U, 60U, 64U);
  rig_midi(&rig, 1U, 0x90U, 61U, 100U); // Struck again: the script's now
  rig_midi(&rig, 2U, 0x80U, 61U, 64U);
  rig_finish(&rig);
  rig_expect(&rig, "0:903c64 0:903d64 65:803c40 66:803d40");
  assert(child->n_events == 2U);
  rig_child_retire(&rig, child);
  rig_close(&rig);
}

static void
test_occupied_retired_slot_delays_the_swap(void)
{
  Rig rig;
  rig_open(&rig, RIG_PATIENT);
  RigChild* const a = rig_child_play(&rig, NOTES, rig_forward);
  RigChild* const b = rig_child_play(&rig, NOTES, rig_forward);
  RigChild* const c = rig_child_play(&rig, NOTES, rig_forward);
  assert(rig.report.state == OB_STATE_RUNNING); // b plays on
  assert(b->n_starts == 1U && !c->n_starts);
  rig_begin(&rig, 64U);
  rig_midi(&rig, 0U, 0x90U, 60U, 100U);
  rig_finish(&rig);
  rig_expect(&rig, "3:903c64");

  assert(ob_engine_collect(rig.engine) == a->link);
  rig_run(&rig, 64U, 1U);
  assert(rig.report.state == OB_STATE_RUNNING && c->n_starts == 1U);
  assert(ob_engine_collect(rig.engine) == b->link);
  assert(!ob_engine_collect(rig.engine));
  rig_child_free(a);
  rig_child_free(b);

  RigChild* const d = rig_child_new(NOTES, rig_forward);
  RigChild* const e = rig_child_new(NOTES, rig_forward);
  assert(!ob_engine_offer(rig.engine, d->link));
  assert(ob_engine_offer(rig.engine, e->link) == d->link);
  rig_child_free(d);
  assert(ob_engine_detach(rig.engine) == e->link);
  rig_child_free(e);
  rig_child_retire(&rig, c);
  rig_close(&rig);
}

static void
test_bypass_silences_the_script(void)
{
  Rig rig;
  rig_open(&rig, RIG_PATIENT);
  RigChild* const child = rig_child_play(&rig, NOTES, rig_forward);
  rig_begin(&rig, 64U);
  rig_midi(&rig, 0U, 0x90U, 60U, 100U);
  rig_finish(&rig);
  rig.controls.enabled = false;
  rig_begin(&rig, 64U);
  rig_midi(&rig, 5U, 0x80U, 60U, 64U);
  rig_midi(&rig, 6U, 0x90U, 62U, 100U);
  rig_finish(&rig);
  rig.controls.enabled = true;
  rig_begin(&rig, 64U);
  rig_midi(&rig, 5U, 0x80U, 62U, 64U);
  rig_midi(&rig, 6U, 0x90U, 63U, 100U);
  rig_finish(&rig);
  rig_expect(&rig, "1:903c64 65:803c40 71:903e64 134:803e40 135:903f64");
  assert(child->n_resets == 1U);
  rig_child_retire(&rig, child);
  rig_close(&rig);
}

static void
test_late_answers_do_not_sound_in_bypass(void)
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
  rig.controls.enabled = false;
  rig_child_work(child); // Answers before it knows of the bypass
  rig_run(&rig, 64U, 1U);
  rig_expect(&rig, "");
  rig_child_work(child);
  rig_run(&rig, 64U, 2U);
  rig_expect(&rig, "");

  rig.controls.enabled = true;
  rig_begin(&rig, 64U);
  rig_midi(&rig, 0U, 0x90U, 61U, 100U);
  rig_finish(&rig);
  rig_child_work(child);
  rig_run(&rig, 64U, 1U);
  rig_expect(&rig, "321:903d64");
  rig_child_retire(&rig, child);
  rig_close(&rig);
}

/// Sends a note-on that shall be cancelled or ended before it begins
static void
begin_and_end(RigChild* const child, const ObRecord* const record)
{
  const ObEvent* const event = (const ObEvent*)record;
  if (record->type == OB_REQUEST_EVENT) {
    rig_send(child, event->frame + 100U, 0U, 1U, 0x90U, 60U, 100U);
    rig_send(child, event->frame + 100U, 0U, 2U, 0x90U, 61U, 100U);
    rig_send(child, event->frame + 100U, 0U, 3U, 0x90U, 62U, 100U);
    rig_cancel(child, 1U);
    rig_cancel(child, 9U);
    rig_send(child, event->frame + 99U, 0U, 2U, 0x80U, 61U, 64U);
  }
}

static void
test_pending_note_is_cancelled(void)
{
  Rig rig;
  rig_open(&rig, RIG_PATIENT);
  RigChild* const child = rig_child_play(&rig, NOTES, begin_and_end);
  rig_begin(&rig, 64U);
  rig_midi(&rig, 0U, 0x90U, 60U, 100U);
  rig_finish(&rig);
  rig_run(&rig, 64U, 3U);
  rig_expect(&rig, "101:903e64");
  rig_child_retire(&rig, child);
  rig_close(&rig);
}

/// Sends many notes and, earlier than they are due, their ends
static void
begin_and_end_many(RigChild* const child, const ObRecord* const record)
{
  const ObEvent* const event = (const ObEvent*)record;
  if (record->type == OB_REQUEST_EVENT) {
    for (uint32_t i = 1U; i <= 500U; ++i) {
      const uint8_t pitch = (uint8_t)(i % 128U);
      rig_send(child, event->frame + 1000U, 0U, i, 0x90U, pitch, 100U);
      rig_send(child, event->frame + 5U, 0U, i, 0x80U, pitch, 64U);
    }
    rig_send(child, event->frame + 1001U, 0U, 501U, 0x90U, 60U, 100U);
  }
}

static void
test_many_pending_notes_are_ended(void)
{
  Rig rig;
  rig_open(&rig, RIG_PATIENT);
  RigChild* const child = rig_child_play(&rig, NOTES, begin_and_end_many);
  rig_begin(&rig, 64U);
  rig_midi(&rig, 0U, 0x90U, 60U, 100U);
  rig_finish(&rig);
  rig_run(&rig, 64U, 20U);
  rig_expect(&rig, "1002:903c64");
  rig_child_retire(&rig, child);
  rig_close(&rig);
}

/// Plays two voices on one pitch, and ends the first one after the second began
static void
steal_pitch(RigChild* const child, const ObRecord* const record)
{
  const ObEvent* const event = (const ObEvent*)record;
  if (record->type == OB_REQUEST_EVENT && !record->flags) {
    rig_send(child, event->frame + 10U, 0U, 1U, 0x90U, 60U, 100U);
    rig_send(child, event->frame + 20U, 0U, 2U, 0x90U, 60U, 90U);
    rig_send(child, event->frame + 30U, 0U, 1U, 0x80U, 60U, 64U);
    rig_send(child, event->frame + 40U, 0U, 2U, 0x80U, 60U, 64U);
  }
}

static void
test_former_owner_ends_nothing(void)
{
  Rig rig;
  rig_open(&rig, RIG_PATIENT);
  RigChild* const child = rig_child_play(&rig, BIT(CC), steal_pitch);
  rig_begin(&rig, 128U);
  rig_midi(&rig, 0U, 0xB0U, 1U, 1U);
  rig_midi(&rig, 5U, 0x90U, 60U, 80U); // Passes, and is replaced
  rig_midi(&rig, 15U, 0x80U, 60U, 80U);
  rig_finish(&rig);
  rig_expect(&rig,
             "6:903c50 11:803c40 11:903c64 21:803c40 21:903c5a 41:803c40");
  rig_child_retire(&rig, child);
  rig_close(&rig);
}

int
main(void)
{
  test_answers_keep_frames_and_bytes();
  test_answers_merge_in_order_of_input();
  test_long_messages_go_both_ways();
  test_death_ends_only_what_the_script_holds();
  test_new_child_learns_which_keys_are_down();
  test_passed_key_is_released_though_the_script_answers();
  test_occupied_retired_slot_delays_the_swap();
  test_bypass_silences_the_script();
  test_late_answers_do_not_sound_in_bypass();
  test_pending_note_is_cancelled();
  test_many_pending_notes_are_ended();
  test_former_owner_ends_nothing();
  return 0;
}
