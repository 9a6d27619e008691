// Copyright 2026 The Outboard authors
// SPDX-License-Identifier: ISC

// The engine with a script that answers late: the child works between blocks

#undef NDEBUG

#include "engine_rig.h"
#include "tries.h"

#include <assert.h>
#include <stdbool.h>
#include <time.h>

#define BIT(kind) (1U << OB_KIND_##kind)
#define NOTES (BIT(NOTE_ON) | BIT(NOTE_OFF))

/// Open with a child that is always late
static RigChild*
open_late(Rig* const rig, const uint32_t routes, const RigScript script)
{
  rig_open(rig, RIG_HASTY);
  rig->controls.deadline = 0.01f;
  RigChild* const child  = rig_child_new(routes, script);
  rig_offer(rig, child);
  rig_child_work(child);
  return child;
}

static void
test_late_answers_come_at_the_next_first_frame(void)
{
  Rig             rig;
  RigChild* const child = open_late(&rig, BIT(CC), rig_forward);
  rig_begin(&rig, 64U); // From frame 1
  rig_midi(&rig, 10U, 0xB0U, 1U, 1U);
  rig_midi(&rig, 20U, 0xB0U, 2U, 2U);
  rig_midi(&rig, 20U, 0xE0U, 0U, 0U); // Passes, and does not wait
  rig_finish(&rig);
  rig_expect(&rig, "21:e00000");
  rig_child_work(child);
  rig_begin(&rig, 64U);
  rig_midi(&rig, 0U, 0xE0U, 1U, 0U);
  rig_finish(&rig);
  rig_expect(&rig, "65:b00101 65:b00202 65:e00100");
  assert(rig.report.late == 2U && rig.report.misses >= 1U);
  assert(!rig.report.dropped);
  rig_child_retire(&rig, child);
  rig_close(&rig);
}

static void
test_late_notes_keep_their_length(void)
{
  Rig             rig;
  RigChild* const child = open_late(&rig, NOTES, rig_forward);
  rig_begin(&rig, 64U);
  rig_midi(&rig, 10U, 0x90U, 60U, 100U);
  rig_midi(&rig, 30U, 0x80U, 60U, 64U);
  rig_midi(&rig, 40U, 0x90U, 61U, 100U);
  rig_finish(&rig);
  rig_child_work(child);
  rig_begin(&rig, 64U);
  rig_midi(&rig, 16U, 0x80U, 61U, 64U); // Due at 81, 40 after its note-on
  rig_finish(&rig);
  rig_child_work(child);
  rig_run(&rig, 64U, 2U);
  rig_expect(&rig, "65:903c64 65:903d64 85:803c40 129:803d40");
  rig_child_retire(&rig, child);
  rig_close(&rig);
}

/// Answers with a note of 20 frames and one of half a beat
static void
play_timed(RigChild* const child, const ObRecord* const record)
{
  const ObEvent* const event = (const ObEvent*)record;
  if (record->type == OB_REQUEST_EVENT) {
    rig_send_timed(child, event->frame, 1U, OB_LENGTH_FRAMES, 20.0);
    rig_send_timed(child, event->frame + 30U, 2U, OB_LENGTH_BEATS, 0.001);
  }
}

static void
test_lateness_of_a_note_ends_with_it(void)
{
  Rig             rig;
  RigChild* const child = open_late(&rig, NOTES | BIT(CC), rig_forward);
  rig_begin(&rig, 64U);
  rig_midi(&rig, 10U, 0x90U, 60U, 100U);
  rig_finish(&rig);
  rig_child_work(child);
  rig_run(&rig, 64U, 1U);
  rig.controls.enabled = false;
  rig_run(&rig, 64U, 1U);
  rig_child_work(child);
  rig.controls.enabled = true;
  rig_run(&rig, 64U, 1U);
  rig_expect(&rig, "65:903c64 129:803c40");

  // A note-off without a voice is nobody's, and not late
  rig_send(child, rig.frame + 5U, 0U, OB_VOICE_NONE, 0x80U, 60U, 64U);
  rig_deliver(&rig, child);
  rig_run(&rig, 64U, 1U);
  rig_kill(&rig, child);
  rig_run(&rig, 64U, 1U);
  rig_expect(&rig, "262:803c40");
  rig_child_retire(&rig, child);
  rig_close(&rig);
}

