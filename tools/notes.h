// Copyright 2026 The Outboard authors
// SPDX-License-Identifier: ISC

// Notes made of their note-ons and note-offs, and their names; setup

#ifndef OUTBOARD_NOTES_H
#define OUTBOARD_NOTES_H

#include "events.h"
#include "status.h"

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

/// A note; or a note-off that ends none
typedef struct
{
  size_t   on;      ///< Index of its note-on; SIZE_MAX if there is none
  size_t   off;     ///< Index of its note-off; SIZE_MAX if there is none
  uint32_t start;   ///< [frames]
  uint32_t end;     ///< [frames]; without note-off, the next note-on or the end
  uint8_t  channel; ///< 0 to 15
  uint8_t  pitch;   ///< 0 to 127
  uint8_t  velocity;     ///< 1 to 127
  uint8_t  off_velocity; ///< 0 to 127
} ObNote;

/// Notes in the order of their note-ons
typedef struct
{
  ObNote* notes;
  size_t  count;
  size_t  capacity;
} ObNotes;

/// Longest name of a note, with its end [bytes]
#define OB_NOTE_NAME 6U

/**
   Pair the note-ons with the note-offs in a list, which is in order.

   @param end Of the list [frames].
   @return OB_SUCCESS or OB_NO_MEM; the caller owns `notes` either way.
*/
ObStatus
ob_notes_find(ObNotes* notes, const ObEvents* events, uint32_t end);

/// Free what the notes own
void
ob_notes_clear(ObNotes* notes);

/// Write the name of a pitch from 0 to 127, as "C#4", to OB_NOTE_NAME bytes
void
ob_note_name(unsigned pitch, char* name);

/// Return the pitch that a name or number stands for, or -1
int
ob_note_number(const char* name);

#endif // OUTBOARD_NOTES_H
