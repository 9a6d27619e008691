// Copyright 2026 The Outboard authors
// SPDX-License-Identifier: ISC

// Values that a script lets others watch; interpreter

#ifndef OUTBOARD_SHOW_H
#define OUTBOARD_SHOW_H

#include <Python.h>

#include <stdint.h>

/// show(name, value): the latest value of each name is sent when there is time
PyObject*
ob_show(PyObject* module, PyObject* const* arguments, Py_ssize_t count);

/// Send what is new, as far as the host takes it, if it is time [ns]
void
ob_show_take(uint64_t now);

/// Return when ob_show_take() is due [ns, as ob_now()], or OB_NEVER
uint64_t
ob_show_time(void);

#endif // OUTBOARD_SHOW_H
