// Copyright 2026 The Outboard authors
// SPDX-License-Identifier: ISC

// Scales, chance, shown values and look-ahead in a real child

#undef NDEBUG

#include "script_child.h"

#include <assert.h>
#include <poll.h>
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

/// Check that a script does not load, and what is said of it
static void
refuse(const char* const script, const char* const start)
{
  Child child;
  if (child_load(&child, program, script) ||
      strncmp(child.failure, start, strlen(start))) {
    fprintf(stderr, "expected:\n%s\nbut got:\n%s\n", start, child.failure);
    assert(!"refused");
  }
  child_stop(&child);
}

static void
test_scales(void)
{
  Child child;
  load(&child,
       "from outboard import *\n"
       "s = scale('major', 'D')\n"
       "assert (s.name, s.root) == ('major', 2)\n"
       "assert s.steps == (0, 2, 4, 5, 7, 9, 11)\n"
       "assert s == scale('major', 62) == scale(name='major', root='D4')\n"
       "assert s != scale('minor', 62) and s != 3 and len({s, s}) == 1\n"
       "assert repr(s) == \"scale('major', 2)\"\n"
       "assert 62 in s and 63 not in s and 61 in s and 62.4 in s and -10 in s\n"
       "assert [s.snap(p) for p in (62, 63, 65, 60.2)] == [62, 62, 64, 59]\n"
       "assert [s.shift(62, n) for n in (0, 1, 2, 7, -1, -7)] == "
       "[62, 64, 66, 74, 61, 50]\n"
       "assert s.shift(63, 1) == 64 and s.shift(127, 3) == 133\n"
       "assert scale('chromatic', 0).shift(60, -3) == 57\n"
       "for name in SCALES:\n"
       "    x = scale(name, 'Cb')\n"
       "    assert x.root == 11 and 59 in x and x.snap(71) == 71\n"
       "    assert x.shift(59, len(x.steps)) == 71\n"
       "    assert x.shift(71, -len(x.steps)) == 59\n"
       "assert scale('minor', 'C').snap(61) == 60\n");
  child_stop(&child);

  refuse("from outboard import *\nscale('minro', 60)\n",
         "test.py:2: ValueError: there is no scale 'minro', only: major, "
         "minor, harmonic minor, ");
  refuse("from outboard import *\nscale('minor', 'H')\n",
         "test.py:2: ValueError: root must be a pitch or a name like \"C#\", "
         "not 'H'\n");
  refuse("from outboard import *\nscale('minor', 128)\n",
         "test.py:2: ValueError: root must be from 0 to 127, not 128\n");
  refuse("from outboard import *\n'C' in scale('minor', 60)\n",
         "test.py:2: TypeError: pitch must be a number, not str; "
         "note_number(\"C4\") is one\n");
  refuse("from outboard import *\nscale('minor', 60).shift(60)\n",
         "test.py:2: TypeError: shift() takes a pitch and steps\n");
}

static void
test_chance_starts_again(void)
{
  const ObReset reset = { .record = { .type = OB_REQUEST_RESET },
                          .reason = OB_RESET_ALL };

  Child child;
  load(&child,
       "from outboard import *\n"
       "import random\n"
       "first = rng.random(), random.random()\n"
       "assert first[0] == first[1]\n"
       "random.seed = None\n"
       "def on_cc(e):\n"
       "    log((rng.random(), random.random()) == first)\n");
  child_play(&child, 0U, "B0 01 02");
  child_begin(&child);
  child_request(&child, &reset.record, sizeof(reset));
  child_midi(&child, 0U, "B0 01 02");
  child_midi(&child, 0U, "B0 01 02");
  child_finish(&child);
  child_expect_log(&child, "False\nTrue\nFalse\n");

  child_begin(&child);
  ObTransportChange change = { .record    = { .type = OB_REQUEST_TRANSPORT },
                               .frame     = child.block.frame,
                               .transport = child.block.transport };
  change.transport.speed   = 1.0;
  change.transport.flags   = OB_TRANSPORT_ROLLING | OB_TRANSPORT_KNOWN;
  child_request(&child, &change.record, sizeof(change));
  child_midi(&child, 0U, "B0 01 02");
  child_finish(&child);
  child_expect_log(&child, "False\nTrue\nFalse\nTrue\n");
  child_stop(&child);
}

/// Wait until so much has been shown
static void
expect_shown(Child* const child, const char* const text)
{
  const uint64_t deadline = ob_now() + CHILD_PATIENCE;

  while (strcmp(child->shown, text)) {
    if (ob_now() > deadline) {
      fprintf(stderr, "expected:\n%sbut got:\n%s", text, child->shown);
      assert(!"shown");
    }
    poll(NULL, 0U, 10);
    child_read_log(child);
  }
}

