// Copyright 2026 The Outboard authors
// SPDX-License-Identifier: ISC

// The class Task and the functions that make tasks; interpreter

#ifndef OUTBOARD_TASK_TYPE_H
#define OUTBOARD_TASK_TYPE_H

#include "task.h"

#include <Python.h>

#include <stdbool.h>

/// Add the class and the functions to the module; false with an exception set
bool
ob_task_type_add(PyObject* module);

/// Return a new task with nothing in it, or NULL with an exception set
ObTask*
ob_task_alloc(void);

/// note.spawn(gen): start a task that ends with the note
PyObject*
ob_task_spawn_with(ObNote* note, PyObject* generator);

#endif // OUTBOARD_TASK_TYPE_H
