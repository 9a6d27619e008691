// Copyright 2026 The Outboard authors
// SPDX-License-Identifier: ISC

// What sounds because of the plugin, and who must end it; real-time

#ifndef OUTBOARD_SOUNDING_H
#define OUTBOARD_SOUNDING_H

#include "attributes.h"
#include "midi.h"

#include <stdbool.h>
#include <stdint.h>

/// The voice of a note that passed through; its end passes through as well
#define OB_VOICE_PASSED UINT32_MAX

/// Any voice of a script: what a note-on that was dropped would have ended
#define OB_VOICE_ANY 0xEFFFFFFFU

/// The voices from here on are of children that have been reloaded
#define OB_VOICE_INHERITED 0xF0000000U

/// Who has put a held controller where it is
typedef enum
{
  OB_HOLDER_NONE,   ///< It is at rest
  OB_HOLDER_SCRIPT, ///< The script
  OB_HOLDER_PLAYER  ///< What passed through
} ObHolder;

/// A set of (channel, pitch)
typedef struct
{
  uint64_t bits[OB_MIDI_CHANNELS][OB_MIDI_PITCHES / 64U];
} ObNoteSet;

OB_REALTIME void
ob_note_set_add(ObNoteSet* set, uint32_t channel, uint32_t pitch);

OB_REALTIME void
ob_note_set_remove(ObNoteSet* set, uint32_t channel, uint32_t pitch);

OB_REALTIME bool
ob_note_set_contains(const ObNoteSet* set, uint32_t channel, uint32_t pitch);

/**
   The notes that the host has been given and not yet been told the end of.

   Those that are owed an end get it as soon as the output has room, see
   ob_sounding_next_owed().
*/
typedef struct
{
  uint32_t voices[OB_MIDI_CHANNELS][OB_MIDI_PITCHES]; ///< OB_VOICE_NONE: silent
  uint32_t delays[OB_MIDI_CHANNELS][OB_MIDI_PITCHES]; ///< How late [frames]
  uint16_t keys[OB_MIDI_CHANNELS][OB_MIDI_PITCHES];   ///< Owners, see ObSend
  ObNoteSet sounding;                                 ///< Those with a voice
  ObNoteSet owed;                                     ///< Those to be ended
  ObNoteSet inherited; ///< From a child that is gone: to end with their keys
  uint32_t  n_owed;    ///< Notes and held controllers that are owed their end
  uint8_t   holders[OB_HELDS][OB_MIDI_CHANNELS];   ///< ObHolder
  bool      held_owed[OB_HELDS][OB_MIDI_CHANNELS]; ///< To be let go
} ObSounding;

/// Forget everything
void
ob_sounding_init(ObSounding* sounding);

/// Return the voice on a pitch, OB_VOICE_NONE if silent
OB_REALTIME uint32_t
ob_sounding_voice(const ObSounding* sounding, uint32_t channel, uint32_t pitch);

/// Return how late the note on a pitch began [frames]
OB_REALTIME uint32_t
ob_sounding_delay(const ObSounding* sounding, uint32_t channel, uint32_t pitch);

/// A note-on has been emitted, `delay` frames late
OB_REALTIME void
ob_sounding_start(ObSounding* sounding,
                  uint32_t    channel,
                  uint32_t    pitch,
                  uint32_t    voice,
                  uint32_t    delay);

/// What sounds on a pitch is to be taken as if it had begun in time
OB_REALTIME void
ob_sounding_clear_delay(ObSounding* sounding, uint32_t channel, uint32_t pitch);

/// Note which key owns what sounds on a pitch, see ObSend
OB_REALTIME void
ob_sounding_own(ObSounding* sounding,
                uint32_t    channel,
                uint32_t    pitch,
                uint16_t    key);

/// The child is gone, and what sounds on a pitch goes on as `voice`
OB_REALTIME void
ob_sounding_inherit(ObSounding* sounding,
                    uint32_t    channel,
                    uint32_t    pitch,
                    uint32_t    voice,
                    bool        with_key);

/**
   Find the next inherited note that `key` owns, and let go of it.

   @return Its pitch, with the channel above bit 7, or -1 if there is none.
*/
OB_REALTIME int
ob_sounding_take_inherited(ObSounding* sounding, uint16_t key);

/// A note-off has been emitted
OB_REALTIME void
ob_sounding_stop(ObSounding* sounding, uint32_t channel, uint32_t pitch);

/**
   Take account of any other message that has been emitted.

   @param script Whether the script sent it; else it passed through.
*/
OB_REALTIME void
ob_sounding_control(ObSounding*    sounding,
                    const uint8_t* bytes,
                    uint32_t       size,
                    bool           script);

/// What sounds on one pitch is owed its end
OB_REALTIME void
ob_sounding_owe(ObSounding* sounding, uint32_t channel, uint32_t pitch);

/// The controllers that the script holds on a channel are to be let go
OB_REALTIME void
ob_sounding_owe_held(ObSounding* sounding, uint32_t channel);

/// A controller that passed through is to be let go
OB_REALTIME void
ob_sounding_owe_passed(ObSounding* sounding, ObHeld held, uint32_t channel);

/// All that the script has sounded and holds on a channel is owed its end
OB_REALTIME void
ob_sounding_owe_script(ObSounding* sounding, uint32_t channel);

/// All that sounds on a channel is owed its end, whoever began it
OB_REALTIME void
ob_sounding_owe_channel(ObSounding* sounding, uint32_t channel);

/**
   Return whether a message is owed, and which.

   Once it is emitted and ob_sounding_stop() or ob_sounding_control() was told,
   it is not owed any more.
*/
OB_REALTIME bool
ob_sounding_next_owed(const ObSounding* sounding, uint8_t bytes[3]);

#endif // OUTBOARD_SOUNDING_H
