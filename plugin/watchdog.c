// Copyright 2026 The Outboard authors
// SPDX-License-Identifier: ISC

// Whether a child is stuck, and what to do about it; supervisor

#include "watchdog.h"

/// Most that passes between two looks; more, and it was us who slept [ns]
static const uint64_t longest_look = 2U * OB_WATCHDOG_PERIOD;

/// Return how long after the traceback a step is due [ns]
static uint64_t
delay(const ObStep step)
{
  switch (step) {
    case OB_STEP_INTERRUPT:
      return 100000000U;
    case OB_STEP_AGAIN:
      return 500000000U;
    case OB_STEP_KILL:
      return 1000000000U;
    default:
      return 0U;
  }
}

/// Return whether there is nothing that is not done
static bool
is_done(const ObWork* const work)
{
  return work->sent == work->done && work->asked == work->answered;
}

/// Return whether anything has changed, or nothing is to be done
static bool
gets_on(const ObWork* const before, const ObWork* const after)
{
  return is_done(after) || after->done != before->done ||
         after->progress != before->progress ||
         after->answered != before->answered;
}

ObStep
ob_watchdog_look(ObWatchdog* const   watchdog,
                 const ObWork* const work,
                 const uint64_t      patience,
                 const uint64_t      now)
{
  const bool     well    = gets_on(&watchdog->work, work);
  const bool     was_out = ob_watchdog_outstanding(watchdog);
  const uint64_t passed  = now - watchdog->looked;

  watchdog->work   = *work;
  watchdog->looked = now;

  if (well) {
    const bool recovered = ob_watchdog_stuck(watchdog);
    watchdog->stalled    = 0U;
    watchdog->step       = OB_STEP_NONE;
    return recovered ? OB_STEP_RECOVERED : OB_STEP_NONE;
  }

  if (was_out) {
    watchdog->stalled += passed < longest_look ? passed : longest_look;
  }

  const ObStep next =
    watchdog->step ? (ObStep)(watchdog->step + 1) : OB_STEP_TRACEBACK;
  if (next > OB_STEP_KILL || watchdog->stalled < patience + delay(next)) {
    return OB_STEP_NONE;
  }

  watchdog->step = next;
  return next;
}

bool
ob_watchdog_outstanding(const ObWatchdog* const watchdog)
{
  return !is_done(&watchdog->work);
}

bool
ob_watchdog_stalled(const ObWatchdog* const watchdog)
{
  return watchdog->stalled;
}

bool
ob_watchdog_stuck(const ObWatchdog* const watchdog)
{
  return watchdog->step != OB_STEP_NONE;
}
