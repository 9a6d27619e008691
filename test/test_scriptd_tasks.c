// Copyright 2026 The Outboard authors
// SPDX-License-Identifier: ISC

// Tasks in a real child: when they go on, and how they end

#undef NDEBUG

#include "script_child.h"

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

/// Return the frame at which the child is to be woken
static uint64_t
wake_frame(const Child* const child)
{
  return atomic_load(&child->segment.header->child.wake_frame);
}

static void
test_a_callback_may_wait(void)
{
  Child child;
  load(&child,
       "from outboard import *\n"
       "def on_note_on(note):\n"
       "    for step in 0, 4, 7:\n"
       "        note.send(pitch=note.pitch + step)\n"
       "        yield ms(30)\n"
       "    log(transport.beat, held())\n");
  child_play(&child, 10, "90 3C 64");
  assert(wake_frame(&child) == 1450U);
  child_run(&child, 64 * 100);
  child_play(&child, 0, "80 3C 21");
  child_expect(&child,
               "10/1 90 3C 64 v1\n"
               "1450/65535 90 40 64 v2\n"
               "2890/65535 90 43 64 v3\n"
               "6400/1 80 3C 21 v1\n"
               "6400/1 80 40 21 v2\n"
               "6400/1 80 43 21 v3\n");
  child_expect_log(&child, "0.18041666666");
  assert(wake_frame(&child) == OB_NO_WAKE);
  child_stop(&child);
}

static void
test_tasks_run_between_events(void)
{
  Child child;
  load(&child,
       "from outboard import *\n"
       "def on_cc(e):\n"
       "    log('in', e.frame)\n"
       "    yield ms(e.value)\n"
       "    log('out', e.frame, transport.frame)\n"
       "    e.send(number=99)\n");
  child_begin(&child);
  child_midi(&child, 0, "B0 01 01");
  child_midi(&child, 47, "B0 02 00");
  child_midi(&child, 48, "B0 03 00");
  child_midi(&child, 49, "B0 04 01");
  child_finish(&child);
  child_run(&child, 128U);
  child_expect(&child,
               "47/65535 B0 63 00\n"
               "48/65535 B0 63 01\n"
               "48/65535 B0 63 00\n"
               "97/65535 B0 63 01\n");
  child_expect_log(&child,
                   "in 0\nin 47\nout 47 0\nin 48\nout 0 0\nout 48 0\nin 49\n"
                   "out 49 0\n");
  child_stop(&child);
}

static void
test_waits_do_not_drift(void)
{
  Child child;
  load(&child,
       "from outboard import *\n"
       "def on_cc(e):\n"
       "    for i in range(6):\n"
       "        yield ms(0.33) if e.number == 1 else beats(1/70000)\n"
       "        e.send(value=i)\n");
  child_play(&child, 0, "B0 01 01");
  child_run(&child, 128U);
  child_expect(&child,
               "16/65535 B0 01 00\n"
               "32/65535 B0 01 01\n"
               "48/65535 B0 01 02\n"
               "63/65535 B0 01 03\n"
               "79/65535 B0 01 04\n"
               "95/65535 B0 01 05\n");
  child_play(&child, 0, "B0 02 01");
  child_expect(&child,
               "129/65535 B0 02 00\n"
               "129/65535 B0 02 01\n"
               "130/65535 B0 02 02\n"
               "130/65535 B0 02 03\n"
               "130/65535 B0 02 04\n"
               "131/65535 B0 02 05\n");
  child_stop(&child);
}

static void
test_released(void)
{
  Child child;
  load(&child,
       "from outboard import *\n"
       "def on_note_on(note):\n"
       "    n = note.send(pitch=1)\n"
       "    yield released(note)\n"
       "    CC(1, 1).send()\n"
       "    log(note.send(pitch=2).sounding, note.held)\n"
       "    yield released(note)\n"
       "    yield released(n)\n"
       "    CC(1, 2).send()\n"
       "    p = play(5, ms=1)\n"
       "    yield released(p)\n"
       "    CC(1, 3).send()\n"
       "    p = play(5, ms=100)\n"
       "    p.stop(after_ms=1)\n"
       "    yield released(p)\n"
       "    CC(1, 4).send()\n");
  child_play(&child, 0, "90 3C 64");
  assert(wake_frame(&child) == OB_NO_WAKE - 1U);
  child_play(&child, 6, "80 3C 40");
  child_run(&child, 256U);
  child_expect(&child,
               "0/1 90 01 64 v1\n"
               "70/1 80 01 40 v1\n"
               "70/65535 B0 01 01\n"
               "70/65535 B0 01 02\n"
               "70/65535 90 05 64 v2 +48f\n"
               "118/65535 B0 01 03\n"
               "118/65535 90 05 64 v3 +4800f\n"
               "166/0 80 05 40 v3\n"
               "166/65535 B0 01 04\n");
  child_expect_log(&child, "False False\n");
  child_stop(&child);
}

