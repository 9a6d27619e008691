// Copyright 2026 The Outboard authors
// SPDX-License-Identifier: ISC

// What a task can yield: ms(), beats() and the like; interpreter

#include "wait.h"

#include "event.h"
#include "number.h"

#include <math.h>

/// Times farther away than this are a slip of the pen [ms], [quarters]
static const double farthest = 1.0e9;

static PyTypeObject* type;

const ObWait*
ob_wait_from(PyObject* const object)
{
  return Py_IS_TYPE(object, type) ? (const ObWait*)object : NULL;
}

static ObWait*
make(const ObWaitKind kind)
{
  ObWait* const wait = (ObWait*)type->tp_alloc(type, 0);
  if (wait) {
    wait->kind = kind;
  }

  return wait;
}

/// Return a wait for a time
static PyObject*
make_time(const ObWaitKind kind, const char* const name, PyObject* const value)
{
  double number = 0.0;
  if (!ob_number_double(name, value, -farthest, farthest, &number)) {
    return NULL;
  }

  ObWait* const wait = make(kind);
  if (wait) {
    wait->value = number;
  }
  return (PyObject*)wait;
}

static PyObject*
wait_ms(PyObject* const module, PyObject* const value)
{
  (void)module;
  return make_time(OB_WAIT_MS, "ms", value);
}

static PyObject*
wait_beats(PyObject* const module, PyObject* const value)
{
  (void)module;
  return make_time(OB_WAIT_BEATS, "beats", value);
}

static PyObject*
wait_until_beat(PyObject* const module, PyObject* const value)
{
  (void)module;
  return make_time(OB_WAIT_UNTIL_BEAT, "until_beat", value);
}

static PyObject*
wait_released(PyObject* const module, PyObject* const note)
{
  (void)module;
  if (!Py_IS_TYPE(note, ob_event_type(OB_KIND_NOTE_ON))) {
    PyErr_Format(PyExc_TypeError, "released() needs a note, not %R", note);
    return NULL;
  }

  ObWait* const wait = make(OB_WAIT_RELEASED);
  if (wait) {
    wait->note = (ObNote*)Py_NewRef(note);
  }
  return (PyObject*)wait;
}

static PyObject*
wait_grid(PyObject* const module,
          PyObject* const arguments,
          PyObject* const keywords)
{
  static char* names[] = { "beats", "swing", NULL };

  PyObject* beats = NULL;
  PyObject* swing = NULL;
  ObGrid    grid;

  (void)module;
  if (!PyArg_ParseTupleAndKeywords(
        arguments, keywords, "O|O:grid", names, &beats, &swing) ||
      !ob_grid_read(&grid, beats, swing)) {
    return NULL;
  }

  ObWait* const wait = make(OB_WAIT_GRID);
  if (wait) {
    wait->grid = grid;
  }
  return (PyObject*)wait;
}

static PyObject*
wait_repr(PyObject* const self)
{
  static const char* const names[] = {
    "ms(...)", "beats(...)", "until_beat(...)", "released(...)", "grid(...)"
  };

  return PyUnicode_FromString(names[((const ObWait*)self)->kind]);
}

static void
wait_free(PyObject* const self)
{
  Py_XDECREF((PyObject*)((ObWait*)self)->note);
  type->tp_free(self);
  Py_DECREF(type);
}

static PyType_Slot slots[] = {
  { Py_tp_doc, "What a task waits for: to be yielded" },
  { Py_tp_repr, wait_repr },
  { Py_tp_dealloc, wait_free },
  { 0, NULL },
};

static PyType_Spec spec = {
  "outboard.Wait",
  sizeof(ObWait),
  0,
  Py_TPFLAGS_DEFAULT | Py_TPFLAGS_DISALLOW_INSTANTIATION,
  slots,
};

static PyMethodDef functions[] = {
  { "ms", wait_ms, METH_O, "yield ms(x): wait x milliseconds" },
  { "beats",
    wait_beats,
    METH_O,
    "yield beats(x): wait x quarter notes, through stop and loop" },
  { "until_beat",
    wait_until_beat,
    METH_O,
    "yield until_beat(x): wait until the song is at x; past means now" },
  { "released",
    wait_released,
    METH_O,
    "yield released(note): wait until its key is up or it has ended" },
  { "grid",
    (PyCFunction)(void (*)(void))wait_grid,
    METH_VARARGS | METH_KEYWORDS,
    "yield grid(beats, swing=0): wait for the next line of that grid" },
  { NULL, NULL, 0, NULL },
};

bool
ob_wait_add(PyObject* const module)
{
  type = (PyTypeObject*)PyType_FromSpec(&spec);
  return type && !PyModule_AddFunctions(module, functions);
}
