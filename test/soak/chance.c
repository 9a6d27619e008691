// Copyright 2026 The Outboard authors
// SPDX-License-Identifier: ISC

// Random numbers that a seed repeats, one stream per user; any thread

#include "chance.h"

/// The generator is SplitMix64, by Sebastiano Vigna, in the public domain
static uint64_t
next(Chance* const chance)
{
  uint64_t z = chance->state += UINT64_C(0x9E3779B97F4A7C15);

  z = (z ^ (z >> 30U)) * UINT64_C(0xBF58476D1CE4E5B9);
  z = (z ^ (z >> 27U)) * UINT64_C(0x94D049BB133111EB);
  return z ^ (z >> 31U);
}

Chance
chance_new(const uint64_t seed, const uint64_t stream)
{
  Chance chance = { seed };

  chance.state = next(&chance) ^ (stream << 32U);
  return chance;
}

uint32_t
chance_below(Chance* const chance, const uint32_t limit)
{
  return (uint32_t)(next(chance) % limit);
}
