// Copyright 2026 The Outboard authors
// SPDX-License-Identifier: ISC

// What a designer reads when his script fails; interpreter

#ifndef OUTBOARD_REPORT_H
#define OUTBOARD_REPORT_H

#include "callback.h"

#include <Python.h>

#include <stdbool.h>

/// Say which file is the script's: its lines are those to name
void
ob_report_start(const char* path);

/**
   Log the exception that a callback raised, and clear it.

   It is logged with its traceback once; repeats, from the same line of the same
   callback, are counted.

   @param argument What the callback was called with, or NULL.
*/
void
ob_report_callback(ObCallback callback, PyObject* argument);

/**
   The same for a task.

   @param code The generator that it is, or the function that it calls.
*/
void
ob_report_task(PyObject* code);

/// Say how often exceptions have repeated; when there is time for it
void
ob_report_repeats(void);

/// Return whether there are repeats that nothing was said of
bool
ob_report_pending(void);

/**
   Describe the exception that ended the loading of a script, and clear it.

   @return "chord.py:7: SyntaxError: '(' was never closed", then the traceback;
   a new UTF-8 bytes object, or NULL without memory.
*/
PyObject*
ob_report_load(void);

/// Return the part of a path behind its last slash
const char*
ob_report_file_name(const char* path);

#endif // OUTBOARD_REPORT_H
