// Copyright 2026 The Outboard authors
// SPDX-License-Identifier: ISC

// Blocks in which nothing is to be done pass without being looked at; real-time

#include "engine_impl.h"

OB_REALTIME void
ob_engine_alert(ObEngine* const engine)
{
  ob_doorbell_ring(&engine->exchange.news);
}

OB_REALTIME bool
ob_engine_rest(ObEngine* const engine, const uint32_t frames)
{
  ObRest* const  rest = &engine->rest;
  const uint64_t next = rest->frame + frames;
  if (!rest->until || next > rest->until ||
      atomic_load_explicit(&engine->exchange.news.rings,
                           memory_order_acquire) != rest->rings ||
      (rest->wake &&
       atomic_load_explicit(rest->wake, memory_order_relaxed) < next)) {
    return false;
  }

  rest->frame = next;
  return true;
}

OB_REALTIME void
ob_rest_end(ObEngine* const engine)
{
  const ObRest* const rest = &engine->rest;
  if (rest->frame > engine->frame) {
    const uint64_t passed = rest->frame - engine->frame;

    engine->frame = rest->frame;
    ob_position_pass(&engine->position, passed);
    ob_wait_pass(engine, passed);
  }
}

/// Return whether the child has answered all, knows all, and needs nothing
OB_REALTIME static bool
is_child_content(ObEngine* const engine)
{
  ObLink* const                link   = engine->link;
  const ObSegmentHeader* const header = link->segment.header;

  // Outside of blocks a child sends nothing, it only asks for the next one
  return atomic_load_explicit(&header->child.done, memory_order_acquire) ==
           link->sequence &&
         ob_queue_refresh(&link->replies) == OB_EMPTY &&
         !(link->callbacks & (1U << OB_ON_BLOCK)) &&
         !atomic_load(&link->distrusted) && !ob_wait_child_is_lost(link) &&
         !engine->parting && !engine->greeting && !engine->reset_due &&
         !engine->keys.stale &&
         ob_values_next(&engine->values) == OB_VALUES_MAX;
}

/// Return whether there is nothing to do but what has its frame already
OB_REALTIME static bool
is_all_done(ObEngine* const engine)
{
  const ObSchedule* const schedule = &engine->schedule;

  return (engine->link ? is_child_content(engine)
                       : !engine->controls.freewheel) &&
         !atomic_load(&engine->exchange.pending) && !engine->period.asked &&
         !engine->n_passing && !engine->sounding.n_owed &&
         engine->load < OB_LEAST_LOAD &&
         !ob_schedule_peek(schedule, OB_ANCHOR_ELAPSED) &&
         !ob_schedule_peek(schedule, OB_ANCHOR_SONG);
}

OB_REALTIME void
ob_rest_begin(ObEngine* const engine)
{
  const ObPending* const event =
    ob_schedule_peek(&engine->schedule, OB_ANCHOR_FRAME);
  const ObLink* const link = engine->link;
  ObRest* const       rest = &engine->rest;
  const uint32_t      rings =
    atomic_load_explicit(&engine->exchange.news.rings, memory_order_acquire);

  rest->rings = rings; // Before looking: what changes later ends it
  rest->frame = engine->frame;
  rest->wake  = link ? &link->segment.header->child.wake_frame : NULL;
  rest->until = 0U;
  if (is_all_done(engine)) {
    rest->until = event ? event->frame : UINT64_MAX;
  }
}
