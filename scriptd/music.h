// Copyright 2026 The Outboard authors
// SPDX-License-Identifier: ISC

// Pitches and numbers, as musicians write them; interpreter

#ifndef OUTBOARD_MUSIC_H
#define OUTBOARD_MUSIC_H

#include <Python.h>

#include <stdbool.h>

/// clamp(x, low, high): the nearest value in range
PyObject*
ob_music_clamp(PyObject* module, PyObject* const* arguments, Py_ssize_t count);

/// fold(pitch): moved by octaves into 0 to 127
PyObject*
ob_music_fold(PyObject* module, PyObject* pitch);

/// note_name(pitch): 60 is "C4"
PyObject*
ob_music_note_name(PyObject* module, PyObject* pitch);

/// note_number(name): "C4" is 60, as are "B#3" and "Dbb4"
PyObject*
ob_music_note_number(PyObject* module, PyObject* name);

/**
   Convert the root of a scale: a pitch, or a name with or without an octave.

   @return False with a Python exception set.
*/
bool
ob_music_root(PyObject* object, int* pitch);

/// Add RATES, from "1/1" to "1/32", in quarter notes; false with an exception
bool
ob_music_add_rates(PyObject* module);

#endif // OUTBOARD_MUSIC_H
