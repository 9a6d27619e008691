// Copyright 2026 The Outboard authors
// SPDX-License-Identifier: ISC

// What sounds because of the plugin, and who must end it; real-time

#include "sounding.h"

#include "record.h"

#include <string.h>

static const uint8_t status_note_off  = 0x80U;
static const uint8_t release_velocity = 64U;

void
ob_sounding_init(ObSounding* const sounding)
{
  memset(sounding, 0, sizeof(*sounding));
}

OB_REALTIME static uint64_t
bit_of(const uint32_t pitch)
{
  return UINT64_C(1) << (pitch % 64U);
}

OB_REALTIME void
ob_note_set_add(ObNoteSet* const set,
                const uint32_t   channel,
                const uint32_t   pitch)
{
  set->bits[channel][pitch / 64U] |= bit_of(pitch);
}

OB_REALTIME void
ob_note_set_remove(ObNoteSet* const set,
                   const uint32_t   channel,
                   const uint32_t   pitch)
{
  set->bits[channel][pitch / 64U] &= ~bit_of(pitch);
}

OB_REALTIME bool
ob_note_set_contains(const ObNoteSet* const set,
                     const uint32_t         channel,
                     const uint32_t         pitch)
{
  return set->bits[channel][pitch / 64U] & bit_of(pitch);
}

OB_REALTIME uint32_t
ob_sounding_voice(const ObSounding* const sounding,
                  const uint32_t          channel,
                  const uint32_t          pitch)
{
  return sounding->voices[channel][pitch];
}

OB_REALTIME uint32_t
ob_sounding_delay(const ObSounding* const sounding,
                  const uint32_t          channel,
                  const uint32_t          pitch)
{
  return sounding->delays[channel][pitch];
}

OB_REALTIME void
ob_sounding_start(ObSounding* const sounding,
                  const uint32_t    channel,
                  const uint32_t    pitch,
                  const uint32_t    voice,
                  const uint32_t    delay)
{
  sounding->voices[channel][pitch] = voice;
  sounding->delays[channel][pitch] = delay;
  sounding->keys[channel][pitch]   = 0U;
  ob_note_set_add(&sounding->sounding, channel, pitch);
}

OB_REALTIME void
ob_sounding_clear_delay(ObSounding* const sounding,
                        const uint32_t    channel,
                        const uint32_t    pitch)
{
  sounding->delays[channel][pitch] = 0U;
}

OB_REALTIME void
ob_sounding_own(ObSounding* const sounding,
                const uint32_t    channel,
                const uint32_t    pitch,
                const uint16_t    key)
{
  sounding->keys[channel][pitch] = key;
}

OB_REALTIME void
ob_sounding_inherit(ObSounding* const sounding,
                    const uint32_t    channel,
                    const uint32_t    pitch,
                    const uint32_t    voice,
                    const bool        with_key)
{
  sounding->voices[channel][pitch] = voice;
  if (with_key) {
    ob_note_set_add(&sounding->inherited, channel, pitch);
  }
}

OB_REALTIME int
ob_sounding_take_inherited(ObSounding* const sounding, const uint16_t key)
{
  for (uint32_t channel = 0U; channel < OB_MIDI_CHANNELS; ++channel) {
    for (uint32_t half = 0U; half < OB_MIDI_PITCHES / 64U; ++half) {
      uint64_t bits = sounding->inherited.bits[channel][half];
      for (; bits; bits &= bits - 1U) {
        const uint32_t pitch = half * 64U + (uint32_t)__builtin_ctzll(bits);
        if (sounding->keys[channel][pitch] == key) {
          ob_note_set_remove(&sounding->inherited, channel, pitch);
          return (int)(channel * OB_MIDI_PITCHES + pitch);
        }
      }
    }
  }

  return -1;
}

OB_REALTIME void
ob_sounding_stop(ObSounding* const sounding,
                 const uint32_t    channel,
                 const uint32_t    pitch)
{
  if (ob_note_set_contains(&sounding->owed, channel, pitch)) {
    ob_note_set_remove(&sounding->owed, channel, pitch);
    --sounding->n_owed;
  }

  ob_note_set_remove(&sounding->sounding, channel, pitch);
  ob_note_set_remove(&sounding->inherited, channel, pitch);
  sounding->voices[channel][pitch] = OB_VOICE_NONE;
}

/// Note who has moved one of the held controllers
OB_REALTIME static void
set_holder(ObSounding* const sounding,
           const ObHeld      held,
           const uint32_t    channel,
           const ObHolder    holder)
{
  if (sounding->held_owed[held][channel]) {
    sounding->held_owed[held][channel] = false;
    --sounding->n_owed;
  }

  sounding->holders[held][channel] = (uint8_t)holder;
}

