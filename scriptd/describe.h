// Copyright 2026 The Outboard authors
// SPDX-License-Identifier: ISC

// What others need to know of a script, as a JSON text; interpreter

#ifndef OUTBOARD_DESCRIBE_H
#define OUTBOARD_DESCRIBE_H

#include "script.h"

#include <Python.h>

/**
   Describe a script that has been run: its texts, callbacks and parameters.

   @return New bytes, of at most OB_STATE_MAX; or NULL with an exception that
   says what is wrong with its texts.
*/
PyObject*
ob_describe(ObScript* script);

#endif // OUTBOARD_DESCRIBE_H
