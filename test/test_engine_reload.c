// Copyright 2026 The Outboard authors
// SPDX-License-Identifier: ISC

// A script that goes on in another child: what may sound on, what must end

#undef NDEBUG

#include "engine_rig.h"

#include <assert.h>
#include <stdio.h>

/// Kinds of message that the child answers
#define NOTES ((1U << OB_KIND_NOTE_ON) | (1U << OB_KIND_NOTE_OFF))

/// Begin a note as the child's next voice
static void
send_note(RigChild* const child,
          const uint64_t  frame,
          const uint8_t   pitch,
          const double    length,
          const uint16_t  key)
{
  const ObSend send = { .record = { .type  = OB_REPLY_SEND,
                                    .flags = length > 0.0 ? OB_LENGTH_FRAMES
                                                          : OB_LENGTH_NONE },
                        .frame  = frame,
                        .length = length,
                        .voice  = ++child->voice,
                        .key    = key,
                        .size   = 3U,
                        .bytes  = { 0x90U, pitch, 100U } };

  rig_reply(child, &send, send.bytes);
}

/// For key 60: owned 72; timed 73; ownerless 74; delayed 75; pending end of 76
static void
play(RigChild* const child, const ObRecord* const record)
{
  const ObEvent* const event = (const ObEvent*)record;
  if (record->type != OB_REQUEST_EVENT || event->bytes[0] != 0x90U ||
      (record->flags & OB_EVENT_PASSED)) {
    return;
  }

  const uint16_t key = ob_record_key(0U, 60U);
  send_note(child, event->frame, 72U, 0.0, key);
  send_note(child, event->frame, 73U, 500.0, 0U);
  send_note(child, event->frame, 74U, 0.0, 0U);
  send_note(child, event->frame + 400U, 75U, 0.0, key);
  send_note(child, event->frame, 76U, 0.0, key);
  rig_send(child, event->frame + 600U, 0U, child->voice, 0x80U, 76U, 64U);
}

/// For key 61: end the voice that the former child used for 72
static void
meddle(RigChild* const child, const ObRecord* const record)
{
  const ObEvent* const event = (const ObEvent*)record;
  if (record->type == OB_REQUEST_EVENT && event->bytes[1] == 61U) {
    rig_send(child, event->frame, event->order, 1U, 0x80U, 72U, 64U);
  }
}

/// Play a child that is a reload of the one before
static RigChild*
reload(Rig* const rig, const RigScript script)
{
  RigChild* const child = rig_child_new(NOTES, script);
  child->link->reload   = true;
  child->link->script   = 2U;
  rig_child_start(child);
  rig_offer(rig, child);
  return child;
}

static void
test_notes_with_an_end_sound_on(void)
{
  Rig rig;
  rig_open(&rig, RIG_PATIENT);
  RigChild* const old = rig_child_play(&rig, NOTES, play);
  rig_forget(&rig);
  const unsigned start = (unsigned)rig.frame;
  rig_begin(&rig, 64U);
  rig_midi(&rig, 0U, 0x90U, 60U, 100U);
  rig_finish(&rig);
  assert(rig_count_sounding(&rig) == 4);
  rig_forget(&rig);

  // The ownerless one ends, the delayed one does not begin any more
  RigChild* const new = reload(&rig, rig_silent);
  assert(ob_engine_collect(rig.engine) == old->link);
  rig_run(&rig, 64U, 12U);
  char expected[128];
  snprintf(expected,
           sizeof(expected),
           "%u:804a40 %u:804940 %u:804c40",
           start + 64U,
           start + 500U,
           start + 600U);
  rig_expect(&rig, expected);
  assert(new->n_starts == 1U && new->resync.velocity[0][60] == 100U);

  // The owned one ends with its key, at its frame
  const unsigned frame = (unsigned)rig.frame;
  rig_begin(&rig, 64U);
  rig_midi(&rig, 9U, 0x80U, 60U, 64U);
  rig_finish(&rig);
  snprintf(expected, sizeof(expected), "%u:804840", frame + 9U);
  rig_expect(&rig, expected);
  rig_child_free(old);
  rig_child_retire(&rig, new);
  rig_close(&rig);
}

