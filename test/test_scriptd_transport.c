// Copyright 2026 The Outboard authors
// SPDX-License-Identifier: ISC

// Stop, locate and loop in a real child: what tasks and notes make of it

#undef NDEBUG

#include "script_child.h"

#include <assert.h>
#include <stdio.h>

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

/// Stop the song at the beginning of the next block
static void
stop(Child* const child)
{
  ObTransport now =
    child_position(child, child->block.frame + child->block.frames);
  now.speed = 0.0;
  now.flags = 0U;
  child_tell(child, &now);
}

static void
test_beats_follow_the_tempo(void)
{
  Child child;
  load(&child,
       "from outboard import *\n"
       "def on_cc(e):\n"
       "    yield beats(1)\n"
       "    e.send(value=1)\n"
       "    log(transport.tempo, round(transport.beat, 6))\n"
       "    yield until_beat(2)\n"
       "    e.send(value=2)\n"
       "    yield until_beat(1)\n"
       "    e.send(value=3)\n");

  ObTransport transport = child_rolling(0.0);
  child_begin_at(&child, &transport);
  child_midi(&child, 0U, "B0 01 00");
  child_finish(&child);

  // Three tempi, one of them within a block: beat 1/4, 1/2 and then the rest
  child_run(&child, 6016U);
  transport       = child_position(&child, 6016U);
  transport.tempo = 60.0; // At frame 6016, beat 0.25066
  child_tell(&child, &transport);
  child_run(&child, 18048U);
  child_begin(&child);
  transport       = child_position(&child, 18048U + 16U);
  transport.tempo = 240.0; // At frame 18064, beat 0.50166
  child_transport(&child, 16U, &transport);
  child_finish(&child);
  child_run(&child, 40000U);
  child_expect(&child,
               "24044/65535 B0 01 01\n"
               "36044/65535 B0 01 02\n"
               "36044/65535 B0 01 03\n");
  child_expect_log(&child, "240.0 1.0\n");
  child_stop(&child);
}

static void
test_the_moment_is_that_of_the_frame(void)
{
  Child child;
  load(&child,
       "from outboard import *\n"
       "def on_note_on(note):\n"
       "    for wait in ms(0), ms(0.5), ms(10), until_beat(8.5):\n"
       "        yield wait\n"
       "        t = transport\n"
       "        e = CC(1, 1)\n"
       "        log(e.frame, round(e.beat, 6), t.bar, round(t.bar_beat, 6),\n"
       "            t.frame, t.playing)\n");

  ObTransport transport = child_rolling(7.99);
  transport.bar         = 1;
  transport.bar_beat    = 3.99;
  child_begin_at(&child, &transport);
  child_midi(&child, 24U, "90 3C 64");
  child_finish(&child);
  child_run(&child, 16000U);
  child_expect_log(&child,
                   "24 7.991 2 3.991 191784 True\n"
                   "48 7.992 2 3.992 191808 True\n"
                   "528 8.012 3 0.012 192288 True\n"
                   "12240 8.5 3 0.5 204000 True\n");
  child_stop(&child);
}

static void
test_tasks_live_through_stop_locate_and_loop(void)
{
  Child child;
  load(&child,
       "from outboard import *\n"
       "def by_beats(e):\n"
       "    yield beats(0.5)\n"
       "    e.send(value=1)\n"
       "def by_place(e):\n"
       "    yield until_beat(1)\n"
       "    e.send(value=2)\n"
       "def by_time(e):\n"
       "    yield ms(300)\n"
       "    e.send(value=3)\n"
       "def on_cc(e):\n"
       "    for f in by_beats, by_place, by_time: spawn(f(e))\n");

  ObTransport transport = child_rolling(0.0);
  child_begin_at(&child, &transport);
  child_midi(&child, 0U, "B0 01 00");
  child_finish(&child);
  child_run(&child, 6016U);
  transport = child_rolling(0.0); // Loop
  child_tell(&child, &transport);
  child_run(&child, 9024U);
  stop(&child); // At frame 9024; beats run on
  child_run(&child, 14016U);
  transport = child_rolling(40.0); // Start elsewhere
  child_tell(&child, &transport);
  child_run(&child, 20000U);
  child_expect(&child,
               "12000/65535 B0 01 01\n"
               "14016/65535 B0 01 02\n"
               "14400/65535 B0 01 03\n");
  child_stop(&child);
}

static void
test_stop_ends_what_is_played(void)
{
  Child child;
  load(&child,
       "from outboard import *\n"
       "notes = []\n"
       "def on_note_on(note):\n"
       "    for n in (note.send(pitch=1), note.send(pitch=2, ms=1000),\n"
       "              note.send(pitch=3, after_ms=1000),\n"
       "              note.send(pitch=4, at_beat=2),\n"
       "              play(5, beats=4), play(6, ms=1, after_ms=1000)):\n"
       "        notes.append(n)\n"
       "    n = note.send(pitch=7)\n"
       "    n.stop(at_beat=3)\n"
       "    notes.append(n)\n"
       "    try: yield released(notes[4])\n"
       "    finally: log([n.sounding for n in notes], len(note.owned))\n"
       "    yield released(note)\n"
       "    log('released')\n");

  ObTransport transport = child_rolling(0.0);
  child_begin_at(&child, &transport);
  child_midi(&child, 0U, "90 3C 64");
  child_finish(&child);
  child_run(&child, 640U);
  child_expect(&child,
               "0/1 90 01 64 v1\n"
               "0/1 90 02 64 v2 +48000f\n"
               "48000/0 90 03 64 v3\n"
               "s2 90 04 64 v4\n"
               "0/1 90 05 64 v5 +4q\n"
               "48000/0 90 06 64 v6 +48f\n"
               "0/1 90 07 64 v7\n"
               "s3 80 07 40 v7\n");
  stop(&child);
  child_expect(&child, "640/0 80 07 40 v7\n");
  child_expect_log(&child,
                   "[True, False, False, False, False, False, False] 1\n");
  child_play(&child, 0U, "80 3C 40");
  child_expect(&child, "704/1 80 01 40 v1\n");
  child_expect_log(&child, "released\n");
  child_stop(&child);
}

