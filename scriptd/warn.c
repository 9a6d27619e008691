// Copyright 2026 The Outboard authors
// SPDX-License-Identifier: ISC

// Warnings that name the script's line; interpreter

#include "warn.h"

#include "output.h"
#include "report.h"

#include <frameobject.h>

#include <stdarg.h>

/// Log a warning; `path` may be NULL
static void
warn(const char* const path,
     const int         line,
     const char* const format,
     va_list           arguments)
{
  PyObject* const message = PyUnicode_FromFormatV(format, arguments);
  PyObject* const text =
    message && path ? PyUnicode_FromFormat(
                        "%s:%d: %U", ob_report_file_name(path), line, message)
                    : Py_XNewRef(message);
  Py_ssize_t        size  = 0;
  const char* const bytes = text ? PyUnicode_AsUTF8AndSize(text, &size) : NULL;

  if (bytes) {
    ob_output_log(OB_LOG_WARNING, bytes, (size_t)size, true);
  }

  PyErr_Clear();
  Py_XDECREF(text);
  Py_XDECREF(message);
}

void
ob_warn_at(const char* const path,
           const int         line,
           const char* const format,
           ...)
{
  va_list arguments;
  va_start(arguments, format);
  warn(path, line, format, arguments);
  va_end(arguments);
}

void
ob_warn_here(const char* const format, ...)
{
  PyFrameObject* const frame = PyEval_GetFrame(); // Borrowed
  PyCodeObject* const  code  = frame ? PyFrame_GetCode(frame) : NULL;
  const char* const    path = code ? PyUnicode_AsUTF8(code->co_filename) : NULL;

  PyErr_Clear();
  va_list arguments;
  va_start(arguments, format);
  warn(path, frame ? PyFrame_GetLineNumber(frame) : 0, format, arguments);
  va_end(arguments);
  Py_XDECREF((PyObject*)code);
}
