// Copyright 2026 The Outboard authors
// SPDX-License-Identifier: ISC

// What the player holds, and what the script does not know of it; real-time

#include "keys.h"

#include <string.h>

/// Indices of the controls that are no controllers
enum
{
  control_bend     = 128,
  control_pressure = 129,
  control_program  = 130
};

void
ob_keys_init(ObKeys* const keys)
{
  memset(keys, 0, sizeof(*keys));
}

OB_REALTIME ObKeyOwner
ob_keys_press(ObKeys* const    keys,
              const uint32_t   channel,
              const uint32_t   pitch,
              const uint8_t    velocity,
              const ObKeyOwner owner)
{
  const ObKeyOwner former = (ObKeyOwner)keys->owners[channel][pitch];

  keys->owners[channel][pitch]   = (uint8_t)owner;
  keys->velocity[channel][pitch] = velocity;
  return former;
}

OB_REALTIME ObKeyOwner
ob_keys_release(ObKeys* const  keys,
                const uint32_t channel,
                const uint32_t pitch)
{
  const ObKeyOwner owner = (ObKeyOwner)keys->owners[channel][pitch];

  keys->owners[channel][pitch]   = OB_KEY_UP;
  keys->velocity[channel][pitch] = 0U;
  return owner;
}

OB_REALTIME bool
ob_keys_is_down(const ObKeys* const keys, const uint32_t key)
{
  const uint32_t channel = key / OB_MIDI_PITCHES;
  const uint32_t pitch   = key % OB_MIDI_PITCHES;

  return channel < OB_MIDI_CHANNELS && keys->velocity[channel][pitch];
}

OB_REALTIME void
ob_keys_clear(ObKeys* const keys, const uint32_t channel)
{
  memset(keys->owners[channel], OB_KEY_UP, sizeof(keys->owners[channel]));
  memset(keys->velocity[channel], 0, sizeof(keys->velocity[channel]));
}

OB_REALTIME void
ob_keys_orphan(ObKeys* const keys)
{
  for (uint32_t channel = 0U; channel < OB_MIDI_CHANNELS; ++channel) {
    for (uint32_t pitch = 0U; pitch < OB_MIDI_PITCHES; ++pitch) {
      if (keys->owners[channel][pitch] == OB_KEY_SCRIPT) {
        keys->owners[channel][pitch] = OB_KEY_MUTED;
      }
    }
  }
}

OB_REALTIME void
ob_keys_pass(ObKeys* const        keys,
             const uint8_t* const bytes,
             const uint32_t       size)
{
  bool         away = false;
  const ObHeld held = ob_midi_held(bytes, size, &away);
  if (held != OB_HELD_NONE) {
    keys->passed[held][bytes[0] & 0x0FU] = away;
  }
}

OB_REALTIME bool
ob_keys_lets_go(const ObKeys* const  keys,
                const uint8_t* const bytes,
                const uint32_t       size)
{
  bool         away = false;
  const ObHeld held = ob_midi_held(bytes, size, &away);

  return held != OB_HELD_NONE && !away && keys->passed[held][bytes[0] & 0x0FU];
}

OB_REALTIME void
ob_keys_miss(ObKeys* const        keys,
             const uint8_t* const bytes,
             const uint32_t       size)
{
  const uint32_t channel = bytes[0] & 0x0FU;
  uint32_t       control = OB_CONTROLS;
  uint32_t       value   = size > 1U ? bytes[1] : 0U;
  switch (ob_midi_kind(bytes, size)) {
    case OB_KIND_CC:
      control = bytes[1];
      value   = bytes[2];
      break;
    case OB_KIND_PITCH_BEND:
      control = control_bend;
      value |= (uint32_t)bytes[2] << 7U;
      break;
    case OB_KIND_CHANNEL_PRESSURE:
      control = control_pressure;
      break;
    case OB_KIND_PROGRAM_CHANGE:
      control = control_program;
      break;
    case OB_KIND_NOTE_OFF:
    case OB_KIND_NOTE_ON:
    case OB_KIND_POLY_PRESSURE:
    case OB_KIND_SYSEX:
    case OB_KIND_RAW:
      break;
  }

  if (control < OB_CONTROLS) {
    keys->latest[channel][control] = (uint16_t)value;
    keys->missed[channel][control / 64U] |= UINT64_C(1) << (control % 64U);
  }

  ++keys->lost;
  keys->stale = true;
}

/// Write the message for a control; return its size [bytes]
OB_REALTIME static uint32_t
write_control(const uint32_t channel,
              const uint32_t control,
              const uint16_t value,
              uint8_t        bytes[3])
{
  const uint8_t low  = value & 0x7FU;
  const uint8_t high = (uint8_t)(value >> 7U) & 0x7FU;

  switch (control) {
    case control_bend:
      bytes[0] = (uint8_t)(0xE0U | channel);
      bytes[1] = low;
      bytes[2] = high;
      return 3U;
    case control_pressure:
      bytes[0] = (uint8_t)(0xD0U | channel);
      bytes[1] = low;
      return 2U;
    case control_program:
      bytes[0] = (uint8_t)(0xC0U | channel);
      bytes[1] = low;
      return 2U;
    default:
      bytes[0] = (uint8_t)(0xB0U | channel);
      bytes[1] = (uint8_t)control;
      bytes[2] = low;
      return 3U;
  }
}

OB_REALTIME uint32_t
ob_keys_take_missed(ObKeys* const keys, uint8_t bytes[3])
{
  for (uint32_t channel = 0U; channel < OB_MIDI_CHANNELS; ++channel) {
    for (uint32_t word = 0U; word < 3U; ++word) {
      uint64_t* const missed = &keys->missed[channel][word];
      if (*missed) {
        const uint32_t control =
          word * 64U + (uint32_t)__builtin_ctzll(*missed);
        *missed &= *missed - 1U;
        return write_control(
          channel, control, keys->latest[channel][control], bytes);
      }
    }
  }

  return 0U;
}
