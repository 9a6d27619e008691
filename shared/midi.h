// Copyright 2026 The Outboard authors
// SPDX-License-Identifier: ISC

// What a MIDI message is, from its bytes (MIDI 1.0 specification); real-time

#ifndef OUTBOARD_MIDI_H
#define OUTBOARD_MIDI_H

#include "attributes.h"

#include <stdbool.h>
#include <stdint.h>

#define OB_MIDI_CHANNELS 16U
#define OB_MIDI_PITCHES 128U
#define OB_MIDI_BEND_CENTRE 8192U

/// Controllers with a meaning to the plugin
typedef enum
{
  OB_CC_SUSTAIN       = 64,
  OB_CC_SOSTENUTO     = 66,
  OB_CC_ALL_SOUND_OFF = 120,
  OB_CC_ALL_NOTES_OFF = 123
} ObController;

/// Kinds of message, as scripts tell them apart
typedef enum
{
  OB_KIND_NOTE_OFF, ///< Also a note-on of velocity 0
  OB_KIND_NOTE_ON,
  OB_KIND_POLY_PRESSURE,
  OB_KIND_CC,
  OB_KIND_PROGRAM_CHANGE,
  OB_KIND_CHANNEL_PRESSURE,
  OB_KIND_PITCH_BEND,
  OB_KIND_SYSEX,
  OB_KIND_RAW ///< Any other message
} ObKind;

/// Number of values of ObKind
#define OB_KINDS 9U

/// Controllers that stay where they are put until they are let go
typedef enum
{
  OB_HELD_SUSTAIN,
  OB_HELD_SOSTENUTO,
  OB_HELD_BEND,
  OB_HELD_NONE ///< Any other message
} ObHeld;

/// Number of values of ObHeld that are controllers
#define OB_HELDS 3U

/// Return the kind of a message of at least one byte that ob_midi_valid()
OB_REALTIME ObKind
ob_midi_kind(const uint8_t* bytes, uint32_t size);

/// Return which held controller a message moves, and whether away from rest
OB_REALTIME ObHeld
ob_midi_held(const uint8_t* bytes, uint32_t size, bool* away);

/**
   Return whether `bytes` is one whole message.

   That is a status byte with its number of data bytes below 0x80, or system
   exclusive data from 0xF0 to 0xF7.
*/
OB_REALTIME bool
ob_midi_valid(const uint8_t* bytes, uint32_t size);

#endif // OUTBOARD_MIDI_H
