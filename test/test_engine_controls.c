// Copyright 2026 The Outboard authors
// SPDX-License-Identifier: ISC

// The engine's knobs, and when it has something to say to the script

#undef NDEBUG

#include "engine_rig.h"

#include <assert.h>
#include <math.h>
#include <string.h>

#define CC (1U << OB_KIND_CC)

/// Parameter changes that a child was told of
typedef struct
{
  ObParamChange changes[64];
  uint32_t      count;
} Told;

static void
listen(RigChild* const child, const ObRecord* const record)
{
  Told* const told = (Told*)child->handle;
  if (record->type == OB_REQUEST_PARAM) {
    told->changes[told->count++] = *(const ObParamChange*)record;
  }
}

/// Offer a child that works between blocks, of a script
static RigChild*
offer_listener(Rig* const rig, Told* const told, const uint32_t script)
{
  RigChild* const child = rig_child_new(CC, listen);
  told->count           = 0U;
  child->handle         = told;
  child->link->script   = script;
  rig_offer(rig, child);
  rig_child_work(child);
  return child;
}

static void
test_script_is_told_of_moved_knobs(void)
{
  Rig  rig;
  Told told;
  rig_open(&rig, RIG_HASTY);
  rig.knobs[2]          = 0.5f; // As in the session: nothing moved
  RigChild* const child = offer_listener(&rig, &told, 1U);
  rig.knobs[15]         = 0.25f;
  rig.knobs[0]          = 1.0f;
  rig_run(&rig, 64U, 10U);
  rig_child_work(child);
  assert(told.count == 2U);
  assert(told.changes[0].index == 0U && told.changes[1].index == 15U);
  assert(told.changes[0].frame == 1U && told.changes[1].value == 0.25f);

  // The same script again knows nothing; another one's knobs are untouched
  RigChild* const next = offer_listener(&rig, &told, 1U);
  assert(told.count == 2U && told.changes[1].value == 0.25f);
  assert(ob_engine_collect(rig.engine) == child->link);
  RigChild* const other = offer_listener(&rig, &told, 2U);
  assert(told.count == 0U);
  rig_child_free(child);
  rig_child_retire(&rig, other);
  rig_child_free(next);
  rig_close(&rig);
}

static void
test_knobs_without_a_parameter_say_nothing(void)
{
  Rig  rig;
  Told told;
  rig_open(&rig, RIG_HASTY);
  RigChild* const child = offer_listener(&rig, &told, 1U);
  child->link->params   = 2U;
  const uint32_t blocks = child->n_blocks;
  rig.knobs[2]          = 1.0f;
  rig_run(&rig, 64U, 10U);
  rig_child_work(child);
  assert(told.count == 0U && child->n_blocks == blocks);
  rig_child_retire(&rig, child);
  rig_close(&rig);
}

static void
test_nonsense_is_put_right(void)
{
  Rig  rig;
  Told told;
  rig_open(&rig, RIG_HASTY);
  rig.knobs[1]          = 0.5f;
  RigChild* const child = offer_listener(&rig, &told, 1U);
  rig.controls.deadline = (float)NAN;
  rig.knobs[0]          = 7.0f;
  rig.knobs[1]          = (float)NAN;
  rig.knobs[2]          = -1.0f;
  rig_run(&rig, 64U, 3U);
  rig.controls.deadline = 1.0e30f;
  rig_run(&rig, 64U, 3U);
  rig_child_work(child);
  assert(told.count == 1U); // What is no number changes nothing
  assert(told.changes[0].value == 1.0f);
  rig_child_retire(&rig, child);
  rig_close(&rig);
}

static void
test_idle_blocks_say_nothing(void)
{
  Rig  rig;
  Told told;
  rig_open(&rig, RIG_HASTY);
  RigChild* const        child  = offer_listener(&rig, &told, 1U);
  ObSegmentHeader* const header = child->link->segment.header;
  const uint32_t         rings  = atomic_load(&header->child_bell.rings);
  rig_run(&rig, 64U, 1000U);
  assert(ob_queue_refresh(&child->requests) == OB_EMPTY);
  assert(atomic_load(&header->child_bell.rings) == rings);
  assert(rig.report.misses <= 1U);
  assert(rig.n_rests > 900U);
  rig_child_retire(&rig, child);
  rig_close(&rig);
}

