// Copyright 2026 The Outboard authors
// SPDX-License-Identifier: ISC

// Notes in a real child: who owns what, and when it ends

#undef NDEBUG

#include "script_child.h"

#include "callback.h"
#include "midi.h"

#include <assert.h>
#include <stdio.h>
#include <string.h>

static const char* program;

/// Load a script that must load
static void
load(Child* const child, const char* const script)
{
  if (!child_load(child, program, script)) {
    fprintf(stderr, "%s\n", child->failure);
    assert(!"loaded");
  }
}

static void
test_a_key_releases_what_it_owns(void)
{
  Child child;
  load(&child,
       "from outboard import *\n"
       "def on_note_on(note):\n"
       "    note.send(pitch=1)\n"
       "    note.send(pitch=2, channel=5, after_ms=1)\n"
       "    note.send(pitch=3, after_beats=0.25)\n"
       "    note.send(pitch=4, at_beat=1)\n"
       "    note.send(pitch=5, ms=100)\n"
       "    note.send(pitch=6, beats=2, after_ms=1)\n"
       "    log(note.owned, note.held, note.sounding, note.release_velocity)\n"
       "def on_note_off(note):\n"
       "    log(note.owned[0], note.held, note.release_velocity, held())\n"
       "    log(note.send(pitch=9).sounding)\n"
       "    note.send(pitch=10, ms=10)\n");
  child_play(&child, 0, "90 3C 64");
  child_expect(&child,
               "0/1 90 01 64 v1\n"
               "48/0 94 02 64 v2\n"
               "e0.25 90 03 64 v3\n"
               "s1 90 04 64 v4\n"
               "0/1 90 05 64 v5 +4800f\n"
               "48/0 90 06 64 v6 +2q\n");

  child.transport.elapsed = 4.0 - 2.0 * 64 / 48000;
  child_play(&child, 6, "80 3C 21");
  child_expect(&child,
               "70/1 90 0A 64 v7 +480f\n"
               "70/1 80 01 21 v1\n"
               "118/0 84 02 21 v2\n"
               "e4.25025 80 03 21 v3\n"
               "e5.00025 80 04 21 v4\n");
  child_expect_log(&child,
                   "[NoteOn(1, 100, channel=1), NoteOn(2, 100, channel=5), "
                   "NoteOn(3, 100, channel=1), NoteOn(4, 100, channel=1)] "
                   "True True None\n"
                   "NoteOn(1, 100, channel=1) False 33 []\n"
                   "False\n");
  child_stop(&child);
}

static void
test_the_same_object_comes_and_goes(void)
{
  Child child;
  load(&child,
       "from outboard import *\n"
       "seen = {}\n"
       "def on_note_on(note):\n"
       "    note.data = 'mine'\n"
       "    seen[note.id] = note\n"
       "    log(note in held(), note is held()[-1])\n"
       "def on_note_off(note):\n"
       "    log(seen[note.id] is note, note.data)\n");
  child_begin(&child);
  child_midi(&child, 0, "90 3C 64");
  child_midi(&child, 0, "90 3D 64");
  child_midi(&child, 1, "90 3C 00");
  child_midi(&child, 1, "80 3D 40");
  child_finish(&child);
  child_expect(&child, "");
  child_expect_log(&child, "True True\nTrue True\nTrue mine\nTrue mine\n");
  child_stop(&child);
}

