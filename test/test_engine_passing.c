// Copyright 2026 The Outboard authors
// SPDX-License-Identifier: ISC

// The engine without a script: what passes through, and what does not

#undef NDEBUG

#include "engine_rig.h"

#include <assert.h>
#include <math.h>
#include <stddef.h>

static void
test_all_kinds_pass_unchanged(void)
{
  Rig rig;
  rig_open(&rig, 64U);
  rig_run(&rig, 64U, 3U);
  rig_begin(&rig, 64U);
  rig_midi(&rig, 0U, 0x90U, 60U, 100U);
  rig_midi(&rig, 0U, 0xA0U, 60U, 1U);
  rig_midi(&rig, 1U, 0xB0U, 74U, 127U);
  rig_midi(&rig, 2U, 0xC5U, 3U, 0U);
  rig_midi(&rig, 2U, 0xDFU, 4U, 0U);
  rig_midi(&rig, 3U, 0xE0U, 1U, 2U);
  rig_sysex(&rig, 4U, 2U);
  rig_sysex(&rig, 4U, 7U);
  rig_midi(&rig, 5U, 0xF8U, 0U, 0U);
  rig_midi(&rig, 62U, 0x90U, 60U, 0U);
  rig_midi(&rig, 63U, 0x81U, 61U, 33U);
  rig_finish(&rig);
  rig_expect(&rig,
             "192:903c64 192:a03c01 193:b04a7f 194:c503 194:df04 195:e00102 "
             "196:f0f7 196:f05555 197:f8 254:903c00 255:813d21");
  assert(!rig.report.dropped && !rig.report.late && !rig.report.misses);
  rig_close(&rig);
}

static void
test_longest_message_passes(void)
{
  Rig rig;
  rig_open(&rig, 64U);
  for (uint32_t i = 0U; i < 10U; ++i) {
    rig_begin(&rig, 64U);
    rig_sysex(&rig, 5U, OB_MIDI_MAX);
    rig_midi(&rig, 5U, 0xB0U, 1U, 1U);
    rig_finish(&rig);
    assert(rig.n_out == 2U && rig.out[0].size == OB_MIDI_MAX);
    assert(rig.out[0].sum == 0xF0U + 0xF7U + (OB_MIDI_MAX - 2U) * 0x55U);
    rig_forget(&rig);
  }
  assert(!rig.report.dropped);
  rig_close(&rig);
}

static void
test_wrong_frames_are_clamped(void)
{
  Rig rig;
  rig_open(&rig, 64U);
  rig_begin(&rig, 64U);
  rig_midi(&rig, 10U, 0xB0U, 1U, 1U);
  rig_midi(&rig, 5U, 0xB0U, 2U, 2U);
  rig_midi(&rig, 64U, 0xB0U, 3U, 3U);
  rig_midi(&rig, UINT32_MAX, 0xB0U, 4U, 4U);
  rig_finish(&rig);
  rig_expect(&rig, "10:b00101 10:b00202 63:b00303 63:b00404");
  rig_close(&rig);
}

static void
test_invalid_messages_are_dropped_and_counted(void)
{
  static const struct
  {
    uint32_t size;
    uint8_t  bytes[4];
  } bad[] = {
    { 0U, { 0x90U } },
    { 1U, { 60U } },
    { 1U, { 0x90U } },
    { 2U, { 0x90U, 60U } },
    { 4U, { 0x90U, 60U, 100U, 0U } },
    { 3U, { 0x90U, 128U, 100U } },
    { 3U, { 0x90U, 60U, 200U } },
    { 3U, { 0xC0U, 60U, 1U } },
    { 1U, { 0xF0U } },
    { 2U, { 0xF0U, 1U } },
    { 1U, { 0xF7U } },
    { 3U, { 0xF0U, 0x90U, 0xF7U } },
    { 1U, { 0xF4U } },
    { OB_MIDI_MAX + 1U, { 0xF0U } },
  };
  static const uint32_t count = sizeof(bad) / sizeof(bad[0]);

  Rig rig;
  rig_open(&rig, 64U);
  rig_begin(&rig, 64U);
  for (uint32_t i = 0U; i < count; ++i) {
    ob_engine_midi(rig.engine, i, bad[i].bytes, bad[i].size);
  }
  rig_finish(&rig);
  rig_expect(&rig, "");
  assert(rig.report.dropped == count);
  rig_close(&rig);
}

