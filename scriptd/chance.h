// Copyright 2026 The Outboard authors
// SPDX-License-Identifier: ISC

// Random numbers that repeat; interpreter

#ifndef OUTBOARD_CHANCE_H
#define OUTBOARD_CHANCE_H

#include <Python.h>

#include <stdbool.h>

/// Add `rng` to the module and start both; false with an exception set
bool
ob_chance_add(PyObject* module);

/// Start `rng` and the module `random` again, each the same way every time
void
ob_chance_restart(void);

#endif // OUTBOARD_CHANCE_H
