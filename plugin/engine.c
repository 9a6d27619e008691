// Copyright 2026 The Outboard authors
// SPDX-License-Identifier: ISC

// The way of an event through run(), whatever the plugin format; real-time

#include "engine_impl.h"

#include <math.h>

/// Time over which the load is smoothed [s]
static const float load_time = 0.5f;

/// A load below is none [share of real time]
static const float no_load = 1.0e-6f;

/// No script may look further ahead, for hosts delay all other tracks, too [s]
static const double longest_look_ahead = 1.0;

/// Searches of the schedule that the child may cost in one run()
static const uint32_t most_searches = 64U;

/// Most that the child may add to the count of drops in one block
static const uint64_t most_drops = 1000000U;

/// The child is lost or not wanted: end its notes
OB_REALTIME static void
part(ObEngine* const engine)
{
  if (ob_engine_has_child(engine)) {
    engine->parting = true;
    ob_reset_script(engine);
    ob_keys_orphan(&engine->keys);
  }
}

/// Return whether a child that is not needed any more can be given back now
OB_REALTIME static bool
can_give_back(const ObEngine* const engine)
{
  // Only the audio thread fills that place
  return !engine->link || !atomic_load(&engine->exchange.retired);
}

/// Give the child back, if there is one
OB_REALTIME static void
give_back(ObEngine* const engine)
{
  if (engine->link) {
    atomic_store(&engine->exchange.retired, engine->link);
    ob_notices_post(engine->notices, OB_NOTICE_LINK);
  }

  engine->link    = NULL;
  engine->parting = false;
}

/// A new child plays from this block on
OB_REALTIME static void
welcome(ObEngine* const engine, ObLink* const link)
{
  if (link->script != engine->script) {
    engine->script = link->script;
    ob_breaker_init(&engine->breaker);
    ob_seat_init(&engine->seat);
    ob_round_trips_clear(&engine->published.trips);
    if (!link->reload) {
      ob_values_refer(&engine->values, link);
    }
  }
  ob_values_resend(&engine->values);

  engine->link = link;
  engine->look_ahead =
    link->latency <= (uint32_t)(longest_look_ahead * engine->rate + 0.5)
      ? link->latency
      : 0U;
  engine->period.asked  = 0U;
  engine->unsure        = 0U;
  engine->routes        = link->routes;
  engine->greeting      = true;
  engine->reset_due     = false;
  engine->deaf          = false;
  engine->busy_time     = 0U;
  engine->child_dropped = 0U;
}

/// Bring to effect what makes up the latency
OB_REALTIME static void
update_latency(ObEngine* const engine)
{
  const uint32_t pipeline =
    engine->controls.mode == OB_MODE_PIPELINED ? ob_engine_nominal(engine) : 0U;
  const uint32_t latency = pipeline + engine->look_ahead;
  if (latency != engine->latency) {
    ob_reset_all(engine); // Else a note's end could overtake its beginning
    engine->latency = latency;
  }
}

/// Part with the child, whose script goes on in another one
OB_REALTIME static void
hand_over(ObEngine* const engine)
{
  if (ob_engine_has_child(engine)) {
    ob_reply_drain(engine); // Its last words
    ob_reset_reload(engine);
    engine->parting = true;
  }
}

OB_REALTIME void
ob_engine_swap(ObEngine* const engine)
{
  if (!can_give_back(engine)) {
    return;
  }

  ObLink* const link = atomic_load(&engine->exchange.pending)
                         ? atomic_exchange(&engine->exchange.pending, NULL)
                         : NULL;
  if (link) {
    if (link->reload) {
      hand_over(engine);
    } else {
      part(engine);
    }
    give_back(engine);
    welcome(engine, link);
    update_latency(engine);
  } else if (engine->parting) {
    give_back(engine);
  }
}

OB_REALTIME void
ob_engine_condemn(ObEngine* const engine)
{
  atomic_store(&engine->link->corrupt, true);
  ob_notices_post(engine->notices, OB_NOTICE_LINK);
}

