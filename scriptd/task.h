// Copyright 2026 The Outboard authors
// SPDX-License-Identifier: ISC

// Generators that go on when their time comes; interpreter

#ifndef OUTBOARD_TASK_H
#define OUTBOARD_TASK_H

#include "callback.h"
#include "grid.h"
#include "note.h"
#include "tie.h"
#include "timer.h"

#include <Python.h>

#include <stdbool.h>
#include <stdint.h>

/**
   @file

   A task is what a generator callback, spawn(), note.spawn() or every() starts.
   While it is alive, it is in one list with all others, which owns it.

   A task runs between the events of the block, at its own frame.  What it waits
   for is either a frame, a number of elapsed beats or a place in the song.  A
   song that stops, jumps or loops ends no task: until_beat() then waits for
   its place by the new way, and grid() and every() for the next line.
*/

/// What a task repeats, if it is one of every()
typedef struct
{
  PyObject* function; ///< NULL if the task is a generator
  PyObject* beats;    ///< Number or parameter
  PyObject* swing;    ///< Number or parameter, or NULL
  bool      stopped;  ///< Also while the song stands still
  int64_t   number;   ///< Of the line that comes next
} ObEvery;

/// A task
struct ObTaskImpl
{
  PyObject_HEAD PyObject* generator; ///< NULL for every()
  ObEvery                 every;
  PyObject*               name;     ///< Of spawn(only=), or NULL
  PyObject*               argument; ///< Of the callback it is, or NULL
  unsigned                callback; ///< ObCallback it is, or OB_CALLBACKS
  ObNote*                 key;      ///< Owner of what it sends, or NULL
  uint8_t                 channel;  ///< Of the event that started it, or 0

  bool alive;
  bool lasting; ///< Outlives resets: of the module level or on_load()
  bool running; ///< Within its own code
  bool over;    ///< Ends as soon as its code gives way

  ObTie  resume; ///< When it goes on
  ObTie  death;  ///< When it ends, if that depends on a note
  double offset; ///< From the frame of `resume` to when it was to be [frames]

  uint64_t number;   ///< Counts tasks
  uint64_t last_run; ///< Frame at which it went on last
  uint32_t rounds;   ///< How often it has at that frame

  bool     on_grid;    ///< Whether it waits for a line
  ObGrid   grid;       ///< The grid of that line
  double   origin;     ///< ObTransport.elapsed when it was started
  double   line;       ///< Place of the last line it came to, ...
  uint32_t line_epoch; ///< ... if the song has not jumped since

  ObTask* older;
  ObTask* newer;
};

/// Return the oldest task that is alive, or NULL
ObTask*
ob_task_oldest(void);

/// Return the number of the newest task that ever was
uint64_t
ob_task_count(void);

/// What comes first has been called: tasks from now on do not outlive resets
void
ob_task_begin_events(void);

/// Return a new task that is alive, or NULL with an exception set; borrowed
ObTask*
ob_task_new(void);

/**
   Start a generator: now, or with the next block if there is none.

   @param only Its name, of which there is to be no other task; or NULL.
   @param note The note whose end is to end it, or NULL.
   @return A new reference to the task, which may be over already; or NULL with
   an exception set.
*/
ObTask*
ob_task_start(PyObject* generator, PyObject* only, ObNote* note);

/**
   A callback was a generator function: start what it has returned.

   @return Whether it failed before it waited for anything; that was logged.
*/
bool
ob_task_start_callback(PyObject*  generator,
                       ObCallback callback,
                       PyObject*  argument);

/// The task's time has come
void
ob_task_go_on(ObTask* task);

/// End a task: what its `finally` sends is sent now
void
ob_task_cancel(ObTask* task);

/// Log the current exception as the task's
void
ob_task_report(const ObTask* task);

#endif // OUTBOARD_TASK_H