static void
test_zero_length_blocks_lose_nothing(void)
{
  Rig rig;
  rig_open(&rig, 64U);
  rig_begin(&rig, 0U);
  rig_midi(&rig, 0U, 0x90U, 60U, 100U);
  rig_midi(&rig, 7U, 0x80U, 60U, 100U);
  rig_finish(&rig);
  rig_expect(&rig, "");
  rig_run(&rig, 0U, 5U);
  rig_expect(&rig, "");
  rig_begin(&rig, 16U);
  rig_midi(&rig, 0U, 0x90U, 61U, 100U);
  rig_finish(&rig);
  rig_expect(&rig, "0:903c64 0:803c64 0:903d64");
  assert(!rig.report.late && !rig.report.dropped);
  rig_close(&rig);
}

static void
test_unknown_script_is_muted_if_asked(void)
{
  Rig rig;
  rig_open(&rig, 64U);
  rig.controls.fallback = OB_FALLBACK_MUTE;
  rig_begin(&rig, 64U);
  rig_midi(&rig, 0U, 0x90U, 60U, 100U);
  rig_midi(&rig, 1U, 0xB0U, 1U, 1U);
  rig_midi(&rig, 2U, 0x80U, 60U, 100U);
  rig_finish(&rig);
  rig_expect(&rig, "");

  // A key that goes down while muted does not come up when it passes
  rig_begin(&rig, 64U);
  rig_midi(&rig, 0U, 0x90U, 60U, 100U);
  rig_finish(&rig);
  rig.controls.fallback = OB_FALLBACK_PASS;
  rig_begin(&rig, 64U);
  rig_midi(&rig, 0U, 0x80U, 60U, 100U);
  rig_midi(&rig, 0U, 0x90U, 61U, 100U);
  rig_finish(&rig);

  // One that went down while passing does come up
  rig.controls.fallback = OB_FALLBACK_MUTE;
  rig_begin(&rig, 64U);
  rig_midi(&rig, 0U, 0x80U, 61U, 100U);
  rig_finish(&rig);
  rig_expect(&rig, "128:903d64 192:803d64");

  // Bypass passes whatever the fallback
  rig.controls.enabled = false;
  rig_begin(&rig, 64U);
  rig_midi(&rig, 0U, 0xB0U, 1U, 1U);
  rig_finish(&rig);
  rig_expect(&rig, "256:b00101");
  rig_close(&rig);
}

static void
test_note_struck_twice_is_ended_between(void)
{
  Rig rig;
  rig_open(&rig, 64U);
  rig_begin(&rig, 64U);
  rig_midi(&rig, 0U, 0x90U, 60U, 100U);
  rig_midi(&rig, 5U, 0x90U, 60U, 90U);
  rig_finish(&rig);
  rig_expect(&rig, "0:903c64 5:803c40 5:903c5a");
  rig_close(&rig);
}

static void
test_channel_reset_ends_what_passed(void)
{
  Rig rig;
  rig_open(&rig, 64U);
  rig_begin(&rig, 64U);
  rig_midi(&rig, 0U, 0x90U, 60U, 100U);
  rig_midi(&rig, 0U, 0x90U, 64U, 100U);
  rig_midi(&rig, 0U, 0x91U, 60U, 100U);
  rig_midi(&rig, 9U, 0xB0U, 123U, 0U);
  rig_midi(&rig, 9U, 0x90U, 60U, 90U);
  rig_finish(&rig);
  rig_expect(&rig,
             "0:903c64 0:904064 0:913c64 9:803c40 9:804040 9:b07b00 9:903c5a");
  rig_close(&rig);
}

static void
test_pipelined_passes_one_nominal_block_later(void)
{
  static const uint32_t sizes[] = { 1U, 7U, 64U, 8192U, 0U, 3U, 100U };

  Rig rig;
  rig_open(&rig, 100U);
  rig.controls.mode = OB_MODE_PIPELINED;

  uint64_t expected[64];
  uint32_t count = 0U;
  for (uint32_t i = 0U; i < 40U; ++i) {
    const uint32_t size = sizes[i % 7U];
    rig_begin(&rig, size);
    if (size) {
      const uint32_t at = i * 37U % size;
      rig_midi(&rig, at, 0xB0U, (uint8_t)i, 1U);
      expected[count++] = rig.frame + at + 100U;
    }
    rig_finish(&rig);
    assert(rig.report.latency == 100U);
  }
  rig_run(&rig, 64U, 2U);

  assert(rig.n_out == count);
  for (uint32_t i = 0U; i < count; ++i) {
    assert(rig.out[i].frame == expected[i]);
  }
  assert(!rig.report.late && !rig.report.dropped);
  rig_close(&rig);
}

