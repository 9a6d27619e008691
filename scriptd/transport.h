// Copyright 2026 The Outboard authors
// SPDX-License-Identifier: ISC

// `transport` as scripts see it: the moment's; interpreter

#ifndef OUTBOARD_TRANSPORT_H
#define OUTBOARD_TRANSPORT_H

#include "record.h"

#include <Python.h>

#include <stdbool.h>

/// Make `transport` and add it to the module; false with an exception set
bool
ob_transport_add(PyObject* module);

/// Return the object; borrowed
PyObject*
ob_transport_object(void);

/// Set `reason` to what distinguishes these two
void
ob_transport_set_reason(const ObTransport* was, const ObTransport* is);

#endif // OUTBOARD_TRANSPORT_H
