// Copyright 2026 The Outboard authors
// SPDX-License-Identifier: ISC

// `here`: the files that came with a script, to be read; interpreter

#ifndef OUTBOARD_HERE_H
#define OUTBOARD_HERE_H

#include <Python.h>

#include <stdbool.h>

/// Make `here` and add it to the module; false with an exception set
bool
ob_here_add(PyObject* module);

#endif // OUTBOARD_HERE_H
