// Copyright 2026 The Outboard authors
// SPDX-License-Identifier: ISC

// What a task waits for, and that it has come; interpreter

#include "task_wait.h"

#include "moment.h"
#include "wait.h"

#include <math.h>

/// A task that goes on so often at one frame does not wait at all
#define MOST_ROUNDS 1000U

/// What is this near to a frame is at the frame [frames]
static const double nearness = 1.0e-6;

/// Lines nearer than this are the same [quarter notes]
static const double same_line = 1.0e-9;

/// How often the song has started, stopped or jumped; 0 is no time
static uint32_t epoch = 1U;

void
ob_task_begin_epoch(void)
{
  ++epoch;
}

/// Wait for a number of frames from where the last wait was to end
static void
await_frames(ObTask* const task, const double frames)
{
  const double now   = (double)ob_moment()->frame;
  const double time  = fmax(now + task->offset + frames, now);
  const double frame = floor(time + 0.5);
  const ObDue  due   = { .anchor = OB_ANCHOR_FRAME, .frame = (uint64_t)frame };

  task->offset = time - frame;
  ob_timer_set(&task->resume.timer, &due);
}

/// Return the elapsed beats at which the last wait was to end
static double
exact_elapsed(const ObTask* const task)
{
  return ob_moment_elapsed() + task->offset * ob_moment_beats_per_frame();
}

/// Wait for a beat, if it has not gone by
static void
await_beat(ObTask* const task, const ObAnchor anchor, const double beat)
{
  const ObDue due = { .anchor = anchor,
                      .frame  = ob_moment()->frame,
                      .beat   = beat };

  ob_timer_set(&task->resume.timer, &due);
}

void
ob_task_await_line(ObTask* const task)
{
  const bool   rolls = ob_moment()->transport.flags & OB_TRANSPORT_ROLLING;
  const bool   song  = rolls || task->every.function;
  const double start = song ? 0.0 : task->origin;
  const double now   = song ? ob_moment_beat() : ob_moment_elapsed() - start;

  // What lies between the frame before this one and this one comes now
  double after = now - ob_moment_beats_per_frame() * (1.0 - nearness);
  if (task->line_epoch == epoch) {
    after = fmax(after, task->line + same_line);
  }

  const double line = ob_grid_next(&task->grid, after, &task->every.number);
  await_beat(task, song ? OB_ANCHOR_SONG : OB_ANCHOR_ELAPSED, start + line);
  task->on_grid = true;
}

bool
ob_task_await(ObTask* const task, PyObject* const yielded)
{
  const ObWait* const wait = ob_wait_from(yielded);
  if (!wait) {
    PyErr_Format(PyExc_TypeError,
                 "yield needs ms(), beats(), until_beat(), released() or "
                 "grid(), not %R",
                 yielded);
    return false;
  }
  if (task->rounds > MOST_ROUNDS) {
    PyErr_SetString(PyExc_RuntimeError,
                    "an endless loop: no time goes by between its waits");
    return false;
  }

  switch (wait->kind) {
    case OB_WAIT_MS:
      await_frames(task, wait->value * ob_moment()->rate / 1000.0);
      break;
    case OB_WAIT_BEATS:
      await_beat(task, OB_ANCHOR_ELAPSED, exact_elapsed(task) + wait->value);
      break;
    case OB_WAIT_UNTIL_BEAT:
      await_beat(task, OB_ANCHOR_SONG, wait->value);
      break;
    case OB_WAIT_RELEASED:
      task->offset = 0.0;
      ob_tie_bind(&task->resume, wait->note);
      break;
    case OB_WAIT_GRID:
      task->grid = wait->grid;
      ob_task_await_line(task);
      break;
  }

  return true;
}

void
ob_task_take_time(ObTask* const task)
{
  const ObTimer* const timer = &task->resume.timer;
  const uint64_t       frame = ob_moment()->frame;

  task->rounds   = frame == task->last_run ? task->rounds + 1U : 0U;
  task->last_run = frame;
  if (timer->anchor != OB_ANCHOR_FRAME) {
    const double now =
      timer->anchor == OB_ANCHOR_SONG ? ob_moment_beat() : ob_moment_elapsed();
    const double late = (now - timer->beat) / ob_moment_beats_per_frame();
    task->offset      = late > 0.0 && late < 1.0 ? -late : 0.0;
  }

  if (task->on_grid) {
    const bool song  = timer->anchor == OB_ANCHOR_SONG;
    task->line       = timer->beat - (song ? 0.0 : task->origin);
    task->line_epoch = epoch;
    task->on_grid    = false;
  }
}
