// Copyright 2026 The Outboard authors
// SPDX-License-Identifier: ISC

// Between what a script saves and a JSON text; interpreter

#ifndef OUTBOARD_CODEC_H
#define OUTBOARD_CODEC_H

#include <Python.h>

#include <stddef.h>

/**
   @file

   What can be saved: dict, list, tuple, str, int, float, bool and None, as deep
   as JSON goes.  A tuple comes back as a list.  Keys are texts or integers:
   JSON knows only texts, so the integer 5 is written as "#5", and a text that
   begins with "#" has another one put before it.
*/

/**
   Return a dict as a JSON text, in ASCII.

   @return New bytes; or NULL with an exception that says what cannot be saved.
*/
PyObject*
ob_codec_encode(PyObject* object);

/// Return a new dict from a JSON text, or NULL with an exception set
PyObject*
ob_codec_decode(const char* text, size_t size);

#endif // OUTBOARD_CODEC_H
