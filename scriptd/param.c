// Copyright 2026 The Outboard authors
// SPDX-License-Identifier: ISC

// The parameters that a script declares; interpreter

#include "param.h"

#include "moment.h"

#include <math.h>
#include <stddef.h>

/// The parameter of each port
static PyObject* ports;

/// Dict from a port's name to its number
static PyObject* numbers;

uint32_t
ob_param_count(void)
{
  return ports ? (uint32_t)PyList_GET_SIZE(ports) : 0U;
}

const ObParam*
ob_param_at(const uint32_t port)
{
  return (const ObParam*)PyList_GET_ITEM(ports, port);
}

uint32_t
ob_param_find(const char* const name, const size_t size)
{
  PyObject* const text = PyUnicode_FromStringAndSize(name, (Py_ssize_t)size);
  PyObject* const number =
    text && numbers ? PyDict_GetItem(numbers, text) : NULL;
  const uint32_t port =
    number ? (uint32_t)PyLong_AsUnsignedLong(number) : OB_PARAM_NONE;

  PyErr_Clear();
  Py_XDECREF(text);
  return port;
}

/// Return the name of one of a parameter's ports: "id", or "id_3" for Steps
static PyObject*
port_name(const ObParam* const param, const uint32_t step)
{
  return param->kind == OB_PARAM_STEPS
           ? PyUnicode_FromFormat("%U_%u", param->id, step + 1U)
           : Py_NewRef(param->id);
}

/// Add the next port
static bool
add_port(ObParam* const param, PyObject* const name)
{
  PyObject* const number = PyLong_FromUnsignedLong(ob_param_count());
  const int       taken  = number ? PyDict_Contains(numbers, name) : -1;

  if (taken > 0) {
    PyErr_Format(PyExc_ValueError, "there are two parameters with id %R", name);
  }

  const bool added = !taken && !PyDict_SetItem(numbers, name, number) &&
                     !PyList_Append(ports, (PyObject*)param);
  Py_XDECREF(number);
  return added;
}

bool
ob_param_register(ObParam* const param)
{
  if (ob_moment()->phase != OB_PHASE_LOADING) {
    PyErr_SetString(
      PyExc_RuntimeError,
      "parameters are made at the script's top level, not in a callback");
    return false;
  }

  if ((!ports && !(ports = PyList_New(0))) ||
      (!numbers && !(numbers = PyDict_New()))) {
    return false;
  }

  param->first = ob_param_count();
  for (uint32_t i = 0U; i < param->ports; ++i) {
    PyObject* const name  = port_name(param, i);
    const bool      added = name && add_port(param, name);
    Py_XDECREF(name);
    if (!added) {
      return false;
    }
  }

  param->value = Py_NewRef(param->initial);
  return true;
}

/// Return the nearest number that a parameter can have
static double
fit(const ObParam* const param, const double value)
{
  const double whole = param->whole ? floor(value + 0.5) : value;
  const double least = whole > param->low ? whole : param->low;

  return least < param->high ? least : param->high;
}

/// Return the number that a position from 0 to 1 stands for
static double
scale(const ObParam* const param, const double position)
{
  const double range = param->high - param->low;

  return param->logarithmic
           ? param->low * pow(param->high / param->low, position)
           : param->low + position * range;
}

/// Return the shortest decimal number that is this float: 0.1, not
/// 0.10000000149
static double
shortest(const float value)
{
  for (int digits = 6; digits < 9; ++digits) {
    char* const  text   = PyOS_double_to_string(value, 'g', digits, 0, NULL);
    const double number = text ? PyOS_string_to_double(text, NULL, NULL) : 0.0;

    PyMem_Free(text);
    if ((float)number == value) {
      return number;
    }
  }

  return value;
}

/// Return the number that the host's float stands for
static double
plain_number(const ObParam* const param, const float value)
{
  if (param->kind == OB_PARAM_FLOAT) {
    const double initial = PyFloat_AsDouble(param->initial);
    if ((float)initial == value) {
      return initial; // One third is one third, though the host says 0.333...
    }
  }

  return shortest(value);
}

/// Return what one port's number stands for
static PyObject*
port_value(const ObParam* const param, const double number)
{
  switch (param->kind) {
    case OB_PARAM_BOOL:
    case OB_PARAM_TRIGGER:
      return PyBool_FromLong(number > 0.0);
    case OB_PARAM_CHOICE:
      return Py_NewRef(PyTuple_GET_ITEM(param->results, (Py_ssize_t)number));
    case OB_PARAM_FLOAT:
    case OB_PARAM_INT:
    case OB_PARAM_STEPS:
      break;
  }

  return param->whole ? PyLong_FromDouble(number) : PyFloat_FromDouble(number);
}

/// Return the whole value after one port was changed
static PyObject*
new_value(const ObParam* const param, const uint32_t port, const double number)
{
  PyObject* const value = port_value(param, number);
  if (!value || param->kind != OB_PARAM_STEPS) {
    return value;
  }

  PyObject* const steps = PyTuple_New(param->ports);
  for (uint32_t i = 0U; steps && i < param->ports; ++i) {
    PyObject* const step =
      param->first + i == port ? value : PyTuple_GET_ITEM(param->value, i);
    PyTuple_SET_ITEM(steps, i, Py_NewRef(step));
  }

  Py_DECREF(value);
  return steps;
}

PyObject*
ob_param_set(const uint32_t port, const float value, const bool plain)
{
  if (port >= ob_param_count() || !isfinite(value)) {
    return NULL;
  }

  ObParam* const  param   = (ObParam*)PyList_GET_ITEM(ports, port);
  const double    number  = plain ? plain_number(param, value)
                                  : scale(param, fmin(fmax(value, 0.0), 1.0));
  PyObject* const changed = new_value(param, port, fit(param, number));
  if (!changed) {
    return NULL;
  }

  const int  same    = PyObject_RichCompareBool(changed, param->value, Py_EQ);
  const bool release = param->kind == OB_PARAM_TRIGGER && changed == Py_False;
  Py_SETREF(param->value, changed);
  return same || release ? NULL : (PyObject*)param;
}
