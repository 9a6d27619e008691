// Copyright 2026 The Outboard authors
// SPDX-License-Identifier: ISC

// What a parameter is made of, from its constructor's arguments; interpreter

#include "param_init.h"

#include "number.h"
#include "text.h"

#include <math.h>

/// The most ports of one Steps, and choices of one Choice
#define MANY 128

/// Set one end of a range to what a port, which is a float, can carry
static bool
set_bound(const ObParam* const param,
          const char* const    name,
          PyObject* const      object,
          double* const        value)
{
  const double most  = 1.0e9;
  const double exact = 16777216.0;

  if (!ob_number_double(name, object, -most, most, value)) {
    return false;
  }

  if (param->whole && (fabs(*value) > exact || floor(*value) < *value)) {
    PyErr_Format(PyExc_ValueError,
                 "%s must be a whole number from -16777216 to 16777216, not %R",
                 name,
                 object);
    return false;
  }

  return true;
}

/// Set a range that is not empty
static bool
set_range(ObParam* const param, const ObParamArguments* const arguments)
{
  if (!set_bound(param, "low", arguments->low, &param->low) ||
      !set_bound(param, "high", arguments->high, &param->high)) {
    return false;
  }

  if (param->low >= param->high) {
    PyErr_Format(PyExc_ValueError,
                 "low %R must be below high %R",
                 arguments->low,
                 arguments->high);
    return false;
  }

  return true;
}

/// Set how the knob's travel is spread over the range
static bool
set_curve(ObParam* const param, PyObject* const curve)
{
  if (!curve || !PyUnicode_Check(curve) ||
      !PyUnicode_CompareWithASCIIString(curve, "linear")) {
    return true;
  }

  if (PyUnicode_CompareWithASCIIString(curve, "log") || param->low <= 0.0) {
    PyErr_SetString(PyExc_ValueError,
                    "curve must be \"linear\" or, with low above 0, \"log\"");
    return false;
  }

  param->logarithmic = true;
  return true;
}

/// Return a number in range as an int or a float, `low` if there is none
static PyObject*
number_in_range(const ObParam* const param, PyObject* const object)
{
  double value = param->low;
  if (object &&
      !ob_number_double("default", object, param->low, param->high, &value)) {
    return NULL;
  }

  return param->whole ? PyLong_FromDouble(floor(value + 0.5))
                      : PyFloat_FromDouble(value);
}

static bool
init_float(ObParam* const param, const ObParamArguments* const arguments)
{
  if (!set_range(param, arguments) || !set_curve(param, arguments->curve)) {
    return false;
  }

  param->initial = number_in_range(param, arguments->initial);
  return param->initial;
}

static bool
init_int(ObParam* const param, const ObParamArguments* const arguments)
{
  param->whole = true;
  return init_float(param, arguments);
}

static bool
init_bool(ObParam* const param, const ObParamArguments* const arguments)
{
  const int on = arguments->initial ? PyObject_IsTrue(arguments->initial) : 0;

  param->whole   = true;
  param->high    = 1.0;
  param->initial = on < 0 ? NULL : PyBool_FromLong(on);
  return param->initial;
}

/// Split a list, or a dict from label to value, into labels and values
static bool
set_choices(ObParam* const param, PyObject* const choices)
{
  const bool is_dict = PyDict_Check(choices);

  param->choices = PySequence_Tuple(choices);
  if (is_dict) {
    PyObject* const values = PyDict_Values(choices);
    param->results         = values ? PyList_AsTuple(values) : NULL;
    Py_XDECREF(values);
  } else {
    param->results = Py_XNewRef(param->choices);
  }

  if (!param->choices || !param->results) {
    return false;
  }

  const Py_ssize_t count = PyTuple_GET_SIZE(param->choices);
  if (count < 1 || count > MANY) {
    PyErr_Format(PyExc_ValueError, "a Choice has 1 to %d choices", MANY);
    return false;
  }

  param->whole = true;
  param->high  = (double)(count - 1);
  return true;
}

