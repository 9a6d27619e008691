// Copyright 2026 The Outboard authors
// SPDX-License-Identifier: ISC

// Notes with a life of their own: keys, and what they own; interpreter

#include "note.h"

#include "moment.h"
#include "reply.h"
#include "tie.h"
#include "voices.h"

static ObNote* current;

void
ob_note_set_current(ObNote* const key)
{
  current = key;
}

ObNote*
ob_note_current(void)
{
  return current;
}

/// Return a number that no other note has; never OB_VOICE_NONE or UINT32_MAX
static uint32_t
next_number(void)
{
  static uint32_t last = OB_VOICE_NONE;

  do {
    ++last;
  } while (last == OB_VOICE_NONE || last == UINT32_MAX);

  return last;
}

ObNote*
ob_note_new(ObFields* const fields, const ObNoteRole role, ObNote* const key)
{
  ObNote* const note = (ObNote*)ob_event_new(fields);
  if (note) {
    note->role             = role;
    note->number           = next_number();
    note->release_velocity = -1;
    note->key              = (ObNote*)Py_XNewRef((PyObject*)key);
  }

  return note;
}

ObNote*
ob_note_press(ObFields* const fields)
{
  ObNote* const key = ob_note_new(fields, OB_NOTE_KEY, NULL);
  if (key) {
    key->held = true;
  }

  return key;
}

ObNote*
ob_note_key(ObNote* const note)
{
  return note->role == OB_NOTE_KEY ? note : note->key ? note->key : current;
}

bool
ob_note_is_alive(const ObNote* const note)
{
  return note->role == OB_NOTE_SENT && !note->ended;
}

bool
ob_note_is_unfinished(const ObNote* const note)
{
  ob_voices_settle(note);
  return ob_note_is_alive(note) &&
         (!note->timed || ob_moment()->frame < ob_due_frame(&note->finish));
}

bool
ob_note_is_sounding(const ObNote* const note)
{
  return ob_note_is_unfinished(note) &&
         ob_due_frame(&note->start) <= ob_moment()->frame;
}

bool
ob_note_prune(PyObject* const list)
{
  bool good = true;

  // With a note may go what ends others, and the key that owns the list
  Py_INCREF(list);
  for (Py_ssize_t i = PyList_GET_SIZE(list); good && i-- > 0;) {
    if (i < PyList_GET_SIZE(list) &&
        !ob_note_is_unfinished((const ObNote*)PyList_GET_ITEM(list, i))) {
      good = !PySequence_DelItem(list, i);
    }
  }

  Py_DECREF(list);
  return good;
}

/// Let `key` own `note`
static bool
own(ObNote* const key, ObNote* const note)
{
  // A key held for long may have sent many notes that ended meanwhile
  const Py_ssize_t size = key->owned ? PyList_GET_SIZE(key->owned) : 0;
  if (size >= 32 && size % 32 == 0 && !ob_note_prune(key->owned)) {
    return false;
  }

  if (!key->owned) {
    key->owned = PyList_New(0);
    if (!key->owned) {
      return false;
    }
  }

  return !PyList_Append(key->owned, (PyObject*)note);
}

/// Return when a note with a length of its own ends
static ObDue
finish_time(const ObDue* const start, const ObTiming* const timing)
{
  ObDue finish = *start;

  if (timing->unit == OB_NAME_MS) {
    finish.anchor = OB_ANCHOR_FRAME;
    finish.frame =
      ob_due_frame(start) +
      (uint64_t)(timing->length * ob_moment()->rate / 1000.0 + 0.5);
  } else {
    const double delay = start->anchor == OB_ANCHOR_FRAME
                           ? (double)(start->frame - ob_moment()->frame) *
                               ob_moment_beats_per_frame()
                           : start->delay;
    finish.anchor      = OB_ANCHOR_ELAPSED;
    finish.beat        = ob_moment_elapsed() + delay + timing->length;
  }

  return finish;
}

/// Write the note-on
static void
start(ObNote* const note, const ObDue* const due, const ObTiming* const timing)
{
  uint8_t             buffer[3];
  uint32_t            size   = 0U;
  const ObFields      fields = ob_event_fields(&note->event);
  const ObNote* const owner  = timing->has_length ? NULL : note->key;

  note->start = *due;
  note->ended = false;
  note->timed = timing->has_length;
  if (timing->has_length) {
    note->finish = finish_time(due, timing);
  }

  const uint16_t key = owner ? ob_record_key(owner->event.channel - 1U,
                                             (uint32_t)owner->event.values[0])
                             : 0U;
  ob_fields_encode(&fields, buffer, &size);
  ob_reply_send_note(due, note->number, key, timing, buffer);
  ob_voices_add(note);
}

ObNote*
ob_note_send(ObFields* const       fields,
             const ObTiming* const timing,
             ObNote* const         key)
{
  ObDue due;
  if (!ob_due_resolve(&due, timing)) {
    return NULL;
  }

  ObNote* const note  = ob_note_new(fields, OB_NOTE_SENT, key);
  const bool    owned = key && !timing->has_length;
  if (!note) {
    return NULL;
  }

  note->ended = true;
  if (owned && !key->held) {
    return note; // Nobody would end it
  }

  if (owned && !own(key, note)) {
    Py_DECREF(note);
    return NULL;
  }

  start(note, &due, timing);
  return note;
}

bool
ob_note_pass(ObNote* const key)
{
  static const ObTiming now    = { 0 };
  ObFields              fields = ob_event_fields(&key->event);
  ObNote* const         note   = ob_note_send(&fields, &now, key);

  Py_XDECREF(note);
  return note;
}

void
ob_note_end(ObNote* const note, const ObDue* const due, const unsigned velocity)
{
  const uint64_t frame = ob_due_frame(due);

  ob_tie_set(note, false, due);
  ob_tie_set(note, true, due);
  if (frame < ob_due_frame(&note->start)) {
    ob_reply_cancel(note->number);
    note->ended = true;
    ob_voices_remove(note);
    return;
  }

  const uint8_t off[3] = { (uint8_t)(0x80U | (note->event.channel - 1U)),
                           (uint8_t)note->event.values[0],
                           (uint8_t)velocity };
  ob_reply_send(due, note->number, off, sizeof(off));
  note->ended  = frame <= ob_moment()->frame;
  note->timed  = true;
  note->finish = *due;
  if (due->anchor == OB_ANCHOR_SONG) {
    ob_voices_watch();
  }
}

void
ob_note_lift(ObNote* const key, const uint8_t velocity)
{
  const ObDue now = ob_due_now();

  key->held             = false;
  key->release_velocity = velocity;
  ob_tie_set(key, false, &now);
}

/// End a note with its key, as much later as it was delayed
static void
release(ObNote* const note, const ObNote* const key)
{
  if (ob_note_is_alive(note) && !note->timed && !note->kept) {
    const ObDue due = ob_due_after(&note->start);
    ob_note_end(note, &due, (unsigned)key->release_velocity);
  }
}

void
ob_note_release(ObNote* const key)
{
  if (key->kept) {
    return;
  }

  const ObDue now = ob_due_now();
  ob_tie_set(key, true, &now);

  PyObject* const owned = key->owned;
  key->owned            = NULL;
  for (Py_ssize_t i = 0; owned && i < PyList_GET_SIZE(owned); ++i) {
    release((ObNote*)PyList_GET_ITEM(owned, i), key);
  }

  Py_XDECREF(owned);
}