/// React to what the host has changed since the last block
OB_REALTIME static void
take_controls(ObEngine* const engine, const ObControls* const controls)
{
  const ObControls was = engine->controls;

  engine->controls = *controls;
  engine->controls.deadline =
    controls->deadline >= 0.01f ? fminf(controls->deadline, 0.8f) : 0.01f;
  ob_values_take(
    &engine->values, controls->values, controls->n_values, controls->plain);
  update_latency(engine);

  if (was.enabled && !engine->controls.enabled) {
    ob_reset_script(engine);
    ob_keys_orphan(&engine->keys);
  }

  if (was.freewheel != controls->freewheel && ob_engine_has_child(engine)) {
    // A render starts from the saved state, and leaves nothing behind
    atomic_store(&engine->link->offline, controls->freewheel);
    part(engine);
    atomic_store(&engine->exchange.state, OB_STATE_LOADING);
    ob_notices_post(engine->notices, OB_NOTICE_FRESH);
  }
}

OB_REALTIME void
ob_engine_send_values(ObEngine* const engine)
{
  if (engine->block.told || !ob_engine_has_child(engine)) {
    return;
  }

  engine->block.told     = true;
  ObValues* const values = &engine->values;
  const uint16_t  unit   = values->plain ? OB_PARAM_PLAIN : 0U;

  uint32_t i = 0U;
  while ((i = ob_values_next(values)) < OB_VALUES_MAX) {
    const bool          initial = ob_values_is_initial(values, i);
    const ObParamChange change  = {
       .record = { .type = OB_REQUEST_PARAM,
                   .flags =
                     (uint16_t)(unit | (initial ? OB_PARAM_INITIAL : 0U)) },
       .frame  = engine->frame,
       .index  = i,
       .value  = values->values[i]
    };
    const bool known = values->plain || i < engine->link->params;
    if (known && ob_request_record(engine, &change.record, sizeof(change))) {
      return; // The rest in the next block
    }
    engine->block.asks |=
      known && !initial && ob_engine_defines(engine, OB_ON_PARAM);
    ob_values_sent(values, i);
  }
}

/// Tell a new child, or one that missed something, how things stand
OB_REALTIME static void
send_situation(ObEngine* const engine)
{
  if (engine->reset_due) {
    const ObReset reset = { .record = { .type = OB_REQUEST_RESET },
                            .frame  = engine->frame,
                            .reason = OB_RESET_ALL };

    engine->deaf        = true;
    engine->reset_frame = engine->frame;
    engine->reset_due =
      ob_request_record(engine, &reset.record, sizeof(reset)) != OB_SUCCESS;
  }

  if (engine->greeting) {
    ob_request_resync(engine, OB_RESYNC_START);
    ob_engine_send_values(engine); // A new child starts from these
    engine->greeting = false;
  } else if (engine->keys.stale) {
    ob_request_resync(engine, 0U);
  }
}

OB_REALTIME void
ob_engine_begin(ObEngine* const         engine,
                const uint32_t          frames,
                const ObControls* const controls)
{
  const ObCurrentBlock block = {
    .frames   = frames,
    .searches = controls->freewheel ? UINT32_MAX : most_searches,
  };

  engine->block = block;
  ob_rest_end(engine);
  ob_position_begin(&engine->position);
  take_controls(engine, controls);

  if (ob_engine_has_child(engine) && ob_wait_child_is_lost(engine->link)) {
    part(engine);
  }
  ob_engine_swap(engine);
  if (engine->controls.freewheel && !ob_engine_has_child(engine)) {
    ob_wait_for_child(engine);
  }

  ob_wait_begin(engine);
  if (ob_engine_has_child(engine)) {
    send_situation(engine);
  }
}

/// Return whether the script wants to run although nothing has arrived
OB_REALTIME static bool
wants_block(const ObEngine* const engine)
{
  const ObSegmentHeader* const header = engine->link->segment.header;

  return ob_engine_defines(engine, OB_ON_BLOCK) ||
         atomic_load_explicit(&header->child.wake_frame, memory_order_relaxed) <
           engine->frame + engine->block.frames;
}