/// Blocks of a size of 64 in which nothing was to be done
static uint32_t
count_rests(Rig* const rig, const uint32_t blocks)
{
  const uint32_t before = rig->n_rests;
  rig_run(rig, 64U, blocks);
  return rig->n_rests - before;
}

static void
test_what_ends_a_rest(void)
{
  Rig  rig;
  Told told;
  rig_open(&rig, RIG_HASTY);
  RigChild* const     child = offer_listener(&rig, &told, 1U);
  ObChildWords* const words = &child->link->segment.header->child;
  rig_run(&rig, 64U, 10U);
  assert(count_rests(&rig, 10U) == 10U);

  ob_engine_set_nominal(rig.engine, 128U);
  assert(count_rests(&rig, 10U) == 9U);
  ob_engine_set_state(rig.engine, OB_STATE_LOADING);
  assert(count_rests(&rig, 10U) == 9U);
  rig.knobs[3] = 0.5f;
  assert(count_rests(&rig, 1U) == 0U);
  rig_child_work(child);
  assert(count_rests(&rig, 10U) >= 7U);
  atomic_store(&words->wake_frame, rig.frame + 640U);
  assert(count_rests(&rig, 11U) == 10U);
  atomic_store(&words->wake_frame, OB_NO_WAKE);
  rig_child_work(child);
  rig_run(&rig, 64U, 10U);

  // What is due has its frame, and comes out at it
  rig_send(child, rig.frame + 1000U, 0U, 0U, 0xB0U, 7U, 1U);
  rig_deliver(&rig, child);
  rig_forget(&rig);
  assert(count_rests(&rig, 16U) == 14U); // All but the first and the last
  assert(rig.n_out == 1U && rig.out[0].frame == rig.frame - 1024U + 1000U);

  rig_kill(&rig, child);
  assert(count_rests(&rig, 10U) >= 7U && rig.report.state == OB_STATE_LOADING);
  rig_child_retire(&rig, child);
  rig_close(&rig);
}

static void
test_task_wakes_at_its_block(void)
{
  Rig  rig;
  Told told;
  rig_open(&rig, RIG_HASTY);
  RigChild* const     child  = offer_listener(&rig, &told, 1U);
  ObChildWords* const words  = &child->link->segment.header->child;
  const uint32_t      blocks = child->n_blocks;
  atomic_store(&words->wake_frame, 1U + 640U);
  rig_run(&rig, 64U, 10U);
  rig_child_work(child);
  assert(child->n_blocks == blocks);
  rig_run(&rig, 0U, 1U);
  rig_child_work(child);
  assert(child->n_blocks == blocks);
  rig_run(&rig, 64U, 1U);
  rig_child_work(child);
  assert(child->n_blocks == blocks + 1U && child->block.frame == 641U);
  rig_child_retire(&rig, child);
  rig_close(&rig);
}

static void
test_every_block_goes_to_who_wants_it(void)
{
  Rig  rig;
  Told told;
  rig_open(&rig, RIG_HASTY);
  RigChild* const child  = offer_listener(&rig, &told, 1U);
  child->link->callbacks = 1U << OB_ON_BLOCK;
  const uint32_t blocks  = child->n_blocks;
  for (uint32_t i = 0U; i < 100U; ++i) {
    rig_run(&rig, 1U + i, 1U);
    rig_child_work(child);
    assert(child->n_blocks == blocks + i + 1U);
    assert(child->block.frames == i + 1U && child->block.nominal == RIG_HASTY);
  }
  rig.controls.enabled = false; // This is to be told
  rig_run(&rig, 64U, 1U);
  rig_child_work(child);
  rig_run(&rig, 64U, 10U);
  rig_child_work(child);
  assert(child->n_blocks == blocks + 101U);
  rig_child_retire(&rig, child);
  rig_close(&rig);
}

