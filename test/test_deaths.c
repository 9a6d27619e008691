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

static void
test_back_off_and_rest(void)
{
  ObDeaths deaths = { .count = 0U };

  assert(ob_deaths_add(&deaths, 1U * SECOND) == 1U * SECOND);
  assert(ob_deaths_add(&deaths, 2U * SECOND) == 2U * SECOND + 50U * MS);
  assert(ob_deaths_add(&deaths, 3U * SECOND) == 3U * SECOND + 100U * MS);
  assert(ob_deaths_add(&deaths, 4U * SECOND) == 4U * SECOND + 200U * MS);
  assert(ob_deaths_add(&deaths, 5U * SECOND) == OB_NEVER);
}

static void
test_old_deaths_are_forgotten(void)
{
  ObDeaths deaths = { .count = 0U };

  for (uint64_t i = 0U; i < 100U; ++i) {
    const uint64_t now = i * 31U * SECOND;
    assert(ob_deaths_add(&deaths, now) == now);
  }

  ob_deaths_add(&deaths, 3100U * SECOND);
  ob_deaths_add(&deaths, 3110U * SECOND);
  ob_deaths_add(&deaths, 3120U * SECOND);
  // The first one has just left the window
  const uint64_t now = 3130U * SECOND;
  assert(ob_deaths_add(&deaths, now) == now + 100U * MS);
}

static void
test_slow_dying_never_rests(void)
{
  ObDeaths deaths = { .count = 0U };

  for (uint64_t i = 0U; i < 100U; ++i) {
    assert(ob_deaths_add(&deaths, i * 8U * SECOND) != OB_NEVER);
  }
}

int
main(void)
{
  test_back_off_and_rest();
  test_old_deaths_are_forgotten();
  test_slow_dying_never_rests();
  return 0;
}