static void
test_change_of_latency_ends_everything(void)
{
  Rig rig;
  rig_open(&rig, 64U);
  rig_begin(&rig, 64U);
  rig_midi(&rig, 0U, 0x90U, 60U, 100U);
  rig_finish(&rig);
  rig.controls.mode = OB_MODE_PIPELINED;
  rig_run(&rig, 64U, 1U);
  assert(rig.report.latency == 64U);
  rig_expect(&rig, "0:903c64 64:803c40");

  rig_begin(&rig, 64U); // 128
  rig_midi(&rig, 0U, 0x90U, 60U, 100U);
  rig_finish(&rig);
  rig_begin(&rig, 64U); // 192: it comes out; its end waits
  rig_midi(&rig, 0U, 0x80U, 60U, 64U);
  rig_finish(&rig);
  ob_engine_set_nominal(rig.engine, 32U);
  rig_run(&rig, 64U, 1U);
  assert(rig.report.latency == 32U);
  rig_expect(&rig, "192:903c64 256:803c40");
  assert(rig.report.dropped == 1U); // The end that waited

  ob_engine_set_nominal(rig.engine, 0U);
  assert(ob_engine_nominal(rig.engine) == 32U);
  rig_run(&rig, 64U, 4U);
  rig_expect(&rig, "");
  rig_close(&rig);
}

static void
test_activation_forgets(void)
{
  Rig rig;
  rig_open(&rig, 64U);
  for (uint32_t i = 0U; i < 100U; ++i) {
    rig_begin(&rig, 64U);
    rig_midi(&rig, 0U, 0x90U, 60U, 100U);
    rig_finish(&rig);
    ob_engine_activate(rig.engine);
    rig_forget(&rig);
    rig_run(&rig, 64U, 1U);
    rig_expect(&rig, "");
  }
  rig_close(&rig);
}

static void
test_flood_is_counted_and_ends(void)
{
  Rig rig;
  rig_open(&rig, 64U);
  rig_begin(&rig, 64U);
  for (uint32_t i = 0U; i < 100000U; ++i) {
    const uint8_t status = i / 128U % 2U ? 0x80U : 0x90U;
    rig_midi(&rig, i / 1600U, status, (uint8_t)(i % 128U), 100U);
  }
  rig_midi(&rig, 63U, 0xB0U, 64U, 127U);
  rig_finish(&rig);
  assert(rig.n_out < 10000U && rig.report.dropped > 40000U);
  for (uint8_t pitch = 0U; pitch < 128U; ++pitch) {
    rig_begin(&rig, 64U);
    rig_midi(&rig, 0U, 0x80U, pitch, 64U);
    rig_finish(&rig);
  }
  assert(rig_count_sounding(&rig) == 0);
  rig_close(&rig);
}

static void
test_bad_settings_are_refused(void)
{
  Rig rig;
  rig_open(&rig, 64U);
  assert(!ob_engine_new(0.0, 64U, &rig.notices));
  assert(!ob_engine_new(-1.0, 64U, &rig.notices));
  assert(!ob_engine_new(NAN, 64U, &rig.notices));
  assert(!ob_engine_new(48000.0, 0U, &rig.notices));
  rig_close(&rig);
  ob_engine_free(NULL);
}

int
main(void)
{
  test_all_kinds_pass_unchanged();
  test_longest_message_passes();
  test_wrong_frames_are_clamped();
  test_invalid_messages_are_dropped_and_counted();
  test_zero_length_blocks_lose_nothing();
  test_unknown_script_is_muted_if_asked();
  test_note_struck_twice_is_ended_between();
  test_channel_reset_ends_what_passed();
  test_pipelined_passes_one_nominal_block_later();
  test_change_of_latency_ends_everything();
  test_activation_forgets();
  test_flood_is_counted_and_ends();
  test_bad_settings_are_refused();
  return 0;
}
