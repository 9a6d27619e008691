// Copyright 2026 The Outboard authors
// SPDX-License-Identifier: ISC

// Scripts in a real child: events in, events out

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
test_note_in_note_out(void)
{
  Child child;
  load(&child,
       "\"\"\"Fifth: adds one.\n\nMore.\"\"\"\n"
       "from outboard import *\n"
       "def on_note_on(note):\n"
       "    note.send()\n"
       "    note.send(pitch=note.pitch + 7, velocity=note.velocity / 2)\n");
  assert(!strcmp(child.name, "Fifth: adds one."));
  assert(child.ready.callbacks == 1U << OB_ON_NOTE_ON);
  assert(child.ready.routes ==
         ((1U << OB_KIND_NOTE_ON) | (1U << OB_KIND_NOTE_OFF)));

  child_play(&child, 10, "90 3C 65");
  child_expect(&child, "10/1 90 3C 65 v1\n10/1 90 43 33 v2\n");
  child_play(&child, 5, "80 3C 11");
  child_expect(&child, "69/1 80 3C 11 v1\n69/1 80 43 11 v2\n");
  child_stop(&child);
}

static void
test_every_kind_is_an_event(void)
{
  Child child;
  load(&child,
       "from outboard import *\n"
       "def show(e):\n"
       "    log(e)\n"
       "    e.send()\n"
       "on_cc = on_pitch_bend = on_channel_pressure = show\n"
       "on_poly_pressure = on_program_change = on_sysex = on_event = show\n");
  assert(child.ready.routes ==
         (((1U << OB_KINDS) - 1U) &
          ~((1U << OB_KIND_NOTE_ON) | (1U << OB_KIND_NOTE_OFF))));

  child_begin(&child);
  child_midi(&child, 0, "B1 4A 40");
  child_midi(&child, 1, "E0 00 00");
  child_midi(&child, 2, "EF 7F 7F");
  child_midi(&child, 3, "D2 05");
  child_midi(&child, 4, "A0 3C 07");
  child_midi(&child, 5, "C3 7F");
  child_midi(&child, 6, "F0 7E 7F 09 01 F7");
  child_midi(&child, 7, "F8");
  child_midi(&child, 8, "F2 01 02");
  child_finish(&child);
  child_expect(&child,
               "0/1 B1 4A 40\n"
               "1/2 E0 00 00\n"
               "2/3 EF 7F 7F\n"
               "3/4 D2 05\n"
               "4/5 A0 3C 07\n"
               "5/6 C3 7F\n"
               "6/7 F0 7E 7F 09 01 F7\n"
               "7/8 F8\n"
               "8/9 F2 01 02\n");
  child_read_log(&child);
  assert(!strcmp(child.log,
                 "CC(74, 64, channel=2)\n"
                 "PitchBend(-8192, channel=1)\n"
                 "PitchBend(8191, channel=16)\n"
                 "ChannelPressure(5, channel=3)\n"
                 "PolyPressure(60, 7, channel=1)\n"
                 "ProgramChange(127, channel=4)\n"
                 "SysEx(b'\\xf0~\\x7f\\t\\x01\\xf7')\n"
                 "Raw(b'\\xf8')\n"
                 "Raw(b'\\xf2\\x01\\x02')\n"));
  child_stop(&child);
}

static void
test_events_can_be_made(void)
{
  Child child;
  load(&child,
       "from outboard import *\n"
       "def on_cc(e):\n"
       "    CC(74, 64, channel=2).send()\n"
       "    e.copy(number=1).send(value=2.5, channel=16)\n"
       "    PitchBend(-1).send()\n"
       "    ChannelPressure(value=1).send()\n"
       "    PolyPressure(60, 1, 3).send()\n"
       "    ProgramChange(5).send()\n"
       "    NoteOff(60).send()\n"
       "    NoteOn(61).send()\n"
       "    SysEx([0xf0, 1, 0xf7]).send()\n"
       "    Raw(b'\\xfa').send()\n"
       "    e.send(**{'val' + 'ue': 99})\n");
  child_play(&child, 3, "B0 07 00");
  child_expect(&child,
               "3/1 B1 4A 40\n"
               "3/1 BF 01 03\n"
               "3/1 E0 7F 3F\n"
               "3/1 D0 01\n"
               "3/1 A2 3C 01\n"
               "3/1 C0 05\n"
               "3/1 80 3C 40\n"
               "3/1 90 3D 64 v1\n"
               "3/1 F0 01 F7\n"
               "3/1 FA\n"
               "3/1 B0 07 63\n");
  child_stop(&child);
}

