// Copyright 2026 The Outboard authors
// SPDX-License-Identifier: ISC

// Between what a script saves and a JSON text; interpreter

#include "codec.h"

#include <math.h>
#include <stdbool.h>

/// Begins a key that is not the text it looks like
#define MARK '#'

static PyObject*
encode_value(PyObject* value);

/// Return the text that stands for a key
static PyObject*
encode_key(PyObject* const key)
{
  if (PyUnicode_Check(key)) {
    const bool marked =
      PyUnicode_GET_LENGTH(key) && PyUnicode_READ_CHAR(key, 0) == MARK;
    return marked ? PyUnicode_FromFormat("%c%U", MARK, key) : Py_NewRef(key);
  }

  if (!PyLong_Check(key)) {
    PyErr_Format(PyExc_TypeError,
                 "the keys of what is saved must be texts or integers, not %R",
                 key);
    return NULL;
  }

  PyObject* const digits = PyNumber_ToBase(key, 10);
  PyObject* const text =
    digits ? PyUnicode_FromFormat("%c%U", MARK, digits) : NULL;
  Py_XDECREF(digits);
  return text;
}

/// Return the key that a text stands for
static PyObject*
decode_key(PyObject* const text)
{
  const bool marked =
    PyUnicode_GET_LENGTH(text) && PyUnicode_READ_CHAR(text, 0) == MARK;
  if (!marked) {
    return Py_NewRef(text);
  }

  PyObject* const rest =
    PyUnicode_Substring(text, 1, PyUnicode_GET_LENGTH(text));
  const bool doubled =
    rest && PyUnicode_GET_LENGTH(rest) && PyUnicode_READ_CHAR(rest, 0) == MARK;
  if (!rest || doubled) {
    return rest;
  }

  PyObject* const number = PyLong_FromUnicodeObject(rest, 10);
  Py_DECREF(rest);
  return number;
}

/// Return a dict with other keys and values
static PyObject*
encode_dict(PyObject* const dict)
{
  PyObject* const encoded = PyDict_New();
  PyObject*       key     = NULL;
  PyObject*       value   = NULL;
  Py_ssize_t      i       = 0;
  bool            good    = encoded;

  while (good && PyDict_Next(dict, &i, &key, &value)) {
    PyObject* const text  = encode_key(key);
    PyObject* const plain = text ? encode_value(value) : NULL;
    good                  = plain && !PyDict_SetItem(encoded, text, plain);
    Py_XDECREF(plain);
    Py_XDECREF(text);
  }

  if (!good) {
    Py_XDECREF(encoded);
    return NULL;
  }

  return encoded;
}

/// Return a list or a tuple with other values
static PyObject*
encode_sequence(PyObject* const sequence)
{
  PyObject* const list = PySequence_List(sequence);

  for (Py_ssize_t i = 0; list && i < PyList_GET_SIZE(list); ++i) {
    PyObject* const plain = encode_value(PyList_GET_ITEM(list, i));
    if (!plain) {
      Py_DECREF(list);
      return NULL;
    }
    PyList_SetItem(list, i, plain);
  }

  return list;
}

/// Return a value of which JSON has the like
static PyObject*
encode_scalar(PyObject* const value)
{
  const bool number = PyFloat_Check(value);

  if (value == Py_None || PyUnicode_Check(value) || PyLong_Check(value) ||
      (number && isfinite(PyFloat_AS_DOUBLE(value)))) {
    return Py_NewRef(value);
  }

  if (number) {
    PyErr_Format(PyExc_ValueError, "%R cannot be saved", value);
  } else {
    PyErr_Format(PyExc_TypeError,
                 "a %s cannot be saved, only dict, list, tuple, str, int, "
                 "float, bool and None",
                 Py_TYPE(value)->tp_name);
  }

  return NULL;
}

/// Return a value that the module json writes so that it can be read again
static PyObject*
encode_value(PyObject* const value)
{
  if (Py_EnterRecursiveCall(" in what on_save() has returned")) {
    return NULL;
  }

  PyObject* const encoded = PyDict_Check(value) ? encode_dict(value)
                            : PyList_Check(value) || PyTuple_Check(value)
                              ? encode_sequence(value)
                              : encode_scalar(value);

  Py_LeaveRecursiveCall();
  return encoded;
}

PyObject*
ob_codec_encode(PyObject* const object)
{
  PyObject* const json  = PyImport_ImportModule("json");
  PyObject* const plain = json ? encode_value(object) : NULL;
  PyObject* const text =
    plain ? PyObject_CallMethod(json, "dumps", "O", plain) : NULL;
  PyObject* const bytes = text ? PyUnicode_AsASCIIString(text) : NULL;

  Py_XDECREF(text);
  Py_XDECREF(plain);
  Py_XDECREF(json);
  return bytes;
}

/// What the module json calls with every dict it has read
static PyObject*
restore_keys(PyObject* const self, PyObject* const dict)
{
  PyObject* const restored = PyDict_New();
  PyObject*       text     = NULL;
  PyObject*       value    = NULL;
  Py_ssize_t      i        = 0;
  bool            good     = restored;

  (void)self;
  while (good && PyDict_Next(dict, &i, &text, &value)) {
    PyObject* const key = decode_key(text);
    good                = key && !PyDict_SetItem(restored, key, value);
    Py_XDECREF(key);
  }

  if (!good) {
    Py_XDECREF(restored);
    return NULL;
  }

  return restored;
}

static PyMethodDef hook_def = { "restore_keys", restore_keys, METH_O, NULL };

/// Return what a JSON text stands for
static PyObject*
load(PyObject* const json, PyObject* const text)
{
  PyObject* const hook      = PyCFunction_New(&hook_def, NULL);
  PyObject* const loads     = PyObject_GetAttrString(json, "loads");
  PyObject* const arguments = PyTuple_Pack(1, text);
  PyObject* const keywords =
    hook ? Py_BuildValue("{sO}", "object_hook", hook) : NULL;
  PyObject* const object = loads && arguments && keywords
                             ? PyObject_Call(loads, arguments, keywords)
                             : NULL;

  Py_XDECREF(keywords);
  Py_XDECREF(arguments);
  Py_XDECREF(loads);
  Py_XDECREF(hook);
  return object;
}

PyObject*
ob_codec_decode(const char* const text, const size_t size)
{
  PyObject* const json = PyImport_ImportModule("json");
  PyObject* const string =
    json ? PyUnicode_DecodeUTF8(text, (Py_ssize_t)size, "strict") : NULL;
  PyObject* object = string ? load(json, string) : NULL;

  if (object && !PyDict_Check(object)) {
    PyErr_SetString(PyExc_ValueError, "it is no dict");
    Py_CLEAR(object);
  }

  Py_XDECREF(string);
  Py_XDECREF(json);
  return object;
}
