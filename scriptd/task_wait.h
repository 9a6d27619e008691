// Copyright 2026 The Outboard authors
// SPDX-License-Identifier: ISC

// What a task waits for, and that it has come; interpreter

#ifndef OUTBOARD_TASK_WAIT_H
#define OUTBOARD_TASK_WAIT_H

#include "task.h"

#include <Python.h>

#include <stdbool.h>

/// Wait for what a task has yielded; false with an exception set
bool
ob_task_await(ObTask* task, PyObject* yielded);

/// Wait for the next line of a task's grid
void
ob_task_await_line(ObTask* task);

/// What was awaited has come: note how much before this frame
void
ob_task_take_time(ObTask* task);

/// The song has started, stopped or jumped: the same lines may come again
void
ob_task_begin_epoch(void);

#endif // OUTBOARD_TASK_WAIT_H