/// What each line must raise, and by what
static const char value_checks[] =
  "from outboard import *\n"
  "tests = '''\n"
  "ValueError: pitch must be from 0 to 127, not 128 <- NoteOn(128)\n"
  "ValueError: velocity must be from 1 to 127, not 0.49 <- NoteOn(1, 0.49)\n"
  "ValueError: channel must be from 1 to 16, not 0 <- CC(1, 1, channel=0)\n"
  "ValueError: value must be from -8192 to 8191, not 8192 <- "
  "PitchBend(8192)\n"
  "ValueError: value must be from 0 to 127, not nan <- CC(1, float('nan'))\n"
  "ValueError: data must be bytes, or numbers from 0 to 255, not [240, 300] "
  "<- SysEx([240, 300])\n"
  "TypeError: data must be bytes, or numbers from 0 to 255, not 'F0F7' "
  "<- SysEx('F0F7')\n"
  "AttributeError: transport.tempo is the host's: it can only be read "
  "<- setattr(transport, 'tempo', 3)\n"
  "TypeError: value must be a number, not bool <- CC(1, True)\n"
  "TypeError: value must be a number, not None <- CC(1, None)\n"
  "TypeError: value must be a number, not str <- CC(1, '1')\n"
  "TypeError: CC(number, value, channel=1) needs value <- CC(1)\n"
  "TypeError: CC has no pitch <- CC(1, 1, pitch=3)\n"
  "TypeError: CC has no 'foo' here, only number, value, channel <- "
  "CC(1, 1, foo=3)\n"
  "TypeError: CC has no 'ms' here, only number, value, channel, after_ms, "
  "after_beats, at_beat, at_frame <- CC(1, 1).send(ms=3)\n"
  "TypeError: after_ms= and at_beat= cannot be used together"
  " <- CC(1, 1).send(after_ms=1, at_beat=2)\n"
  "TypeError: play() needs beats= or ms= <- play(60)\n"
  "TypeError: beats= and ms= cannot be used together"
  " <- play(60, beats=1, ms=2)\n"
  "ValueError: ms must be from 0 to 1000000000, not -1 <- play(60, ms=-1)\n"
  "AttributeError: CC is read-only: use send(value=...)"
  " <- setattr(CC(1, 1), 'value', 2)\n"
  "AttributeError: NoteOn is read-only: use send(pitch=...)"
  " <- setattr(NoteOn(1, 1), 'pitch', 2)\n"
  "TypeError: cannot create 'outboard.Event' instances"
  " <- CC.__base__()\n"
  "'''.strip().splitlines()\n"
  "def on_cc(e):\n"
  "    for line in tests:\n"
  "        expected, code = line.split(' <- ')\n"
  "        try:\n"
  "            eval(code)\n"
  "        except Exception as error:\n"
  "            got = f'{type(error).__name__}: {error}'\n"
  "            if got != expected: log('GOT', got, 'FOR', line)\n"
  "        else:\n"
  "            log('NOTHING RAISED FOR', line)\n"
  "    for bad in b'', b'\\xf0', b'\\xf0\\x80\\xf7', b'\\x90\\x01\\x02':\n"
  "        for kind in SysEx, Raw:\n"
  "            try: kind(bad)\n"
  "            except ValueError: continue\n"
  "            log('NOT REFUSED', kind, bad)\n"
  "    assert CC(1, 2) == CC(1, 2) != CC(1, 3) and CC(1, 2) != NoteOff(1, "
  "2)\n"
  "    assert len({CC(1, 2), CC(1, 2), CC(2, 1)}) == 2\n"
  "    assert NoteOn(1) != NoteOn(1) and SysEx(b'\\xf0\\xf7').data\n"
  "    log('done')\n";

static void
test_values_are_checked(void)
{
  Child child;
  load(&child, value_checks);
  child_play(&child, 0, "B0 01 01");
  child_expect_log(&child, "done\n");
  if (strcmp(child.log, "done\n")) {
    fputs(child.log, stderr);
    assert(!"all as expected");
  }
  child_stop(&child);
}

static void
test_send_can_be_timed(void)
{
  Child child;
  load(&child,
       "from outboard import *\n"
       "def on_cc(e):\n"
       "    e.send(value=1, after_ms=10)\n"
       "    e.send(value=2, at_frame=e.frame + 5)\n"
       "    e.send(value=3, at_frame=0)\n"
       "    e.send(value=4, after_ms=-1)\n"
       "    e.send(value=5, after_beats=0.5)\n"
       "    e.send(value=6, at_beat=3)\n"
       "    e.send(value=7, at_beat=-3)\n");
  child_play(&child, 0, "B0 01 00");
  child_expect(&child,
               "480/0 B0 01 01\n"
               "5/0 B0 01 02\n"
               "0/1 B0 01 03\n"
               "0/1 B0 01 04\n"
               "e0.5 B0 01 05\n"
               "s3 B0 01 06\n"
               "0/1 B0 01 07\n");
  child_stop(&child);
}

