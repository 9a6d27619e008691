// Copyright 2026 The Outboard authors
// SPDX-License-Identifier: ISC

// Pitches and numbers, as musicians write them; interpreter

#include "music.h"

#include "number.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

PyObject*
ob_music_clamp(PyObject* const  module,
               PyObject* const* arguments,
               const Py_ssize_t count)
{
  (void)module;
  if (count != 3) {
    PyErr_SetString(PyExc_TypeError, "clamp() takes x, low and high");
    return NULL;
  }

  const int below = PyObject_RichCompareBool(arguments[0], arguments[1], Py_LT);
  const int above = PyObject_RichCompareBool(arguments[0], arguments[2], Py_GT);
  if (below < 0 || above < 0) {
    return NULL;
  }

  return Py_NewRef(arguments[below ? 1 : above ? 2 : 0]);
}

PyObject*
ob_music_fold(PyObject* const module, PyObject* const pitch)
{
  const int octave = 12;
  int       number = 0;

  (void)module;
  if (!ob_number_int("pitch", pitch, -32768, 32767, &number)) {
    return NULL;
  }

  while (number < 0) {
    number += octave;
  }
  while (number > 127) {
    number -= octave;
  }

  return PyLong_FromLong(number);
}

PyObject*
ob_music_note_name(PyObject* const module, PyObject* const pitch)
{
  static const char* const names[] = { "C",  "C#", "D",  "D#", "E",  "F",
                                       "F#", "G",  "G#", "A",  "A#", "B" };

  int number = 0;

  (void)module;
  if (!ob_number_int("pitch", pitch, 0, 127, &number)) {
    return NULL;
  }

  return PyUnicode_FromFormat("%s%d", names[number % 12], number / 12 - 1);
}

/// Return the number of a name, or -1; without an octave, that from C-1 on
static int
parse_name(const char* text, const bool need_octave)
{
  static const char letters[] = "C.D.EF.G.A.B";
  const char        letter    = (char)(*text & ~0x20);
  const char* const found     = letter ? strchr(letters, letter) : NULL;
  if (!found || letter == '.') {
    return -1;
  }

  int number = (int)(found - letters);
  for (++text; *text == '#' || *text == 'b'; ++text) {
    number += *text == '#' ? 1 : -1;
  }

  if (!*text && !need_octave) {
    return (number + 24) % 12;
  }

  char*      end    = NULL;
  const long octave = strtol(text, &end, 10);
  if (end == text || *end || octave < -2 || octave > 10) {
    return -1;
  }

  number += 12 * ((int)octave + 1);
  return number <= 127 ? number : -1;
}

PyObject*
ob_music_note_number(PyObject* const module, PyObject* const name)
{
  (void)module;
  if (!PyUnicode_Check(name)) {
    PyErr_Format(PyExc_TypeError,
                 "note_number() needs a name, not %s",
                 Py_TYPE(name)->tp_name);
    return NULL;
  }

  const char* const text   = PyUnicode_AsUTF8(name);
  const int         number = text ? parse_name(text, true) : -1;
  if (number < 0) {
    PyErr_Format(
      PyExc_ValueError, "%R is no note from C-1 to G9, like \"C#4\"", name);
    return NULL;
  }

  return PyLong_FromLong(number);
}

bool
ob_music_root(PyObject* const object, int* const pitch)
{
  if (!PyUnicode_Check(object)) {
    return ob_number_int("root", object, 0, 127, pitch);
  }

  const char* const text = PyUnicode_AsUTF8(object);
  *pitch                 = text ? parse_name(text, false) : -1;
  if (*pitch < 0) {
    PyErr_Format(PyExc_ValueError,
                 "root must be a pitch or a name like \"C#\", not %R",
                 object);
  }

  return *pitch >= 0;
}

/// Add the lengths from a whole note to a 32nd, each times `factor`
static bool
add_rates(PyObject* const rates, const char* const suffix, const double factor)
{
  for (int part = 1; part <= 32; part *= 2) {
    char name[16];
    snprintf(name, sizeof(name), "1/%d%s", part, suffix);

    PyObject* const beats = PyFloat_FromDouble(4.0 / part * factor);
    const bool      added = beats && !PyDict_SetItemString(rates, name, beats);
    Py_XDECREF(beats);
    if (!added) {
      return false;
    }
  }

  return true;
}

bool
ob_music_add_rates(PyObject* const module)
{
  PyObject* const rates = PyDict_New();
  const bool      added = rates && add_rates(rates, "", 1.0) &&
                     add_rates(rates, "T", 2.0 / 3.0) &&
                     add_rates(rates, ".", 1.5) &&
                     !PyModule_AddObjectRef(module, "RATES", rates);

  Py_XDECREF(rates);
  return added;
}
