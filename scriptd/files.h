// Copyright 2026 The Outboard authors
// SPDX-License-Identifier: ISC

// The further files of a script, which come with it; interpreter

#ifndef OUTBOARD_FILES_H
#define OUTBOARD_FILES_H

#include "status.h"

#include <Python.h>

/**
   @file

   A script names them in FILES, a list at its top level.  The host sends what
   is in them before the script is run: they may be on no disk any more.
*/

/**
   Find FILES in a script's text without running it.

   @return A new list of names, empty if there is no FILES; or NULL with a
   SyntaxError at its line.
*/
PyObject*
ob_files_find(PyObject* text, const char* path);

/**
   Ask the host for files by a list of names, and wait for them.

   Before ob_control_listen().

   @return OB_SUCCESS; OB_NO_FILE with an exception that says which one is not
   there; OB_ERROR with another exception; or as ob_control_wait_file().
*/
ObStatus
ob_files_fetch(PyObject* names);

/// Return what is in a file, as bytes, or NULL if it is none of them; borrowed
PyObject*
ob_files_get(PyObject* name);

#endif // OUTBOARD_FILES_H