static void
test_a_note_takes_its_tasks_along(void)
{
  Child child;
  load(&child,
       "from outboard import *\n"
       "def sing(n):\n"
       "    try:\n"
       "        while True:\n"
       "            CC(n, 1).send()\n"
       "            yield ms(1)\n"
       "    finally:\n"
       "        CC(n, 0).send()\n"
       "def on_note_on(note):\n"
       "    global t\n"
       "    t = note.spawn(sing(1))\n"
       "    note.send(ms=2).spawn(sing(2))\n"
       "    yield ms(0.5)\n"
       "    yield released(note)\n"
       "    yield ms(0.5)\n"
       "    log(t.alive, note.spawn(sing(3)).alive)\n"
       "    CC(9, 9).send()\n");
  child_play(&child, 0, "90 3C 64");
  child_play(&child, 0, "80 3C 40");
  child_run(&child, 192U);
  child_expect(&child,
               "0/1 B0 01 01\n"
               "0/1 90 3C 64 v1 +96f\n"
               "0/1 B0 02 01\n"
               "48/65535 B0 01 01\n"
               "48/65535 B0 02 01\n"
               "64/65535 B0 01 00\n"
               "88/65535 B0 09 09\n"
               "96/65535 B0 02 00\n");
  child_expect_log(&child, "False False\n");
  child_stop(&child);
}

static void
test_spawn_and_cancel(void)
{
  Child child;
  load(&child,
       "from outboard import *\n"
       "def count(n):\n"
       "    try:\n"
       "        for i in range(3):\n"
       "            CC(n, i).send()\n"
       "            yield ms(0.5)\n"
       "    finally:\n"
       "        CC(n, 100).send()\n"
       "def suicide():\n"
       "    try:\n"
       "        me.cancel()\n"
       "        CC(7, 7).send()\n"
       "        yield ms(1)\n"
       "        CC(7, 8).send()\n"
       "    finally:\n"
       "        CC(7, 9).send()\n"
       "def starter():\n"
       "    global me\n"
       "    yield ms(0)\n"
       "    me = spawn(waiter())\n"
       "def waiter():\n"
       "    yield ms(0)\n"
       "    yield from suicide()\n"
       "def on_cc(e):\n"
       "    a = spawn(count(1), only='one')\n"
       "    b = spawn(count(2))\n"
       "    c = spawn(count(3), only='one')\n"
       "    log(a.alive, b.alive, c.alive)\n"
       "    b.cancel()\n"
       "    b.cancel()\n"
       "    log(b.alive)\n"
       "    spawn(starter())\n");
  child_play(&child, 1, "B0 01 01");
  child_run(&child, 128U);
  child_expect(&child,
               "1/1 B0 01 00\n"
               "1/1 B0 02 00\n"
               "1/1 B0 01 64\n"
               "1/1 B0 03 00\n"
               "1/1 B0 02 64\n"
               "1/65535 B0 07 07\n"
               "1/65535 B0 07 09\n"
               "25/65535 B0 03 01\n"
               "49/65535 B0 03 02\n"
               "73/65535 B0 03 64\n");
  child_expect_log(&child, "False True True\nFalse\n");
  child_stop(&child);
}

static void
test_the_module_level_may_spawn(void)
{
  Child child;
  load(&child,
       "from outboard import *\n"
       "def hello():\n"
       "    CC(1, 1).send()\n"
       "    yield ms(1)\n"
       "    CC(1, 2).send()\n"
       "    yield released(NoteOn(1))\n"
       "    CC(1, 3).send()\n"
       "spawn(hello())\n");
  child_begin(&child);
  child_finish(&child);
  child_run(&child, 128U);
  child_expect(&child,
               "0/65535 B0 01 01\n"
               "48/65535 B0 01 02\n"
               "48/65535 B0 01 03\n");
  child_stop(&child);
}

