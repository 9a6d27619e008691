// Copyright 2026 The Outboard authors
// SPDX-License-Identifier: ISC

// The notes that the host has, by pitch and channel; interpreter

#include "voices.h"

#include "midi.h"
#include "tie.h"

/// Notes on one pitch and channel
typedef struct
{
  ObNote*  newest; ///< Sent last; each owned, linked by `former`
  uint32_t count;
  uint32_t limit; ///< From here on it is worth looking which have ended
} ObVoices;

static ObVoices table[OB_MIDI_CHANNELS][OB_MIDI_PITCHES];

/// Whether the end of a note may be due at a place in the song
static bool watching;

/// Notes that have left their lists, linked by `former`; each still owned, for
/// with the last of what holds it may go what runs code of the script
static ObNote* gone;

/// Whether a list is being gone through, so that nothing may change it
static bool walking;

/// What to do with a note
typedef void (*ObVoiceAction)(ObNote* note);

static ObVoices*
place(const ObNote* const note)
{
  return &table[note->event.channel - 1U][note->event.values[0]];
}

/// Take the note that a link points to out of its list
static void
take_out(ObVoices* const voices, ObNote** const link)
{
  ObNote* const note = *link;

  *link        = note->former;
  note->former = gone;
  gone         = note;
  --voices->count;
}

/// Give up the notes that have left, once all lists are in order
static void
let_go(void)
{
  while (gone && !walking) {
    ObNote* const note = gone;

    gone         = note->former;
    note->former = NULL;
    Py_DECREF(note);
  }
}

/// The host has ended a note, or does so by itself
static void
end(ObNote* const note)
{
  const ObDue now = ob_due_now();

  note->ended = true;
  ob_tie_set(note, false, &now);
  ob_tie_set(note, true, &now);
}

/// Return the note that has begun last, or NULL
static const ObNote*
last_begun(const ObVoices* const voices)
{
  const ObNote* last  = NULL;
  uint64_t      frame = 0U;

  for (const ObNote* note = voices->newest; note; note = note->former) {
    const uint64_t start = ob_due_frame(&note->start);
    if (start <= ob_moment()->frame && (!last || start > frame)) {
      last  = note;
      frame = start;
    }
  }

  return last;
}

/// Return whether a note may still come or sound
static bool
lasts(const ObNote* const note, const ObNote* const last)
{
  const uint64_t now = ob_moment()->frame;
  if (note->ended || (note->timed && ob_due_frame(&note->finish) <= now)) {
    return false;
  }

  return note == last || ob_due_frame(&note->start) > now;
}

/// Drop what has ended
static void
settle(ObVoices* const voices)
{
  const ObNote* const last = last_begun(voices);
  for (ObNote** link = &voices->newest; *link;) {
    ObNote* const note = *link;
    if (lasts(note, last)) {
      link = &note->former;
    } else {
      if (!note->ended) {
        end(note);
      }
      take_out(voices, link);
    }
  }

  voices->limit = 2U * voices->count + 4U;
}

const ObDue*
ob_voices_end(const ObNote* const note)
{
  const uint64_t start = ob_due_frame(&note->start);
  const ObDue*   end   = note->timed ? &note->finish : NULL;

  for (const ObNote* other = place(note)->newest; other;
       other               = other->former) {
    const bool after = ob_due_frame(&other->start) > start;
    if (after && !other->ended &&
        (!end || ob_due_frame(&other->start) < ob_due_frame(end))) {
      end = &other->start;
    }
  }

  return end;
}

/// Let everything that depends on the notes' ends know when they are
static void
foresee(ObVoices* const voices)
{
  bool any = false;
  for (const ObNote* note = voices->newest; note && !any; note = note->former) {
    any = note->ties;
  }
  if (!any) {
    return;
  }

  settle(voices); // Nothing is to leave the list meanwhile
  for (const ObNote* note = voices->newest; note; note = note->former) {
    if (note->ties && !note->ended) {
      ob_tie_foresee(note);
    }
  }
}

void
ob_voices_add(ObNote* const note)
{
  ObVoices* const voices = place(note);

  Py_INCREF(note);
  note->former   = voices->newest;
  voices->newest = note;
  if (++voices->count > voices->limit) {
    settle(voices);
  }
  foresee(voices);
  let_go();
}

void
ob_voices_remove(ObNote* const note)
{
  ObVoices* const voices = place(note);
  ObNote**        link   = &voices->newest;
  while (*link && *link != note) {
    link = &(*link)->former;
  }
  if (*link) {
    take_out(voices, link);
    foresee(voices);
  }
  let_go();
}

void
ob_voices_watch(void)
{
  watching = true;
}

bool
ob_voices_watching(void)
{
  return watching;
}

void
ob_voices_settle(const ObNote* const note)
{
  ObVoices* const voices = place(note);
  if (voices->newest != note || note->former) {
    settle(voices);
  }
}

/// Do something with every note on channels
static void
for_each(const unsigned first, const unsigned last, const ObVoiceAction action)
{
  walking = true;
  for (unsigned channel = first; channel <= last; ++channel) {
    for (unsigned pitch = 0U; pitch < OB_MIDI_PITCHES; ++pitch) {
      ObVoices* const voices = &table[channel - 1U][pitch];
      settle(voices);
      for (ObNote* note = voices->newest; note;) {
        ObNote* const former = note->former;
        action(note);
        note = former;
      }
      settle(voices);
    }
  }
  walking = false;
  let_go();
}

void
ob_voices_reset(const unsigned channel)
{
  for_each(channel, channel, end);
}

/// End a note as a script would
static void
stop(ObNote* const note)
{
  const ObDue now = ob_due_now();

  ob_note_end(note, &now, OB_NEUTRAL_VELOCITY);
}

void
ob_voices_end_all(void)
{
  for_each(1U, OB_MIDI_CHANNELS, stop);
}

/// The song has stopped or is elsewhere: what is to come does not
static void
cut(ObNote* const note)
{
  const bool begun = ob_due_frame(&note->start) <= ob_moment()->frame;
  if (begun && note->timed && note->finish.anchor == OB_ANCHOR_SONG) {
    stop(note); // The host has dropped its end
  } else if (!begun || note->timed) {
    end(note);
  }
}

/// The song has looped: what is to come at a place in it does not
static void
loop(ObNote* const note)
{
  const bool begun = ob_due_frame(&note->start) <= ob_moment()->frame;
  if (!begun && note->start.anchor == OB_ANCHOR_SONG) {
    end(note);
  } else if (note->timed && note->finish.anchor == OB_ANCHOR_SONG) {
    stop(note);
  }
}

void
ob_voices_move(const ObMove move)
{
  if (move == OB_MOVE_STOP || move == OB_MOVE_LOCATE) {
    for_each(1U, OB_MIDI_CHANNELS, cut);
    watching = false;
  } else if (move == OB_MOVE_LOOP) {
    for_each(1U, OB_MIDI_CHANNELS, loop);
    watching = false;
  }
}
