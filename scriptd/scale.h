// Copyright 2026 The Outboard authors
// SPDX-License-Identifier: ISC

// Scales, and pitches in them; interpreter

#ifndef OUTBOARD_SCALE_H
#define OUTBOARD_SCALE_H

#include <Python.h>

#include <stdbool.h>

/// Add the class Scale and the names, SCALES; false with an exception set
bool
ob_scale_add(PyObject* module);

/// scale(name, root): a new Scale
PyObject*
ob_scale(PyObject* module, PyObject* arguments, PyObject* keywords);

#endif // OUTBOARD_SCALE_H