static void
test_errors_end_a_task(void)
{
  Child child;
  load(&child,
       "from outboard import *\n"
       "def on_cc(e):\n"
       "    if e.number == 1: 1 / 0\n"
       "    yield ms(1)\n"
       "    if e.number == 2: 1 / 0\n"
       "    if e.number == 3: yield 5\n"
       "    while True: yield ms(0)\n"
       "def stubborn():\n"
       "    while True:\n"
       "        try: yield None\n"
       "        except TypeError as error: log(error)\n"
       "def vibrato():\n"
       "    yield ms(1)\n"
       "    [][1]\n"
       "def on_event(e):\n"
       "    spawn(stubborn())\n"
       "    t = spawn(vibrato())\n"
       "    try: spawn(vibrato)\n"
       "    except TypeError as error: log(error)\n"
       "    try: spawn(3)\n"
       "    except TypeError as error: log(error)\n"
       "    yield ms(2)\n"
       "    log(t.alive)\n");
  child_begin(&child);
  child_midi(&child, 0, "B0 01 01");
  child_midi(&child, 1, "B0 02 01");
  child_midi(&child, 2, "B0 03 01");
  child_midi(&child, 3, "B0 04 01");
  child_midi(&child, 4, "C0 01");
  child_finish(&child);
  child_run(&child, 192U);
  child_expect(&child, "0/1 B0 01 01\n");
  child_expect_log(&child,
                   "test.py:3: ZeroDivisionError: division by zero, "
                   "in on_cc(CC(1, 1, channel=1))\n");
  child_expect_log(&child,
                   "test.py:5: ZeroDivisionError: division by zero, "
                   "in on_cc(CC(2, 1, channel=1))\n");
  child_expect_log(&child,
                   "test.py:6: TypeError: yield needs ms(), beats(), "
                   "until_beat(), released() or grid(), not 5, in on_cc(");
  child_expect_log(&child,
                   "test.py:7: RuntimeError: an endless loop: no time goes "
                   "by between its waits, in on_cc(");
  child_expect_log(&child,
                   "test.py:14: IndexError: list index out of range, "
                   "in vibrato()\n");
  child_expect_log(&child,
                   "yield needs ms(), beats(), until_beat(), "
                   "released() or grid(), not None\n"
                   "spawn() needs a generator: call the function, as "
                   "in vibrato()\n");
  child_expect_log(&child, "spawn() needs a generator, not 3\n");
  child_expect_log(&child, "\nFalse\n");
  child_stop(&child);
}

static void
test_arguments_are_checked(void)
{
  Child child;
  load(&child,
       "from outboard import *\n"
       "def on_cc(e):\n"
       "    for f in (lambda: ms('x'), lambda: ms(float('nan')),\n"
       "              lambda: beats(1e10), lambda: until_beat(None),\n"
       "              lambda: released(e), lambda: grid(0),\n"
       "              lambda: grid(1, 1), lambda: every(1, 2),\n"
       "              lambda: every(-1, log), lambda: every(1, lambda: 0),\n"
       "              lambda: grid('1/8')):\n"
       "        try: f()\n"
       "        except Exception as error: log(error)\n");
  child_play(&child, 0, "B0 01 01");
  child_expect_log(
    &child,
    "ms must be a number, not str\n"
    "ms must be from -1000000000 to 1000000000, not nan\n"
    "beats must be from -1000000000 to 1000000000, not 10000000000.0\n"
    "until_beat must be a number, not None\n"
    "released() needs a note, not CC(1, 1, channel=1)\n"
    "beats must be from 1/256 to 4096\n"
    "swing must be from 0 to below 1\n"
    "every() needs a function, not 2\n"
    "beats must be from 1/256 to 4096\n"
    "every() needs a function of one argument, the number of the line\n"
    "beats must be a number, not str; RATES[\"1/8\"] is one\n");
  child_stop(&child);
}

static void
test_thousands_live(void)
{
  Child child;
  load(&child,
       "from outboard import *\n"
       "ended = 0\n"
       "def wait(i):\n"
       "    global ended\n"
       "    try:\n"
       "        for _ in range(3):\n"
       "            yield ms((i * 7919) % 100) if i % 2 else beats(i % 3 / 9)\n"
       "    finally:\n"
       "        ended += 1\n"
       "def on_cc(e):\n"
       "    tasks = [spawn(wait(i)) for i in range(5000)]\n"
       "    for t in tasks[::10]: t.cancel()\n"
       "    log(ended, sum(t.alive for t in tasks))\n"
       "    yield ms(1000)\n"
       "    log(ended, sum(t.alive for t in tasks))\n");
  child_play(&child, 0, "B0 01 01");
  child_run(&child, 50000U);
  child_expect_log(&child, "500 4500\n5000 0\n");
  assert(wake_frame(&child) == OB_NO_WAKE);
  child_stop(&child);
}

