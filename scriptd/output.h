// Copyright 2026 The Outboard authors
// SPDX-License-Identifier: ISC

// Log lines on their way to the host; interpreter

#ifndef OUTBOARD_OUTPUT_H
#define OUTBOARD_OUTPUT_H

#include "message.h"

#include <Python.h>

#include <stdbool.h>
#include <stdint.h>

/// Replace sys.stdout and sys.stderr; false with a Python exception set
bool
ob_output_redirect(void);

/**
   Log text of `size` bytes, unless too much was logged lately.

   @param always Whether it is exempt from that limit: the caller has its own.
*/
void
ob_output_log(ObLogLevel level, const char* text, size_t size, bool always);

/// log(): write the arguments as print() does
PyObject*
ob_output_print(PyObject* module, PyObject* const* arguments, Py_ssize_t count);

/// Say how many lines were left out, if there is room for it now
void
ob_output_flush(void);

/// Return whether lines were left out and nothing has been said
bool
ob_output_pending(void);

#endif // OUTBOARD_OUTPUT_H
