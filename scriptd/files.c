// Copyright 2026 The Outboard authors
// SPDX-License-Identifier: ISC

// The further files of a script, which come with it; interpreter

#include "files.h"

#include "assignment.h"
#include "control.h"
#include "message.h"
#include "syntax.h"

#include <stdlib.h>
#include <string.h>

/// Dict from each file's name to its bytes
static PyObject* contents;

PyObject*
ob_files_get(PyObject* const name)
{
  return contents ? PyDict_GetItemWithError(contents, name) : NULL;
}

/// Return why a name cannot be that of a file, or NULL
static const char*
problem_with(PyObject* const name)
{
  Py_ssize_t        size = 0;
  const char* const text =
    PyUnicode_Check(name) ? PyUnicode_AsUTF8AndSize(name, &size) : NULL;

  PyErr_Clear();
  if (!text) {
    return "is no name of a file";
  }
  if (!size || strchr(text, '/') || strchr(text, '\\')) {
    return "is no name of a file in the preset's folder";
  }
  if (text[0] == '.') {
    return "is hidden, and none of a script's business";
  }
  if (size > (Py_ssize_t)OB_FILE_NAME_MAX) {
    return "is too long";
  }

  for (Py_ssize_t i = 0; i < size; ++i) {
    if ((unsigned char)text[i] < 0x20U || text[i] == 0x7F) {
      return "has a control character in it";
    }
  }

  return NULL;
}

/// Return why a name cannot be imported as it should, or NULL
static const char*
problem_with_module(PyObject* const name)
{
  const char* const text = PyUnicode_AsUTF8(name);
  const size_t      size = strlen(text);
  if (size < 4U || strcmp(text + size - 3U, ".py")) {
    return NULL;
  }

  PyObject* const module =
    PyUnicode_FromStringAndSize(text, (Py_ssize_t)size - 3);
  PyObject* const known = PySys_GetObject("stdlib_module_names");
  const bool      taken =
    module && (!PyUnicode_CompareWithASCIIString(module, "outboard") ||
               (known && PySequence_Contains(known, module) > 0));

  PyErr_Clear();
  Py_XDECREF(module);
  return taken ? "would hide a module of that name" : NULL;
}

/// Check a list of names; false with an exception set
static bool
check(PyObject* const names, const char* const path, const Py_ssize_t line)
{
  if (!PyList_Check(names)) {
    ob_syntax_error(path, line, "FILES must be a list of names");
    return false;
  }
  if (PyList_GET_SIZE(names) > (Py_ssize_t)OB_FILES_MAX) {
    ob_syntax_error(
      path, line, "FILES: there are too many, more than %u", OB_FILES_MAX);
    return false;
  }

  for (Py_ssize_t i = 0; i < PyList_GET_SIZE(names); ++i) {
    PyObject* const name    = PyList_GET_ITEM(names, i);
    const char*     problem = problem_with(name);
    if (!problem) {
      problem = problem_with_module(name);
    }
    for (Py_ssize_t j = 0; !problem && j < i; ++j) {
      if (!PyUnicode_Compare(PyList_GET_ITEM(names, j), name)) {
        problem = "is there twice";
      }
    }
    if (problem) {
      ob_syntax_error(path, line, "FILES: %A %s", name, problem);
      return false;
    }
  }

  return true;
}

/// Return the names that a node of the syntax tree stands for
static PyObject*
evaluate(PyObject* const node, const char* const path)
{
  const int       line = ob_assignment_line(node);
  PyObject* const ast  = PyImport_ImportModule("ast");
  PyObject* const names =
    ast ? PyObject_CallMethod(ast, "literal_eval", "O", node) : NULL;

  Py_XDECREF(ast);
  if (!names) {
    PyErr_Clear();
    ob_syntax_error(path, line, "FILES must be a list of names in quotes");
    return NULL;
  }

  if (!check(names, path, line)) {
    Py_DECREF(names);
    return NULL;
  }

  return names;
}

PyObject*
ob_files_find(PyObject* const text, const char* const path)
{
  PyObject* const word  = PyUnicode_FromString("FILES");
  const int       found = word ? PyUnicode_Contains(text, word) : -1;

  Py_XDECREF(word);
  if (found <= 0) {
    return found ? NULL : PyList_New(0);
  }

  PyObject* const node  = ob_assignment_find(text, path, "FILES");
  PyObject* const names = node               ? evaluate(node, path)
                          : PyErr_Occurred() ? NULL
                                             : PyList_New(0);
  Py_XDECREF(node);
  return names;
}

/// Wait for one file and keep it
static ObStatus
take(PyObject* const name)
{
  char*          text = NULL;
  uint32_t       size = 0U;
  const ObStatus status =
    ob_control_wait_file(PyUnicode_AsUTF8(name), &text, &size);
  if (status) {
    free(text);
    return status;
  }

  if (!text) {
    PyErr_Format(PyExc_FileNotFoundError,
                 "%R, named in FILES, is not in the preset's folder",
                 name);
    return OB_NO_FILE;
  }

  PyObject* const bytes = PyBytes_FromStringAndSize(text, (Py_ssize_t)size);
  const bool      kept  = bytes && !PyDict_SetItem(contents, name, bytes);
  Py_XDECREF(bytes);
  free(text);
  return kept ? OB_SUCCESS : OB_ERROR;
}

ObStatus
ob_files_fetch(PyObject* const names)
{
  if (!PyList_GET_SIZE(names)) {
    return OB_SUCCESS;
  }

  PyObject* const   newline = PyUnicode_FromString("\n");
  PyObject* const   text    = newline ? PyUnicode_Join(newline, names) : NULL;
  const char* const lines   = text ? PyUnicode_AsUTF8(text) : NULL;

  contents = lines ? PyDict_New() : NULL;
  ObStatus status =
    contents ? ob_control_want_files(lines, (uint32_t)strlen(lines)) : OB_ERROR;
  for (Py_ssize_t i = 0; !status && i < PyList_GET_SIZE(names); ++i) {
    status = take(PyList_GET_ITEM(names, i));
  }

  Py_XDECREF(text);
  Py_XDECREF(newline);
  return status;
}
