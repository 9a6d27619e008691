// Copyright 2026 The Outboard authors
// SPDX-License-Identifier: ISC

// What a soak has found out: figures, and whether the promises were kept; setup

#ifndef OUTBOARD_SOAK_VERDICT_H
#define OUTBOARD_SOAK_VERDICT_H

#include "belongings.h"
#include "slot.h"
#include "trouble.h"
#include "witness.h"

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>

/// All that a verdict is based on
typedef struct
{
  const Slot*    slots;
  unsigned       n_slots;
  const Trouble* trouble;
  const Witness* witness;
  uint64_t       seed;
  uint64_t       time; ///< [ms]
  uint64_t       xruns;
  bool           closed; ///< JACK went away
  unsigned       silent; ///< Scripts that did not play again at the end
  Belongings     before;
  Belongings     after;
} Findings;

/// What it comes to
typedef enum
{
  VERDICT_KEPT,  ///< All promises were kept
  VERDICT_SLOW,  ///< All but those that need a core left
  VERDICT_BROKEN ///< Not all
} Verdict;

/// Print everything, and write it to a file if there is a path
Verdict
verdict_tell(const Findings* findings, const char* path);

#endif // OUTBOARD_SOAK_VERDICT_H