static void
test_the_latest_values_are_shown(void)
{
  Child child;
  load(&child,
       "from outboard import *\n"
       "show('module', 'level')\n"
       "def on_cc(e):\n"
       "    for i in range(1000): show('n', i)\n"
       "    seen = [1]\n"
       "    show('list', seen)\n"
       "    seen.append(2)\n"
       "    show('f\\u00FC', '\\ud800')\n"
       "def on_program_change(e):\n"
       "    show('long', 'x' * 1000)\n"
       "def on_pitch_bend(e):\n"
       "    for i in range(100): show(f'name {i}', i)\n"
       "def on_channel_pressure(e): show(1, 2)\n"
       "def on_poly_pressure(e): show('a\\nb', 2)\n");
  child_expect_log(&child, "");
  expect_shown(&child, "module=level\n");
  child_play(&child, 0U, "B0 01 02");
  expect_shown(&child, "module=level\nn=999\nlist=[1]\nf\u00FC=\\ud800\n");
  child.shown[0] = '\0';
  child_play(&child, 0U, "C0 01");
  child_expect_log(&child, "");
  while (!child.shown[0]) {
    child_read_log(&child);
  }
  assert(strlen(child.shown) == strlen("long=\n") + 500U);

  child_play(&child, 0U, "A0 01 02");
  child_play(&child, 0U, "D0 01");
  child_play(&child, 0U, "E0 01 02");
  child_expect_log(&child, "ValueError: show() takes up to 64 names, in on_p");
  child_expect_log(&child, "TypeError: show() takes a name and a value, in on");
  child_expect_log(&child, "ValueError: name must be one plain line, not ");
  child_stop(&child);
}

static void
test_parameters_are_made_while_loading(void)
{
  Child child;
  load(&child,
       "from outboard import *\n"
       "def on_note_on(note):\n"
       "    Bool('late', 'Late')\n");
  child_play(&child, 0U, "90 3C 64");
  child_expect_log(&child,
                   "test.py:3: RuntimeError: parameters are made at the "
                   "script's top level, not in a callback, in on_note_on(");
  child_stop(&child);
}

static void
test_parameters_are_not_their_values(void)
{
  Child child;
  load(&child,
       "from outboard import *\n"
       "on = Bool('on', 'On')\n"
       "mode = Choice('mode', 'Mode', ['up', 'down'])\n"
       "level = Int('level', 'Level', 0, 9)\n"
       "lane = Steps('lane', 'Lane', 2, 0, 9)\n"
       "for f in (lambda: bool(on), lambda: mode == 'up', lambda: level > 3,\n"
       "          lambda: 2 * level, lambda: level - 1, lambda: lane[0],\n"
       "          lambda: list(lane), lambda: 'up' in [mode]):\n"
       "    try:\n"
       "        f()\n"
       "    except TypeError as error:\n"
       "        assert 'the parameter itself' in str(error), error\n"
       "    else:\n"
       "        raise AssertionError('not refused')\n"
       "assert level in (mode, level) and mode != level and mode == mode\n"
       "assert level != None and None not in (mode, level)\n"
       "assert {on: 1}[on] == 1\n"
       "def on_note_on(note):\n"
       "    note.send(velocity=level)\n");
  child_play(&child, 0U, "90 3C 64");
  child_expect_log(&child,
                   "velocity must be a number, not outboard.Int; write .value");
  child_stop(&child);
}

static void
test_looking_ahead(void)
{
  Child child;
  load(&child,
       "from outboard import *\n"
       "LATENCY_MS = 1\n"
       "def on_note_on(note):\n"
       "    note.send(after_ms=-1)\n"
       "def on_cc(e):\n"
       "    e.send(after_ms=-0.5)\n"
       "    e.send(after_ms=-0.001)\n"
       "    e.send(after_ms=-5)\n"
       "    e.send(at_frame=0)\n");
  assert(child.ready.latency == 48U);
  assert(strstr(child.description.text, "\"latency_ms\": 1.0"));
  child_play(&child, 10U, "B0 01 02");
  child_expect(&child,
               "0/0 B0 01 02\n"
               "10/1 B0 01 02\n"
               "0/0 B0 01 02\n"
               "10/1 B0 01 02\n");
  child_play(&child, 60U, "B0 01 02");
  child_expect(&child,
               "100/0 B0 01 02\n"
               "124/1 B0 01 02\n"
               "76/0 B0 01 02\n"
               "124/1 B0 01 02\n");
  child_expect_log(
    &child,
    "test.py:8: after_ms=-5.0 is further back than LATENCY_MS allows: -1.0\n");
  child_play(&child, 0U, "90 3C 64");
  child_play(&child, 0U, "80 3C 40");
  child_expect(&child, "80/0 90 3C 64 v1\n144/0 80 3C 40 v1\n");
  child_stop(&child);

  load(&child,
       "def on_cc(e):\n"
       "    e.send(after_ms=-5)\n");
  child_play(&child, 10U, "B0 01 02");
  child_expect_log(
    &child,
    "test.py:2: after_ms=-5.0 is further back than LATENCY_MS allows: 0.0\n");
  child_stop(&child);

  refuse("LATENCY_MS = -1\n",
         "test.py:1: ValueError: LATENCY_MS must be from 0 to 1000, not -1\n");
  refuse("LATENCY_MS = 'x'\n",
         "test.py:1: TypeError: LATENCY_MS must be a number, not str\n");
}

int
main(const int argc, char** const argv)
{
  assert(argc == 2);
  program = argv[1];

  test_scales();
  test_chance_starts_again();
  test_the_latest_values_are_shown();
  test_parameters_are_made_while_loading();
  test_parameters_are_not_their_values();
  test_looking_ahead();
  return 0;
}
