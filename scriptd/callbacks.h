// Copyright 2026 The Outboard authors
// SPDX-License-Identifier: ISC

// Which functions of a script are callbacks, and can be; interpreter

#ifndef OUTBOARD_CALLBACKS_H
#define OUTBOARD_CALLBACKS_H

#include "callback.h"

#include <Python.h>

#include <stdbool.h>

/// Return whether an object can be a callback of the script at `path`; false
/// with an exception set
bool
ob_callbacks_check(const char* path, ObCallback callback, PyObject* object);

/// Warn of functions at the script's top level that only look like callbacks
void
ob_callbacks_warn(const char* path, PyObject* space);

#endif // OUTBOARD_CALLBACKS_H