static void
test_late_timed_notes_keep_their_length(void)
{
  Rig             rig;
  RigChild* const child = open_late(&rig, BIT(CC), play_timed);
  rig_begin(&rig, 100U);
  rig_midi(&rig, 0U, 0xB0U, 1U, 1U);
  rig_finish(&rig);
  rig_child_work(child);
  rig_run(&rig, 100U, 1U);
  // The second one, of 24 frames, replaces the first one
  rig_expect(&rig, "101:903c64 101:803c40 101:903c64 125:803c40");
  assert(rig.report.late == 2U);
  rig_child_retire(&rig, child);
  rig_close(&rig);
}

/// Forwards what comes and adds its end to controllers and bend
static void
test_old_backlog_is_dropped_in_pairs(void)
{
  Rig             rig;
  RigChild* const child =
    open_late(&rig, NOTES | BIT(CC) | BIT(PITCH_BEND), rig_forward);
  rig_begin(&rig, 64U);
  rig_midi(&rig, 0U, 0x90U, 59U, 100U);
  rig_midi(&rig, 0U, 0xB0U, 64U, 127U);
  rig_midi(&rig, 0U, 0xE0U, 1U, 1U);
  rig_finish(&rig);
  rig_child_work(child);
  rig_run(&rig, 64U, 1U);
  rig_expect(&rig, "65:903b64 65:b0407f 65:e00101");

  rig_begin(&rig, 64U);
  rig_midi(&rig, 0U, 0x90U, 60U, 100U);
  rig_midi(&rig, 1U, 0x80U, 60U, 100U);
  rig_midi(&rig, 1U, 0x80U, 59U, 64U);
  rig_midi(&rig, 2U, 0xB0U, 64U, 0U);
  rig_midi(&rig, 3U, 0xB0U, 66U, 0U);
  rig_midi(&rig, 4U, 0xB0U, 1U, 1U);
  rig_midi(&rig, 5U, 0xE0U, 2U, 2U);
  rig_midi(&rig, 6U, 0xE0U, 0U, 64U);
  rig_finish(&rig);
  const uint64_t before = rig.report.dropped;
  rig_run(&rig, 64U, 200U);
  rig_child_work(child);
  rig_run(&rig, 64U, 1U);
  assert(rig.out[0].frame == rig.frame - 64U);
  for (uint32_t i = 0U; i < rig.n_out; ++i) {
    rig.out[i].frame = 0U;
  }
  rig_expect(&rig, "0:803b40 0:b04000 0:b04200 0:e00040");
  assert(rig.report.dropped == before + 3U);
  rig_child_retire(&rig, child);
  rig_close(&rig);
}

static void
test_replaced_child_owes_the_late_note(void)
{
  Rig             rig;
  RigChild* const child = open_late(&rig, NOTES, rig_forward);
  rig_begin(&rig, 64U);
  rig_midi(&rig, 0U, 0x90U, 60U, 100U);
  rig_finish(&rig);
  rig_kill(&rig, child);
  rig_child_work(child); // In its queue when it died: never begins
  rig_run(&rig, 64U, 3U);
  rig_expect(&rig, "");
  rig_child_retire(&rig, child);
  rig_close(&rig);
}

static bool
open_breaker_does_not_wait(void)
{
  Rig rig;
  rig_open(&rig, 4800U); // 100 ms
  RigChild* const child = rig_child_new(NOTES, rig_forward);
  rig_offer(&rig, child);

  uint32_t slow = 0U;
  for (uint32_t i = 0U; i < 60U; ++i) {
    const uint64_t start = ob_now();
    rig_begin(&rig, 4800U);
    rig_midi(&rig, 0U, 0x90U, 60U, 100U);
    rig_finish(&rig);
    slow += ob_now() - start > 40000000U ? 1U : 0U;
  }
  assert(rig.report.misses == 61U && rig.report.state == OB_STATE_LATE);
  assert(atomic_load(&child->link->distrusted));
  assert(ob_notices_take(&rig.notices) & OB_NOTICE_LINK);
  rig_child_retire(&rig, child);
  rig_close(&rig);
  return slow < 10U;
}

static bool
split_blocks_share_one_deadline(void)
{
  Rig rig;
  rig_open(&rig, 24000U); // 500 ms
  rig.controls.deadline = 0.2f;
  RigChild* const child = rig_child_new(BIT(CC), rig_silent);
  rig_run(&rig, 24000U, 1U);
  assert(!ob_engine_offer(rig.engine, child->link));

  const uint64_t start = ob_now();
  for (uint32_t i = 0U; i < 24U; ++i) {
    rig_begin(&rig, 1000U);
    rig_midi(&rig, 0U, 0xB0U, 1U, 1U);
    rig_finish(&rig);
  }
  const uint64_t time = ob_now() - start;
  assert(rig.report.misses == 24U);
  rig_child_retire(&rig, child);
  rig_close(&rig);
  return time < 400000000U; // 100 ms in all, not 24 times that
}

