// Copyright 2026 The Outboard authors
// SPDX-License-Identifier: ISC

// What a task can yield: ms(), beats() and the like; interpreter

#ifndef OUTBOARD_WAIT_H
#define OUTBOARD_WAIT_H

#include "grid.h"
#include "note.h"

#include <Python.h>

#include <stdbool.h>

/// What is waited for
typedef enum
{
  OB_WAIT_MS,
  OB_WAIT_BEATS,
  OB_WAIT_UNTIL_BEAT,
  OB_WAIT_RELEASED,
  OB_WAIT_GRID
} ObWaitKind;

/// An object to be yielded
typedef struct
{
  PyObject_HEAD ObWaitKind kind;
  double                   value; ///< [ms], [quarter notes]
  ObGrid                   grid;
  ObNote*                  note; ///< Owned, or NULL
} ObWait;

/// Make the class and add its functions; false with an exception set
bool
ob_wait_add(PyObject* module);

/// Return an object as what is waited for, or NULL if it is something else
const ObWait*
ob_wait_from(PyObject* object);

#endif // OUTBOARD_WAIT_H
