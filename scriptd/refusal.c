// Copyright 2026 The Outboard authors
// SPDX-License-Identifier: ISC

// Which rule of the jail an exception comes from; interpreter

#include "refusal.h"

#include "sandbox.h"

#include <errno.h>
#include <stdbool.h>
#include <string.h>

/// Return whether Python says that there will be no thread
static bool
is_thread_refused(PyObject* const error)
{
  PyObject* const   text = PyObject_Str(error);
  const char* const utf8 = text ? PyUnicode_AsUTF8(text) : NULL;
  const bool        is   = utf8 && strstr(utf8, "start new thread");

  Py_XDECREF(text);
  return is;
}

/// Return the number of errno that an exception stands for, or 0
static int
error_number(PyObject* const error)
{
  if (PyErr_GivenExceptionMatches(error, PyExc_RuntimeError)) {
    return is_thread_refused(error) ? EPERM : 0;
  }
  if (!PyErr_GivenExceptionMatches(error, PyExc_OSError)) {
    return 0;
  }

  PyObject* const number = PyObject_GetAttrString(error, "errno");
  const bool      is     = number && PyLong_Check(number);
  const long      value  = is ? PyLong_AsLong(number) : 0;

  Py_XDECREF(number);
  return (int)value;
}

const char*
ob_refusal_rule(PyObject* const error)
{
  const int       number = error_number(error);
  PyObject* const file =
    number ? PyObject_GetAttrString(error, "filename") : NULL;
  const char* const rule = ob_sandbox_rule(number, file && file != Py_None);

  Py_XDECREF(file);
  PyErr_Clear(); // There is no such attribute, or the script has spoilt it
  return rule;
}
