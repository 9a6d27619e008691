// Copyright 2026 The Outboard authors
// SPDX-License-Identifier: ISC

// Which functions of a script are callbacks, and can be; interpreter

#include "callbacks.h"

#include "signature.h"
#include "syntax.h"
#include "warn.h"

#include <stdint.h>
#include <string.h>

/// Callbacks that must be done when they return
static const uint32_t immediate = (1U << OB_ON_LOAD) | (1U << OB_ON_SAVE) |
                                  (1U << OB_ON_IDLE) | (1U << OB_ON_BLOCK);

/// Return what a callback is called with, or NULL if with nothing
static const char*
argument_of(const ObCallback callback)
{
  switch (callback) {
    case OB_ON_NOTE_OFF:
    case OB_ON_NOTE_ON:
      return "the note";
    case OB_ON_PARAM:
      return "the parameter";
    case OB_ON_TRANSPORT:
      return "the transport";
    case OB_ON_BLOCK:
      return "the block";
    case OB_ON_LOAD:
      return "what was saved";
    case OB_ON_SAVE:
    case OB_ON_RESET:
    case OB_ON_IDLE:
      return NULL;
    default:
      return "the event";
  }
}

/// Return the code of a function, or NULL if it is another callable
static const PyCodeObject*
code_of(PyObject* const object)
{
  return PyFunction_Check(object)
           ? (const PyCodeObject*)PyFunction_GET_CODE(object)
           : NULL;
}

/// Return why a function cannot be a callback, in a new text, or NULL
static PyObject*
problem_with(const ObCallback callback, PyObject* const object)
{
  const char* const         name  = ob_callback_name(callback);
  const char* const         what  = argument_of(callback);
  const PyCodeObject* const code  = code_of(object);
  const int                 flags = code ? code->co_flags : 0;

  if (!PyCallable_Check(object)) {
    return PyUnicode_FromFormat("%s is not a function but %R", name, object);
  }
  if (flags & (CO_COROUTINE | CO_ASYNC_GENERATOR | CO_ITERABLE_COROUTINE)) {
    return PyUnicode_FromFormat("%s is async: use def and yield", name);
  }
  if ((flags & CO_GENERATOR) && (immediate & (1U << callback))) {
    return PyUnicode_FromFormat("%s cannot use yield", name);
  }
  if (!ob_signature_takes(object, what ? 1 : 0)) {
    return PyUnicode_FromFormat("%s must take %s%s",
                                name,
                                what ? "one argument, " : "no argument",
                                what ? what : "");
  }

  return NULL;
}

bool
ob_callbacks_check(const char* const path,
                   const ObCallback  callback,
                   PyObject* const   object)
{
  const PyCodeObject* const code    = code_of(object);
  PyObject* const           problem = problem_with(callback, object);

  if (problem && code) {
    ob_syntax_error(path, code->co_firstlineno, "%U", problem);
  } else if (problem) {
    PyErr_SetObject(PyExc_TypeError, problem);
  }

  Py_XDECREF(problem);
  return !PyErr_Occurred();
}

/// Return a new list of the callbacks' names
static PyObject*
names(void)
{
  PyObject* const list = PyList_New(OB_CALLBACKS);

  for (unsigned i = 0U; list && i < OB_CALLBACKS; ++i) {
    PyList_SET_ITEM(
      list, i, PyUnicode_FromString(ob_callback_name((ObCallback)i)));
  }

  return list;
}

/// Return the callbacks whose names are most like this one, best first
static PyObject*
similar(PyObject* const name)
{
  PyObject* const difflib = PyImport_ImportModule("difflib");
  PyObject* const list =
    difflib ? PyObject_CallMethod(
                difflib, "get_close_matches", "ONid", name, names(), 1, 0.75)
            : NULL;

  Py_XDECREF(difflib);
  return list;
}

/// Warn if a function is named as callbacks are but is none
static void
warn_of(const char* const path, PyObject* const name, const int line)
{
  const char* const text = PyUnicode_AsUTF8(name);
  unsigned          i    = 0U;
  while (text && i < OB_CALLBACKS &&
         strcmp(text, ob_callback_name((ObCallback)i))) {
    ++i;
  }
  if (!text || i < OB_CALLBACKS || strncmp(text, "on_", 3U)) {
    return;
  }

  PyObject* const list = similar(name);
  if (list && PyList_Check(list) && PyList_GET_SIZE(list)) {
    ob_warn_at(path,
               line,
               "%s is no callback; did you mean %S?",
               text,
               PyList_GET_ITEM(list, 0));
  } else {
    ob_warn_at(path, line, "%s is no callback", text);
  }
  Py_XDECREF(list);
}

void
ob_callbacks_warn(const char* const path, PyObject* const space)
{
  PyObject* const  keys   = PyDict_Keys(space); // Importing may change it
  PyObject* const  script = PyUnicode_DecodeFSDefault(path);
  const Py_ssize_t count  = keys && script ? PyList_GET_SIZE(keys) : 0;

  for (Py_ssize_t i = 0; i < count; ++i) {
    PyObject* const           name   = PyList_GET_ITEM(keys, i);
    PyObject* const           object = PyDict_GetItem(space, name);
    const PyCodeObject* const code   = object ? code_of(object) : NULL;
    if (code && PyUnicode_Check(name) &&
        !PyUnicode_Compare(code->co_filename, script)) {
      warn_of(path, name, code->co_firstlineno);
    }
  }

  PyErr_Clear();
  Py_XDECREF(script);
  Py_XDECREF(keys);
}
