// Copyright 2026 The Outboard authors
// SPDX-License-Identifier: ISC

// Warnings that name the script's line; interpreter

#ifndef OUTBOARD_WARN_H
#define OUTBOARD_WARN_H

#include <Python.h>

/// Log "chord.py:7: " and a text; `format` as of PyErr_Format()
void
ob_warn_at(const char* path, int line, const char* format, ...);

/// The same for the line that runs, if one does
void
ob_warn_here(const char* format, ...);

#endif // OUTBOARD_WARN_H