/// Send the block and wait for its answer; keep an eye on those before
OB_REALTIME static void
exchange_block(ObEngine* const engine)
{
  ObLink* const          link   = engine->link;
  ObSegmentHeader* const header = link->segment.header;
  const bool             caught_up =
    atomic_load_explicit(&header->child.done, memory_order_acquire) ==
    link->sequence;

  atomic_store_explicit(
    &link->offline, engine->controls.freewheel, memory_order_relaxed);
  ob_breaker_tick(&engine->breaker, caught_up);
  if (engine->controls.enabled && engine->block.frames && wants_block(engine) &&
      !ob_request_open(engine)) {
    engine->block.asks = true;
  }

  if (engine->block.open) {
    ob_request_commit(engine);
    ob_wait_for_answer(engine);
  } else if (!caught_up) {
    ob_doorbell_ring(&header->child_bell);
  }

  const bool open = ob_breaker_is_open(&engine->breaker);
  if (open != atomic_load_explicit(&link->distrusted, memory_order_relaxed)) {
    atomic_store(&link->distrusted, open);
    ob_notices_post(engine->notices, OB_NOTICE_LINK);
  }
}

/// Keep the figures that are shown
OB_REALTIME static void
count(ObEngine* const engine)
{
  const uint64_t end  = engine->frame + engine->block.frames;
  const float    time = (float)((double)(end - engine->counted) / engine->rate);
  float          load = 0.0f;

  engine->counted = end; // Also for a rest before
  if (ob_engine_has_child(engine)) {
    ObChildWords* const child = &engine->link->segment.header->child;
    const uint64_t      busy =
      atomic_load_explicit(&child->busy_time, memory_order_relaxed);
    const uint64_t dropped =
      atomic_load_explicit(&child->dropped, memory_order_relaxed);
    const uint64_t drops = dropped - engine->child_dropped;

    load = (float)(busy - engine->busy_time) * 1.0e-9f;
    engine->dropped += drops < most_drops ? drops : 0U;
    engine->child_dropped = dropped;
    engine->busy_time     = busy;
  }

  if (time > 0.0f) {
    const float share  = fminf(load / time, 100.0f);
    const float weight = fminf(time / load_time, 1.0f);
    engine->load += (share - engine->load) * weight;
    if (engine->load < no_load) {
      engine->load = 0.0f; // Ever smaller numbers become slow ones
    }
  }
}

/// Let other threads see the figures
OB_REALTIME static void
publish(ObEngine* const engine)
{
  const ObReport     report    = ob_engine_report(engine);
  ObPublished* const published = &engine->published;
  const memory_order relaxed   = memory_order_relaxed;

  atomic_store_explicit(&published->state, (uint32_t)report.state, relaxed);
  atomic_store_explicit(
    &published->mode, (uint32_t)engine->controls.mode, relaxed);
  atomic_store_explicit(&published->latency, report.latency, relaxed);
  atomic_store_explicit(&published->load, report.load, relaxed);
  atomic_store_explicit(&published->misses, report.misses, relaxed);
  atomic_store_explicit(&published->late, report.late, relaxed);
  atomic_store_explicit(&published->dropped, report.dropped, relaxed);
}

OB_REALTIME void
ob_engine_finish(ObEngine* const engine, ObSink* const sink)
{
  ob_position_advance(&engine->position, engine->block.frames);
  ob_engine_send_values(engine);
  ob_reset_channels(engine);
  if (ob_engine_has_child(engine)) {
    exchange_block(engine);
    ob_reply_drain(engine);
  }

  ob_emit(engine, sink);
  count(engine);
  engine->frame += engine->block.frames;
  publish(engine);
  ob_rest_begin(engine);
}

OB_REALTIME ObReport
ob_engine_report(const ObEngine* const engine)
{
  ObState state = (ObState)atomic_load(&engine->exchange.state);
  if (ob_engine_has_child(engine)) {
    state =
      ob_breaker_is_open(&engine->breaker) ? OB_STATE_LATE : OB_STATE_RUNNING;
  }

  const float    load   = engine->load < OB_LEAST_LOAD ? 0.0f : engine->load;
  const ObReport report = { state,          engine->latency, load,
                            engine->misses, engine->late,    engine->dropped };
  return report;
}