static void
test_what_passed_is_only_remembered(void)
{
  static const uint8_t cc[]      = { 0xB3, 7, 99 };
  static const uint8_t note_on[] = { 0x90, 60, 1 };

  Child child;
  load(&child,
       "from outboard import *\n"
       "def on_pitch_bend(e):\n"
       "    log(cc(7, channel=4), cc(8), cc(8, 1, None), held())\n");
  child_begin(&child);
  child_event(&child, 0, OB_EVENT_PASSED, cc, sizeof(cc));
  child_event(&child, 0, OB_EVENT_PASSED, note_on, sizeof(note_on));
  child_midi(&child, 0, "E0 00 40");
  child_finish(&child);
  child_expect(&child, "");
  child_expect_log(&child, "99 0 None [NoteOn(60, 1, channel=1)]\n");
  child_stop(&child);
}

static void
test_large_sysex_goes_both_ways(void)
{
  static uint8_t sysex[OB_MIDI_MAX];
  static uint8_t back[OB_MIDI_MAX];
  memset(sysex, 0x55, sizeof(sysex));
  sysex[0]                 = 0xF0;
  sysex[sizeof(sysex) - 1] = 0xF7;

  Child  child;
  ObSend send;
  load(&child,
       "from outboard import *\n"
       "def on_sysex(e): e.copy(data=bytes(e.data)).send()\n");
  for (unsigned i = 0U; i < 3U; ++i) {
    child_begin(&child);
    child_event(&child, 0, 0, sysex, sizeof(sysex));
    child_finish(&child);

    assert(!ob_queue_refresh(&child.replies));
    assert(!ob_queue_peek(&child.replies, &send.record, sizeof(send)));
    assert(send.size == sizeof(sysex));
    assert(!ob_queue_copy(
      &child.replies, offsetof(ObSend, bytes), back, sizeof(back)));
    assert(!memcmp(back, sysex, sizeof(sysex)));
    ob_queue_skip(&child.replies);
    ob_queue_release(&child.replies);
  }
  child_stop(&child);
}

static void
test_music_helpers(void)
{
  Child child;
  load(&child,
       "from outboard import *\n"
       "assert (fold(128), fold(-1), fold(60)) == (116, 11, 60)\n"
       "assert clamp(5, 1, 3) == 3 and clamp(0.5, 1, 3) == 1\n"
       "assert note_name(60) == 'C4' and note_name(0) == 'C-1'\n"
       "assert all(note_number(note_name(p)) == p for p in range(128))\n"
       "assert note_number('Db4') == 61 and note_number('B#3') == 60\n"
       "for bad in '', 'H4', 'C', 'C4x', 'G#9', 'Cb-1':\n"
       "    try: note_number(bad)\n"
       "    except ValueError: continue\n"
       "    raise AssertionError(bad)\n"
       "assert RATES['1/4'] == 1 and RATES['1/8.'] == 0.75\n"
       "assert abs(RATES['1/8T'] - 1 / 3) < 1e-9 and len(RATES) == 18\n"
       "import random\n"
       "assert rng.random() == random.random()\n");
  child_stop(&child);
}

static void
test_transport_is_told(void)
{
  Child child;
  load(
    &child,
    "from outboard import *\n"
    "def on_transport(t):\n"
    "    log(t.reason, t.playing, t.tempo, t.bar, t is transport)\n"
    "def on_cc(e):\n"
    "    t = transport\n"
    "    log(t.beat, t.bar, t.bar_beat, t.numerator, t.denominator, t.rate)\n"
    "    log(t.frame, t.block_frames, t.looping, e.beat == t.beat)\n"
    "def on_block(b):\n"
    "    log(b.frame, b.frames)\n");

  ObTransportChange change = {
    .record    = { .type = OB_REQUEST_TRANSPORT },
    .frame     = 24U,
    .transport = { .tempo       = 60.0,
                   .beat        = 7.5,
                   .bar_beat    = 1.5,
                   .speed       = 1.0,
                   .bar         = 2,
                   .frame       = 1000,
                   .numerator   = 3,
                   .denominator = 4,
                   .flags       = OB_TRANSPORT_ROLLING | OB_TRANSPORT_KNOWN },
  };
  child_begin(&child);
  child_request(&child, &change.record, sizeof(change));
  child_midi(&child, 24, "B0 01 01");
  child_midi(&child, 24 + 48000 * 2, "B0 01 01");
  change.frame += 48000U * 2U;
  change.transport.flags = 0U;
  child_request(&child, &change.record, sizeof(change));
  child_finish(&child);
  child_expect_log(&child,
                   "0 64\n"
                   "start True 60.0 3 True\n"
                   "7.5 3 1.5 3 4 48000.0\n"
                   "1000 64 None True\n"
                   "9.5 4 0.5 3 4 48000.0\n"
                   "97000 64 None True\n"
                   "stop False 60.0 3 True\n");
  child_stop(&child);
}

int
main(const int argc, char** const argv)
{
  assert(argc == 2);
  program = argv[1];

  test_note_in_note_out();
  test_every_kind_is_an_event();
  test_events_can_be_made();
  test_values_are_checked();
  test_send_can_be_timed();
  test_what_passed_is_only_remembered();
  test_large_sysex_goes_both_ways();
  test_music_helpers();
  test_transport_is_told();
  return 0;
}
