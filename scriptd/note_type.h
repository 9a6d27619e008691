// Copyright 2026 The Outboard authors
// SPDX-License-Identifier: ISC

// The class NoteOn as scripts see it; interpreter

#ifndef OUTBOARD_NOTE_TYPE_H
#define OUTBOARD_NOTE_TYPE_H

#include <Python.h>

/// Make the class NoteOn; NULL with an exception set
PyTypeObject*
ob_note_type_new(PyObject* base);

/// play(): send a note with a length of its own
PyObject*
ob_note_play(PyObject*        module,
             PyObject* const* arguments,
             Py_ssize_t       count,
             PyObject*        keywords);

#endif // OUTBOARD_NOTE_TYPE_H
