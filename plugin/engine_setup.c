// Copyright 2026 The Outboard authors
// SPDX-License-Identifier: ISC

// Making an engine, and handing children to it; setup and supervisor

#include "engine_impl.h"

#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <unistd.h>

/// Beyond these, times in frames would be none that integers can hold [1/s]
static const double lowest_rate  = 1.0;
static const double highest_rate = 1.0e9;

static size_t
page_size(void)
{
  return (size_t)sysconf(_SC_PAGESIZE);
}

size_t
ob_engine_size(void)
{
  // Whole pages, so that locking them locks nothing else
  const size_t page = page_size();
  return (sizeof(ObEngine) + page - 1U) / page * page;
}

bool
ob_engine_is_rate(const double rate)
{
  return rate >= lowest_rate && rate <= highest_rate;
}

ObEngine*
ob_engine_new(const double     rate,
              const uint32_t   nominal,
              ObNotices* const notices)
{
  if (!ob_engine_is_rate(rate) || !nominal) {
    return NULL;
  }

  const size_t    size   = ob_engine_size();
  ObEngine* const engine = (ObEngine*)aligned_alloc(page_size(), size);
  if (!engine) {
    return NULL;
  }

  memset(engine, 0, size);
  engine->rate    = rate;
  engine->notices = notices;
  notices->news   = &engine->exchange.news;
  engine->locked  = !mlock(engine, size);
  engine->routes  = UINT32_MAX; // Nothing is known of the script yet
  atomic_init(&engine->exchange.nominal, nominal);
  atomic_init(&engine->exchange.state, OB_STATE_STOPPED);
  ob_position_init(&engine->position, rate);
  ob_breaker_init(&engine->breaker);
  ob_seat_init(&engine->seat);
  ob_schedule_init(&engine->schedule);
  ob_passing_clear(engine);
  return engine;
}

void
ob_engine_free(ObEngine* const engine)
{
  if (engine && engine->locked) {
    munlock(engine, sizeof(ObEngine));
  }

  free(engine);
}

void
ob_engine_activate(ObEngine* const engine)
{
  ob_engine_alert(engine);

  // The host has forgotten what sounded; whatever did, it will not ask again
  ob_reset_all(engine);
  ob_sounding_init(&engine->sounding);
  ob_keys_init(&engine->keys);
}

void
ob_engine_set_nominal(ObEngine* const engine, const uint32_t nominal)
{
  if (nominal) {
    atomic_store(&engine->exchange.nominal, nominal);
    ob_engine_alert(engine);
  }
}

double
ob_engine_rate(const ObEngine* const engine)
{
  return engine->rate;
}

uint32_t
ob_engine_nominal(const ObEngine* const engine)
{
  return atomic_load_explicit(&engine->exchange.nominal, memory_order_relaxed);
}

bool
ob_engine_locked(const ObEngine* const engine)
{
  return engine->locked;
}

ObFigures
ob_engine_figures(const ObEngine* const engine)
{
  const ObPublished* const  published = &engine->published;
  const ObRoundTrips* const trips     = &published->trips;
  const memory_order        relaxed   = memory_order_relaxed;

  return (ObFigures){
    .report = {
      .state   = (ObState)atomic_load_explicit(&published->state, relaxed),
      .latency = atomic_load_explicit(&published->latency, relaxed),
      .load    = atomic_load_explicit(&published->load, relaxed),
      .misses  = atomic_load_explicit(&published->misses, relaxed),
      .late    = atomic_load_explicit(&published->late, relaxed),
      .dropped = atomic_load_explicit(&published->dropped, relaxed),
    },
    .mode    = (ObMode)atomic_load_explicit(&published->mode, relaxed),
    .median  = ob_round_trips_within(trips, 0.5),
    .most    = ob_round_trips_within(trips, 0.99),
    .longest = atomic_load_explicit(&trips->longest, relaxed),
  };
}

void
ob_engine_knobs(const ObEngine* const engine, float knobs[OB_KNOBS])
{
  for (uint32_t i = 0U; i < OB_KNOBS; ++i) {
    knobs[i] =
      atomic_load_explicit(&engine->values.reference[i], memory_order_relaxed);
  }
}

ObLink*
ob_engine_offer(ObEngine* const engine, ObLink* const link)
{
  ObLink* const former = atomic_exchange(&engine->exchange.pending, link);

  ob_engine_alert(engine);
  return former;
}

ObLink*
ob_engine_collect(ObEngine* const engine)
{
  return atomic_exchange(&engine->exchange.retired, NULL);
}

ObLink*
ob_engine_detach(ObEngine* const engine)
{
  ob_engine_alert(engine);

  ObLink* link = ob_engine_collect(engine);
  if (!link) {
    link = atomic_exchange(&engine->exchange.pending, NULL);
  }
  if (!link) {
    link            = engine->link;
    engine->link    = NULL;
    engine->parting = false;
  }

  return link;
}

void
ob_engine_set_state(ObEngine* const engine, const ObState state)
{
  atomic_store(&engine->exchange.state, state);
  ob_engine_alert(engine);
}
