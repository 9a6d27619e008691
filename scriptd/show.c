// Copyright 2026 The Outboard authors
// SPDX-License-Identifier: ISC

// Values that a script lets others watch; interpreter

#include "show.h"

#include "doorbell.h"
#include "message.h"
#include "process.h"
#include "text.h"

/// Most names
#define MOST 64

/// Most of a value that is sent [characters]
#define LONGEST 500

/// Between two rounds of sending [ns]
#define PERIOD 100000000U

/// Dict from name to the latest value that was not sent
static PyObject* latest;

/// Set of all names so far
static PyObject* names;

static uint64_t last_time; ///< When values were sent [ns]

/// Return what stands for a value until it is sent
static PyObject*
keep(PyObject* const value)
{
  // What never changes can be made a text later: callbacks have no time
  return PyUnicode_CheckExact(value) || PyLong_CheckExact(value) ||
             PyFloat_CheckExact(value) || PyBool_Check(value)
           ? Py_NewRef(value)
           : PyObject_Str(value);
}

/// Count a name; false with an exception set
static bool
add_name(PyObject* const name)
{
  if ((!latest && !(latest = PyDict_New())) ||
      (!names && !(names = PySet_New(NULL)))) {
    return false;
  }

  const int known = PySet_Contains(names, name);
  if (known) {
    return known > 0;
  }

  if (PySet_GET_SIZE(names) == MOST) {
    PyErr_Format(PyExc_ValueError, "show() takes up to %d names", MOST);
    return false;
  }

  return ob_text_check_line("name", name) && !PySet_Add(names, name);
}

PyObject*
ob_show(PyObject* const        module,
        PyObject* const* const arguments,
        const Py_ssize_t       count)
{
  (void)module;
  if (count != 2 || !PyUnicode_Check(arguments[0])) {
    PyErr_SetString(PyExc_TypeError, "show() takes a name and a value");
    return NULL;
  }

  PyObject* const value = add_name(arguments[0]) ? keep(arguments[1]) : NULL;
  const bool      kept  = value && !PyDict_SetItem(latest, arguments[0], value);
  Py_XDECREF(value);
  return kept ? Py_NewRef(Py_None) : NULL;
}

/// Send one value; return whether there is room for more
static bool
send(PyObject* const name, PyObject* const value)
{
  PyObject* const whole = PyObject_Str(value);
  PyObject* const text  = whole ? PyUnicode_Substring(whole, 0, LONGEST) : NULL;
  PyObject* const bytes =
    text ? PyUnicode_AsEncodedString(text, "utf-8", "backslashreplace") : NULL;
  Py_ssize_t        size = 0;
  const char* const utf8 = PyUnicode_AsUTF8AndSize(name, &size);
  PyObject* const   both =
    bytes && utf8 ? PyBytes_FromFormat("%s%s", utf8, PyBytes_AS_STRING(bytes))
                    : NULL;
  ObStatus status = OB_NO_MEM;

  if (both) {
    const uint32_t total = (uint32_t)PyBytes_GET_SIZE(both);
    const ObShow   head  = { (uint32_t)size, total - (uint32_t)size };
    status               = ob_message_send(OB_CHILD_CONTROL,
                             OB_MESSAGE_SHOW,
                             &head,
                             sizeof(head),
                             PyBytes_AS_STRING(both),
                             total,
                             -1);
  }

  PyErr_Clear();
  Py_XDECREF(both);
  Py_XDECREF(bytes);
  Py_XDECREF(text);
  Py_XDECREF(whole);
  return !status;
}

void
ob_show_take(const uint64_t now)
{
  PyObject*  name  = NULL;
  PyObject*  value = NULL;
  Py_ssize_t i     = 0;
  bool       room  = true;

  if (now < ob_show_time()) {
    return;
  }

  last_time = now;
  while (room && PyDict_Next(latest, &i, &name, &value)) {
    room = send(name, value);
  }
  if (room) {
    PyDict_Clear(latest);
  }
}

uint64_t
ob_show_time(void)
{
  return latest && PyDict_GET_SIZE(latest) ? last_time + PERIOD : OB_NEVER;
}