static void
test_a_late_task_runs_at_its_own_frame(void)
{
  Child child;
  load(&child,
       "from outboard import *\n"
       "def on_cc(e):\n"
       "    yield ms(2)\n"
       "    e.send()\n");
  child_play(&child, 0, "B0 01 01");
  child.block.frame += 640U;
  child_play(&child, 0, "C0 01");
  child_expect(&child, "96/65535 B0 01 01\n704/1 C0 01\n");
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
test_resets_end_what_events_started(void)
{
  Child child;
  load(&child,
       "from outboard import *\n"
       "def loop(n):\n"
       "    try:\n"
       "        while True: yield ms(1)\n"
       "    finally:\n"
       "        CC(n, 0).send()\n"
       "own = spawn(loop(1))\n"
       "tasks = []\n"
       "def on_note_on(note):\n"
       "    tasks.append(spawn(loop(note.pitch)))\n"
       "def on_reset():\n"
       "    log(own.alive, [t.alive for t in tasks])\n"
       "    yield ms(1)\n"
       "    CC(100, 100).send()\n");
  child_begin(&child);
  child_midi(&child, 0, "90 3C 64");
  child_midi(&child, 0, "91 3D 64");
  child_midi(&child, 0, "91 3E 64");
  child_finish(&child);
  child_begin(&child);
  reset(&child, OB_RESET_CHANNEL, 0U);
  child_finish(&child);
  child_expect(&child, "reset 0 0\n64/0 B0 3C 00\n112/65535 B0 64 64\n");
  child_begin(&child);
  reset(&child, OB_RESET_ALL, 0U);
  child_finish(&child);
  child_expect(&child,
               "reset 1 0\n"
               "128/0 B0 3D 00\n"
               "128/0 B0 3E 00\n"
               "176/65535 B0 64 64\n");
  child_expect_log(&child,
                   "True [False, True, True]\n"
                   "True [False, False, False]\n");
  child_stop(&child);
}

static void
test_panic(void)
{
  Child child;
  load(&child,
       "from outboard import *\n"
       "def later():\n"
       "    yield ms(2)\n"
       "    log('never')\n"
       "def on_note_on(note):\n"
       "    note.send(pitch=1, channel=4)\n"
       "    note.send(pitch=2, after_ms=1)\n"
       "    play(3, ms=100)\n"
       "    note.send(pitch=4).hold()\n"
       "    spawn(later())\n"
       "def on_cc(e):\n"
       "    panic()\n"
       "    log(held())\n"
       "    play(5, ms=1)\n"
       "    yield ms(1)\n"
       "    log('never')\n"
       "def on_reset(): log('reset')\n");
  child_play(&child, 0, "90 3C 64");
  child_play(&child, 0, "B0 01 01");
  child_run(&child, 256U);
  child_expect(&child,
               "0/1 93 01 64 v1\n"
               "48/0 90 02 64 v2\n"
               "0/1 90 03 64 v3 +4800f\n"
               "0/1 90 04 64 v4\n"
               "64/1 80 02 40 v2\n"
               "64/1 80 03 40 v3\n"
               "64/1 80 04 40 v4\n"
               "64/1 83 01 40 v1\n"
               "64/1 90 05 64 v5 +48f\n");
  child_expect_log(&child, "[]\nreset\n");
  assert(!strstr(child.log, "never"));
  child_stop(&child);
}

int
main(const int argc, char** const argv)
{
  assert(argc == 2);
  program = argv[1];

  test_a_callback_may_wait();
  test_tasks_run_between_events();
  test_waits_do_not_drift();
  test_released();
  test_a_note_takes_its_tasks_along();
  test_spawn_and_cancel();
  test_the_module_level_may_spawn();
  test_errors_end_a_task();
  test_arguments_are_checked();
  test_thousands_live();
  test_a_late_task_runs_at_its_own_frame();
  test_resets_end_what_events_started();
  test_panic();
  return 0;
}
