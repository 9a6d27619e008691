// Copyright 2026 The Outboard authors
// SPDX-License-Identifier: ISC

// What the files that make trouble have in common; setup

#ifndef OUTBOARD_SOAK_TROUBLE_IMPL_H
#define OUTBOARD_SOAK_TROUBLE_IMPL_H

#include "trouble.h"

#include <stdbool.h>
#include <stdint.h>

/// A kind of fault
typedef struct
{
  /// Let it happen to a slot; return whether it could
  bool (*make)(Trouble* trouble, Slot* slot, uint32_t value);

  bool loud; ///< Would let a player who is quiet be heard
} Act;

/// How each kind is made
extern const Act trouble_acts[FAULTS];

/// Let a frozen process go on
void
trouble_thaw(Slot* slot);

/// Tell all instances where the song is; no beat is told if it is NAN
void
trouble_tell_all(const Trouble* trouble, double beat);

#endif // OUTBOARD_SOAK_TROUBLE_IMPL_H
