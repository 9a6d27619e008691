// Copyright 2026 The Outboard authors
// SPDX-License-Identifier: ISC

// Timers that may depend on when a note ends; interpreter

#include "tie.h"

#include "voices.h"

/// Set the timer if the note has ended, or if it is known when it will
static void
foresee(ObTie* const tie, const ObNote* const note)
{
  const ObDue        now = ob_due_now();
  const bool         key = note->role == OB_NOTE_KEY;
  const ObDue* const end = key ? NULL : ob_voices_end(note);

  if (key ? !note->held && !(tie->timer.fatal && note->kept)
          : !ob_note_is_unfinished(note)) {
    ob_timer_set(&tie->timer, &now);
  } else if (end) {
    ob_timer_set(&tie->timer, end);
  } else {
    ob_timer_clear(&tie->timer);
  }
}

void
ob_tie_foresee(const ObNote* const note)
{
  for (ObTie* tie = note->ties; tie; tie = tie->next) {
    foresee(tie, note);
  }
}

void
ob_tie_bind(ObTie* const tie, ObNote* const note)
{
  ob_tie_clear(tie);

  // What was made by hand or copied stands for the key it came from
  ObNote* const real =
    note->role == OB_NOTE_MADE && note->key ? note->key : note;

  Py_INCREF(real);
  tie->note = real;
  tie->next = real->ties;
  tie->link = &real->ties;
  if (tie->next) {
    tie->next->link = &tie->next;
  }
  real->ties = tie;
  foresee(tie, real);
}

void
ob_tie_clear(ObTie* const tie)
{
  ob_timer_clear(&tie->timer);
  if (tie->note) {
    *tie->link = tie->next;
    if (tie->next) {
      tie->next->link = tie->link;
    }
    tie->next = NULL;
    tie->link = NULL;
    Py_CLEAR(tie->note);
  }
}

void
ob_tie_set(const ObNote* const note, const bool fatal, const ObDue* const due)
{
  for (ObTie* tie = note->ties; tie; tie = tie->next) {
    if (tie->timer.fatal == fatal) {
      ob_timer_set(&tie->timer, due);
    }
  }
}
