// Copyright 2026 The Outboard authors
// SPDX-License-Identifier: ISC

// Notes made of their note-ons and note-offs, and their names; setup

#include "notes.h"

#include "grow.h"
#include "midi.h"

#include <ctype.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

/// Semitones of an octave, and the number of the octave that pitch 0 is in
enum
{
  OCTAVE  = 12,
  LOWEST  = -1,
  NOTHING = -1
};

static ObStatus
add(ObNotes* const notes, const ObNote* const note)
{
  ObNote* const list = (ObNote*)ob_grow(
    notes->notes, &notes->capacity, notes->count + 1U, sizeof(ObNote));
  if (!list) {
    return OB_NO_MEM;
  }
  notes->notes         = list;
  list[notes->count++] = *note;
  return OB_SUCCESS;
}

ObStatus
ob_notes_find(ObNotes* const        notes,
              const ObEvents* const events,
              const uint32_t        end)
{
  // Index + 1 of the note that sounds
  size_t sounding[OB_MIDI_CHANNELS][OB_MIDI_PITCHES] = { { 0U } };

  *notes          = (ObNotes){ NULL, 0U, 0U };
  ObStatus status = OB_SUCCESS;
  for (size_t i = 0U; !status && i < events->count; ++i) {
    const ObEvent* const event = &events->events[i];
    const uint8_t* const bytes = ob_events_bytes(events, event);
    const ObKind         kind  = ob_midi_kind(bytes, event->size);
    if (kind != OB_KIND_NOTE_ON && kind != OB_KIND_NOTE_OFF) {
      continue;
    }

    size_t* const place = &sounding[bytes[0] & 0x0FU][bytes[1]];
    if (kind == OB_KIND_NOTE_OFF && *place) {
      ObNote* const note = &notes->notes[*place - 1U];
      note->off          = i;
      note->end          = event->frame;
      note->off_velocity = bytes[0] < 0x90U ? bytes[2] : 0U;
      *place             = 0U;
      continue;
    }

    if (*place) { // Struck again
      notes->notes[*place - 1U].end = event->frame;
    }
    const bool   on   = kind == OB_KIND_NOTE_ON;
    const ObNote note = { .on       = on ? i : SIZE_MAX,
                          .off      = on ? SIZE_MAX : i,
                          .start    = event->frame,
                          .end      = on ? end : event->frame,
                          .channel  = bytes[0] & 0x0FU,
                          .pitch    = bytes[1],
                          .velocity = bytes[2] };
    status            = add(notes, &note);
    *place            = on ? notes->count : 0U;
  }
  return status;
}

void
ob_notes_clear(ObNotes* const notes)
{
  free(notes->notes);
  *notes = (ObNotes){ NULL, 0U, 0U };
}

void
ob_note_name(const unsigned pitch, char* const name)
{
  static const char* const names[OCTAVE] = {
    "C", "C#", "D", "D#", "E", "F", "F#", "G", "G#", "A", "A#", "B"
  };

  snprintf(name,
           OB_NOTE_NAME,
           "%s%d",
           names[pitch % OCTAVE],
           (int)(pitch / OCTAVE % OCTAVE) + LOWEST);
}

int
ob_note_number(const char* const name)
{
  static const char steps[] = "C.D.EF.G.A.B";
  char*             end     = NULL;
  long              number  = 0;
  const char        letter  = (char)toupper((unsigned char)name[0]);
  const char* const step =
    isalpha((unsigned char)letter) ? strchr(steps, letter) : NULL;
  const char* const behind = name + !!step;
  const bool        sharp  = step && *behind == '#';
  const bool        flat   = step && *behind == 'b';
  const char* const digits = behind + (sharp || flat);

  if (!isdigit((unsigned char)*digits) && *digits != '-') {
    return NOTHING;
  }
  number = strtol(digits, &end, 10);
  if (*end || number < LOWEST || number > (long)OB_MIDI_PITCHES) {
    return NOTHING;
  }
  if (step) {
    number = (number - LOWEST) * OCTAVE + (step - steps) + sharp - flat;
  }
  return number >= 0 && number < (long)OB_MIDI_PITCHES ? (int)number : NOTHING;
}
