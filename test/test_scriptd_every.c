// Copyright 2026 The Outboard authors
// SPDX-License-Identifier: ISC

// every() and grid() in a real child: which lines come, and when

#undef NDEBUG

#include "script_child.h"

#include "callback.h"

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

static const char* const lines = "from outboard import *\n"
                                 "def line(i): CC(1, i % 128).send()\n"
                                 "every(1/4, line)\n";

static void
test_lines_hold_through_changes(void)
{
  Child child;
  load(&child, lines);
  child_run(&child, 1000U);
  child_expect(&child, ""); // It does not play

  ObTransport transport = child_rolling(0.0);
  child_tell(&child, &transport); // At frame 1024
  child_run(&child, 8000U);
  child_expect(&child, "1024/65535 B0 01 00\n7024/65535 B0 01 01\n");

  // Half as fast from frame 8000 (block 7936 + 64), at beat 0.29066
  transport       = child_position(&child, 8000U);
  transport.tempo = 60.0;
  child_tell(&child, &transport);
  child_run(&child, 32000U);
  child_expect(&child, "18048/65535 B0 01 02\n30048/65535 B0 01 03\n");

  // A line at a block's first sample: beat 1 at 42048 = 657 * 64
  child_run(&child, 42048U);
  child_expect(&child, "");
  child_run(&child, 42112U);
  child_expect(&child, "42048/65535 B0 01 04\n");

  // A meter that changes moves nothing
  transport           = child_position(&child, 42112U);
  transport.numerator = 7;
  child_tell(&child, &transport);
  child_run(&child, 55000U);
  child_expect(&child, "54048/65535 B0 01 05\n");
  child_stop(&child);
}

static void
test_loops_neither_lose_nor_double(void)
{
  Child child;
  load(&child, lines);

  ObTransport transport = child_rolling(3.5);
  child_tell(&child, &transport);
  child_run(&child, 11968U);
  child_expect(&child, "0/65535 B0 01 0E\n6000/65535 B0 01 0F\n");

  // The song loops at beat 4, frame 12000, within a block
  transport = child_rolling(2.0);
  child_begin(&child);
  child_transport(&child, 12000U - 11968U, &transport);
  child_finish(&child);
  child_expect(&child, "12000/65535 B0 01 08\n");
  child_run(&child, 24064U);
  child_expect(&child, "18000/65535 B0 01 09\n24000/65535 B0 01 0A\n");

  // And at a block's first frame, a fraction of a frame behind the line
  transport = child_rolling(8.0 + 0.9 / 24000.0);
  child_tell(&child, &transport);
  child_expect(&child, "24064/65535 B0 01 20\n");

  // The host says the same again, a trifle earlier: no second time
  transport = child_rolling(8.0 - 0.1 / 24000.0);
  child_tell(&child, &transport);
  child_run(&child, 30064U);
  child_expect(&child, "");

  // A locate to just behind a line does not play it
  transport = child_rolling(1.0 + 1.1 / 24000.0);
  child_tell(&child, &transport);
  child_run(&child, 36000U);
  child_expect(&child, "");
  child_stop(&child);
}

static void
test_stop_and_start(void)
{
  Child child;
  load(&child,
       "from outboard import *\n"
       "def line(i): CC(1, i).send()\n"
       "def still(i): CC(2, i).send()\n"
       "every(1/4, line)\n"
       "every(1/4, still, stopped=True)\n");

  ObTransport transport = child_rolling(0.1);
  child_tell(&child, &transport);
  child_run(&child, 4032U);
  child_expect(&child, "3600/65535 B0 01 01\n3600/65535 B0 02 01\n");

  transport       = child_position(&child, 4032U);
  transport.speed = 0.0;
  transport.flags = 0U;
  child_tell(&child, &transport);
  child_run(&child, 16064U);
  child_expect(&child, "9600/65535 B0 02 02\n15600/65535 B0 02 03\n");

  transport = child_rolling(1.0);
  child_tell(&child, &transport);
  child_run(&child, 17000U);
  child_expect(&child, "16064/65535 B0 01 04\n16064/65535 B0 02 04\n");
  child_stop(&child);
}

static void
test_swing(void)
{
  Child child;
  load(&child,
       "from outboard import *\n"
       "def line(i): CC(1, i % 128).send()\n"
       "every(1/2, line, swing=1/3)\n");

  ObTransport transport = child_rolling(-0.5);
  child_tell(&child, &transport);
  child_run(&child, 50000U);
  child_expect(&child,
               "4000/65535 B0 01 7F\n"
               "12000/65535 B0 01 00\n"
               "28000/65535 B0 01 01\n"
               "36000/65535 B0 01 02\n");
  child_stop(&child);
}

/// Change a parameter at the beginning of a block, from 0 to 1 of its range
static void
turn(Child* const child, const uint32_t index, const float value)
{
  child_begin(child);
  const ObParamChange change = { .record = { .type = OB_REQUEST_PARAM },
                                 .frame  = child->block.frame,
                                 .index  = index,
                                 .value  = value };
  child_request(child, &change.record, sizeof(change));
  child_finish(child);
}

