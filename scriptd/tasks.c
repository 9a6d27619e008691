// Copyright 2026 The Outboard authors
// SPDX-License-Identifier: ISC

// All tasks together: when they run, and what the host does to them;
// interpreter

#include "tasks.h"

#include "every.h"
#include "segment.h"
#include "task.h"
#include "task_wait.h"
#include "timer.h"
#include "voices.h"

bool
ob_tasks_run(const uint64_t frame)
{
  ObTimer* const timer = ob_timer_first();
  const uint64_t due   = timer ? ob_timer_frame(timer) : frame;
  if (due >= frame) {
    return false;
  }

  // What was due before it could be seen is late
  const uint64_t now  = ob_moment()->frame;
  ObTask* const  task = timer->task;
  ob_moment_set_task(due > now ? due : now, task->channel);
  if (timer->fatal) {
    ob_task_cancel(task);
  } else {
    ob_task_go_on(task);
  }

  return true;
}

uint64_t
ob_tasks_wake(void)
{
  const ObTimer* const timer = ob_timer_first();

  if (timer) {
    return ob_timer_frame(timer);
  }

  return ob_task_oldest() || ob_voices_watching() ? OB_NO_WAKE - 1U
                                                  : OB_NO_WAKE;
}

void
ob_tasks_move(const ObMove move)
{
  static bool known;

  // Before the first time, where the song is was a guess
  if (known && (move == OB_MOVE_TEMPO || move == OB_MOVE_METER)) {
    return;
  }
  known = true;

  ob_task_begin_epoch();
  for (ObTask* task = ob_task_oldest(); task; task = task->newer) {
    if (task->every.function) {
      ob_every_place(task);
    } else if (task->on_grid) {
      ob_task_await_line(task);
    }
  }
}

void
ob_tasks_follow(void)
{
  for (ObTask* task = ob_task_oldest(); task; task = task->newer) {
    if (task->every.function) {
      ob_every_follow(task);
    }
  }
}

/// Return the oldest task up to a number that a reset ends, or NULL
static ObTask*
find_ended(const unsigned channel, const uint64_t last)
{
  ObTask* task = ob_task_oldest();
  while (
    task && task->number <= last &&
    (task->over || task->lasting || (channel && task->channel != channel))) {
    task = task->newer;
  }

  return task && task->number <= last ? task : NULL;
}

void
ob_tasks_reset(const unsigned channel)
{
  // What they start when they end is new
  const uint64_t last = ob_task_count();
  ObTask*        task = NULL;
  while ((task = find_ended(channel, last))) {
    ob_task_cancel(task);
  }

  if (!channel) {
    ob_task_begin_epoch();
    for (task = ob_task_oldest(); task; task = task->newer) {
      if (task->every.function) {
        ob_every_place(task);
      }
    }
  }
}
