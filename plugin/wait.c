// Copyright 2026 The Outboard authors
// SPDX-License-Identifier: ISC

// When run() waits for the child, and how long; real-time

#include "engine_impl.h"

#include <sched.h>

/// Offline, a block may take this long [ns]
static const uint64_t hang_limit = UINT64_C(10000000000);

/// Offline, flags that nobody rings for are looked at this often [ns]
static const uint64_t glance = UINT64_C(10000000);

/// What all instances in this process may waste together, see ObBudget
static ObBudget common_budget;

/// Return how long the nominal block lasts [ns]
OB_REALTIME static uint64_t
nominal_time(const ObEngine* const engine)
{
  return (uint64_t)(1.0e9 * ob_engine_nominal(engine) / engine->rate);
}

/// Return whether the child has done a block
OB_REALTIME static bool
has_done(const ObLink* const link, const uint32_t sequence)
{
  const uint32_t done = atomic_load_explicit(&link->segment.header->child.done,
                                             memory_order_acquire);

  return done - sequence <= INT32_MAX; // Not before it, modulo 2^32
}

/// Live: that there was no answer goes on record if there still is none
OB_REALTIME static void
judge_unsure(ObEngine* const engine)
{
  const uint32_t unsure = engine->unsure;

  engine->unsure = 0U;
  if (unsure && ob_engine_has_child(engine) &&
      !has_done(engine->link, unsure)) {
    ob_breaker_miss(&engine->breaker);
  }
}

/// Pipelined: the answers to the nominal block before are due now
OB_REALTIME static void
judge_pipelined(ObEngine* const engine)
{
  const uint32_t asked = engine->period.asked;
  if (!asked || !ob_engine_has_child(engine) ||
      engine->controls.mode != OB_MODE_PIPELINED) {
    return;
  }

  if (has_done(engine->link, asked)) {
    ob_breaker_hit(&engine->breaker);
  } else {
    ++engine->misses;
    ob_breaker_miss(&engine->breaker);
  }
}

OB_REALTIME void
ob_wait_pass(ObEngine* const engine, const uint64_t frames)
{
  ObPeriod* const period  = &engine->period;
  const uint32_t  nominal = ob_engine_nominal(engine);
  const uint64_t  passed  = period->frames + frames;
  if (passed >= nominal) {
    period->start  = ob_now();
    period->waited = 0U;
  }
  period->frames = (uint32_t)(passed % nominal);
}

OB_REALTIME void
ob_wait_begin(ObEngine* const engine)
{
  ObPeriod* const period = &engine->period;
  const uint64_t  now    = ob_now();

  engine->block.start = now;
  judge_unsure(engine);
  if (period->frames >= ob_engine_nominal(engine) ||
      now - period->start > nominal_time(engine)) {
    judge_pipelined(engine);
    const ObPeriod next = { now, 0U, 0U, 0U };
    *period             = next;
  }
  period->frames += engine->block.frames;
}

OB_REALTIME static bool
is_done(const ObLink* const link)
{
  return atomic_load_explicit(&link->segment.header->child.done,
                              memory_order_acquire) == link->sequence;
}

OB_REALTIME bool
ob_wait_child_is_lost(const ObLink* const link)
{
  return atomic_load(&link->dead) || atomic_load(&link->corrupt);
}

/// Sleep until the child is done or the deadline passes; return whether done
OB_REALTIME static bool
wait_until(ObLink* const link, const uint64_t deadline)
{
  ObDoorbell* const bell = &link->segment.header->host_bell;

  bool done = is_done(link);
  while (!done && ob_now() < deadline) {
    const uint32_t seen = ob_doorbell_arm(bell);
    if (!is_done(link)) {
      ob_doorbell_wait(bell, seen, deadline);
    }
    ob_doorbell_disarm(bell);
    done = is_done(link);
  }

  return done;
}

/// Let the supervisor know on which core the script is to run
OB_REALTIME static void
offer_seat(ObEngine* const engine, const int core)
{
  ObLink* const link = engine->link;
  if (core != atomic_load_explicit(&link->core, memory_order_relaxed)) {
    atomic_store(&link->core, core);
    ob_notices_post(engine->notices, OB_NOTICE_LINK);
  }
}

