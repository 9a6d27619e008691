// Copyright 2026 The Outboard authors
// SPDX-License-Identifier: ISC

// The engine with a script: beats, stop, locate and loop

#undef NDEBUG

#include "engine_rig.h"

#include <assert.h>
#include <time.h>

#define CC (1U << OB_KIND_CC)

/// What the script of this test sends next, at its next event
static struct
{
  ObSend   sends[8];
  uint32_t count;
} plan;

static void
play_plan(RigChild* const child, const ObRecord* const record)
{
  if (record->type == OB_REQUEST_EVENT && !record->flags) {
    for (uint32_t i = 0U; i < plan.count; ++i) {
      plan.sends[i].frame += child->time;
      rig_reply(child, &plan.sends[i], NULL);
    }
    plan.count = 0U;
  }
}

/// Plan a note-on, `after` frames from the event or at a beat
static void
add_note(const ObAnchor anchor,
         const uint64_t after,
         const double   beat,
         const ObLength kind,
         const double   length)
{
  const uint8_t pitch = (uint8_t)(60U + plan.count);
  const ObSend  send  = { .record = { .type  = OB_REPLY_SEND,
                                      .flags = (uint16_t)((unsigned)anchor |
                                                        (unsigned)kind) },
                          .frame  = after,
                          .beat   = beat,
                          .length = length,
                          .voice  = plan.count + 1U,
                          .size   = 3U,
                          .bytes  = { 0x90U, pitch, 100U } };

  plan.sends[plan.count++] = send;
}

/// Plan a controller, `after` frames from the event or at a beat
static void
add_control(const ObAnchor anchor, const uint64_t after, const double beat)
{
  const ObSend send = { .record = { .type  = OB_REPLY_SEND,
                                    .flags = (uint16_t)anchor },
                        .frame  = after,
                        .beat   = beat,
                        .order  = (uint16_t)(100U - plan.count),
                        .size   = 3U,
                        .bytes  = { 0xB0U, (uint8_t)plan.count, 1U } };

  plan.sends[plan.count++] = send;
}

/// Open with a song at beat 0, 120 quarter notes per minute: 24000 frames each
static RigChild*
open_song(Rig* const rig, const double speed)
{
  rig_open(rig, RIG_PATIENT);
  RigChild* const child = rig_child_play(rig, CC, play_plan);
  rig_begin(rig, 1U);
  rig_locate(rig, 0U, 0.0, 120.0, speed, 0);
  rig_finish(rig);
  return child; // It is frame 2, beat 1/24000 of the song, 2/24000 elapsed
}

/// Trigger the plan at the first frame of a block
static void
trigger(Rig* const rig, const uint32_t frames)
{
  rig_begin(rig, frames);
  rig_midi(rig, 0U, 0xB0U, 1U, 1U);
  rig_finish(rig);
}

static void
close_song(Rig* const rig, RigChild* const child)
{
  rig_child_retire(rig, child);
  rig_close(rig);
}

static void
test_beats_become_the_next_frame(void)
{
  Rig             rig;
  RigChild* const child = open_song(&rig, 1.0);
  add_note(OB_ANCHOR_SONG, 0U, 100.0 / 24000.0, OB_LENGTH_NONE, 0.0);
  add_note(OB_ANCHOR_SONG, 0U, 100.01 / 24000.0, OB_LENGTH_NONE, 0.0);
  add_note(OB_ANCHOR_ELAPSED, 0U, 100.99 / 24000.0, OB_LENGTH_NONE, 0.0);
  add_note(OB_ANCHOR_ELAPSED, 0U, 300.0 / 24000.0, OB_LENGTH_NONE, 0.0);
  trigger(&rig, 64U);
  rig_run(&rig, 7U, 40U);
  rig_expect(&rig, "101:903c64 101:903e64 102:903d64 300:903f64");
  close_song(&rig, child);
}

static void
test_beats_follow_the_tempo(void)
{
  Rig             rig;
  RigChild* const child = open_song(&rig, 1.0);
  add_note(OB_ANCHOR_SONG, 0U, 201.0 / 24000.0, OB_LENGTH_NONE, 0.0);
  add_note(OB_ANCHOR_ELAPSED, 0U, 202.0 / 24000.0, OB_LENGTH_NONE, 0.0);
  trigger(&rig, 50U); // To frame 52
  rig_begin(&rig, 100U);
  // At frame 102, beat 101/24000, twice as fast; later half as fast
  rig_locate(&rig, 50U, 101.0 / 24000.0, 240.0, 1.0, 101);
  rig_locate(&rig, 70U, 141.0 / 24000.0, 60.0, 1.0, 121);
  rig_finish(&rig);
  rig_run(&rig, 64U, 10U);
  rig_expect(&rig, "242:903c64 242:903d64");
  close_song(&rig, child);
}

static void
test_beat_lengths_are_exact(void)
{
  Rig             rig;
  RigChild* const child = open_song(&rig, 1.0);
  add_note(OB_ANCHOR_FRAME, 10U, 0.0, OB_LENGTH_BEATS, 10.0 / 24000.0);
  add_note(OB_ANCHOR_FRAME, 10U, 0.0, OB_LENGTH_BEATS, 99.5 / 24000.0);
  add_note(OB_ANCHOR_FRAME, 10U, 0.0, OB_LENGTH_FRAMES, 5.0);
  add_note(OB_ANCHOR_ELAPSED, 0U, 22.0 / 24000.0, OB_LENGTH_BEATS, 0.0);
  trigger(&rig, 64U);
  rig_run(&rig, 64U, 1U);
  rig_expect(&rig,
             "12:903c64 12:903d64 12:903e64 17:803e40 22:903f64 22:803c40 "
             "22:803f40 112:803d40");
  close_song(&rig, child);
}

