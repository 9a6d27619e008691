// Copyright 2026 The Outboard authors
// SPDX-License-Identifier: ISC

// How long scripts took to answer: a histogram; real-time

#include "round_trips.h"

/// The first buckets are so wide: 2^7 ns
#define UNIT_BITS 7U

/// A doubling has 2^3 buckets
#define STEP_BITS 3U

#define STEPS (1U << STEP_BITS)

/// Return the number of the bucket for a time
OB_REALTIME static uint32_t
bucket_of(const uint64_t time)
{
  const uint64_t units = time >> UNIT_BITS;
  if (units < STEPS) {
    return (uint32_t)units;
  }

  const uint32_t bits  = 63U - (uint32_t)__builtin_clzll(units);
  const uint32_t shift = bits - STEP_BITS;
  const uint32_t index =
    ((shift + 1U) << STEP_BITS) + ((uint32_t)(units >> shift) & (STEPS - 1U));
  return index < OB_ROUND_TRIP_BUCKETS ? index : OB_ROUND_TRIP_BUCKETS - 1U;
}

/// Return the time at which a bucket ends [ns]
static uint64_t
end_of(const uint32_t bucket)
{
  const uint32_t next = bucket + 1U;
  if (next < STEPS) {
    return (uint64_t)next << UNIT_BITS;
  }

  const uint32_t shift = (next >> STEP_BITS) - 1U;
  return (uint64_t)(STEPS + (next & (STEPS - 1U))) << (shift + UNIT_BITS);
}

OB_REALTIME void
ob_round_trips_clear(ObRoundTrips* const trips)
{
  for (uint32_t i = 0U; i < OB_ROUND_TRIP_BUCKETS; ++i) {
    atomic_store_explicit(&trips->counts[i], 0U, memory_order_relaxed);
  }
  atomic_store_explicit(&trips->longest, 0U, memory_order_relaxed);
}

OB_REALTIME void
ob_round_trips_add(ObRoundTrips* const trips, const uint64_t time)
{
  _Atomic uint32_t* const count = &trips->counts[bucket_of(time)];

  // Only this thread writes
  const uint32_t former = atomic_load_explicit(count, memory_order_relaxed);
  atomic_store_explicit(count, former + 1U, memory_order_relaxed);
  if (time > atomic_load_explicit(&trips->longest, memory_order_relaxed)) {
    atomic_store_explicit(&trips->longest, time, memory_order_relaxed);
  }
}

uint64_t
ob_round_trips_within(const ObRoundTrips* const trips, const double share)
{
  uint32_t counts[OB_ROUND_TRIP_BUCKETS];
  double   total = 0.0;
  for (uint32_t i = 0U; i < OB_ROUND_TRIP_BUCKETS; ++i) {
    counts[i] = atomic_load_explicit(&trips->counts[i], memory_order_relaxed);
    total += counts[i];
  }

  double sum = 0.0;
  for (uint32_t i = 0U; i < OB_ROUND_TRIP_BUCKETS; ++i) {
    sum += counts[i];
    if (counts[i] && sum >= share * total) {
      const uint64_t longest =
        atomic_load_explicit(&trips->longest, memory_order_relaxed);
      return end_of(i) < longest ? end_of(i) : longest;
    }
  }

  return 0U;
}
