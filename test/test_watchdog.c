// Copyright 2026 The Outboard authors
// SPDX-License-Identifier: ISC

// Tests of the watchdog's ladder

#undef NDEBUG

#include "watchdog.h"

#include <assert.h>
#include <stdint.h>

#define MS UINT64_C(1000000)

static const uint64_t patience = 1000U * MS;

static ObWatchdog dog;
static ObWork     work;
static uint64_t   now;

/// A child that has been sent one block more than it has finished
static void
set_up(void)
{
  dog  = (ObWatchdog){ .stalled = 0U };
  work = (ObWork){ .sent = 1U };
  now  = 5000U * MS;
  assert(ob_watchdog_look(&dog, &work, patience, now) == OB_STEP_NONE);
}

/// Look every 50 ms until a step is due; return it and the time that took [ms]
static ObStep
next_step(unsigned* const ms)
{
  const uint64_t start = now;
  ObStep         step  = OB_STEP_NONE;

  while (!step && now - start < 60000U * MS) {
    now += OB_WATCHDOG_PERIOD;
    step = ob_watchdog_look(&dog, &work, patience, now);
  }
  *ms = (unsigned)((now - start) / MS);
  return step;
}

static void
test_ladder(void)
{
  unsigned ms = 0U;

  set_up();
  assert(next_step(&ms) == OB_STEP_TRACEBACK && ms == 1000U);
  assert(next_step(&ms) == OB_STEP_INTERRUPT && ms == 100U);
  assert(next_step(&ms) == OB_STEP_AGAIN && ms == 400U);
  assert(next_step(&ms) == OB_STEP_KILL && ms == 500U);
  assert(next_step(&ms) == OB_STEP_NONE);
}

static void
test_stalled_from_the_second_look_on(void)
{
  set_up();
  assert(!ob_watchdog_stalled(&dog));
  now += OB_WATCHDOG_PERIOD;
  assert(ob_watchdog_look(&dog, &work, patience, now) == OB_STEP_NONE);
  assert(ob_watchdog_stalled(&dog));

  ++work.progress;
  now += OB_WATCHDOG_PERIOD;
  assert(ob_watchdog_look(&dog, &work, patience, now) == OB_STEP_NONE);
  assert(!ob_watchdog_stalled(&dog));
}

static void
test_more_work_is_no_progress(void)
{
  set_up();
  ObStep step = OB_STEP_NONE;
  for (unsigned i = 0U; i < 20U; ++i) {
    assert(step == OB_STEP_NONE);
    ++work.sent;
    now += OB_WATCHDOG_PERIOD;
    step = ob_watchdog_look(&dog, &work, patience, now);
  }
  assert(step == OB_STEP_TRACEBACK && ob_watchdog_outstanding(&dog));
}

static void
test_progress_starts_over(void)
{
  unsigned ms = 0U;

  set_up();
  next_step(&ms);
  next_step(&ms);
  assert(ob_watchdog_stuck(&dog));

  ++work.progress;
  assert(next_step(&ms) == OB_STEP_RECOVERED && ms == 50U);
  assert(!ob_watchdog_stuck(&dog));
  assert(next_step(&ms) == OB_STEP_TRACEBACK && ms == 1000U);

  work.done = work.sent;
  assert(next_step(&ms) == OB_STEP_RECOVERED && ms == 50U);
  assert(next_step(&ms) == OB_STEP_NONE);
}

/// The supervisor was held up, the child maybe as well: nobody is blamed
static void
test_own_sleep_does_not_count(void)
{
  set_up();
  for (unsigned i = 0U; i < 9U; ++i) {
    now += 60000U * MS;
    assert(ob_watchdog_look(&dog, &work, patience, now) == OB_STEP_NONE);
  }
}

static void
test_idle_time_does_not_count(void)
{
  set_up();
  work.done = work.sent;
  now += 50U * MS;
  assert(!ob_watchdog_look(&dog, &work, patience, now));

  ++work.sent;
  now += 250U * MS;
  assert(!ob_watchdog_look(&dog, &work, patience, now));

  unsigned ms = 0U;
  assert(next_step(&ms) == OB_STEP_TRACEBACK && ms == 1000U);
}

int
main(void)
{
  test_ladder();
  test_stalled_from_the_second_look_on();
  test_more_work_is_no_progress();
  test_progress_starts_over();
  test_own_sleep_does_not_count();
  test_idle_time_does_not_count();
  return 0;
}
