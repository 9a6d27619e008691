// Copyright 2026 The Outboard authors
// SPDX-License-Identifier: ISC

// The module `outboard`: all that a script imports; interpreter

#ifndef OUTBOARD_MODULE_H
#define OUTBOARD_MODULE_H

#include <Python.h>

/// Create the module; for PyImport_AppendInittab()
PyObject*
ob_module_create(void);

/// Return the class ScriptTimeout; borrowed
PyObject*
ob_module_timeout(void);

#endif // OUTBOARD_MODULE_H
