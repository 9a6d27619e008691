// Copyright 2026 The Outboard authors
// SPDX-License-Identifier: ISC

// Generators that go on when their time comes; interpreter

#include "task.h"

#include "every.h"
#include "moment.h"
#include "profile.h"
#include "report.h"
#include "task_type.h"
#include "task_wait.h"
#include "watchdog.h"

static ObTask*   oldest;
static ObTask*   newest;
static uint64_t  count;
static bool      has_begun;
static PyObject* names; ///< Dict of the tasks that bear a name, or NULL

ObTask*
ob_task_oldest(void)
{
  return oldest;
}

uint64_t
ob_task_count(void)
{
  return count;
}

void
ob_task_begin_events(void)
{
  has_begun = true;
}

/// Add a task to the list, which owns it
static void
enlist(ObTask* const task)
{
  task->alive                          = true;
  task->older                          = newest;
  *(newest ? &newest->newer : &oldest) = task;
  newest                               = task;
}

/// The task is over
static void
finish(ObTask* const task)
{
  if (!task->alive) {
    return;
  }

  task->alive                                    = false;
  *(task->older ? &task->older->newer : &oldest) = task->newer;
  *(task->newer ? &task->newer->older : &newest) = task->older;
  ob_tie_clear(&task->resume);
  ob_tie_clear(&task->death);
  ob_timer_unreserve(2U);
  if (task->name &&
      PyDict_GetItemWithError(names, task->name) == (PyObject*)task) {
    PyDict_DelItem(names, task->name);
  }
  Py_DECREF(task);
}

ObTask*
ob_task_new(void)
{
  ObTask* const task = ob_task_alloc();
  if (!task || !ob_timer_reserve(2U)) {
    Py_XDECREF(task);
    return NULL;
  }

  task->number       = ++count;
  task->callback     = OB_CALLBACKS;
  task->key          = (ObNote*)Py_XNewRef((PyObject*)ob_note_current());
  task->channel      = ob_moment()->channel;
  task->lasting      = !has_begun;
  task->resume.timer = (ObTimer){ .task = task };
  task->death.timer  = (ObTimer){ .task = task, .fatal = true };
  task->origin       = ob_moment_elapsed();
  enlist(task);
  return task;
}

/// Name a task, and cancel the former of that name; false with an exception
static bool
set_name(ObTask* const task, PyObject* const name)
{
  if (!names && !(names = PyDict_New())) {
    return false;
  }

  ObTask* const former = (ObTask*)PyDict_GetItemWithError(names, name);
  if (former) {
    ob_task_cancel(former);
  }

  task->name = Py_NewRef(name);
  return !PyErr_Occurred() && !PyDict_SetItem(names, name, (PyObject*)task);
}

void
ob_task_report(const ObTask* const task)
{
  if (task->callback < OB_CALLBACKS) {
    ob_report_callback((ObCallback)task->callback, task->argument);
  } else {
    ob_report_task(task->generator ? task->generator : task->every.function);
  }
}

/// Return what a generator yields after an exception was raised in it
static PySendResult throw(PyObject* const generator, PyObject** const yielded)
{
  PyObject* type      = NULL;
  PyObject* error     = NULL;
  PyObject* traceback = NULL;

  PyErr_Fetch(&type, &error, &traceback);
  PyErr_NormalizeException(&type, &error, &traceback);
  *yielded = PyObject_CallMethod(generator, "throw", "O", error);
  Py_XDECREF(traceback);
  Py_XDECREF(error);
  Py_XDECREF(type);

  if (*yielded) {
    return PYGEN_NEXT;
  }
  if (!PyErr_ExceptionMatches(PyExc_StopIteration)) {
    return PYGEN_ERROR;
  }
  PyErr_Clear();
  return PYGEN_RETURN;
}

/// Make the generator end; false with an exception set
static bool
close_generator(PyObject* const generator)
{
  PyObject* const result = PyObject_CallMethod(generator, "close", NULL);

  Py_XDECREF(result);
  return result;
}

/// Run the generator until it waits; return whether it has not failed
static bool
run(ObTask* const task)
{
  PyObject*    yielded = NULL;
  PySendResult result  = PyIter_Send(task->generator, Py_None, &yielded);

  if (result == PYGEN_NEXT && !task->over && !ob_task_await(task, yielded)) {
    Py_DECREF(yielded);
    result = throw(task->generator, &yielded);
    if (result == PYGEN_NEXT && !task->over && !ob_task_await(task, yielded)) {
      PyErr_Clear(); // It insists
      task->over = true;
    }
  }

  Py_XDECREF(yielded);
  if (result == PYGEN_NEXT) {
    return !task->over || close_generator(task->generator);
  }

  task->over = true;
  return result == PYGEN_RETURN;
}

/// Do something in a task's name; return whether it has not failed
static bool
within(ObTask* const task, bool (*const function)(ObTask*))
{
  ObNote* const former = ob_note_current();

  Py_INCREF(task);
  task->running = true;
  ob_note_set_current(task->key);
  ob_watchdog_enter();
  const uint64_t entered = ob_profile_enter();
  const bool     good    = function(task);
  ob_profile_leave(task->callback, entered);
  ob_watchdog_leave();
  ob_note_set_current(former);
  task->running = false;
  if (!good) {
    ob_task_report(task);
  }
  if (task->over) {
    finish(task);
  }
  Py_DECREF(task);
  return good;
}

/// Return whether the note that a task depends on has ended
static bool
is_doomed(const ObTask* const task)
{
  const ObTimer* const death = &task->death.timer;

  return death->place && ob_timer_frame(death) <= ob_moment()->frame;
}

ObTask*
ob_task_start(PyObject* const generator,
              PyObject* const only,
              ObNote* const   note)
{
  ObTask* const task = ob_task_new();
  if (!task) {
    return NULL;
  }

  Py_INCREF(task);
  task->generator = Py_NewRef(generator);
  if (only && !set_name(task, only)) {
    finish(task);
    Py_DECREF(task);
    return NULL;
  }
  if (note) {
    ob_tie_bind(&task->death, note);
  }

  if (task->over || is_doomed(task)) {
    ob_task_cancel(task);
  } else if (ob_moment()->phase == OB_PHASE_BLOCK) {
    within(task, run);
  } else {
    const ObDue next_block = { .anchor = OB_ANCHOR_FRAME };
    ob_timer_set(&task->resume.timer, &next_block);
  }

  return task;
}

bool
ob_task_start_callback(PyObject* const  generator,
                       const ObCallback callback,
                       PyObject* const  argument)
{
  ObTask* const task = ob_task_new();
  if (!task) {
    ob_report_callback(callback, argument);
    return true;
  }

  task->callback  = callback;
  task->generator = Py_NewRef(generator);
  task->argument  = Py_XNewRef(argument);
  return !within(task, run);
}

void
ob_task_go_on(ObTask* const task)
{
  ob_task_take_time(task);
  ob_tie_clear(&task->resume);
  within(task, task->generator ? run : ob_every_run);
}

/// End what is not running
static bool
end(ObTask* const task)
{
  finish(task);
  return !task->generator || close_generator(task->generator);
}

void
ob_task_cancel(ObTask* const task)
{
  task->over = true;
  if (task->alive && !task->running) {
    within(task, end);
  }
}
