// Copyright 2026 The Outboard authors
// SPDX-License-Identifier: ISC

// The engine with little room in the host's output

#undef NDEBUG

#include "engine_rig.h"

#include <assert.h>

#define BIT(kind) (1U << OB_KIND_##kind)
#define NOTES (BIT(NOTE_ON) | BIT(NOTE_OFF))

/// Room that one short message takes [bytes]
#define ONE 24U

static void
test_full_output_delays_in_order(void)
{
  Rig rig;
  rig_open(&rig, 64U);
  rig.room = 2U * ONE;
  rig_begin(&rig, 64U);
  for (uint8_t i = 0U; i < 5U; ++i) {
    rig_midi(&rig, i, 0xB0U, i, 1U);
  }
  rig_finish(&rig);
  rig_run(&rig, 64U, 3U);
  rig_expect(&rig, "0:b00001 1:b00101 64:b00201 64:b00301 128:b00401");
  assert(rig.report.late == 3U && !rig.report.dropped);
  rig_close(&rig);
}

static void
test_owed_ends_come_as_soon_as_there_is_room(void)
{
  Rig rig;
  rig_open(&rig, RIG_PATIENT);
  RigChild* const child = rig_child_play(&rig, RIG_ALL, rig_forward);
  rig_begin(&rig, 64U);
  rig_midi(&rig, 0U, 0x90U, 60U, 100U);
  rig_midi(&rig, 0U, 0x90U, 61U, 100U);
  rig_midi(&rig, 0U, 0xB0U, 64U, 100U);
  rig_finish(&rig);
  rig_forget(&rig);
  rig_kill(&rig, child);
  rig.room = ONE - 1U;
  rig_run(&rig, 64U, 2U);
  rig_expect(&rig, "");
  rig.room = ONE;
  rig_run(&rig, 64U, 4U);
  rig_expect(&rig, "193:803c40 257:803d40 321:b04000");
  rig_child_retire(&rig, child);
  rig_close(&rig);
}

/// Sends ten controllers for each event
static void
chatter(RigChild* const child, const ObRecord* const record)
{
  if (record->type == OB_REQUEST_EVENT && !record->flags) {
    for (uint8_t i = 0U; i < 10U; ++i) {
      rig_send(child, child->time, 0U, 0U, 0xB1U, i, 1U);
    }
  }
}

static void
test_late_events_displace_nothing(void)
{
  Rig rig;
  rig_open(&rig, RIG_HASTY);
  rig.controls.deadline = 0.01f;
  RigChild* const child = rig_child_new(BIT(PITCH_BEND), chatter);
  rig_offer(&rig, child);
  rig_child_work(child);
  rig_begin(&rig, 64U);
  rig_midi(&rig, 0U, 0xE0U, 0U, 0U);
  rig_finish(&rig);
  rig_child_work(child);

  rig.room = 5U * ONE;
  for (uint32_t i = 0U; i < 5U; ++i) {
    rig_begin(&rig, 64U);
    rig_midi(&rig, 10U, 0xC0U, 1U, 1U);
    rig_midi(&rig, 20U, 0xC0U, 2U, 1U);
    rig_midi(&rig, 30U, 0xC0U, 3U, 1U);
    rig_finish(&rig);
    for (uint32_t j = 0U; j < rig.n_out; ++j) {
      rig.out[j].frame -= rig.frame - 64U;
    }
    switch (i) {
      case 0U:
        rig_expect(&rig, "0:b10001 0:b10101 10:c001 20:c002 30:c003");
        break;
      case 4U:
        rig_expect(&rig, "0:b10801 0:b10901 10:c001 20:c002 30:c003");
        break;
      default:
        rig_forget(&rig);
    }
  }
  rig_child_retire(&rig, child);
  rig_close(&rig);
}

static void
test_what_passes_later_takes_no_room_now(void)
{
  Rig rig;
  rig_open(&rig, 640U);
  rig.controls.mode     = OB_MODE_PIPELINED;
  rig.room              = 4U * ONE;
  RigChild* const child = rig_child_new(NOTES, rig_forward);
  rig_offer(&rig, child);
  rig_child_work(child);
  rig_begin(&rig, 64U); // From frame 1
  rig_midi(&rig, 0U, 0x90U, 60U, 100U);
  rig_finish(&rig);
  rig_child_work(child);
  for (uint32_t i = 0U; i < 10U; ++i) { // From frame 65 to 705
    rig_begin(&rig, 64U);
    for (uint32_t j = 0U; j < 4U; ++j) {
      rig_midi(&rig, 0U, 0xE0U, 0U, 64U);
    }
    rig_finish(&rig);
  }
  rig_expect(&rig, "641:903c64");
  rig_run(&rig, 64U, 10U);
  assert(!rig.report.late && rig.n_out == 40U);
  rig_child_retire(&rig, child);
  rig_close(&rig);
}

static void
test_message_that_never_fits_blocks_nothing(void)
{
  Rig rig;
  rig_open(&rig, RIG_PATIENT);
  rig.room = 4096U;
  rig_begin(&rig, 64U);
  rig_sysex(&rig, 0U, 5000U);
  rig_sysex(&rig, 0U, 4000U);
  rig_midi(&rig, 1U, 0xB0U, 1U, 1U);
  rig_finish(&rig);
  rig_expect(&rig, "0:f05555 1:b00101");
  assert(rig.report.dropped == 1U);

  RigChild* const child = rig_child_play(&rig, RIG_ALL, rig_forward);
  rig_begin(&rig, 64U);
  rig_sysex(&rig, 0U, 5000U);
  rig_sysex(&rig, 0U, 4000U);
  rig_midi(&rig, 1U, 0xB0U, 1U, 1U);
  rig_finish(&rig);
  rig_expect(&rig, "65:f05555 66:b00101");
  assert(rig.report.dropped == 2U);
  rig_child_retire(&rig, child);
  rig_close(&rig);
}

static void
test_nothing_sticks_in_a_tiny_output(void)
{
  for (uint32_t room = ONE; room <= 4U * ONE; room += ONE) {
    Rig rig;
    rig_open(&rig, RIG_PATIENT);
    RigChild* const child = rig_child_play(&rig, NOTES, rig_forward);
    rig.room              = room;
    for (uint32_t i = 0U; i < 200U; ++i) {
      rig_begin(&rig, 64U);
      const uint8_t pitch = (uint8_t)(i * 7U % 24U);
      rig_midi(&rig, 0U, 0x90U, pitch, 100U);
      rig_midi(&rig, 0U, 0xE0U, pitch, 100U);
      rig_midi(&rig, 1U, 0x90U, (uint8_t)(pitch + 1U), 100U);
      rig_midi(&rig, 60U, 0x80U, pitch, 100U);
      rig_midi(&rig, 61U, 0x80U, (uint8_t)(pitch + 1U), 100U);
      rig_finish(&rig);
    }
    rig_run(&rig, 64U, 1100U);
    assert(rig_count_sounding(&rig) == 0);
    rig_forget(&rig);
    rig_run(&rig, 64U, 10U);
    rig_expect(&rig, "");
    rig_child_retire(&rig, child);
    rig_close(&rig);
  }
}

int
main(void)
{
  test_full_output_delays_in_order();
  test_owed_ends_come_as_soon_as_there_is_room();
  test_late_events_displace_nothing();
  test_what_passes_later_takes_no_room_now();
  test_message_that_never_fits_blocks_nothing();
  test_nothing_sticks_in_a_tiny_output();
  return 0;
}