static void
test_new_voices_do_not_end_inherited_ones(void)
{
  Rig rig;
  rig_open(&rig, RIG_PATIENT);
  RigChild* const old = rig_child_play(&rig, NOTES, play);
  rig_begin(&rig, 64U);
  rig_midi(&rig, 0U, 0x90U, 60U, 100U);
  rig_finish(&rig);

  // The new child numbers its voices from 1 again
  RigChild* const new = reload(&rig, meddle);
  assert(ob_engine_collect(rig.engine) == old->link);
  rig_forget(&rig);
  rig_begin(&rig, 64U);
  rig_midi(&rig, 0U, 0x90U, 61U, 100U);
  rig_finish(&rig);
  rig_expect(&rig, "");

  rig_child_free(old);
  rig_child_retire(&rig, new);
  rig_run(&rig, 64U, 1U);
  rig_close(&rig);
}

static void
test_death_after_a_reload_ends_what_was_inherited(void)
{
  Rig rig;
  rig_open(&rig, RIG_PATIENT);
  RigChild* const old = rig_child_play(&rig, NOTES, play);
  rig_begin(&rig, 64U);
  rig_midi(&rig, 0U, 0x90U, 60U, 100U);
  rig_finish(&rig);
  RigChild* const new = reload(&rig, rig_silent);
  assert(ob_engine_collect(rig.engine) == old->link);

  rig_kill(&rig, new);
  rig_run(&rig, 64U, 20U);
  assert(rig_count_sounding(&rig) == 0);
  rig_child_free(old);
  rig_child_retire(&rig, new);
  rig_close(&rig);
}

static void
test_script_with_latency_delays_everything(void)
{
  Rig rig;
  rig_open(&rig, RIG_PATIENT);
  RigChild* const child = rig_child_new(NOTES, rig_forward);
  child->link->latency  = 100U;
  rig_child_start(child);
  rig_offer(&rig, child);
  assert(rig.report.latency == 100U);
  rig_forget(&rig);

  const unsigned frame = (unsigned)rig.frame;
  rig_begin(&rig, 64U);
  rig_midi(&rig, 3U, 0xB0U, 7U, 1U);
  rig_midi(&rig, 4U, 0x90U, 60U, 100U);
  rig_finish(&rig);
  rig_run(&rig, 64U, 3U);
  char expected[64];
  snprintf(expected,
           sizeof(expected),
           "%u:b00701 %u:903c64",
           frame + 103U,
           frame + 104U);
  rig_expect(&rig, expected);
  rig_child_retire(&rig, child);
  rig_close(&rig);
}

/// Play a child of some latency; return what the host is told
static uint32_t
told_latency(const uint32_t latency)
{
  Rig rig;
  rig_open(&rig, RIG_PATIENT);
  RigChild* const child = rig_child_new(NOTES, rig_forward);
  child->link->latency  = latency;
  rig_child_start(child);
  rig_offer(&rig, child);
  const uint32_t told = rig.report.latency;
  rig_child_retire(&rig, child);
  rig_close(&rig);
  return told;
}

/// Hosts delay all other tracks by as much
static void
test_lies_about_latency_are_not_passed_on(void)
{
  const uint32_t most = (uint32_t)RIG_RATE; // What LATENCY_MS allows

  assert(told_latency(most) == most);
  assert(told_latency(most + 1U) == 0U);
  assert(told_latency(UINT32_MAX) == 0U);
}

int
main(void)
{
  test_notes_with_an_end_sound_on();
  test_new_voices_do_not_end_inherited_ones();
  test_death_after_a_reload_ends_what_was_inherited();
  test_script_with_latency_delays_everything();
  test_lies_about_latency_are_not_passed_on();
  return 0;
}
