// Copyright 2026 The Outboard authors
// SPDX-License-Identifier: ISC

// Numbers from scripts, rounded and checked; interpreter

#include "number.h"

#include "param_type.h"

#include <math.h>
#include <stdio.h>
#include <string.h>

/// Return how to make a number of a text, or ""
static const char*
hint(const char* const name, const PyObject* const object)
{
  const bool text = PyUnicode_Check(object);

  return text && !strcmp(name, "pitch")   ? "; note_number(\"C4\") is one"
         : text && !strcmp(name, "beats") ? "; RATES[\"1/8\"] is one"
         : ob_param_check(object)         ? "; write .value"
                                          : "";
}

/// Say that `object` is no number
static bool
refuse_type(const char* const name, PyObject* const object)
{
  PyErr_Format(PyExc_TypeError,
               "%s must be a number, not %s%s",
               name,
               object == Py_None ? "None" : Py_TYPE(object)->tp_name,
               hint(name, object));
  return false;
}

/// Convert what is neither a plain int nor a plain float
static bool
convert_other(const char* const name,
              PyObject* const   object,
              double* const     value)
{
  const PyNumberMethods* const methods = Py_TYPE(object)->tp_as_number;
  if (PyBool_Check(object) || !methods ||
      (!methods->nb_float && !methods->nb_index)) {
    return refuse_type(name, object);
  }

  *value = PyFloat_AsDouble(object);
  return *value != -1.0 || !PyErr_Occurred();
}

/// Convert any number, finite or not
static bool
convert(const char* const name, PyObject* const object, double* const value)
{
  if (PyFloat_CheckExact(object)) {
    *value = PyFloat_AS_DOUBLE(object);
    return true;
  }

  return convert_other(name, object, value);
}

/// Say that `object` is out of range
static bool
refuse_range(const char* const name,
             PyObject* const   object,
             const double      low,
             const double      high)
{
  char range[64];

  snprintf(range, sizeof(range), "from %.10g to %.10g", low, high);
  PyErr_Format(PyExc_ValueError, "%s must be %s, not %R", name, range, object);
  return false;
}

bool
ob_number_double(const char* const name,
                 PyObject* const   object,
                 const double      low,
                 const double      high,
                 double* const     value)
{
  if (!convert(name, object, value)) {
    return false;
  }

  // What is no number is in no range
  return (*value >= low && *value <= high) ||
         refuse_range(name, object, low, high);
}

bool
ob_number_int(const char* const name,
              PyObject* const   object,
              const int         low,
              const int         high,
              int* const        value)
{
  if (PyLong_CheckExact(object)) {
    int        overflow = 0;
    const long integer  = PyLong_AsLongAndOverflow(object, &overflow);
    if (overflow || integer < low || integer > high) {
      return refuse_range(name, object, low, high);
    }
    *value = (int)integer;
    return true;
  }

  double number = 0.0;
  if (!convert(name, object, &number)) {
    return false;
  }

  // Not floor(number + 0.5): the sum rounds up just below a half
  const double floored = floor(number);
  const double rounded = number - floored < 0.5 ? floored : floored + 1.0;
  if (!(rounded >= low && rounded <= high)) {
    return refuse_range(name, object, low, high);
  }

  *value = (int)rounded;
  return true;
}