static void
test_parameters_are_followed(void)
{
  Child child;
  load(&child,
       "from outboard import *\n"
       "rate = Choice('rate', 'Rate', {'1/4': 1, '1/8': 1/2, 'no': 0})\n"
       "swing = Float('swing', 'Swing', 0, 0.5)\n"
       "def line(i): CC(1, i).send()\n"
       "every(rate, line, swing)\n");

  ObTransport transport = child_rolling(0.0);
  child_tell(&child, &transport);
  child_run(&child, 6016U);
  child_expect(&child, "0/65535 B0 01 00\n");

  turn(&child, 0U, 0.5F); // 1/8 from frame 6016
  child_run(&child, 24064U);
  child_expect(&child, "12000/65535 B0 01 01\n24000/65535 B0 01 02\n");

  turn(&child, 1U, 1.0F);
  child_run(&child, 47936U);
  child_expect(&child, "42000/65535 B0 01 03\n");

  turn(&child, 0U, 1.0F); // Nonsense: it goes on as before
  child_run(&child, 49000U);
  child_expect(&child, "48000/65535 B0 01 04\n");
  child_expect_log(&child,
                   "ValueError: beats must be from 1/256 to 4096, in line()");
  child_stop(&child);
}

static void
test_functions_may_fail_wait_and_cancel(void)
{
  Child child;
  load(&child,
       "from outboard import *\n"
       "def bad(i): CC(1, i).send(); 1 / 0\n"
       "def twice(i):\n"
       "    CC(2, i).send()\n"
       "    yield beats(1/8)\n"
       "    CC(2, i).send()\n"
       "def once(i):\n"
       "    CC(3, i).send()\n"
       "    third.cancel()\n"
       "every(1, bad)\n"
       "every(1, twice)\n"
       "third = every(1, once)\n");

  ObTransport transport = child_rolling(0.0);
  child_tell(&child, &transport);
  child_run(&child, 30000U);
  child_expect(&child,
               "0/65535 B0 01 00\n"
               "0/65535 B0 02 00\n"
               "0/65535 B0 03 00\n"
               "3000/65535 B0 02 00\n"
               "24000/65535 B0 01 01\n"
               "24000/65535 B0 02 01\n"
               "27000/65535 B0 02 01\n");
  child_expect_log(&child, "ZeroDivisionError: division by zero, in bad()");
  child_stop(&child);
}

static void
test_a_reset_begins_anew(void)
{
  Child child;
  load(&child,
       "from outboard import *\n"
       "every(1, lambda i: CC(1, i).send())\n"
       "def on_cc(e):\n"
       "    global t\n"
       "    t = every(1, lambda i: CC(2, i).send())\n"
       "def on_reset(): log(t.alive)\n");

  ObTransport transport = child_rolling(0.0);
  child_tell(&child, &transport);
  child_play(&child, 0U, "B0 01 01");
  child_run(&child, 24064U);
  child_begin(&child);
  const ObReset reset = { .record = { .type = OB_REQUEST_RESET },
                          .frame  = child.block.frame,
                          .reason = OB_RESET_ALL };
  child_request(&child, &reset.record, sizeof(reset));
  child_finish(&child);
  child_run(&child, 50000U);
  child_expect(&child,
               "0/65535 B0 01 00\n"
               "24000/65535 B0 01 01\n"
               "24000/65535 B0 02 01\n"
               "reset 1 0\n"
               "48000/65535 B0 01 02\n");
  child_expect_log(&child, "False\n");
  child_stop(&child);
}

static void
test_grid_in_tasks(void)
{
  Child child;
  load(&child,
       "from outboard import *\n"
       "def on_cc(e):\n"
       "    while True:\n"
       "        yield grid(1/4)\n"
       "        e.send(value=0)\n"
       "        yield grid(1/2, swing=1/2)\n"
       "        e.send(value=1)\n");
  child_play(&child, 10U, "B0 01 01"); // Lines count from here: it stands still
  child_run(&child, 24064U);
  child_expect(&child,
               "10/65535 B0 01 00\n"
               "18010/65535 B0 01 01\n"
               "24010/65535 B0 01 00\n");

  ObTransport transport = child_rolling(4.0);
  child_tell(&child, &transport);
  child_run(&child, 24064U + 24000U + 64U);
  child_expect(&child,
               "24064/65535 B0 01 01\n"
               "30064/65535 B0 01 00\n"
               "42064/65535 B0 01 01\n"
               "48064/65535 B0 01 00\n");
  child_stop(&child);
}

int
main(const int argc, char** const argv)
{
  assert(argc == 2);
  program = argv[1];

  test_lines_hold_through_changes();
  test_loops_neither_lose_nor_double();
  test_stop_and_start();
  test_swing();
  test_parameters_are_followed();
  test_functions_may_fail_wait_and_cancel();
  test_a_reset_begins_anew();
  test_grid_in_tasks();
  return 0;
}