static void
test_pipelined_beats_come_a_nominal_block_later(void)
{
  Rig             rig;
  RigChild* const child = open_song(&rig, 1.0);
  ob_engine_set_nominal(rig.engine, 1000U);
  rig.controls.mode      = OB_MODE_PIPELINED;
  rig.controls.freewheel = false;
  rig_run(&rig, 64U, 1U); // To frame 66
  add_note(OB_ANCHOR_ELAPSED, 0U, 166.0 / 24000.0, OB_LENGTH_BEATS, 0.01);
  trigger(&rig, 34U); // To frame 100
  while (rig.frame < 2000U) {
    rig_run(&rig, 100U, 1U);
    struct timespec pause = { 0, 2000000 };
    nanosleep(&pause, NULL);
  }
  rig_expect(&rig, "1166:903c64 1406:803c40");
  assert(!rig.report.late);
  close_song(&rig, child);
}

static void
test_stop_ends_and_hurries_what_is_pending(void)
{
  Rig             rig;
  RigChild* const child = open_song(&rig, 1.0);
  add_note(OB_ANCHOR_FRAME, 0U, 0.0, OB_LENGTH_FRAMES, 1000.0);
  add_note(OB_ANCHOR_FRAME, 100U, 0.0, OB_LENGTH_FRAMES, 1000.0);
  add_note(OB_ANCHOR_FRAME, 130U, 0.0, OB_LENGTH_FRAMES, 1000.0);
  add_note(OB_ANCHOR_FRAME, 90U, 0.0, OB_LENGTH_BEATS, 5.0 / 24000.0);
  add_control(OB_ANCHOR_FRAME, 140U, 0.0);
  add_control(OB_ANCHOR_SONG, 0U, 1.0);
  add_control(OB_ANCHOR_FRAME, 150U, 0.0);
  add_control(OB_ANCHOR_ELAPSED, 0U, 1.0);
  trigger(&rig, 64U); // To frame 66
  rig_begin(&rig, 64U);
  rig_locate(&rig, 50U, 116.0 / 24000.0, 120.0, 0.0, 116);
  rig_finish(&rig);
  rig_run(&rig, 1000U, 50U);
  rig_expect(&rig,
             "2:903c64 92:903f64 97:803f40 102:903d64 116:803d40 "
             "116:b00401 116:b00601 116:803c40 116:b00701");
  close_song(&rig, child);
}

static void
test_keys_notes_survive_a_stop(void)
{
  Rig             rig;
  RigChild* const child = open_song(&rig, 1.0);
  add_note(OB_ANCHOR_FRAME, 0U, 0.0, OB_LENGTH_NONE, 0.0);
  trigger(&rig, 64U);
  rig_begin(&rig, 64U);
  rig_locate(&rig, 0U, 77.0, 120.0, 1.0, 77 * 24000);
  rig_locate(&rig, 50U, 78.0, 120.0, 0.0, 116);
  rig_finish(&rig);
  rig_expect(&rig, "2:903c64");
  close_song(&rig, child);
}

static void
test_loop_drops_only_what_is_tied_to_the_song(void)
{
  Rig             rig;
  RigChild* const child = open_song(&rig, 1.0);
  add_control(OB_ANCHOR_SONG, 0U, 101.0 / 24000.0); // Before the wrap
  add_control(OB_ANCHOR_SONG, 0U, 151.0 / 24000.0);
  add_control(OB_ANCHOR_ELAPSED, 0U, 142.0 / 24000.0);
  add_control(OB_ANCHOR_FRAME, 150U, 0.0);
  trigger(&rig, 64U); // To frame 66
  rig_begin(&rig, 64U);
  rig_locate(&rig, 50U, -1.0, 120.0, 1.0, 0);
  rig_finish(&rig);
  rig_run(&rig, 1000U, 30U);
  rig_expect(&rig, "102:b00001 142:b00201 152:b00301");
  close_song(&rig, child);
}

static void
test_child_knows_the_transport_of_its_block(void)
{
  Rig             rig;
  RigChild* const child = open_song(&rig, 1.0);
  rig_begin(&rig, 64U);
  rig_midi(&rig, 0U, 0xB0U, 1U, 1U);
  rig_finish(&rig);
  assert(child->block.transport.tempo == 120.0);
  assert(child->block.transport.flags & OB_TRANSPORT_ROLLING);
  assert(child->block.transport.beat == 1.0 / 24000.0);
  assert(child->block.frame == 2U && child->block.frames == 64U);

  // The block may have begun before the host tells its first position
  rig_begin(&rig, 64U);
  rig_midi(&rig, 0U, 0xB0U, 1U, 1U);
  rig_locate(&rig, 0U, 8.0, 90.0, 1.0, 0);
  rig_finish(&rig);
  assert(child->transport.transport.tempo == 90.0);
  assert(child->transport.frame == 66U);
  close_song(&rig, child);
}

int
main(void)
{
  test_beats_become_the_next_frame();
  test_beats_follow_the_tempo();
  test_beat_lengths_are_exact();
  test_pipelined_beats_come_a_nominal_block_later();
  test_stop_ends_and_hurries_what_is_pending();
  test_keys_notes_survive_a_stop();
  test_loop_drops_only_what_is_tied_to_the_song();
  test_child_knows_the_transport_of_its_block();
  return 0;
}