static void
test_transport_goes_to_who_wants_it(void)
{
  Rig  rig;
  Told told;
  rig_open(&rig, RIG_HASTY);
  RigChild* const child  = offer_listener(&rig, &told, 1U);
  child->link->callbacks = 1U << OB_ON_TRANSPORT;
  const uint32_t blocks  = child->n_blocks;
  for (uint32_t i = 0U; i < 10U; ++i) {
    rig_begin(&rig, 64U);
    rig_locate(&rig, 0U, 1.0 + i * 64.0 / 24000.0, 120.0, 1.0, 0);
    rig_finish(&rig);
    rig_child_work(child);
    assert(child->n_blocks == blocks + 1U); // It started, and goes on
  }
  assert(child->transport.transport.beat == 1.0);
  rig_child_retire(&rig, child);
  rig_close(&rig);
}

static void
test_zero_length_block_reaches_the_script(void)
{
  Rig rig;
  rig_open(&rig, RIG_PATIENT);
  RigChild* const child = rig_child_play(&rig, CC, rig_forward);
  rig_begin(&rig, 0U);
  rig_midi(&rig, 0U, 0xB0U, 1U, 1U);
  rig_finish(&rig);
  rig_expect(&rig, "");
  assert(child->n_events == 1U && child->block.frames == 0U);
  rig_run(&rig, 64U, 1U);
  rig_expect(&rig, "1:b00101");
  assert(!rig.report.late);
  rig_child_retire(&rig, child);
  rig_close(&rig);
}

static void
test_block_wakes_the_script_once(void)
{
  Rig rig;
  rig_open(&rig, RIG_PATIENT);
  RigChild* const         child = rig_child_play(&rig, CC, rig_forward);
  const _Atomic uint32_t* rings =
    &child->link->segment.header->child_bell.rings;
  const uint32_t before = atomic_load(rings);
  for (unsigned i = 0U; i < 10U; ++i) {
    rig_begin(&rig, 64U);
    rig_midi(&rig, 0U, 0xB0U, 1U, 1U);
    rig_finish(&rig);
  }
  assert(rig.n_out == 10U);
  assert(atomic_load(rings) - before == 10U);
  rig_child_retire(&rig, child);
  rig_close(&rig);
}

static void
note_type(RigChild* const child, const ObRecord* const record)
{
  char* const types = (char*)child->handle;
  const char  type  = record->type == OB_REQUEST_TRANSPORT ? 't'
                      : record->type == OB_REQUEST_PARAM   ? 'p'
                      : record->type == OB_REQUEST_EVENT   ? 'e'
                                                           : '\0';
  if (type) {
    types[strlen(types)] = type;
  }
}

static void
test_transport_precedes_parameters_precede_events(void)
{
  Rig  rig;
  char types[16] = "";
  rig_open(&rig, RIG_HASTY);
  RigChild* const child  = rig_child_new(CC, note_type);
  child->handle          = types;
  child->link->callbacks = (1U << OB_ON_TRANSPORT) | (1U << OB_ON_PARAM);
  rig_offer(&rig, child);
  rig_child_work(child);

  rig.knobs[0] = 0.9f;
  rig_begin(&rig, 64U);
  rig_locate(&rig, 0U, 8.0, 100.0, 1.0, 1000);
  rig_midi(&rig, 0U, 0xB0U, 7U, 1U);
  rig_locate(&rig, 10U, 9.0, 100.0, 0.0, 2000);
  rig_finish(&rig);
  rig_child_work(child);
  assert(!strcmp(types, "tpet"));
  rig_child_retire(&rig, child);
  rig_close(&rig);
}

int
main(void)
{
  test_script_is_told_of_moved_knobs();
  test_knobs_without_a_parameter_say_nothing();
  test_nonsense_is_put_right();
  test_idle_blocks_say_nothing();
  test_block_wakes_the_script_once();
  test_what_ends_a_rest();
  test_task_wakes_at_its_block();
  test_every_block_goes_to_who_wants_it();
  test_transport_goes_to_who_wants_it();
  test_zero_length_block_reaches_the_script();
  test_transport_precedes_parameters_precede_events();
  return 0;
}
