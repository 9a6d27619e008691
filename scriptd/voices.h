// Copyright 2026 The Outboard authors
// SPDX-License-Identifier: ISC

// The notes that the host has, by pitch and channel; interpreter

#ifndef OUTBOARD_VOICES_H
#define OUTBOARD_VOICES_H

#include "moment.h"
#include "note.h"

#include <stdbool.h>

/**
   @file

   Of the notes on one pitch and channel, the one that began last sounds: it has
   ended those before.  The host ends others when the song stops or jumps.
*/

/// A note was sent
void
ob_voices_add(ObNote* note);

/// A note was taken back before it began
void
ob_voices_remove(ObNote* note);

/// Return when a note that was sent ends as far as is known, or NULL: by
/// itself, or by one that comes after it; borrowed
const ObDue*
ob_voices_end(const ObNote* note);

/// The end of a note was sent that is due at a place in the song
void
ob_voices_watch(void);

/// Return whether the host must tell when the song stops or jumps
bool
ob_voices_watching(void);

/// Let the notes on this one's pitch and channel that others ended be ended;
/// those that leave are given up later, so this runs no code of the script
void
ob_voices_settle(const ObNote* note);

/// The host has ended all notes on a channel, 1 to 16
void
ob_voices_reset(unsigned channel);

/// End all notes
void
ob_voices_end_all(void);

/// Do as the host does with notes when the song stops or jumps
void
ob_voices_move(ObMove move);

#endif // OUTBOARD_VOICES_H