static bool
engines_share_one_budget(void)
{
  enum
  {
    count = 6
  };

  // Hosts run many instances in one thread: they waste no more than one
  Rig       rigs[count];
  RigChild* children[count];
  for (uint32_t i = 0U; i < count; ++i) {
    rig_open(&rigs[i], 4800U);
    children[i] = rig_child_new(BIT(CC), rig_silent);
    assert(!ob_engine_offer(rigs[i].engine, children[i]->link));
  }

  uint64_t worst = 0U;
  for (uint32_t block = 0U; block < 10U; ++block) {
    const uint64_t start = ob_now();
    for (uint32_t i = 0U; i < count; ++i) {
      rig_begin(&rigs[i], 4800U);
      rig_midi(&rigs[i], 0U, 0xB0U, 1U, 1U);
      rig_finish(&rigs[i]);
    }
    const uint64_t time = ob_now() - start;
    worst               = time > worst ? time : worst;
  }

  for (uint32_t i = 0U; i < count; ++i) {
    rig_child_retire(&rigs[i], children[i]);
    rig_close(&rigs[i]);
  }
  return worst < 300000000U; // Not six times 80 ms; one, and six first graces
}

static void
test_child_that_catches_up_is_waited_for_again(void)
{
  Rig rig;
  rig_open(&rig, 4800U);
  RigChild* const child = rig_child_new(BIT(CC), rig_forward);
  atomic_store(&child->gated, true);
  rig_child_start(child);
  rig_offer(&rig, child);
  for (uint32_t i = 0U; i < 5U; ++i) {
    rig_begin(&rig, 64U);
    rig_midi(&rig, 0U, 0xB0U, 1U, 1U);
    rig_finish(&rig);
  }
  assert(rig.report.state == OB_STATE_LATE);
  atomic_store(&child->gated, false);
  for (uint32_t i = 0U; i < 2000U && rig.report.state == OB_STATE_LATE; ++i) {
    rig_run(&rig, 64U, 1U);
    const struct timespec pause = { 0, 1000000 };
    nanosleep(&pause, NULL);
  }
  assert(rig.report.state == OB_STATE_RUNNING);
  assert(!atomic_load(&child->link->distrusted));
  rig_child_retire(&rig, child);
  rig_close(&rig);
}

/// Run a block of 100 ms that asks the script something
static void
ask(Rig* const rig)
{
  rig_begin(rig, 4800U);
  rig_midi(rig, 0U, 0xB0U, 1U, 1U);
  rig_finish(rig);
}

/// Have a script answer some blocks late, after another has used the budget up
/// and still owes it; return whether all was over while it did
static bool
waste_of_others_opens_no_breaker(void)
{
  const uint64_t debt     = 1000000000U; // Less than 16 times 80 ms [ns]
  Rig            rigs[2]  = { 0 };
  RigChild*      kids[2]  = { NULL };
  Rig* const     innocent = &rigs[1];
  for (uint32_t i = 0U; i < 2U; ++i) {
    rig_open(&rigs[i], 4800U);
    kids[i] = rig_child_new(BIT(CC), rig_forward);
    rig_offer(&rigs[i], kids[i]);
    rig_child_work(kids[i]);
  }

  const uint64_t start = ob_now();
  ask(&rigs[0]);
  for (uint32_t i = 0U; i < 6U; ++i) {
    ask(innocent);
    rig_child_work(kids[1]);
  }
  const ObState cleared = innocent->report.state;
  const bool    in_time = ob_now() - start < debt;

  // One that still has not answered by the next block is not cleared
  for (uint32_t i = 0U; i < 4U; ++i) {
    ask(innocent);
  }
  assert(innocent->report.state == OB_STATE_LATE);

  for (uint32_t i = 0U; i < 2U; ++i) {
    rig_child_retire(&rigs[i], kids[i]);
    rig_close(&rigs[i]);
  }
  assert(!in_time || cleared == OB_STATE_RUNNING);
  return in_time;
}

int
main(void)
{
  test_late_answers_come_at_the_next_first_frame();
  test_late_notes_keep_their_length();
  test_lateness_of_a_note_ends_with_it();
  test_late_timed_notes_keep_their_length();
  test_old_backlog_is_dropped_in_pairs();
  test_replaced_child_owes_the_late_note();
  check_in_some_tries(open_breaker_does_not_wait);
  check_in_some_tries(split_blocks_share_one_deadline);
  check_in_some_tries(engines_share_one_budget);
  test_child_that_catches_up_is_waited_for_again();
  check_in_some_tries(waste_of_others_opens_no_breaker);
  return 0;
}
