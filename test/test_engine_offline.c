// Copyright 2026 The Outboard authors
// SPDX-License-Identifier: ISC

// The engine while the host renders: run() waits for the script

#undef NDEBUG

#include "engine_rig.h"

#include <assert.h>
#include <string.h>
#include <time.h>

#define CC (1U << OB_KIND_CC)

static void
pause_ms(const long ms)
{
  const struct timespec time = { 0, ms * 1000000 };

  nanosleep(&time, NULL);
}

/// Open rendering, with a child in a thread
static RigChild*
open_rendering(Rig* const rig, const RigScript script)
{
  rig_open(rig, 64U);
  rig->controls.freewheel = true;
  rig->controls.deadline  = 0.01f;
  return rig_child_play(rig, CC, script);
}

/// Run a block with one event at its first frame
static void
trigger(Rig* const rig)
{
  rig_begin(rig, 64U);
  rig_midi(rig, 0U, 0xB0U, 1U, 1U);
  rig_finish(rig);
}

static void
forward_slowly(RigChild* const child, const ObRecord* const record)
{
  pause_ms(10);
  rig_forward(child, record);
}

static void
test_slow_script_is_on_time(void)
{
  Rig             rig;
  RigChild* const child = open_rendering(&rig, forward_slowly);
  for (uint32_t i = 0U; i < 10U; ++i) {
    trigger(&rig);
    assert(rig.n_out == i + 1U && rig.out[i].frame == rig.frame - 64U);
  }
  assert(!rig.report.late && !rig.report.misses && !rig.report.dropped);
  assert(atomic_load(&child->link->offline));
  rig_child_retire(&rig, child);
  rig_close(&rig);
}

/// Answers with more than a queue holds, and more searches than are usual
static void
answer_much(RigChild* const child, const ObRecord* const record)
{
  static uint8_t bytes[OB_MIDI_MAX];

  if (record->type == OB_REQUEST_EVENT) {
    for (uint32_t i = 0U; i < 2000U; ++i) {
      rig_send(child, child->time + i / 40U, 0U, 0U, 0xB0U, i & 0x7FU, 1U);
      rig_cancel(child, 1U);
    }
    memset(bytes, 1, sizeof(bytes));
    bytes[0]                = 0xF0U;
    bytes[OB_MIDI_MAX - 1U] = 0xF7U;
    ObSend send             = { .record = { .type = OB_REPLY_SEND },
                                .frame  = child->time + 63U,
                                .size   = OB_MIDI_MAX };
    memcpy(send.bytes, bytes, sizeof(send.bytes));
    rig_reply(child, &send, bytes);
  }
}

static void
test_large_replies_are_on_time(void)
{
  Rig             rig;
  RigChild* const child = open_rendering(&rig, answer_much);
  for (uint32_t round = 0U; round < 5U; ++round) {
    trigger(&rig);
    assert(rig.n_out == 2001U);
    for (uint32_t i = 0U; i < 2000U; ++i) {
      assert(rig.out[i].frame == rig.frame - 64U + i / 40U);
      assert(rig.out[i].bytes[1] == (i & 0x7FU));
    }
    assert(rig.out[2000].size == OB_MIDI_MAX);
    rig_forget(&rig);
  }
  assert(!rig.report.late && !rig.report.misses && !rig.report.dropped);
  rig_child_retire(&rig, child);
  rig_close(&rig);
}

/// What another thread does while run() waits
typedef struct
{
  Rig*      rig;
  RigChild* child; ///< Offered after a while, or died
  ObState   state; ///< Told after a while
} Helper;

static void*
offer_later(void* const handle)
{
  const Helper* const helper = (const Helper*)handle;

  pause_ms(60);
  if (helper->child) {
    assert(!ob_engine_offer(helper->rig->engine, helper->child->link));
  } else {
    ob_engine_set_state(helper->rig->engine, helper->state);
  }
  return NULL;
}

static void*
die_later(void* const handle)
{
  const Helper* const helper = (const Helper*)handle;

  pause_ms(60);
  rig_kill(helper->rig, helper->child);
  ob_engine_set_state(helper->rig->engine, OB_STATE_STOPPED);
  return NULL;
}

/// Trigger while a helper works
static void
trigger_with(Rig* const rig, void* (*const work)(void*), Helper* const helper)
{
  pthread_t thread;
  assert(!pthread_create(&thread, NULL, work, helper));
  trigger(rig);
  pthread_join(thread, NULL);
}

static void
test_loading_child_is_waited_for(void)
{
  Rig rig;
  rig_open(&rig, 64U);
  rig.controls.freewheel = true;
  ob_engine_set_state(rig.engine, OB_STATE_LOADING);
  RigChild* const child = rig_child_new(CC, rig_forward);
  rig_child_start(child);
  Helper helper = { .rig = &rig, .child = child };
  trigger_with(&rig, offer_later, &helper);
  assert(child->n_events == 1U);
  rig_expect(&rig, "0:b00101");
  rig_child_retire(&rig, child);
  rig_close(&rig);
}

static void
test_child_that_fails_to_load_is_not_waited_for(void)
{
  Rig rig;
  rig_open(&rig, 64U);
  rig.controls.freewheel = true;
  ob_engine_set_state(rig.engine, OB_STATE_RESTARTING);
  Helper helper = { .rig = &rig, .state = OB_STATE_ERROR };
  trigger_with(&rig, offer_later, &helper);
  rig_expect(&rig, "0:b00101");
  rig_close(&rig);
}

static void
test_child_that_dies_is_not_waited_for(void)
{
  Rig             rig;
  RigChild* const child = open_rendering(&rig, rig_forward);
  atomic_store(&child->gated, true);
  Helper helper = { .rig = &rig, .child = child };
  trigger_with(&rig, die_later, &helper);
  rig_expect(&rig, "");
  trigger(&rig);
  rig_expect(&rig, "65:b00101");
  rig_child_retire(&rig, child);
  rig_close(&rig);
}

static void
test_render_starts_and_ends_afresh(void)
{
  Rig rig;
  rig_open(&rig, RIG_PATIENT);
  RigChild* const first = rig_child_play(&rig, CC, rig_forward);
  ob_notices_take(&rig.notices);

  RigChild* const second = rig_child_new(CC, rig_forward);
  rig_child_start(second);
  rig.controls.freewheel = true;
  Helper helper          = { .rig = &rig, .child = second };
  trigger_with(&rig, offer_later, &helper);
  assert(ob_notices_take(&rig.notices) & OB_NOTICE_FRESH);
  assert(second->n_events == 1U && !first->n_events);
  assert(ob_engine_collect(rig.engine) == first->link);

  rig.controls.freewheel = false;
  trigger(&rig); // Passes
  assert(ob_notices_take(&rig.notices) & OB_NOTICE_FRESH);
  assert(rig.report.state == OB_STATE_LOADING && second->n_events == 1U);
  rig_expect(&rig, "1:b00101 65:b00101");
  rig_child_free(first);
  rig_child_retire(&rig, second);
  rig_close(&rig);
}

int
main(void)
{
  test_slow_script_is_on_time();
  test_large_replies_are_on_time();
  test_loading_child_is_waited_for();
  test_child_that_fails_to_load_is_not_waited_for();
  test_child_that_dies_is_not_waited_for();
  test_render_starts_and_ends_afresh();
  return 0;
}
