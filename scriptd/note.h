// Copyright 2026 The Outboard authors
// SPDX-License-Identifier: ISC

// Notes with a life of their own: keys, and what they own; interpreter

#ifndef OUTBOARD_NOTE_H
#define OUTBOARD_NOTE_H

#include "event.h"
#include "fields.h"

#include <Python.h>

#include <stdbool.h>
#include <stdint.h>

/// What a NoteOn stands for
typedef enum
{
  OB_NOTE_MADE, ///< A value that a script constructed or copied
  OB_NOTE_KEY,  ///< A physical key, from its note-on until it is forgotten
  OB_NOTE_SENT  ///< A note that was sent: a voice
} ObNoteRole;

typedef struct ObNoteImpl ObNote;
typedef struct ObTieImpl  ObTie;

/// A NoteOn
struct ObNoteImpl
{
  ObEventObject event;
  ObNoteRole    role;
  uint32_t      number; ///< Unique; as sent, the voice
  ObNote*       key;    ///< The key it was sent or copied from, or NULL; owned
  PyObject*     mine;   ///< The script's `data`, or NULL
  ObTie*        ties;   ///< What depends on its end; each owns the note

  // Of a key
  PyObject* owned;            ///< List of notes it is to release, or NULL
  ObNote*   older;            ///< Key that went down before, or NULL
  ObNote*   newer;            ///< Key that went down after, or NULL
  bool      held;             ///< Down
  int16_t   release_velocity; ///< 0 to 127, or -1 while it is down

  // Of a key or a note sent
  bool kept; ///< By hold(): not released with its key

  // Of a note sent
  bool    ended;  ///< Its end has been sent
  bool    timed;  ///< It has an end of its own
  ObDue   start;  ///< When it starts
  ObDue   finish; ///< When that comes
  ObNote* former; ///< The one sent before it on its pitch and channel
};

/// MIDI's velocity for instruments that do not measure it
#define OB_NEUTRAL_VELOCITY 64U

/// Return a new note, or NULL with an exception set; `key` may be NULL
ObNote*
ob_note_new(ObFields* fields, ObNoteRole role, ObNote* key);

/// Return the key that would own what this note sends, or NULL; borrowed
ObNote*
ob_note_key(ObNote* note);

/// Return whether the host may still have the note, sounding or pending
bool
ob_note_is_alive(const ObNote* note);

/// Return whether a note was sent and has not come to its end, however it came
bool
ob_note_is_unfinished(const ObNote* note);

/// Return whether a note was sent, has begun and has not ended
bool
ob_note_is_sounding(const ObNote* note);

/// Drop from a list of notes what has ended; false with an exception set
bool
ob_note_prune(PyObject* list);

/**
   Send a note.

   @param timing When, and how long if it has a length of its own.
   @param key Owner of a note without a length, or NULL.
   @return The new note, or NULL with an exception set.
*/
ObNote*
ob_note_send(ObFields* fields, const ObTiming* timing, ObNote* key);

/// End a note that is alive at `due`, or before it has begun
void
ob_note_end(ObNote* note, const ObDue* due, unsigned velocity);

/// Return a new key that has just gone down, or NULL
ObNote*
ob_note_press(ObFields* fields);

/// The key has gone up: say so to those who ask it
void
ob_note_lift(ObNote* key, uint8_t velocity);

/// End what the key owns, each note as much later as it was delayed
void
ob_note_release(ObNote* key);

/// Send a key's note-on unchanged; false with an exception set
bool
ob_note_pass(ObNote* key);

/// Set the key, if any, whose on_note_on runs: it owns what is sent; borrowed
void
ob_note_set_current(ObNote* key);

/// Return that key; borrowed
ObNote*
ob_note_current(void);

#endif // OUTBOARD_NOTE_H
