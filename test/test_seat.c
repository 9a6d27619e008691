// Copyright 2026 The Outboard authors
// SPDX-License-Identifier: ISC

// On which core a script is to run

#undef NDEBUG

#include "seat.h"

#include <assert.h>

/// Times of a wait [ns]
enum
{
  FAST = 20000,
  SLOW = 60000
};

/// Wait in time until there is a seat; return how many trials it took
static unsigned
earn(ObSeat* const seat, const int core)
{
  unsigned waits = 1U;
  while (ob_seat_learn(seat, core, SLOW, true) != core) {
    assert(waits < 1000U * OB_SEAT_TRIAL);
    ++waits;
  }
  return (waits + OB_SEAT_TRIAL / 2U) / OB_SEAT_TRIAL;
}

/// Play so many trials in time; return whether the seat was there all the time
static bool
keeps(ObSeat* const seat, const int core, const uint64_t time, unsigned trials)
{
  bool taken = true;
  for (unsigned i = 0U; i < trials * OB_SEAT_TRIAL; ++i) {
    taken &= ob_seat_learn(seat, core, time, true) == core;
  }
  return taken;
}

static void
test_a_seat_is_earned_and_kept(void)
{
  ObSeat seat;
  ob_seat_init(&seat);
  assert(earn(&seat, 3) == 1U);
  assert(keeps(&seat, 3, FAST, 100U));
}

static void
test_one_that_does_not_help_is_lost(void)
{
  ObSeat seat;
  ob_seat_init(&seat);
  earn(&seat, 3);
  assert(!keeps(&seat, 3, SLOW, 1U));

  // Also if it helped at first
  ob_seat_init(&seat);
  earn(&seat, 3);
  assert(keeps(&seat, 3, FAST, 10U));
  assert(!keeps(&seat, 3, SLOW, 2U));
}

static void
test_one_miss_loses_it(void)
{
  ObSeat seat;
  ob_seat_init(&seat);
  earn(&seat, 0);
  assert(ob_seat_learn(&seat, 0, FAST, false) == OB_NO_CORE);
}

/// Misses cost ever more while they are frequent
static void
test_it_is_ever_harder_to_earn_again(void)
{
  ObSeat seat;
  ob_seat_init(&seat);
  unsigned trials = earn(&seat, 0);
  for (unsigned i = 0U; i < 6U; ++i) {
    ob_seat_learn(&seat, 0, SLOW, false);
    const unsigned more = earn(&seat, 0);
    assert(more == 2U * trials);
    trials = more;
  }
  assert(keeps(&seat, 0, FAST, 200U));
  ob_seat_learn(&seat, 0, SLOW, false);
  assert(earn(&seat, 0) == 2U);
}

static void
test_a_thread_that_moves_loses_it(void)
{
  ObSeat seat;
  ob_seat_init(&seat);
  earn(&seat, 0);
  for (int i = 0; i < 10000; ++i) {
    assert(ob_seat_learn(&seat, 1 + i % 2, FAST, true) == OB_NO_CORE);
  }
}

static void
test_an_unknown_core_is_none(void)
{
  ObSeat seat;
  ob_seat_init(&seat);
  for (unsigned i = 0U; i < 10000U; ++i) {
    assert(ob_seat_learn(&seat, OB_NO_CORE, FAST, true) == OB_NO_CORE);
    assert(!seat.taken);
  }
}

int
main(void)
{
  test_a_seat_is_earned_and_kept();
  test_one_that_does_not_help_is_lost();
  test_one_miss_loses_it();
  test_it_is_ever_harder_to_earn_again();
  test_a_thread_that_moves_loses_it();
  test_an_unknown_core_is_none();
  return 0;
}
