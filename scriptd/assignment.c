// Copyright 2026 The Outboard authors
// SPDX-License-Identifier: ISC

// Where a script sets a name at its top level, by its text; interpreter

#include "assignment.h"

#include <frameobject.h>

#include <stdbool.h>
#include <string.h>

/// Return whether a node of the syntax tree is of this class
static bool
is_a(PyObject* const node, const char* const class)
{
  const char* const name = Py_TYPE(node)->tp_name;
  const char* const dot  = strrchr(name, '.');

  return !strcmp(dot ? dot + 1 : name, class);
}

/// Return what a statement assigns to a name, or NULL
static PyObject*
assigned(PyObject* const statement, const char* const name)
{
  PyObject* target = NULL;
  if (is_a(statement, "AnnAssign")) {
    target = PyObject_GetAttrString(statement, "target");
  } else if (is_a(statement, "Assign")) {
    PyObject* const targets = PyObject_GetAttrString(statement, "targets");
    target                  = targets ? PySequence_GetItem(targets, 0) : NULL;
    Py_XDECREF(targets);
  }

  PyObject* const id    = target && is_a(target, "Name")
                            ? PyObject_GetAttrString(target, "id")
                            : NULL;
  PyObject* const value = id && !PyUnicode_CompareWithASCIIString(id, name)
                            ? PyObject_GetAttrString(statement, "value")
                            : NULL;

  Py_XDECREF(id);
  Py_XDECREF(target);
  return value;
}

PyObject*
ob_assignment_find(PyObject* const   text,
                   const char* const path,
                   const char* const name)
{
  // Not ast.parse(): that would be seen in the traceback of a syntax error
  const char* const utf8  = PyUnicode_AsUTF8(text);
  PyCompilerFlags   flags = { .cf_flags = PyCF_ONLY_AST | PyCF_IGNORE_COOKIE,
                              .cf_feature_version = PY_MINOR_VERSION };
  PyObject* const   tree =
    utf8 ? Py_CompileStringFlags(utf8, path, Py_file_input, &flags) : NULL;
  PyObject* const body = tree ? PyObject_GetAttrString(tree, "body") : NULL;
  PyObject*       node = NULL;

  for (Py_ssize_t i = 0; body && i < PyList_Size(body); ++i) {
    PyObject* const value = assigned(PyList_GET_ITEM(body, i), name);
    if (value) {
      Py_XSETREF(node, value);
    }
  }

  if (PyErr_Occurred()) {
    Py_CLEAR(node);
  }
  Py_XDECREF(body);
  Py_XDECREF(tree);
  return node;
}

int
ob_assignment_line(PyObject* const node)
{
  PyObject* const number = PyObject_GetAttrString(node, "lineno");
  const int       line   = number ? (int)PyLong_AsLong(number) : 1;

  Py_XDECREF(number);
  return line;
}

/// Return a frame of a script that is at a line
static PyFrameObject*
frame_at(const char* const path, const int line)
{
  PyCodeObject* const  code  = PyCode_NewEmpty(path, "<module>", line);
  PyObject* const      space = PyDict_New();
  PyFrameObject* const frame =
    code && space ? PyFrame_New(PyThreadState_Get(), code, space, NULL) : NULL;

  Py_XDECREF(space);
  Py_XDECREF((PyObject*)code);
  return frame;
}

void
ob_assignment_blame(PyObject* const   text,
                    const char* const path,
                    const char* const name)
{
  PyObject* type      = NULL;
  PyObject* error     = NULL;
  PyObject* traceback = NULL;

  PyErr_Fetch(&type, &error, &traceback);
  PyObject* const      node = ob_assignment_find(text, path, name);
  PyFrameObject* const frame =
    node ? frame_at(path, ob_assignment_line(node)) : NULL;
  PyErr_Clear();
  PyErr_Restore(type, error, traceback);
  if (frame) {
    PyTraceBack_Here(frame);
  }

  Py_XDECREF((PyObject*)frame);
  Py_XDECREF(node);
}
