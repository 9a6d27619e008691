// Copyright 2026 The Outboard authors
// SPDX-License-Identifier: ISC

// The histogram of how long scripts took to answer

#undef NDEBUG

#include "round_trips.h"

#include <assert.h>
#include <stdint.h>

static void
test_empty(void)
{
  static const ObRoundTrips none;

  assert(ob_round_trips_within(&none, 0.5) == 0U);
  assert(ob_round_trips_within(&none, 1.0) == 0U);
}

static void
test_one_is_all(void)
{
  for (uint64_t time = 0U; time < UINT64_C(4000000000);
       time += time / 9U + 1U) {
    ObRoundTrips trips = { .longest = 0U };
    ob_round_trips_add(&trips, time);
    assert(ob_round_trips_within(&trips, 0.5) == time);
    assert(trips.longest == time);
  }
}

static void
test_precision(void)
{
  // A shorter one's bucket ends above it, but by an eighth at most
  for (uint64_t time = 2000U; time < UINT64_C(1000000000);
       time += time / 13U + 1U) {
    ObRoundTrips trips = { .longest = 0U };
    ob_round_trips_add(&trips, time);
    ob_round_trips_add(&trips, UINT64_MAX);

    const uint64_t half = ob_round_trips_within(&trips, 0.5);
    assert(half > time);
    assert(half <= time + time / 8U + 128U);
  }
}

static void
test_shares(void)
{
  ObRoundTrips trips = { .longest = 0U };

  for (uint64_t i = 1U; i <= 1000U; ++i) {
    ob_round_trips_add(&trips, i * 1000U);
  }

  const uint64_t half = ob_round_trips_within(&trips, 0.5);
  const uint64_t most = ob_round_trips_within(&trips, 0.99);
  assert(half >= 500000U && half <= 570000U);
  assert(most >= 990000U && most <= 1000000U);
  assert(ob_round_trips_within(&trips, 1.0) == 1000000U);

  ob_round_trips_clear(&trips);
  assert(!ob_round_trips_within(&trips, 1.0) && !trips.longest);
}

int
main(void)
{
  test_empty();
  test_one_is_all();
  test_precision();
  test_shares();
  return 0;
}
