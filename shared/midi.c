// Copyright 2026 The Outboard authors
// SPDX-License-Identifier: ISC

// What a MIDI message is, from its bytes (MIDI 1.0 specification); real-time

#include "midi.h"

OB_REALTIME ObKind
ob_midi_kind(const uint8_t* const bytes, const uint32_t size)
{
  switch (bytes[0] & 0xF0U) {
    case 0x80U:
      return OB_KIND_NOTE_OFF;
    case 0x90U:
      return (size > 2U && bytes[2]) ? OB_KIND_NOTE_ON : OB_KIND_NOTE_OFF;
    case 0xA0U:
      return OB_KIND_POLY_PRESSURE;
    case 0xB0U:
      return OB_KIND_CC;
    case 0xC0U:
      return OB_KIND_PROGRAM_CHANGE;
    case 0xD0U:
      return OB_KIND_CHANNEL_PRESSURE;
    case 0xE0U:
      return OB_KIND_PITCH_BEND;
    default:
      return bytes[0] == 0xF0U ? OB_KIND_SYSEX : OB_KIND_RAW;
  }
}

OB_REALTIME ObHeld
ob_midi_held(const uint8_t* const bytes, const uint32_t size, bool* const away)
{
  *away = false;
  if (size != 3U) {
    return OB_HELD_NONE;
  }

  const uint8_t status = bytes[0] & 0xF0U;
  if (status == 0xE0U) {
    *away = (bytes[1] | ((uint32_t)bytes[2] << 7U)) != OB_MIDI_BEND_CENTRE;
    return OB_HELD_BEND;
  }

  const bool sustain   = status == 0xB0U && bytes[1] == OB_CC_SUSTAIN;
  const bool sostenuto = status == 0xB0U && bytes[1] == OB_CC_SOSTENUTO;
  *away                = (sustain || sostenuto) && bytes[2] >= 64U;
  return sustain     ? OB_HELD_SUSTAIN
         : sostenuto ? OB_HELD_SOSTENUTO
                     : OB_HELD_NONE;
}

/// Return the size that a status byte asks for, or 0 if it is no status
OB_REALTIME static uint32_t
message_size(const uint8_t status)
{
  static const uint8_t channel_sizes[8] = { 3, 3, 3, 3, 2, 2, 3, 0 };
  static const uint8_t system_sizes[16] = { 0, 2, 3, 2, 0, 0, 1, 0,
                                            1, 0, 1, 1, 1, 0, 1, 1 };

  if (status < 0x80U) {
    return 0U;
  }

  return status < 0xF0U ? channel_sizes[(status >> 4U) & 7U]
                        : system_sizes[status & 15U];
}

OB_REALTIME bool
ob_midi_valid(const uint8_t* const bytes, const uint32_t size)
{
  if (size == 0U) {
    return false;
  }

  const bool     sysex = bytes[0] == 0xF0U;
  const uint32_t end   = sysex ? size - 1U : size;
  if (sysex ? (size < 2U || bytes[end] != 0xF7U)
            : (size != message_size(bytes[0]))) {
    return false;
  }

  for (uint32_t i = 1U; i < end; ++i) {
    if (bytes[i] & 0x80U) {
      return false;
    }
  }

  return true;
}
