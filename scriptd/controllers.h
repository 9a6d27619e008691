// Copyright 2026 The Outboard authors
// SPDX-License-Identifier: ISC

// The last controller values received; interpreter

#ifndef OUTBOARD_CONTROLLERS_H
#define OUTBOARD_CONTROLLERS_H

#include <Python.h>

#include <stdint.h>

/// A controller (0 to 127) on a channel (1 to 16) was received
void
ob_controllers_set(unsigned channel, unsigned number, uint8_t value);

/// cc(number, channel=1, default=0): the last value received
PyObject*
ob_controllers_get(PyObject* module, PyObject* arguments, PyObject* keywords);

#endif // OUTBOARD_CONTROLLERS_H
