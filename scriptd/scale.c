// Copyright 2026 The Outboard authors
// SPDX-License-Identifier: ISC

// Scales, and pitches in them; interpreter

#include "scale.h"

#include "music.h"
#include "number.h"

#include <structmember.h>

#include <stddef.h>

#define OCTAVE 12

/// Far beyond all pitches, on either side
#define FARTHEST 32767

/// The pitches of a scale above its root
typedef struct
{
  const char* name;
  const char* steps; ///< A character per semitone: x if it is in the scale
} ObScaleKind;

static const ObScaleKind kinds[] = {
  { "major", "x.x.xx.x.x.x" },
  { "minor", "x.xx.x.xx.x." },
  { "harmonic minor", "x.xx.x.xx..x" },
  { "melodic minor", "x.xx.x.x.x.x" },
  { "dorian", "x.xx.x.x.xx." },
  { "phrygian", "xx.x.x.xx.x." },
  { "lydian", "x.x.x.xx.x.x" },
  { "mixolydian", "x.x.xx.x.xx." },
  { "locrian", "xx.x.xx.x.x." },
  { "major pentatonic", "x.x.x..x.x.." },
  { "minor pentatonic", "x..x.x.x..x." },
  { "blues", "x..x.xxx..x." },
  { "major blues", "x.xxx..x.x.." },
  { "bebop", "x.x.xx.x.xxx" },
  { "altered", "xx.xx.x.x.x." },
  { "lydian dominant", "x.x.x.xx.xx." },
  { "phrygian dominant", "xx..xx.xx.x." },
  { "double harmonic", "xx..xx.xx..x" },
  { "hungarian minor", "x.xx..xxx..x" },
  { "neapolitan minor", "xx.x.x.xx..x" },
  { "hirajoshi", "x.xx...xx..." },
  { "in sen", "xx...x.x..x." },
  { "iwato", "xx...xx...x." },
  { "pelog", "xx.x...xx..." },
  { "whole tone", "x.x.x.x.x.x." },
  { "diminished", "x.xx.xx.xx.x" },
  { "half-whole", "xx.xx.xx.xx." },
  { "augmented", "x..xx..xx..x" },
  { "chromatic", "xxxxxxxxxxxx" },
};

#define KINDS (sizeof(kinds) / sizeof(kinds[0]))

/// A Scale
typedef struct
{
  PyObject_HEAD const ObScaleKind* kind;
  int                              root; ///< Pitch class, 0 to 11
} ObScale;

static PyTypeObject* type;
static PyObject*     names;

/// Return whether a pitch is in the scale
static bool
has(const ObScale* const scale, const int pitch)
{
  const int step = (pitch - scale->root) % OCTAVE;

  return scale->kind->steps[step < 0 ? step + OCTAVE : step] == 'x';
}

/// Return the nearest pitch that is in the scale, of two the lower
static int
snap(const ObScale* const scale, const int pitch)
{
  int distance = 0;
  while (!has(scale, pitch - distance) && !has(scale, pitch + distance)) {
    ++distance;
  }

  return has(scale, pitch - distance) ? pitch - distance : pitch + distance;
}

/// Convert a pitch, which may be off the keyboard
static bool
convert(PyObject* const object, int* const pitch)
{
  return ob_number_int("pitch", object, -FARTHEST, FARTHEST, pitch);
}

static int
scale_contains(PyObject* const self, PyObject* const object)
{
  int pitch = 0;

  return convert(object, &pitch) ? has((const ObScale*)self, pitch) : -1;
}

static PyObject*
scale_snap(PyObject* const self, PyObject* const object)
{
  int pitch = 0;

  return convert(object, &pitch)
           ? PyLong_FromLong(snap((const ObScale*)self, pitch))
           : NULL;
}

static PyObject*
scale_shift(PyObject* const        self,
            PyObject* const* const arguments,
            const Py_ssize_t       count)
{
  const ObScale* const scale = (const ObScale*)self;

  int pitch = 0;
  int steps = 0;
  if (count != 2) {
    PyErr_SetString(PyExc_TypeError, "shift() takes a pitch and steps");
    return NULL;
  }
  if (!convert(arguments[0], &pitch) ||
      !ob_number_int("steps", arguments[1], -1000, 1000, &steps)) {
    return NULL;
  }

  const int direction = steps < 0 ? -1 : 1;
  for (pitch = snap(scale, pitch); steps; steps -= direction) {
    do {
      pitch += direction;
    } while (!has(scale, pitch));
  }

  return PyLong_FromLong(pitch);
}

static PyObject*
scale_get_name(PyObject* const self, void* const unused)
{
  (void)unused;
  return PyUnicode_FromString(((const ObScale*)self)->kind->name);
}

static PyObject*
scale_get_steps(PyObject* const self, void* const unused)
{
  const char* const steps = ((const ObScale*)self)->kind->steps;
  PyObject* const   list  = PyList_New(0);

  (void)unused;
  for (int i = 0; list && i < OCTAVE; ++i) {
    PyObject* const step = steps[i] == 'x' ? PyLong_FromLong(i) : NULL;
    if (step) {
      PyList_Append(list, step);
      Py_DECREF(step);
    }
  }

  PyObject* const tuple =
    list && !PyErr_Occurred() ? PyList_AsTuple(list) : NULL;
  Py_XDECREF(list);
  return tuple;
}

