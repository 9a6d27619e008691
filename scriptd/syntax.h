// Copyright 2026 The Outboard authors
// SPDX-License-Identifier: ISC

// What is wrong with a script's text, and in which line; interpreter

#ifndef OUTBOARD_SYNTAX_H
#define OUTBOARD_SYNTAX_H

#include <Python.h>

/// Raise a SyntaxError at a line of a file; `format` as of PyErr_Format()
void
ob_syntax_error(const char* path, Py_ssize_t line, const char* format, ...);

#endif // OUTBOARD_SYNTAX_H