static void
test_hold_and_stop(void)
{
  Child child;
  load(&child,
       "from outboard import *\n"
       "kept = []\n"
       "def on_note_on(note):\n"
       "    n = note.send()\n"
       "    n.hold()\n"
       "    kept.append(n)\n"
       "    note.send(pitch=1).stop(after_ms=2)\n"
       "    note.send(pitch=2).stop()\n"
       "    note.send(pitch=3, after_ms=5).stop()\n"
       "    note.send(pitch=4, after_ms=5).stop(after_ms=4)\n"
       "    note.send(pitch=5, after_ms=5).stop(after_ms=6)\n"
       "def on_cc(e):\n"
       "    while kept:\n"
       "        n = kept.pop()\n"
       "        log(n.sounding)\n"
       "        n.stop()\n"
       "        n.stop()\n"
       "        log(n.sounding)\n");
  child_play(&child, 0, "90 3C 64");
  child_expect(&child,
               "0/1 90 3C 64 v1\n"
               "0/1 90 01 64 v2\n"
               "96/0 80 01 40 v2\n"
               "0/1 90 02 64 v3\n"
               "0/1 80 02 40 v3\n"
               "240/0 90 03 64 v4\n"
               "cancel v4\n"
               "240/0 90 04 64 v5\n"
               "cancel v5\n"
               "240/0 90 05 64 v6\n"
               "288/0 80 05 40 v6\n");
  child_play(&child, 0, "80 3C 40");
  child_expect(&child, "");
  child_play(&child, 0, "B0 01 01");
  child_expect(&child, "128/1 80 3C 40 v1\n");
  child_expect_log(&child, "True\nFalse\n");
  child_stop(&child);
}

static void
test_a_held_key_keeps_all(void)
{
  Child child;
  load(&child,
       "from outboard import *\n"
       "def on_note_on(note):\n"
       "    global last\n"
       "    last = note\n"
       "    note.send()\n"
       "    note.send(pitch=1, after_ms=100)\n"
       "    note.hold()\n"
       "def on_cc(e):\n"
       "    last.stop()\n"
       "    log(last.owned)\n");
  child_begin(&child);
  child_midi(&child, 0, "90 3C 64");
  child_midi(&child, 1, "80 3C 40");
  child_midi(&child, 2, "B0 01 01");
  child_finish(&child);
  child_expect(&child,
               "0/1 90 3C 64 v1\n"
               "4800/0 90 01 64 v2\n"
               "2/3 80 3C 40 v1\n"
               "cancel v2\n");
  child_expect_log(&child, "[]\n");
  child_stop(&child);
}

static void
test_a_key_struck_again_is_first_released(void)
{
  Child child;
  load(&child,
       "from outboard import *\n"
       "def on_note_on(note): note.send()\n"
       "def on_note_off(note): log('off', note.velocity)\n");
  child_begin(&child);
  child_midi(&child, 0, "90 3C 64");
  child_midi(&child, 5, "90 3C 65");
  child_midi(&child, 6, "80 3C 00");
  child_midi(&child, 7, "80 3C 00");
  child_finish(&child);
  child_expect(&child,
               "0/1 90 3C 64 v1\n"
               "5/2 80 3C 40 v1\n"
               "5/2 90 3C 65 v2\n"
               "6/3 80 3C 00 v2\n"
               "7/4 80 3C 00\n");
  child_expect_log(&child, "off 100\noff 101\n");
  child_stop(&child);
}

static void
test_notes_pass_where_only_their_end_matters(void)
{
  Child child;
  load(&child,
       "from outboard import *\n"
       "def on_note_off(note): log(note)\n");
  child_begin(&child);
  child_midi(&child, 0, "92 3C 64");
  child_midi(&child, 5, "82 3C 01");
  child_finish(&child);
  child_expect(&child, "0/1 92 3C 64 v1\n5/2 82 3C 01 v1\n");
  child_stop(&child);
}

static void
test_a_note_made_by_hand_belongs_to_its_cause(void)
{
  Child child;
  load(&child,
       "from outboard import *\n"
       "def on_note_on(note):\n"
       "    NoteOn(1).send()\n"
       "    note.copy(pitch=2).send()\n"
       "def on_cc(e):\n"
       "    global n\n"
       "    n = NoteOn(3).send()\n"
       "    play(4, 5, 6, ms=1, after_ms=1)\n"
       "    m = play(4, ms=100)\n"
       "    m.stop()\n");
  child_begin(&child);
  child_midi(&child, 0, "90 3C 64");
  child_midi(&child, 0, "B0 01 01");
  child_midi(&child, 5, "80 3C 01");
  child_finish(&child);
  child_expect(&child,
               "0/1 90 01 64 v1\n"
               "0/1 90 02 64 v2\n"
               "0/2 90 03 64 v3\n"
               "48/0 95 04 05 v4 +48f\n"
               "0/2 90 04 64 v5 +4800f\n"
               "0/2 80 04 40 v5\n"
               "5/3 80 01 01 v1\n"
               "5/3 80 02 01 v2\n");
  child_stop(&child);
}

