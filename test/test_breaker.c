// Copyright 2026 The Outboard authors
// SPDX-License-Identifier: ISC

// The breaker and the budget: who may wait, and how long

#undef NDEBUG

#include "breaker.h"

#include <assert.h>
#include <stdbool.h>
#include <stdint.h>

static const uint64_t share = 500000U; // [ns]

static void
test_third_miss_opens(void)
{
  ObBreaker breaker;
  ob_breaker_init(&breaker);
  for (uint32_t i = 0U; i < OB_BREAKER_MISSES; ++i) {
    assert(!ob_breaker_is_open(&breaker));
    assert(ob_breaker_patience(&breaker, share, share) == share);
    ob_breaker_miss(&breaker);
  }
  assert(ob_breaker_is_open(&breaker));
  assert(!ob_breaker_patience(&breaker, share, share));
}

static void
test_one_hit_does_not_clear_the_record(void)
{
  ObBreaker breaker;
  ob_breaker_init(&breaker);
  ob_breaker_miss(&breaker);
  ob_breaker_miss(&breaker);
  ob_breaker_hit(&breaker);
  ob_breaker_miss(&breaker);
  assert(ob_breaker_is_open(&breaker));
}

static void
test_a_row_of_hits_clears_the_record(void)
{
  ObBreaker breaker;
  ob_breaker_init(&breaker);
  ob_breaker_miss(&breaker);
  ob_breaker_miss(&breaker);
  for (uint32_t i = 0U; i < 2U * OB_BREAKER_HITS; ++i) {
    ob_breaker_hit(&breaker);
  }
  ob_breaker_miss(&breaker);
  ob_breaker_miss(&breaker);
  assert(!ob_breaker_is_open(&breaker));
}

/// Return for how many blocks a breaker that has just opened stays open
static uint32_t
time_open(ObBreaker* const breaker)
{
  uint32_t blocks = 0U;
  while (ob_breaker_is_open(breaker)) {
    ob_breaker_tick(breaker, true);
    ++blocks;
  }
  return blocks;
}

static void
test_missing_twice_and_hitting_once_does_not_escape(void)
{
  ObBreaker breaker;
  uint32_t  waited = 0U;
  ob_breaker_init(&breaker);
  for (uint32_t block = 0U; block < 10000U; ++block) {
    ob_breaker_tick(&breaker, true);
    if (ob_breaker_is_open(&breaker)) {
      continue;
    }
    ++waited;
    if (block % 3U == 2U) {
      ob_breaker_hit(&breaker);
    } else {
      ob_breaker_miss(&breaker);
    }
  }
  assert(waited < 50U);
}

static void
test_it_stays_open_longer_each_time_and_until_caught_up(void)
{
  ObBreaker breaker;
  ob_breaker_init(&breaker);
  ob_breaker_miss(&breaker);
  ob_breaker_miss(&breaker);
  ob_breaker_miss(&breaker);
  for (uint32_t i = 0U; i < 5000U; ++i) {
    ob_breaker_tick(&breaker, false);
    assert(ob_breaker_is_open(&breaker));
  }
  ob_breaker_tick(&breaker, true);
  assert(!ob_breaker_is_open(&breaker));

  uint32_t last = 1U;
  for (uint32_t i = 0U; i < 5U; ++i) {
    ob_breaker_miss(&breaker);
    assert(ob_breaker_is_open(&breaker));
    const uint32_t blocks = time_open(&breaker);
    assert(blocks > last);
    last = blocks;
  }
}

static void
test_budget_is_spent_and_paid_back(void)
{
  ObBudget       budget = { 0U };
  const uint64_t now    = 1000000000U;
  assert(ob_budget_left(&budget, now, share) == share);

  ob_budget_charge(&budget, now, share);
  assert(ob_budget_left(&budget, now, share) == 0U);

  const uint64_t later = ob_budget_left(&budget, now + 4U * share, share);
  assert(later > 0U && later < share);
  assert(ob_budget_left(&budget, now + 100U * share, share) == share);
}

static void
test_who_missed_lately_waits_on_the_budget_only(void)
{
  ObBreaker clean;
  ObBreaker suspect;
  ob_breaker_init(&clean);
  ob_breaker_init(&suspect);
  for (uint32_t i = 0U; i < 100U; ++i) {
    ob_breaker_learn(&clean, 50000U);
  }
  ob_breaker_miss(&suspect);

  assert(ob_breaker_patience(&suspect, share, 0U) == 0U);
  assert(ob_breaker_patience(&suspect, share, 1000U) == 1000U);
  assert(ob_breaker_patience(&suspect, share, share) == share);

  // One that always answers gets what it usually needs, and not much more
  const uint64_t patience = ob_breaker_patience(&clean, share, 0U);
  assert(patience >= 50000U && patience < share / 2U);
  assert(ob_breaker_patience(&clean, share, share) == share);
}

static void
test_a_fast_script_may_be_held_up(void)
{
  // Else one miss makes all others miss that are not quite as fast as usual
  ObBreaker fast;
  ob_breaker_init(&fast);
  for (unsigned i = 0U; i < 100U; ++i) {
    ob_breaker_learn(&fast, 20000U);
  }
  assert(ob_breaker_patience(&fast, 1000000U, 0U) >= 200000U);
}

int
main(void)
{
  test_third_miss_opens();
  test_one_hit_does_not_clear_the_record();
  test_a_row_of_hits_clears_the_record();
  test_missing_twice_and_hitting_once_does_not_escape();
  test_it_stays_open_longer_each_time_and_until_caught_up();
  test_budget_is_spent_and_paid_back();
  test_who_missed_lately_waits_on_the_budget_only();
  test_a_fast_script_may_be_held_up();
  return 0;
}