/// Return what hosts show for the choices: texts, no two the same
static PyObject*
make_labels(PyObject* const choices)
{
  const Py_ssize_t count  = PyTuple_GET_SIZE(choices);
  PyObject* const  labels = PyTuple_New(count);

  for (Py_ssize_t i = 0; labels && i < count; ++i) {
    PyObject* const label = PyObject_Str(PyTuple_GET_ITEM(choices, i));
    bool            good  = label && ob_text_check_line("a choice", label);
    for (Py_ssize_t j = 0; good && j < i; ++j) {
      good = PyUnicode_Compare(PyTuple_GET_ITEM(labels, j), label) != 0;
      if (!good) {
        PyErr_Format(PyExc_ValueError, "two choices are called %R", label);
      }
    }
    if (!good) {
      Py_XDECREF(label);
      Py_DECREF(labels);
      return NULL;
    }
    PyTuple_SET_ITEM(labels, i, label);
  }

  return labels;
}

static bool
init_choice(ObParam* const param, const ObParamArguments* const arguments)
{
  if (!set_choices(param, arguments->choices)) {
    return false;
  }

  const Py_ssize_t index =
    arguments->initial ? PySequence_Index(param->choices, arguments->initial)
                       : 0;
  if (index < 0) {
    PyErr_Format(PyExc_ValueError,
                 "default %R is none of the choices %R",
                 arguments->initial,
                 param->choices);
    return false;
  }

  PyObject* const labels = make_labels(param->choices);
  if (!labels) {
    return false;
  }

  Py_SETREF(param->choices, labels);
  param->choice  = (uint32_t)index;
  param->initial = Py_NewRef(PyTuple_GET_ITEM(param->results, index));
  return true;
}

static bool
init_trigger(ObParam* const param)
{
  param->whole   = true;
  param->high    = 1.0;
  param->initial = Py_NewRef(Py_False);
  return true;
}

/// Return the first value of one step: `initial` has one for all or one each
static PyObject*
initial_step(const ObParam* const param,
             PyObject* const      initial,
             const uint32_t       index)
{
  if (!initial || !PySequence_Check(initial)) {
    return number_in_range(param, initial);
  }

  PyObject* const item = PySequence_GetItem(initial, index);
  PyObject* const step = item ? number_in_range(param, item) : NULL;
  Py_XDECREF(item);
  return step;
}

/// Return whether there is one first value for all steps or one each
static bool
check_steps(PyObject* const initial, const int count)
{
  const Py_ssize_t given =
    initial && PySequence_Check(initial) ? PySequence_Size(initial) : count;

  if (given >= 0 && given != count) {
    PyErr_Format(
      PyExc_ValueError, "default has %zd values for %d steps", given, count);
  }
  return given == count;
}

static bool
init_steps(ObParam* const param, const ObParamArguments* const arguments)
{
  int count = 0;

  param->whole = PyLong_Check(arguments->low) && PyLong_Check(arguments->high);
  if (!set_range(param, arguments) ||
      !ob_number_int("n", arguments->count, 1, MANY, &count) ||
      !check_steps(arguments->initial, count)) {
    return false;
  }

  param->ports   = (uint32_t)count;
  param->initial = PyTuple_New(count);
  for (uint32_t i = 0U; param->initial && i < param->ports; ++i) {
    PyObject* const step = initial_step(param, arguments->initial, i);
    if (!step) {
      return false;
    }
    PyTuple_SET_ITEM(param->initial, i, step);
  }

  return param->initial;
}

/// Check the texts that hosts are to show
static bool
check_texts(const ObParam* const param)
{
  return ob_text_check_symbol("id", param->id) &&
         ob_text_check_line("label", param->label) &&
         ob_text_check_line("unit", param->unit) &&
         ob_text_check_line("group", param->group);
}

bool
ob_param_init(ObParam* const param, const ObParamArguments* const arguments)
{
  if (!check_texts(param)) {
    return false;
  }

  switch (param->kind) {
    case OB_PARAM_FLOAT:
      return init_float(param, arguments);
    case OB_PARAM_INT:
      return init_int(param, arguments);
    case OB_PARAM_BOOL:
      return init_bool(param, arguments);
    case OB_PARAM_CHOICE:
      return init_choice(param, arguments);
    case OB_PARAM_TRIGGER:
      return init_trigger(param);
    case OB_PARAM_STEPS:
      break;
  }

  return init_steps(param, arguments);
}
