// Copyright 2026 The Outboard authors
// SPDX-License-Identifier: ISC

// Random numbers that a seed repeats, one stream per user; any thread

#ifndef OUTBOARD_SOAK_CHANCE_H
#define OUTBOARD_SOAK_CHANCE_H

#include <stdint.h>

/// A stream of numbers; its one user's
typedef struct
{
  uint64_t state;
} Chance;

/// Return one of the streams of a seed
Chance
chance_new(uint64_t seed, uint64_t stream);

/// Return a number below `limit`, which is not 0
uint32_t
chance_below(Chance* chance, uint32_t limit);

#endif // OUTBOARD_SOAK_CHANCE_H
