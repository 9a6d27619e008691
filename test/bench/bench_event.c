// Copyright 2026 The Outboard authors
// SPDX-License-Identifier: ISC

// What an event costs in the child, against calling a function; one thread

#undef NDEBUG

#include <Python.h>

#include "bench.h"
#include "doorbell.h"
#include "queue.h"
#include "record.h"
#include "script_child.h"

#include <assert.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>

/// What fits into the queues at once
#define EVENTS_PER_BLOCK 500U

/// Of each round
#define BLOCKS 20U

static const char script[] = "from outboard import *\n"
                             "def on_cc(cc):\n"
                             "    cc.send()\n"
                             "def on_note_on(note):\n"
                             "    note.send()\n";

/// Take what was answered out of the way; nothing may be missing
static void
take_replies(Child* const child)
{
  ObSend   send;
  unsigned count = 0U;
  assert(ob_queue_refresh(&child->replies) != OB_CORRUPT);
  while (!ob_queue_peek(&child->replies, &send.record, sizeof(send))) {
    ob_queue_skip(&child->replies);
    ++count;
  }
  ob_queue_release(&child->replies);
  assert(count == EVENTS_PER_BLOCK);
}

/// Let the child answer a block; return how long it took for an event [ns]
static double
time_block(Child* const child, const bool notes)
{
  const _Atomic uint64_t* const busy = &child->segment.header->child.busy_time;
  const uint64_t                before = atomic_load(busy);

  child_begin(child);
  for (unsigned i = 0U; i < EVENTS_PER_BLOCK; ++i) {
    const uint8_t cc[3]   = { 0xB0, 1, (uint8_t)(i % 128U) };
    const uint8_t note[3] = { i % 2U ? 0x80 : 0x90, 60, 100 };
    child_event(child, 0U, 0U, notes ? note : cc, 3U);
  }
  child_finish(child);
  take_replies(child);
  return (double)(atomic_load(busy) - before) / EVENTS_PER_BLOCK;
}

/// Return an empty function of one argument
static PyObject*
make_function(void)
{
  PyObject* const names = PyDict_New();
  PyDict_SetItemString(names, "__builtins__", PyEval_GetBuiltins());
  PyObject* const result =
    PyRun_String("def f(event):\n    pass\n", Py_file_input, names, names);
  assert(result);
  Py_DECREF(result);

  PyObject* const function = Py_NewRef(PyDict_GetItemString(names, "f"));
  Py_DECREF(names);
  return function;
}

/// Call the function as often; return how long one call took [ns]
static double
time_calls(PyObject* const function)
{
  PyObject* const argument[] = { Py_None };
  const uint64_t  start      = ob_now();
  for (unsigned i = 0U; i < EVENTS_PER_BLOCK; ++i) {
    PyObject* const result = PyObject_Vectorcall(function, argument, 1U, NULL);
    Py_DECREF(result);
  }
  return (double)(ob_now() - start) / EVENTS_PER_BLOCK;
}

int
main(const int argc, char** const argv)
{
  static BenchSide events;
  static BenchSide notes;
  static BenchSide calls;
  static Child     child;

  bench_init(argc, argv);
  BenchRow row = bench_row("event_cost_vs_vectorcall",
                           "An event in the child: in, callback, one sent",
                           "",
                           4.0);
  if (!bench_wanted(row.key)) {
    return 0;
  }

  assert(child_load(&child, bench.scriptd, script));
  Py_InitializeEx(0);
  PyObject* const function = make_function();
  bench_realtime(0, BENCH_PRIORITY_AUDIO);
  bench_realtime(child.process.pid, BENCH_PRIORITY_CHILD);

  const unsigned rounds = bench_choose(50U, 20U, 1U);
  for (unsigned round = 0U; round < rounds; ++round) {
    for (unsigned i = 0U; i < BLOCKS; ++i) {
      bench_add(&events, time_block(&child, false));
      bench_add(&calls, time_calls(function));
      bench_add(&notes, time_block(&child, true));
    }
    bench_end_round(&events);
    bench_end_round(&calls);
    bench_end_round(&notes);
  }

  char note[96];
  snprintf(note,
           sizeof(note),
           "a controller; a note's beginning or end: %.2f us",
           bench_median(&notes, BENCH_P50) / 1000.0);
  bench_compare(&row, &events, &calls, BENCH_P50);
  row.peer = "a bare call of an empty Python function";
  row.note = note;
  bench_print(&row);

  Py_DECREF(function);
  Py_Finalize();
  child_stop(&child);
  return 0;
}
