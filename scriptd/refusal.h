// Copyright 2026 The Outboard authors
// SPDX-License-Identifier: ISC

// Which rule of the jail an exception comes from; interpreter

#ifndef OUTBOARD_REFUSAL_H
#define OUTBOARD_REFUSAL_H

#include <Python.h>

/// Return the rule that an exception comes from, a sentence; NULL if none
const char*
ob_refusal_rule(PyObject* error);

#endif // OUTBOARD_REFUSAL_H
