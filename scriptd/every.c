// Copyright 2026 The Outboard authors
// SPDX-License-Identifier: ISC

// every(): a function called on the lines of a grid; interpreter

#include "every.h"

#include "moment.h"
#include "signature.h"
#include "task_wait.h"
#include "timer.h"

void
ob_every_place(ObTask* const task)
{
  const bool rolls = ob_moment()->transport.flags & OB_TRANSPORT_ROLLING;

  if (rolls || task->every.stopped) {
    ob_task_await_line(task);
  } else {
    ob_timer_clear(&task->resume.timer);
  }
}

void
ob_every_follow(ObTask* const task)
{
  const ObGrid was = task->grid;

  if (!ob_grid_read(&task->grid, task->every.beats, task->every.swing)) {
    ob_task_report(task); // And go on with what it was
  } else if (task->grid.step < was.step || task->grid.step > was.step ||
             task->grid.swing < was.swing || task->grid.swing > was.swing) {
    ob_every_place(task);
  }
}

/// Start what a generator function has returned
static bool
start(PyObject* const result)
{
  if (!PyGen_CheckExact(result)) {
    return true;
  }

  ObTask* const task = ob_task_start(result, NULL, NULL);
  Py_XDECREF((PyObject*)task);
  return task;
}

bool
ob_every_run(ObTask* const task)
{
  PyObject* const number = PyLong_FromLongLong(task->every.number);
  PyObject* const result =
    number ? PyObject_CallOneArg(task->every.function, number) : NULL;
  const bool good = result && start(result);

  Py_XDECREF(result);
  Py_XDECREF(number);
  if (!task->over) {
    ob_every_place(task);
  }
  return good;
}

PyObject*
ob_every_new(PyObject* const module,
             PyObject* const arguments,
             PyObject* const keywords)
{
  static char* names[] = { "beats", "fn", "swing", "stopped", NULL };

  PyObject* beats    = NULL;
  PyObject* function = NULL;
  PyObject* swing    = NULL;
  int       stopped  = 0;
  ObGrid    grid;

  (void)module;
  if (!PyArg_ParseTupleAndKeywords(arguments,
                                   keywords,
                                   "OO|Op:every",
                                   names,
                                   &beats,
                                   &function,
                                   &swing,
                                   &stopped) ||
      !ob_grid_read(&grid, beats, swing)) {
    return NULL;
  }
  if (!PyCallable_Check(function)) {
    PyErr_Format(PyExc_TypeError, "every() needs a function, not %R", function);
    return NULL;
  }
  if (!ob_signature_takes(function, 1)) {
    PyErr_SetString(
      PyExc_TypeError,
      "every() needs a function of one argument, the number of the line");
    return NULL;
  }

  ObTask* const task = ob_task_new();
  if (!task) {
    return NULL;
  }

  task->grid  = grid;
  task->every = (ObEvery){ .function = Py_NewRef(function),
                           .beats    = Py_NewRef(beats),
                           .swing    = Py_XNewRef(swing),
                           .stopped  = stopped };
  ob_every_place(task);
  return Py_NewRef((PyObject*)task);
}