static PyObject*
scale_repr(PyObject* const self)
{
  const ObScale* const scale = (const ObScale*)self;

  return PyUnicode_FromFormat(
    "scale('%s', %d)", scale->kind->name, scale->root);
}

static PyObject*
scale_compare(PyObject* const a, PyObject* const b, const int operation)
{
  const ObScale* const one = (const ObScale*)a;
  const ObScale* const two = (const ObScale*)b;

  if ((operation != Py_EQ && operation != Py_NE) ||
      !PyObject_TypeCheck(b, type)) {
    Py_RETURN_NOTIMPLEMENTED;
  }

  const bool same = one->kind == two->kind && one->root == two->root;
  return PyBool_FromLong(same == (operation == Py_EQ));
}

static Py_hash_t
scale_hash(PyObject* const self)
{
  const ObScale* const scale = (const ObScale*)self;

  return (scale->kind - kinds) * OCTAVE + scale->root;
}

static void
scale_free(PyObject* const self)
{
  PyTypeObject* const own = Py_TYPE(self);

  own->tp_free(self);
  Py_DECREF(own);
}

/// Return the kind of this name, or NULL with an exception set
static const ObScaleKind*
find_kind(PyObject* const name)
{
  for (size_t i = 0U; i < KINDS; ++i) {
    if (!PyUnicode_CompareWithASCIIString(name, kinds[i].name)) {
      return &kinds[i];
    }
  }

  PyObject* const comma = PyUnicode_FromString(", ");
  PyObject* const list  = comma ? PyUnicode_Join(comma, names) : NULL;
  if (list) {
    PyErr_Format(
      PyExc_ValueError, "there is no scale %R, only: %U", name, list);
  }
  Py_XDECREF(list);
  Py_XDECREF(comma);
  return NULL;
}

PyObject*
ob_scale(PyObject* const module,
         PyObject* const arguments,
         PyObject* const keywords)
{
  char*     argument_names[] = { "name", "root", NULL };
  PyObject* name             = NULL;
  PyObject* root             = NULL;
  int       pitch            = 0;

  (void)module;
  if (!PyArg_ParseTupleAndKeywords(
        arguments, keywords, "UO:scale", argument_names, &name, &root)) {
    return NULL;
  }

  const ObScaleKind* const kind = find_kind(name);
  if (!kind || !ob_music_root(root, &pitch)) {
    return NULL;
  }

  ObScale* const scale = (ObScale*)type->tp_alloc(type, 0);
  if (scale) {
    scale->kind = kind;
    scale->root = pitch % OCTAVE;
  }

  return (PyObject*)scale;
}

static PyMethodDef methods[] = {
  { "snap",
    scale_snap,
    METH_O,
    "snap(pitch): the nearest pitch in the scale, of two the lower" },
  { "shift",
    (PyCFunction)(void (*)(void))scale_shift,
    METH_FASTCALL,
    "shift(pitch, steps): snap(pitch) moved up or down the scale by steps" },
  { NULL, NULL, 0, NULL },
};

static PyMemberDef members[] = {
  { "root",
    T_INT,
    offsetof(ObScale, root),
    READONLY,
    "Pitch class of the root, 0 (C) to 11 (B)" },
  { NULL, 0, 0, 0, NULL },
};

static PyGetSetDef properties[] = {
  { "name", scale_get_name, NULL, "One of SCALES", NULL },
  { "steps", scale_get_steps, NULL, "Semitones above the root", NULL },
  { NULL, NULL, NULL, NULL, NULL },
};

static PyType_Slot slots[] = {
  { Py_tp_doc, "A scale in all octaves; `pitch in scale` tells what is in it" },
  { Py_tp_methods, methods },
  { Py_tp_members, members },
  { Py_tp_getset, properties },
  { Py_sq_contains, scale_contains },
  { Py_tp_repr, scale_repr },
  { Py_tp_richcompare, scale_compare },
  { Py_tp_hash, scale_hash },
  { Py_tp_dealloc, scale_free },
  { 0, NULL },
};

static PyType_Spec spec = {
  "outboard.Scale",
  sizeof(ObScale),
  0,
  Py_TPFLAGS_DEFAULT | Py_TPFLAGS_DISALLOW_INSTANTIATION,
  slots,
};

bool
ob_scale_add(PyObject* const module)
{
  type  = (PyTypeObject*)PyType_FromSpec(&spec);
  names = PyTuple_New((Py_ssize_t)KINDS);
  for (size_t i = 0U; names && i < KINDS; ++i) {
    PyObject* const name = PyUnicode_FromString(kinds[i].name);
    if (!name) {
      return false;
    }
    PyTuple_SET_ITEM(names, (Py_ssize_t)i, name);
  }

  return type && names && !PyModule_AddType(module, type) &&
         !PyModule_AddObjectRef(module, "SCALES", names);
}