OB_REALTIME void
ob_sounding_control(ObSounding* const    sounding,
                    const uint8_t* const bytes,
                    const uint32_t       size,
                    const bool           script)
{
  bool           away   = false;
  const ObHeld   held   = ob_midi_held(bytes, size, &away);
  const ObHolder holder = script ? OB_HOLDER_SCRIPT : OB_HOLDER_PLAYER;
  if (held != OB_HELD_NONE) {
    set_holder(
      sounding, held, bytes[0] & 0x0FU, away ? holder : OB_HOLDER_NONE);
  }
}

OB_REALTIME void
ob_sounding_owe(ObSounding* const sounding,
                const uint32_t    channel,
                const uint32_t    pitch)
{
  if (ob_note_set_contains(&sounding->sounding, channel, pitch) &&
      !ob_note_set_contains(&sounding->owed, channel, pitch)) {
    ob_note_set_add(&sounding->owed, channel, pitch);
    ++sounding->n_owed;
  }
}

/// A controller is to be let go if it is `holder` who holds it
OB_REALTIME static void
owe_control(ObSounding* const sounding,
            const uint32_t    held,
            const uint32_t    channel,
            const ObHolder    holder)
{
  if (sounding->holders[held][channel] == holder &&
      !sounding->held_owed[held][channel]) {
    sounding->held_owed[held][channel] = true;
    ++sounding->n_owed;
  }
}

OB_REALTIME void
ob_sounding_owe_held(ObSounding* const sounding, const uint32_t channel)
{
  for (uint32_t i = 0U; i < OB_HELDS; ++i) {
    owe_control(sounding, i, channel, OB_HOLDER_SCRIPT);
  }
}

OB_REALTIME void
ob_sounding_owe_passed(ObSounding* const sounding,
                       const ObHeld      held,
                       const uint32_t    channel)
{
  owe_control(sounding, held, channel, OB_HOLDER_PLAYER);
}

OB_REALTIME static void
owe_notes(ObSounding* const sounding, const uint32_t channel, const bool passed)
{
  for (uint32_t half = 0U; half < OB_MIDI_PITCHES / 64U; ++half) {
    uint64_t bits = sounding->sounding.bits[channel][half];
    while (bits) {
      const uint32_t pitch = half * 64U + (uint32_t)__builtin_ctzll(bits);
      if (passed || sounding->voices[channel][pitch] != OB_VOICE_PASSED) {
        ob_sounding_owe(sounding, channel, pitch);
      }
      bits &= bits - 1U;
    }
  }
}

OB_REALTIME void
ob_sounding_owe_script(ObSounding* const sounding, const uint32_t channel)
{
  owe_notes(sounding, channel, false);
  ob_sounding_owe_held(sounding, channel);
}

OB_REALTIME void
ob_sounding_owe_channel(ObSounding* const sounding, const uint32_t channel)
{
  owe_notes(sounding, channel, true);
  ob_sounding_owe_held(sounding, channel);
}

OB_REALTIME static bool
next_owed_held(const ObSounding* const sounding, uint8_t bytes[3])
{
  static const uint8_t messages[OB_HELDS][3] = { { 0xB0U, OB_CC_SUSTAIN, 0U },
                                                 { 0xB0U, OB_CC_SOSTENUTO, 0U },
                                                 { 0xE0U, 0x00U, 0x40U } };

  for (uint32_t channel = 0U; channel < OB_MIDI_CHANNELS; ++channel) {
    for (uint32_t i = 0U; i < OB_HELDS; ++i) {
      if (sounding->held_owed[i][channel]) {
        bytes[0] = (uint8_t)(messages[i][0] | channel);
        bytes[1] = messages[i][1];
        bytes[2] = messages[i][2];
        return true;
      }
    }
  }

  return false;
}

OB_REALTIME bool
ob_sounding_next_owed(const ObSounding* const sounding, uint8_t bytes[3])
{
  if (!sounding->n_owed) {
    return false;
  }

  for (uint32_t channel = 0U; channel < OB_MIDI_CHANNELS; ++channel) {
    for (uint32_t half = 0U; half < OB_MIDI_PITCHES / 64U; ++half) {
      const uint64_t bits = sounding->owed.bits[channel][half];
      if (bits) {
        bytes[0] = (uint8_t)(status_note_off | channel);
        bytes[1] = (uint8_t)(half * 64U + (uint32_t)__builtin_ctzll(bits));
        bytes[2] = release_velocity;
        return true;
      }
    }
  }

  return next_owed_held(sounding, bytes);
}
