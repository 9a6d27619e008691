// Copyright 2026 The Outboard authors
// SPDX-License-Identifier: ISC

// The classes of parameters as scripts see them; interpreter

#ifndef OUTBOARD_PARAM_TYPE_H
#define OUTBOARD_PARAM_TYPE_H

#include <Python.h>

#include <stdbool.h>

/// Add the classes to the module; false with an exception set
bool
ob_param_type_add(PyObject* module);

/// Return whether an object is an ObParam
bool
ob_param_check(const PyObject* object);

#endif // OUTBOARD_PARAM_TYPE_H
