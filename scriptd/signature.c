// Copyright 2026 The Outboard authors
// SPDX-License-Identifier: ISC

// What functions of the script can be called with; interpreter

#include "signature.h"

bool
ob_signature_takes(PyObject* const callable, const Py_ssize_t count)
{
  const bool      method = PyMethod_Check(callable);
  PyObject* const function =
    method ? PyMethod_GET_FUNCTION(callable) : callable;
  if (!PyFunction_Check(function)) {
    return true;
  }

  const PyCodeObject* const code =
    (const PyCodeObject*)PyFunction_GET_CODE(function);
  PyObject* const  defaults = PyFunction_GET_DEFAULTS(function);
  PyObject* const  keywords = PyFunction_GET_KW_DEFAULTS(function);
  const Py_ssize_t given    = count + method;
  const Py_ssize_t most     = code->co_argcount;
  const Py_ssize_t least = most - (defaults ? PyTuple_GET_SIZE(defaults) : 0);
  const Py_ssize_t optional = keywords ? PyDict_GET_SIZE(keywords) : 0;

  return given >= least && (given <= most || code->co_flags & CO_VARARGS) &&
         optional >= code->co_kwonlyargcount;
}
