// Copyright 2026 The Outboard authors
// SPDX-License-Identifier: ISC

// What functions of the script can be called with; interpreter

#ifndef OUTBOARD_SIGNATURE_H
#define OUTBOARD_SIGNATURE_H

#include <Python.h>

#include <stdbool.h>

/// Return whether a callable takes so many positional arguments, as far as can
/// be told: that of other callables than Python functions is not known
bool
ob_signature_takes(PyObject* callable, Py_ssize_t count);

#endif // OUTBOARD_SIGNATURE_H
