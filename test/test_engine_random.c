// Copyright 2026 The Outboard authors
// SPDX-License-Identifier: ISC

// The engine over long random runs: what must hold whatever happens

#undef NDEBUG

#include "engine_rig.h"

#include <assert.h>
#include <stdio.h>
#include <stdlib.h>

/// Blocks of each run
#define BLOCKS 3000U

static uint32_t state;

/// Return a pseudo-random number below `limit`
static uint32_t
pick(const uint32_t limit)
{
  state = state * 1664525U + 1013904223U;
  return (state >> 8U) % limit;
}

static bool
one_in(const uint32_t limit)
{
  return pick(limit) == 0U;
}

/// Does with each event whatever a script might do
static void
improvise(RigChild* const child, const ObRecord* const record)
{
  if (record->type != OB_REQUEST_EVENT || record->flags) {
    return;
  }
  if (one_in(2U)) {
    rig_forward(child, record);
  }

  const uint8_t  pitch = (uint8_t)(60U + pick(8U));
  const uint64_t frame = child->time + pick(4U) * pick(500U);
  const uint16_t order = ((const ObEvent*)record)->order;
  const ObSend   send  = {
       .record = { .type  = OB_REPLY_SEND,
                   .flags = (uint16_t)(pick(3U) | (1U + pick(2U)) << 2U) },
       .frame  = frame,
       .beat   = child->block.transport.beat + pick(3U) * 0.1,
       .length = pick(3000U) * 0.001,
       .voice  = ++child->voice,
       .order  = order,
       .size   = 3U,
       .bytes  = { (uint8_t)(0x90U | pick(2U)), pitch, 100U }
  };
  if (one_in(3U)) {
    rig_reply(child, &send, NULL);
  }
  if (one_in(3U)) {
    const uint32_t voice = ++child->voice;
    rig_send(child, frame, order, voice, 0x90U, pitch, 80U);
    if (one_in(8U)) {
      rig_cancel(child, voice);
    }
    rig_send(child, frame + pick(900U), 0U, voice, 0x80U, pitch, 64U);
  }
  if (one_in(5U)) {
    rig_send(child, frame, order, 0U, 0xB0U, 64U, one_in(2U) ? 127U : 0U);
  }
}

/// Give a block some input
static void
play(Rig* const rig, const uint32_t frames)
{
  for (uint32_t i = pick(5U); i; --i) {
    const uint32_t at      = pick(frames + 2U);
    const uint8_t  channel = (uint8_t)pick(2U);
    const uint8_t  pitch   = (uint8_t)(60U + pick(8U));
    switch (pick(9U)) {
      case 0U:
      case 1U:
      case 2U:
        rig_midi(rig, at, 0x90U | channel, pitch, (uint8_t)(1U + pick(99U)));
        break;
      case 3U:
      case 4U:
      case 5U:
        rig_midi(rig, at, 0x80U | channel, pitch, 64U);
        break;
      case 6U:
        rig_midi(rig, at, 0xB0U, (uint8_t)pick(119U), (uint8_t)pick(128U));
        break;
      case 7U:
        rig_locate(rig, at, pick(9U), 60.0 + pick(99U), pick(2U), pick(9U));
        break;
      default:
        if (one_in(10U)) {
          rig_midi(rig, at, 0xB0U | channel, 123U, 0U);
        } else {
          rig_sysex(rig, at, 2U + pick(600U));
        }
    }
  }
}

/// Change what the user and the host can change
static void
fiddle(Rig* const rig)
{
  ObControls* const controls = &rig->controls;

  switch (pick(6U)) {
    case 0U:
      controls->enabled = !controls->enabled;
      break;
    case 1U:
      controls->mode = (ObMode)pick(2U);
      break;
    case 2U:
      controls->fallback = (ObFallback)pick(2U);
      break;
    case 3U:
      ob_engine_set_nominal(rig->engine, 1U + pick(200U));
      break;
    case 4U:
      rig->knobs[pick(OB_KNOBS)] = (float)pick(100U) / 100.0f;
      break;
    default:
      rig->room = pick(3U) ? 1U << 24U : 24U * pick(20U);
  }
}

/// Take children back, kill one, or offer a new one
static RigChild*
replace_child(Rig* const rig, RigChild* const child)
{
  if (child) {
    rig_kill(rig, child);
    rig_run(rig, 1U, 2U);
    assert(ob_engine_collect(rig->engine) == child->link);
    rig_child_free(child);
  }
  if (one_in(4U)) {
    return NULL;
  }

  RigChild* const next = rig_child_new(pick(RIG_ALL + 1U), improvise);
  assert(!ob_engine_offer(rig->engine, next->link));
  rig_run(rig, 1U, 1U);
  return next;
}

/// Let everything end: no child, all keys up, all the room there is
static void
settle(Rig* const rig, RigChild* const child)
{
  if (child) {
    rig_kill(rig, child);
  }
  rig->room              = 1U << 24U;
  rig->controls.fallback = OB_FALLBACK_PASS;
  rig_run(rig, 64U, 1U);
  for (uint8_t pitch = 60U; pitch < 68U; ++pitch) {
    rig_begin(rig, 64U);
    rig_midi(rig, 0U, 0x80U, pitch, 64U);
    rig_midi(rig, 0U, 0x81U, pitch, 64U);
    rig_finish(rig);
  }
  rig_run(rig, 64U, 10U);
}

static void
run_seed(const uint32_t seed)
{
  Rig       rig;
  RigChild* child = NULL;

  state = seed;
  rig_open(&rig, 64U);
  rig.controls.deadline = 0.01f;
  for (uint32_t i = 0U; i < BLOCKS; ++i) {
    const uint32_t frames = one_in(50U) ? 0U : 1U + pick(150U);
    if (one_in(20U)) {
      fiddle(&rig);
    }
    if (one_in(200U)) {
      child = replace_child(&rig, child);
    }
    rig_begin(&rig, frames);
    play(&rig, frames);
    rig_finish(&rig);
    if (child && !one_in(4U)) {
      rig_child_work(child);
      assert(!atomic_load(&child->link->corrupt));
    }
  }

  settle(&rig, child);
  assert(rig_count_sounding(&rig) == 0);
  if (child) {
    rig_child_retire(&rig, child);
  }
  rig_close(&rig);
}

int
main(int argc, char** argv)
{
  const uint32_t first = argc > 1 ? (uint32_t)atoi(argv[1]) : 1U;
  const uint32_t count = argc > 2 ? (uint32_t)atoi(argv[2]) : 20U;
  for (uint32_t seed = first; seed < first + count; ++seed) {
    fprintf(stderr, "seed %u\n", seed);
    run_seed(seed);
  }
  return 0;
}
