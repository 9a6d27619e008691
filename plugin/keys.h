// Copyright 2026 The Outboard authors
// SPDX-License-Identifier: ISC

// What the player holds, and what the script does not know of it; real-time

#ifndef OUTBOARD_KEYS_H
#define OUTBOARD_KEYS_H

#include "attributes.h"
#include "midi.h"

#include <stdbool.h>
#include <stdint.h>

/// Controllers by number, then bend, channel pressure and program
#define OB_CONTROLS 131U

/// Who was given a key's note-on
typedef enum
{
  OB_KEY_UP,     ///< Nobody: the key is up
  OB_KEY_MUTED,  ///< Nobody: it was swallowed
  OB_KEY_PASSED, ///< The host: its note-off must pass as well
  OB_KEY_SCRIPT  ///< The script
} ObKeyOwner;

/// The player's keys, and controllers that could not be delivered
typedef struct
{
  bool     stale; ///< The script must be told which keys are down
  uint32_t lost;  ///< Events that the script was not told of
  uint8_t  owners[OB_MIDI_CHANNELS][OB_MIDI_PITCHES];   ///< ObKeyOwner
  uint8_t  velocity[OB_MIDI_CHANNELS][OB_MIDI_PITCHES]; ///< 0: up
  bool     passed[OB_HELDS][OB_MIDI_CHANNELS];          ///< Away from rest
  uint16_t latest[OB_MIDI_CHANNELS][OB_CONTROLS];       ///< Of those missed
  uint64_t missed[OB_MIDI_CHANNELS][3];                 ///< Bit per control
} ObKeys;

/// All keys are up, nothing was missed
void
ob_keys_init(ObKeys* keys);

/// A key went down; return who had been given it before
OB_REALTIME ObKeyOwner
ob_keys_press(ObKeys*    keys,
              uint32_t   channel,
              uint32_t   pitch,
              uint8_t    velocity,
              ObKeyOwner owner);

/// A key went up; return who was given its note-on
OB_REALTIME ObKeyOwner
ob_keys_release(ObKeys* keys, uint32_t channel, uint32_t pitch);

/// Return whether a key is down; `key` is 128 times its channel plus its pitch
OB_REALTIME bool
ob_keys_is_down(const ObKeys* keys, uint32_t key);

/// Forget the keys of a channel
OB_REALTIME void
ob_keys_clear(ObKeys* keys, uint32_t channel);

/// The script is gone: what it was given is nobody's any more
OB_REALTIME void
ob_keys_orphan(ObKeys* keys);

/// A message other than a note is going to pass, or would if there were room
OB_REALTIME void
ob_keys_pass(ObKeys* keys, const uint8_t* bytes, uint32_t size);

/// Return whether a message lets go of a pedal or bend that has passed
OB_REALTIME bool
ob_keys_lets_go(const ObKeys* keys, const uint8_t* bytes, uint32_t size);

/// A valid message could not be delivered: keep what matters of it
OB_REALTIME void
ob_keys_miss(ObKeys* keys, const uint8_t* bytes, uint32_t size);

/**
   Take a controller that was missed, as a message with its latest value.

   @return Its size [bytes], or 0 if there is none.
*/
OB_REALTIME uint32_t
ob_keys_take_missed(ObKeys* keys, uint8_t bytes[3]);

#endif // OUTBOARD_KEYS_H
