// Copyright 2026 The Outboard authors
// SPDX-License-Identifier: ISC

// What is wrong with a script's text, and in which line; interpreter

#include "syntax.h"

#include <stdarg.h>

void
ob_syntax_error(const char* const path,
                const Py_ssize_t  line,
                const char* const format,
                ...)
{
  va_list arguments;
  va_start(arguments, format);
  PyObject* const text = PyUnicode_FromFormatV(format, arguments);
  va_end(arguments);

  PyObject* const details = text
                              ? Py_BuildValue("O(NnOO)",
                                              text,
                                              PyUnicode_DecodeFSDefault(path),
                                              line,
                                              Py_None,
                                              Py_None)
                              : NULL;
  if (details) {
    PyErr_SetObject(PyExc_SyntaxError, details);
  }
  Py_XDECREF(details);
  Py_XDECREF(text);
}
