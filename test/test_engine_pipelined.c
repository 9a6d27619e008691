// Copyright 2026 The Outboard authors
// SPDX-License-Identifier: ISC

// The engine with a script in Pipelined mode: all comes a nominal block later

#undef NDEBUG

#include "engine_rig.h"

#include <assert.h>

#define NOMINAL 8192U
#define NOTES ((1U << OB_KIND_NOTE_ON) | (1U << OB_KIND_NOTE_OFF))

static const uint32_t sizes[] = { 1U, 7U, 64U, 8192U, 3U, 1000U };

/// What happens to the script on the way
typedef enum
{
  NOTHING,
  BYPASS,
  DEATH
} Fate;

/// A message at the input
typedef struct
{
  uint64_t frame;
  uint8_t  bytes[2];
} Input;

/// Run blocks with a note, answered, and a controller, passing, in each
static void
run_with(const Fate fate)
{
  static Input inputs[256];
  Rig          rig;
  rig_open(&rig, NOMINAL);
  rig.controls.mode     = OB_MODE_PIPELINED;
  RigChild* const child = rig_child_new(NOTES, rig_forward);
  rig_offer(&rig, child);
  rig_child_work(child);

  uint32_t count = 0U;
  for (uint32_t i = 0U; i < 60U; ++i) {
    const uint32_t size  = sizes[i % 6U];
    const uint8_t  pitch = (uint8_t)i;
    if (i == 30U && fate == BYPASS) {
      rig_run(&rig, NOMINAL, 2U);
      rig.controls.enabled = false;
    } else if (i == 30U && fate == DEATH) {
      rig_run(&rig, NOMINAL, 2U);
      rig_kill(&rig, child);
    }
    rig_begin(&rig, size);
    for (uint32_t j = 0U; j < 4U; ++j) {
      static const uint8_t status[] = { 0x90U, 0xB0U, 0x80U, 0xB1U };
      const uint32_t       at       = j * (size - 1U) / 4U;
      const Input input = { rig.frame + at + NOMINAL, { status[j], pitch } };

      rig_midi(&rig, at, status[j], pitch, 1U);
      inputs[count++] = input;
    }
    rig_finish(&rig);
    rig_child_work(child);
  }
  rig_run(&rig, 64U, NOMINAL / 64U + 1U);

  assert(rig.n_out == count);
  for (uint32_t i = 0U; i < count; ++i) {
    assert(rig.out[i].frame == inputs[i].frame);
    assert(rig.out[i].bytes[0] == inputs[i].bytes[0]);
    assert(rig.out[i].bytes[1] == inputs[i].bytes[1]);
  }
  assert(!rig.report.late && !rig.report.dropped && !rig.report.misses);
  assert(rig.report.latency == NOMINAL);
  rig_child_retire(&rig, child);
  rig_close(&rig);
}

static void
test_answers_and_passing_keep_their_distance(void)
{
  run_with(NOTHING);
}

static void
test_bypass_keeps_the_distance(void)
{
  run_with(BYPASS);
}

static void
test_fallback_keeps_the_distance(void)
{
  run_with(DEATH);
}

static void
test_lateness_is_counted(void)
{
  Rig rig;
  rig_open(&rig, 64U);
  rig.controls.mode     = OB_MODE_PIPELINED;
  RigChild* const child = rig_child_new(NOTES, rig_forward);
  rig_offer(&rig, child);
  rig_child_work(child);
  rig_begin(&rig, 63U); // To frame 64
  rig_midi(&rig, 0U, 0x90U, 60U, 100U);
  rig_midi(&rig, 40U, 0x80U, 60U, 64U);
  rig_finish(&rig);
  rig_run(&rig, 64U, 1U); // It is due at frame 65
  rig_child_work(child);
  rig_run(&rig, 64U, 2U);
  rig_expect(&rig, "128:903c64 168:803c40");
  assert(rig.report.late == 1U);
  rig_child_retire(&rig, child);
  rig_close(&rig);
}

int
main(void)
{
  test_answers_and_passing_keep_their_distance();
  test_bypass_keeps_the_distance();
  test_fallback_keeps_the_distance();
  test_lateness_is_counted();
  return 0;
}
