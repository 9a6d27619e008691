// Copyright 2026 The Outboard authors
// SPDX-License-Identifier: ISC

// Timers that may depend on when a note ends; interpreter

#ifndef OUTBOARD_TIE_H
#define OUTBOARD_TIE_H

#include "note.h"
#include "timer.h"

/// A timer and the note whose end sets it
struct ObTieImpl
{
  ObTimer timer;
  ObNote* note; ///< Owned, or NULL
  ObTie*  next; ///< Of the same note
  ObTie** link; ///< What points here
};

/// Let a tie's timer come when a note ends: now, if it has ended
void
ob_tie_bind(ObTie* tie, ObNote* note);

/// Part a tie from its note if it has one, and clear its timer
void
ob_tie_clear(ObTie* tie);

/// What is known of when a note ends has changed: set its ties' timers
void
ob_tie_foresee(const ObNote* note);

/// A note ends at `due`: set the timers of its ties that are `fatal` or not
void
ob_tie_set(const ObNote* note, bool fatal, const ObDue* due);

#endif // OUTBOARD_TIE_H
