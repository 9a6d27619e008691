// Copyright 2026 The Outboard authors
// SPDX-License-Identifier: ISC

// every(): a function called on the lines of a grid; interpreter

#ifndef OUTBOARD_EVERY_H
#define OUTBOARD_EVERY_H

#include "task.h"

#include <Python.h>

#include <stdbool.h>

/// every(beats, fn, swing=0, stopped=False)
PyObject*
ob_every_new(PyObject* module, PyObject* arguments, PyObject* keywords);

/// Call the function for the line that was awaited; false with an exception
bool
ob_every_run(ObTask* task);

/// Await the next line from here, or none while the song stands still
void
ob_every_place(ObTask* task);

/// Parameters have changed: follow them
void
ob_every_follow(ObTask* task);

#endif // OUTBOARD_EVERY_H