/**
   Live: there was no answer within the time that was left of the budget.

   What is on the record shortens the wait further.  If others have wasted that
   time, a script that only needs a little longer than usual must not get from
   its first miss to an open breaker: the next block shows whether it does.
*/
OB_REALTIME static void
note_miss(ObEngine* const engine, const uint64_t whole, const uint64_t left)
{
  ObBreaker* const breaker = &engine->breaker;
  const uint64_t own = ob_budget_left(&engine->own, engine->block.start, whole);

  ++engine->misses;
  if (breaker->misses && !ob_breaker_is_open(breaker) && left < own) {
    engine->unsure = engine->link->sequence;
  } else {
    ob_breaker_miss(breaker);
  }
}

/// Live: wait until the deadline that the nominal block has left
OB_REALTIME static void
wait_live(ObEngine* const engine)
{
  ObLink* const   link   = engine->link;
  ObPeriod* const period = &engine->period;
  const uint64_t  start  = engine->block.start;
  const uint64_t  whole  = (uint64_t)((double)nominal_time(engine) *
                                    (double)engine->controls.deadline);
  const uint64_t  share  = whole > period->waited ? whole - period->waited : 0U;
  const uint64_t  left   = ob_budget_left(&common_budget, start, whole);
  const uint64_t  patience = ob_breaker_patience(&engine->breaker, share, left);

  const bool     done   = wait_until(link, start + patience);
  const uint64_t waited = ob_now() - start;
  period->waited += waited;
  if (done) {
    ob_breaker_hit(&engine->breaker);
    ob_breaker_learn(&engine->breaker, waited);
    ob_round_trips_add(&engine->published.trips, waited);
  } else {
    note_miss(engine, whole, left);
    if (patience) {
      ob_budget_charge(&common_budget, start, waited);
      ob_budget_charge(&engine->own, start, waited);
    }
  }

  // Asking for the core takes no system call
  offer_seat(engine,
             ob_seat_learn(&engine->seat, sched_getcpu(), waited, done));
}

/// Offline: wait until the child is done, taking over its replies meanwhile
OB_REALTIME static void
wait_offline(ObEngine* const engine)
{
  ObLink* const  link     = engine->link;
  const uint64_t deadline = engine->block.start + hang_limit;

  uint64_t now = engine->block.start;
  while (!is_done(link) && !ob_wait_child_is_lost(link) && now < deadline) {
    if (wait_until(link, now + glance)) {
      return;
    }
    if (ob_reply_drain(engine) == OB_FULL) {
      return; // The rest comes when this block's output has left
    }
    now = ob_now();
  }

  if (!is_done(link)) {
    ++engine->misses;
  }
}

OB_REALTIME void
ob_wait_for_answer(ObEngine* const engine)
{
  if (engine->block.asks) {
    engine->period.asked = engine->link->sequence;
  }

  if (engine->controls.freewheel) {
    wait_offline(engine);
  } else if (engine->controls.mode == OB_MODE_PIPELINED) {
    ob_seat_init(&engine->seat);
    offer_seat(engine, OB_NO_CORE);
  } else if (engine->block.asks) {
    wait_live(engine);
  }
}

OB_REALTIME void
ob_wait_for_child(ObEngine* const engine)
{
  ObExchange* const exchange = &engine->exchange;
  const uint64_t    deadline = ob_now() + hang_limit;

  while ((!engine->link || engine->parting) && ob_now() < deadline) {
    const uint32_t seen  = ob_doorbell_arm(&exchange->news);
    const uint32_t state = atomic_load(&exchange->state);
    if (atomic_load(&exchange->pending) || engine->parting) {
      ob_engine_swap(engine);
    } else if (state != OB_STATE_LOADING && state != OB_STATE_RESTARTING) {
      break;
    }
    if (!engine->link || engine->parting) {
      ob_doorbell_wait(&exchange->news, seen, ob_now() + glance);
    }
  }

  ob_doorbell_disarm(&exchange->news);
}
