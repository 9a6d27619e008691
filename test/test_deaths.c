// Copyright 2026 The Outboard authors
// SPDX-License-Identifier: ISC

// Tests of when a script that keeps dying is started again

#undef NDEBUG

#include "deaths.h"
#include "doorbell.h"

#include <assert.h>
#include <stdint.h>

#define MS UINT64_C(1000000)
#define SECOND (1000U * MS)

/// Count a death while the host plays
static uint64_t
die(ObDeaths* const deaths, const uint64_t now)
{
  return ob_deaths_add(deaths, now, OB_DEATHS_SPAN);
}

static void
test_back_off_and_rest(void)
{
  ObDeaths deaths = { .count = 0U };

  assert(die(&deaths, 1U * SECOND) == 1U * SECOND);
  assert(die(&deaths, 2U * SECOND) == 2U * SECOND + 50U * MS);
  assert(die(&deaths, 3U * SECOND) == 3U * SECOND + 100U * MS);
  assert(die(&deaths, 4U * SECOND) == 4U * SECOND + 200U * MS);
  assert(die(&deaths, 5U * SECOND) == OB_NEVER);
}

static void
test_old_deaths_are_forgotten(void)
{
  ObDeaths deaths = { .count = 0U };

  for (uint64_t i = 0U; i < 100U; ++i) {
    const uint64_t now = i * 31U * SECOND;
    assert(die(&deaths, now) == now);
  }

  die(&deaths, 3100U * SECOND);
  die(&deaths, 3110U * SECOND);
  die(&deaths, 3120U * SECOND);
  // The first one has just left the window
  const uint64_t now = 3130U * SECOND;
  assert(die(&deaths, now) == now + 100U * MS);
}

static void
test_slow_dying_never_rests(void)
{
  ObDeaths deaths = { .count = 0U };

  for (uint64_t i = 0U; i < 100U; ++i) {
    assert(die(&deaths, i * 8U * SECOND) != OB_NEVER);
  }
}

/// Each of them has held a render up for more than ten seconds
static void
test_dying_stuck_while_rendering_rests(void)
{
  ObDeaths deaths = { .count = 0U };
  uint64_t start  = 0U;
  unsigned count  = 0U;

  while (start != OB_NEVER) {
    start =
      ob_deaths_add(&deaths, ++count * 12U * SECOND, OB_DEATHS_SPAN_OFFLINE);
  }
  assert(count == OB_DEATHS_MAX);
}

int
main(void)
{
  test_back_off_and_rest();
  test_old_deaths_are_forgotten();
  test_slow_dying_never_rests();
  test_dying_stuck_while_rendering_rests();
  return 0;
}
