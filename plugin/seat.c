// Copyright 2026 The Outboard authors
// SPDX-License-Identifier: ISC

// On which core a script that is waited for had best run; real-time

#include "seat.h"

/// The most that losing the seat over and over costs [trials]
static const uint32_t longest_penalty = 127U;

OB_REALTIME void
ob_seat_init(ObSeat* const seat)
{
  *seat = (ObSeat){ .core = OB_NO_CORE };
}

OB_REALTIME static void
begin_trial(ObSeat* const seat)
{
  seat->waits = 0U;
  seat->sum   = 0U;
}

OB_REALTIME static void
lose(ObSeat* const seat)
{
  if (seat->taken) {
    const uint32_t more = 2U * seat->penalty + 1U;

    seat->penalty = more < longest_penalty ? more : longest_penalty;
    seat->rest    = seat->penalty;
    seat->taken   = false;
  }
  begin_trial(seat);
}

/// All waits of a trial were in time, and on one core
OB_REALTIME static void
judge(ObSeat* const seat)
{
  if (seat->taken && seat->sum >= seat->without) {
    lose(seat);
    return;
  }

  if (seat->taken) {
    seat->penalty -= seat->penalty ? 1U : 0U;
  } else {
    seat->without = seat->sum;
    seat->taken   = !seat->rest;
    seat->rest -= seat->rest ? 1U : 0U;
  }
  begin_trial(seat);
}

OB_REALTIME int
ob_seat_learn(ObSeat* const  seat,
              const int      core,
              const uint64_t time,
              const bool     in_time)
{
  const bool stayed = core == seat->core && core != OB_NO_CORE;

  seat->core = core;
  seat->sum += time;
  if (!stayed || !in_time) {
    lose(seat);
  } else if (++seat->waits >= OB_SEAT_TRIAL) {
    judge(seat);
  }

  return seat->taken ? core : OB_NO_CORE;
}
