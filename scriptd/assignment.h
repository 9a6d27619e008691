// Copyright 2026 The Outboard authors
// SPDX-License-Identifier: ISC

// Where a script sets a name at its top level, by its text; interpreter

#ifndef OUTBOARD_ASSIGNMENT_H
#define OUTBOARD_ASSIGNMENT_H

#include <Python.h>

/**
   Return the syntax tree of what a script sets a name to last.

   @return A new reference; NULL without an exception if it is not set there.
*/
PyObject*
ob_assignment_find(PyObject* text, const char* path, const char* name);

/// Return the line of a syntax tree's node
int
ob_assignment_line(PyObject* node);

/// Let the current exception come from where the script sets a name, if it does
void
ob_assignment_blame(PyObject* text, const char* path, const char* name);

#endif // OUTBOARD_ASSIGNMENT_H
