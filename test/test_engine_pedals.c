// Copyright 2026 The Outboard authors
// SPDX-License-Identifier: ISC

// Pedals and bends that passed by the script, and are let go later

#undef NDEBUG

#include "engine_rig.h"

#include <assert.h>

static const uint32_t controls =
  (1U << OB_KIND_CC) | (1U << OB_KIND_PITCH_BEND);

/// Both pedals and the wheel are moved on their way down
static void
press(Rig* const rig)
{
  rig_begin(rig, 64U);
  rig_midi(rig, 0U, 0xB0U, 64U, 127U);
  rig_midi(rig, 0U, 0xB1U, 66U, 64U);
  rig_midi(rig, 0U, 0xE2U, 0U, 0U);
  rig_finish(rig);
}

/// And on their way up
static void
let_go(Rig* const rig)
{
  rig_begin(rig, 64U);
  rig_midi(rig, 1U, 0xB0U, 64U, 100U);
  rig_midi(rig, 2U, 0xB0U, 64U, 0U);
  rig_midi(rig, 3U, 0xB1U, 66U, 63U);
  rig_midi(rig, 4U, 0xE2U, 1U, 64U);
  rig_midi(rig, 5U, 0xE2U, 0U, 64U);
  rig_finish(rig);
}

static void
test_passed_pedal_comes_up_though_the_script_answers(void)
{
  Rig rig;
  rig_open(&rig, RIG_PATIENT);
  RigChild* const child = rig_child_play(&rig, controls, rig_silent);
  rig_forget(&rig);
  rig.controls.enabled = false;
  press(&rig);
  rig.controls.enabled = true;
  let_go(&rig);
  rig_expect(&rig, "1:b0407f 1:b14240 1:e20000 67:b04000 68:b1423f 70:e20040");
  assert(child->n_events == 5U); // The script may need to know as well

  // Once they are up, they are the script's
  press(&rig);
  let_go(&rig);
  rig_expect(&rig, "");
  rig_child_retire(&rig, child);
  rig_close(&rig);
}

static void
test_passed_pedal_comes_up_though_muted(void)
{
  Rig rig;
  rig_open(&rig, 64U);
  press(&rig);
  rig.controls.fallback = OB_FALLBACK_MUTE;
  let_go(&rig);
  press(&rig);
  let_go(&rig);
  rig_expect(&rig, "0:b0407f 0:b14240 0:e20000 66:b04000 67:b1423f 69:e20040");
  rig_close(&rig);
}

static void
test_release_that_is_lost_with_the_latency(void)
{
  Rig rig;
  rig_open(&rig, 64U);
  rig.controls.mode = OB_MODE_PIPELINED;
  press(&rig);
  let_go(&rig);
  rig_expect(&rig, "64:b0407f 64:b14240 64:e20000");
  rig.controls.mode = OB_MODE_LIVE;
  rig_run(&rig, 64U, 1U);
  rig_expect(&rig, "128:b04000 128:b14200 128:e20040");
  assert(rig.report.dropped == 5U);

  // What the player holds on to stays
  press(&rig);
  rig.controls.mode = OB_MODE_PIPELINED;
  rig_run(&rig, 64U, 1U);
  let_go(&rig);
  rig_run(&rig, 64U, 2U);
  rig_expect(&rig,
             "192:b0407f 192:b14240 192:e20000 "
             "385:b04064 386:b04000 387:b1423f 388:e20140 389:e20040");
  rig_close(&rig);
}

static void
test_release_that_does_not_fit(void)
{
  Rig rig;
  rig_open(&rig, 64U);
  rig_begin(&rig, 64U);
  for (uint32_t i = 0U; i < 10000U; ++i) {
    rig_midi(&rig, 0U, 0xB0U, 64U, 64U + i % 2U);
  }
  rig_midi(&rig, 0U, 0xB0U, 64U, 0U);
  rig_finish(&rig);
  assert(rig.report.dropped > 0U);
  rig_forget(&rig);
  rig_run(&rig, 64U, 1U);
  rig_expect(&rig, "64:b04000");
  rig_close(&rig);
}

static void
test_activation_forgets(void)
{
  Rig rig;
  rig_open(&rig, 64U);
  press(&rig);
  rig_forget(&rig);
  ob_engine_activate(rig.engine);
  rig.controls.fallback = OB_FALLBACK_MUTE;
  let_go(&rig);
  rig_expect(&rig, "");
  rig_close(&rig);
}

int
main(void)
{
  test_passed_pedal_comes_up_though_the_script_answers();
  test_passed_pedal_comes_up_though_muted();
  test_release_that_is_lost_with_the_latency();
  test_release_that_does_not_fit();
  test_activation_forgets();
  return 0;
}
