// Copyright 2026 The Outboard authors
// SPDX-License-Identifier: ISC

// Texts from scripts that others are to read, checked; interpreter

#include "text.h"

#include <ctype.h>
#include <string.h>

/// Longest line, and longest name of a port [bytes]
#define LINE_SIZE_MAX 255
#define SYMBOL_SIZE_MAX 63

/// Return the text as UTF-8, or NULL with an exception set
static const char*
encode(const char* const name, PyObject* const object, Py_ssize_t* const size)
{
  if (!PyUnicode_Check(object)) {
    PyErr_Format(PyExc_TypeError,
                 "%s must be a text, not %s",
                 name,
                 object == Py_None ? "None" : Py_TYPE(object)->tp_name);
    return NULL;
  }

  const char* const text = PyUnicode_AsUTF8AndSize(object, size);
  if (!text || memchr(text, '\0', (size_t)*size)) {
    PyErr_Format(PyExc_ValueError,
                 "%s has a character that cannot be stored: %A",
                 name,
                 object);
    return NULL;
  }

  return text;
}

bool
ob_text_check(const char* const name, PyObject* const object)
{
  Py_ssize_t size = 0;

  return encode(name, object, &size);
}

bool
ob_text_check_line(const char* const name, PyObject* const object)
{
  Py_ssize_t        size = 0;
  const char* const text = encode(name, object, &size);
  if (!text) {
    return false;
  }

  if (size > LINE_SIZE_MAX) {
    PyErr_Format(PyExc_ValueError,
                 "%s is longer than %d bytes: %A",
                 name,
                 LINE_SIZE_MAX,
                 object);
    return false;
  }

  for (Py_ssize_t i = 0; i < size; ++i) {
    if (iscntrl((unsigned char)text[i])) {
      PyErr_Format(
        PyExc_ValueError, "%s must be one plain line, not %A", name, object);
      return false;
    }
  }

  return true;
}

bool
ob_text_check_uri(const char* const name, PyObject* const object)
{
  if (!ob_text_check_line(name, object)) {
    return false;
  }

  const char* const text   = PyUnicode_AsUTF8(object);
  const size_t      size   = strlen(text);
  const size_t      scheme = strspn(text,
                               "ABCDEFGHIJKLMNOPQRSTUVWXYZ"
                                    "abcdefghijklmnopqrstuvwxyz0123456789+.-");
  bool good = !size || (isalpha((unsigned char)*text) && text[scheme] == ':' &&
                        strcspn(text, " <>\"{}|\\^`") == size);

  for (size_t i = 0U; i < size; ++i) {
    good = good && isascii((unsigned char)text[i]);
  }

  if (!good) {
    PyErr_Format(PyExc_ValueError, "%s must be a URI, not %A", name, object);
  }
  return good;
}

bool
ob_text_check_symbol(const char* const name, PyObject* const object)
{
  if (!ob_text_check_line(name, object)) {
    return false;
  }

  const char* const text = PyUnicode_AsUTF8(object);
  const size_t      size = strlen(text);
  const size_t      good = strspn(text,
                             "ABCDEFGHIJKLMNOPQRSTUVWXYZ"
                                  "abcdefghijklmnopqrstuvwxyz0123456789_");

  if (!size || size > SYMBOL_SIZE_MAX || good < size ||
      isdigit((unsigned char)*text)) {
    PyErr_Format(PyExc_ValueError,
                 "%s must be a name of a-z, A-Z, 0-9 and _, not %A",
                 name,
                 object);
    return false;
  }

  return true;
}
