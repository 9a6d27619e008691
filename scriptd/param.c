// Copyright 2026 The Outboard authors
// SPDX-License-Identifier: ISC

// The parameters that a script declares; interpreter

#include "param.h"

#include "moment.h"

#include <math.h>

/// The parameter of each port
static PyObject* ports;

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

bool
ob_param_register(ObParam* const param)
{
  if (ob_moment()->phase != OB_PHASE_LOADING) {
    PyErr_SetString(PyExc_RuntimeError,
                    "parameters are declared at module level");
    return false;
  }

  if (!ports && !(ports = PyList_New(0))) {
    return false;
  }

  param->first = ob_param_count();
  for (uint32_t i = 0U; i < param->first; ++i) {
    const ObParam* const other = (ObParam*)PyList_GET_ITEM(ports, i);
    if (!PyUnicode_Compare(other->id, param->id)) {
      PyErr_Format(
        PyExc_ValueError, "there are two parameters with id %R", param->id);
      return false;
    }
  }

  for (uint32_t i = 0U; i < param->ports; ++i) {
    if (PyList_Append(ports, (PyObject*)param)) {
      return false;
    }
  }

  param->value = Py_NewRef(param->initial);
  return true;
}

/// Return the number that a position from 0 to 1 stands for
static double
scale(const ObParam* const param, const double position)
{
  const double range = param->high - param->low;
  const double value = param->logarithmic
                         ? param->low * pow(param->high / param->low, position)
                         : param->low + position * range;

  return param->whole ? floor(value + 0.5) : value;
}

/// Return what one port's position stands for
static PyObject*
port_value(const ObParam* const param, const double position)
{
  switch (param->kind) {
    case OB_PARAM_BOOL:
    case OB_PARAM_TRIGGER:
      return PyBool_FromLong(position >= 0.5);
    case OB_PARAM_CHOICE:
      return Py_NewRef(
        PyTuple_GET_ITEM(param->results, (Py_ssize_t)scale(param, position)));
    case OB_PARAM_FLOAT:
    case OB_PARAM_INT:
    case OB_PARAM_STEPS:
      break;
  }

  const double value = scale(param, position);
  return param->whole ? PyLong_FromDouble(value) : PyFloat_FromDouble(value);
}

/// Return the whole value after one port was changed
static PyObject*
new_value(const ObParam* const param,
          const uint32_t       port,
          const double         position)
{
  PyObject* const value = port_value(param, position);
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
ob_param_change(const uint32_t port, const double value)
{
  if (port >= ob_param_count()) {
    return NULL;
  }

  ObParam* const  param    = (ObParam*)PyList_GET_ITEM(ports, port);
  const double    position = value > 0.0 ? (value < 1.0 ? value : 1.0) : 0.0;
  PyObject* const changed  = new_value(param, port, position);
  if (!changed) {
    return NULL;
  }

  const int  same    = PyObject_RichCompareBool(changed, param->value, Py_EQ);
  const bool release = param->kind == OB_PARAM_TRIGGER && changed == Py_False;
  Py_SETREF(param->value, changed);
  return same || release ? NULL : (PyObject*)param;
}
