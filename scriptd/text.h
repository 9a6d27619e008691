// Copyright 2026 The Outboard authors
// SPDX-License-Identifier: ISC

// Texts from scripts that others are to read, checked; interpreter

#ifndef OUTBOARD_TEXT_H
#define OUTBOARD_TEXT_H

#include <Python.h>

#include <stdbool.h>

/**
   @file

   A text that passes is UTF-8 when encoded, and holds no null character.  Each
   function returns false with a TypeError or ValueError that names the text.
*/

/// Check that an object is a text, of any number of lines
bool
ob_text_check(const char* name, PyObject* object);

/// Check that it is one short line, too
bool
ob_text_check_line(const char* name, PyObject* object);

/// Check that it is a URI, or empty
bool
ob_text_check_uri(const char* name, PyObject* object);

/// Check that it can name a port: letters of English, digits, underscores
bool
ob_text_check_symbol(const char* name, PyObject* object);

#endif // OUTBOARD_TEXT_H