static void
test_resync_releases_and_adopts(void)
{
  static ObResync resync;

  Child child;
  load(&child,
       "from outboard import *\n"
       "def on_note_on(note): note.send(pitch=note.pitch + 1)\n"
       "def on_note_off(note): log('off', note, held())\n");
  child_begin(&child);
  child_midi(&child, 0, "90 3C 64");
  child_midi(&child, 0, "90 3D 64");
  child_finish(&child);
  child_expect(&child, "0/1 90 3D 64 v1\n0/2 90 3E 64 v2\n");

  resync.record.type     = OB_REQUEST_RESYNC;
  resync.frame           = 64U;
  resync.velocity[0][61] = 100;
  resync.velocity[3][10] = 7;
  child_begin(&child);
  child_request(&child, &resync.record, sizeof(resync));
  child_midi(&child, 1, "83 0A 05");
  child_finish(&child);
  child_expect(&child, "64/0 80 3D 40 v1\n");
  child_expect_log(&child,
                   "off NoteOn(60, 100, channel=1) "
                   "[NoteOn(61, 100, channel=1)]\n"
                   "off NoteOn(10, 7, channel=4) "
                   "[NoteOn(61, 100, channel=1)]\n");
  child_stop(&child);
}

/// Tell of a reset at the block's first frame
static void
reset(Child* const child, const uint32_t reason, const uint32_t channel)
{
  const ObReset record = { .record  = { .type = OB_REQUEST_RESET },
                           .frame   = child->block.frame,
                           .reason  = reason,
                           .channel = channel };

  child_request(child, &record.record, sizeof(record));
}

static void
test_reset_forgets(void)
{
  Child child;
  load(&child,
       "from outboard import *\n"
       "notes = []\n"
       "def on_note_on(note):\n"
       "    notes.append(note.send())\n"
       "    notes.append(note.send(channel=9))\n"
       "def on_reset(): log('reset', held(), [n.sounding for n in notes])\n"
       "def on_cc(e):\n"
       "    for n in notes: n.stop()\n");
  child_begin(&child);
  child_midi(&child, 0, "90 3C 64");
  child_midi(&child, 0, "91 3C 64");
  child_finish(&child);
  child_expect(&child,
               "0/1 90 3C 64 v1\n"
               "0/1 98 3C 64 v2\n"
               "0/2 91 3C 64 v3\n"
               "0/2 98 3C 64 v4\n");

  child_begin(&child);
  reset(&child, OB_RESET_CHANNEL, 0U);
  child_midi(&child, 0, "80 3C 64");
  child_finish(&child);
  child_expect(&child, "reset 0 0\n64/0 88 3C 40 v2\n64/1 80 3C 64\n");

  child_begin(&child);
  for (uint32_t channel = 0U; channel < 3U; ++channel) {
    reset(&child, OB_RESET_CHANNEL, channel);
  }
  reset(&child, OB_RESET_ALL, 0U);
  child_midi(&child, 0, "B0 01 01");
  child_finish(&child);
  child_expect(&child,
               "reset 0 0\n"
               "reset 0 1\n"
               "128/0 88 3C 40 v4\n"
               "reset 0 2\n"
               "reset 1 0\n");
  child_expect_log(&child,
                   "reset [NoteOn(60, 100, channel=2)] "
                   "[False, False, True, True]\n"
                   "reset [] [False, False, False, False]\n");
  child_stop(&child);
}

int
main(const int argc, char** const argv)
{
  assert(argc == 2);
  program = argv[1];

  test_a_key_releases_what_it_owns();
  test_the_same_object_comes_and_goes();
  test_hold_and_stop();
  test_a_held_key_keeps_all();
  test_a_key_struck_again_is_first_released();
  test_notes_pass_where_only_their_end_matters();
  test_a_note_made_by_hand_belongs_to_its_cause();
  test_resync_releases_and_adopts();
  test_reset_forgets();
  return 0;
}