static void
test_a_loop_drops_places_only(void)
{
  Child child;
  load(&child,
       "from outboard import *\n"
       "notes = []\n"
       "def on_note_on(note):\n"
       "    for n in (note.send(pitch=1), note.send(pitch=2, after_beats=0),\n"
       "              note.send(pitch=3, after_ms=1),\n"
       "              note.send(pitch=4, at_beat=2), play(5, beats=4)):\n"
       "        notes.append(n)\n"
       "    n = note.send(pitch=7)\n"
       "    n.stop(at_beat=3)\n"
       "    notes.append(n)\n"
       "def on_cc(e): log([n.sounding for n in notes])\n");

  ObTransport transport = child_rolling(1.0);
  child_begin_at(&child, &transport);
  child_midi(&child, 0U, "90 3C 64");
  child_finish(&child);
  child_run(&child, 640U);
  child_expect(&child,
               "0/1 90 01 64 v1\n"
               "0/1 90 02 64 v2\n"
               "48/0 90 03 64 v3\n"
               "s2 90 04 64 v4\n"
               "0/1 90 05 64 v5 +4q\n"
               "0/1 90 07 64 v6\n"
               "s3 80 07 40 v6\n");
  transport = child_rolling(0.0);
  child_begin_at(&child, &transport);
  child_midi(&child, 0U, "B0 01 00");
  child_finish(&child);
  child_expect(&child, "640/0 80 07 40 v6\n");
  child_expect_log(&child, "[True, True, True, False, True, False]\n");
  child_play(&child, 0U, "80 3C 40");
  child_expect(&child,
               "704/1 80 01 40 v1\n"
               "704/1 80 02 40 v2\n"
               "752/0 80 03 40 v3\n");
  child_stop(&child);
}

static void
test_places_are_watched_without_tasks(void)
{
  Child child;
  load(&child,
       "from outboard import *\n"
       "def on_note_on(note): note.send().stop(at_beat=3)\n");

  ObTransport transport = child_rolling(1.0);
  child_tell(&child, &transport);
  const _Atomic uint64_t* const wake = &child.segment.header->child.wake_frame;
  assert(atomic_load(wake) == OB_NO_WAKE);
  child_play(&child, 0U, "90 3C 64");
  assert(atomic_load(wake) == OB_NO_WAKE - 1U);
  transport = child_rolling(0.0);
  child_tell(&child, &transport);
  assert(atomic_load(wake) == OB_NO_WAKE);
  child_stop(&child);
}

static void
test_a_note_ends_the_one_below_it(void)
{
  Child child;
  load(&child,
       "from outboard import *\n"
       "def on_note_on(note):\n"
       "    a = note.send(pitch=1)\n"
       "    b = note.send(pitch=1, after_ms=1)\n"
       "    log(a.sounding, b.sounding, note.owned == [a, b])\n"
       "    a.spawn(until())\n"
       "    yield ms(2)\n"
       "    log(a.sounding, b.sounding, note.owned == [b])\n"
       "    c = play(1, ms=1)\n"
       "    log(b.sounding, c.sounding, note.owned)\n"
       "    yield ms(2)\n"
       "    log(b.sounding, c.sounding, note.owned)\n"
       "def until():\n"
       "    try: yield ms(1000)\n"
       "    finally: CC(1, 1).send()\n");
  child_play(&child, 0U, "90 3C 64");
  child_run(&child, 256U);
  child_play(&child, 0U, "90 3C 00");
  child_expect(&child,
               "0/1 90 01 64 v1\n"
               "48/0 90 01 64 v2\n"
               "48/65535 B0 01 01\n"
               "96/65535 90 01 64 v3 +48f\n");
  child_expect_log(&child,
                   "True False True\n"
                   "False True True\n"
                   "False True []\n"
                   "False False []\n");
  child_stop(&child);
}

static void
test_velocity_zero_releases_neutrally(void)
{
  Child child;
  load(&child,
       "from outboard import *\n"
       "def on_note_on(note): note.send()\n"
       "def on_note_off(note): log(note.release_velocity)\n");
  child_play(&child, 0U, "90 3C 64");
  child_play(&child, 0U, "90 3C 00");
  child_expect(&child, "0/1 90 3C 64 v1\n64/1 80 3C 40 v1\n");
  child_expect_log(&child, "64\n");
  child_stop(&child);
}

int
main(const int argc, char** const argv)
{
  assert(argc == 2);
  program = argv[1];

  test_beats_follow_the_tempo();
  test_the_moment_is_that_of_the_frame();
  test_tasks_live_through_stop_locate_and_loop();
  test_stop_ends_what_is_played();
  test_a_loop_drops_places_only();
  test_places_are_watched_without_tasks();
  test_a_note_ends_the_one_below_it();
  test_velocity_zero_releases_neutrally();
  return 0;
}
