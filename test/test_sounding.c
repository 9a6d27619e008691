// Copyright 2026 The Outboard authors
// SPDX-License-Identifier: ISC

// What sounds, and who must end it

#undef NDEBUG

#include "record.h"
#include "sounding.h"

#include <assert.h>
#include <stdint.h>

static ObSounding sounding;

/// Emit everything that is owed; return how many messages that were
static uint32_t
pay(void)
{
  uint32_t count = 0U;
  uint8_t  bytes[3];
  while (ob_sounding_next_owed(&sounding, bytes)) {
    if ((bytes[0] & 0xF0U) == 0x80U) {
      ob_sounding_stop(&sounding, bytes[0] & 15U, bytes[1]);
    } else {
      ob_sounding_control(&sounding, bytes, 3U, false);
    }
    ++count;
  }

  assert(!sounding.n_owed);
  return count;
}

static void
control(const uint8_t a, const uint8_t b, const uint8_t c, const bool script)
{
  const uint8_t bytes[3] = { a, b, c };

  ob_sounding_control(&sounding, bytes, 3U, script);
}

static void
test_silence_owes_nothing(void)
{
  uint8_t bytes[3];

  ob_sounding_init(&sounding);
  for (uint32_t channel = 0U; channel < OB_MIDI_CHANNELS; ++channel) {
    ob_sounding_owe(&sounding, channel, 60U);
    ob_sounding_owe_channel(&sounding, channel);
  }
  assert(!ob_sounding_next_owed(&sounding, bytes));
  assert(ob_sounding_voice(&sounding, 0U, 60U) == OB_VOICE_NONE);
}

static void
test_every_pitch_is_owed_once(void)
{
  ob_sounding_init(&sounding);
  for (uint32_t i = 0U; i < OB_MIDI_CHANNELS * OB_MIDI_PITCHES; ++i) {
    ob_sounding_start(&sounding, i / 128U, i % 128U, i + 1U, i);
  }
  for (uint32_t i = 0U; i < OB_MIDI_CHANNELS * OB_MIDI_PITCHES; ++i) {
    assert(ob_sounding_voice(&sounding, i / 128U, i % 128U) == i + 1U);
    assert(ob_sounding_delay(&sounding, i / 128U, i % 128U) == i);
  }
  for (uint32_t channel = 0U; channel < OB_MIDI_CHANNELS; ++channel) {
    ob_sounding_owe(&sounding, channel, 127U);
    ob_sounding_owe_script(&sounding, channel);
    ob_sounding_owe_channel(&sounding, channel);
  }
  assert(pay() == OB_MIDI_CHANNELS * OB_MIDI_PITCHES);
}

static void
test_passed_notes_are_not_the_scripts(void)
{
  ob_sounding_init(&sounding);
  ob_sounding_start(&sounding, 3U, 60U, OB_VOICE_PASSED, 0U);
  ob_sounding_start(&sounding, 3U, 61U, 5U, 0U);
  ob_sounding_owe_script(&sounding, 3U);
  assert(pay() == 1U);
  assert(ob_sounding_voice(&sounding, 3U, 60U) == OB_VOICE_PASSED);
  ob_sounding_owe_channel(&sounding, 3U);
  assert(pay() == 1U);
}

static void
test_note_that_ended_is_not_owed(void)
{
  uint8_t bytes[3];

  ob_sounding_init(&sounding);
  ob_sounding_start(&sounding, 0U, 60U, 1U, 0U);
  ob_sounding_owe_script(&sounding, 0U);
  ob_sounding_stop(&sounding, 0U, 60U);
  ob_sounding_stop(&sounding, 0U, 60U);
  assert(!ob_sounding_next_owed(&sounding, bytes));
  ob_sounding_start(&sounding, 0U, 60U, 2U, 0U);
  assert(!ob_sounding_next_owed(&sounding, bytes));
}

static void
test_held_controllers_are_let_go(void)
{
  ob_sounding_init(&sounding);
  control(0xB1U, OB_CC_SUSTAIN, 64U, true);
  control(0xB1U, OB_CC_SOSTENUTO, 127U, true);
  control(0xE1U, 1U, 64U, true);
  ob_sounding_owe_script(&sounding, 0U);
  assert(!sounding.n_owed);
  ob_sounding_owe_script(&sounding, 1U);
  ob_sounding_owe_script(&sounding, 1U);
  assert(sounding.n_owed == 3U);
  control(0xE1U, 0U, 64U, true); // Centred meanwhile
  assert(pay() == 2U);
}

static void
test_what_the_player_holds_is_not_let_go(void)
{
  ob_sounding_init(&sounding);
  control(0xB1U, OB_CC_SUSTAIN, 127U, false);
  control(0xE1U, 1U, 1U, false);
  control(0xB1U, OB_CC_SUSTAIN, 63U, true);
  control(0xB1U, 1U, 127U, true);
  control(0xA1U, OB_CC_SUSTAIN, 127U, true);
  ob_sounding_owe_channel(&sounding, 1U);
  assert(!sounding.n_owed);

  control(0xB1U, OB_CC_SUSTAIN, 127U, true);
  control(0xB1U, OB_CC_SUSTAIN, 127U, false); // The player's by now
  ob_sounding_owe_channel(&sounding, 1U);
  assert(!sounding.n_owed);
}

int
main(void)
{
  test_silence_owes_nothing();
  test_every_pitch_is_owed_once();
  test_passed_notes_are_not_the_scripts();
  test_note_that_ended_is_not_owed();
  test_held_controllers_are_let_go();
  test_what_the_player_holds_is_not_let_go();
  return 0;
}
