// Copyright 2026 The Outboard authors
// SPDX-License-Identifier: ISC

// What a designer reads when his script fails; interpreter

#include "report.h"

#include "output.h"
#include "refusal.h"

#include <frameobject.h>

#include <stdint.h>
#include <stdio.h>
#include <string.h>

/// Different exceptions that are told apart
#define KINDS_MAX 64U

/// An exception that has been logged
typedef struct
{
  int           line;
  PyTypeObject* type;    ///< Only compared
  uint32_t      repeats; ///< Since it was last said
  char          place[64];
  char          name[64]; ///< Of the callback or task
} ObKnownError;

static ObKnownError known[KINDS_MAX];
static unsigned     n_known;
static bool         pending;

/// Path of the script, or NULL before ob_report_start()
static PyObject* script_path;

void
ob_report_start(const char* const path)
{
  script_path = PyUnicode_DecodeFSDefault(path);
  PyErr_Clear();
}

const char*
ob_report_file_name(const char* const path)
{
  const char* const slash = strrchr(path, '/');

  return slash ? slash + 1 : path;
}

/// Where an exception came from
typedef struct
{
  PyObject* type;
  PyObject* value;
  PyObject* traceback; ///< May be NULL
  PyObject* file;      ///< Name of the innermost file; NULL if unknown
  int       line;      ///< In that file, or 0
} ObRaised;

static bool
is_script(PyObject* const file)
{
  return PyUnicode_Check(file) && script_path &&
         !PyUnicode_Compare(file, script_path);
}

/// Set the place of a syntax error in the script itself
static void
locate_syntax_error(ObRaised* const raised)
{
  PyObject* const file = PyObject_GetAttrString(raised->value, "filename");
  PyObject* const line = PyObject_GetAttrString(raised->value, "lineno");

  if (file && line && is_script(file) && PyLong_Check(line)) {
    raised->file = Py_NewRef(file);
    raised->line = (int)PyLong_AsLong(line);
  }

  PyErr_Clear();
  Py_XDECREF(line);
  Py_XDECREF(file);
}

/// Return the file of a traceback's entry
static PyObject*
entry_file(const PyTracebackObject* const entry)
{
  PyCodeObject* const code = PyFrame_GetCode(entry->tb_frame);
  PyObject* const     file = Py_NewRef(code->co_filename);

  Py_DECREF(code);
  return file;
}

/// Return the line of a traceback's entry
static int
entry_line(PyTracebackObject* const entry)
{
  // Not tb_lineno: newer versions of Python only set it when asked
  PyObject* const line = PyObject_GetAttrString((PyObject*)entry, "tb_lineno");
  const int       number = line ? (int)PyLong_AsLong(line) : 0;

  Py_XDECREF(line);
  return number;
}

/// Set the place to the script's innermost line, or else to the innermost
static void
locate_traceback(ObRaised* const raised)
{
  PyTracebackObject* entry = (PyTracebackObject*)raised->traceback;

  for (; entry; entry = entry->tb_next) {
    PyObject* const file = entry_file(entry);
    if (!raised->file || is_script(file) || !is_script(raised->file)) {
      Py_XSETREF(raised->file, Py_NewRef(file));
      raised->line = entry_line(entry);
    }
    Py_DECREF(file);
  }
}

/// Take the current exception
static ObRaised
take(void)
{
  ObRaised raised = { 0 };

  PyErr_Fetch(&raised.type, &raised.value, &raised.traceback);
  PyErr_NormalizeException(&raised.type, &raised.value, &raised.traceback);
  if (raised.traceback) {
    PyException_SetTraceback(raised.value, raised.traceback);
  }

  if (PyErr_GivenExceptionMatches(raised.type, PyExc_SyntaxError)) {
    locate_syntax_error(&raised);
  }
  if (!raised.file && raised.traceback) {
    locate_traceback(&raised);
  }

  return raised;
}

static void
drop(ObRaised* const raised)
{
  Py_CLEAR(raised->type);
  Py_CLEAR(raised->value);
  Py_CLEAR(raised->traceback);
  Py_CLEAR(raised->file);
}

/// Return "Type: message" of an exception
static PyObject*
describe(const ObRaised* const raised)
{
  const char* const name = ((PyTypeObject*)raised->type)->tp_name;
  const char* const dot  = strrchr(name, '.');
  const bool        syntax =
    PyErr_GivenExceptionMatches(raised->type, PyExc_SyntaxError);
  PyObject* const   message = syntax
                                ? PyObject_GetAttrString(raised->value, "msg")
                                : PyObject_Str(raised->value);
  const char* const type    = dot ? dot + 1 : name;
  const bool        says    = message && PyObject_IsTrue(message) > 0;
  PyObject* const   text = says ? PyUnicode_FromFormat("%s: %S", type, message)
                                : PyUnicode_FromString(type);

  Py_XDECREF(message);
  PyErr_Clear(); // What the script's exception raises in its turn
  return text;
}

/// Return the traceback as Python prints it
static PyObject*
format(const ObRaised* const raised)
{
  PyObject* const module = PyImport_ImportModule("traceback");
  PyObject* const lines =
    module ? PyObject_CallMethod(module, "format_exception", "O", raised->value)
           : NULL;
  PyObject* const empty = PyUnicode_FromString("");
  PyObject* const text  = lines && empty ? PyUnicode_Join(empty, lines) : NULL;
  PyObject* const stripped =
    text ? PyObject_CallMethod(text, "rstrip", NULL) : NULL;

  Py_XDECREF(text);
  Py_XDECREF(empty);
  Py_XDECREF(lines);
  Py_XDECREF(module);
  return stripped;
}

/// Return "file.py:LINE", or only the file if the line is not known
static PyObject*
place(const ObRaised* const raised)
{
  PyObject* const   file = raised->file ? raised->file : script_path;
  const char* const path = file ? PyUnicode_AsUTF8(file) : NULL;
  const char* const name = path ? ob_report_file_name(path) : "script";

  PyErr_Clear();
  return raised->line ? PyUnicode_FromFormat("%s:%d", name, raised->line)
                      : PyUnicode_FromString(name);
}

/// Return text as bytes whatever is in it; takes over the reference
static PyObject*
encode(PyObject* const text)
{
  PyObject* const bytes =
    text ? PyUnicode_AsEncodedString(text, "utf-8", "backslashreplace") : NULL;

  Py_XDECREF(text);
  return bytes;
}

/// Return the whole report; `cause` may be empty
static PyObject*
compose(const ObRaised* const raised, PyObject* const cause)
{
  PyObject* const   where       = place(raised);
  PyObject* const   description = describe(raised);
  PyObject* const   traceback   = format(raised);
  const char* const rule        = ob_refusal_rule(raised->value);
  PyObject*         text        = NULL;

  PyErr_Clear(); // A script may spoil the module that formats
  if (where && description) {
    text = PyUnicode_FromFormat("%U: %U%U%s%V%s%s",
                                where,
                                description,
                                cause,
                                traceback ? "\n" : "",
                                traceback,
                                "",
                                rule ? "\nSandbox: " : "",
                                rule ? rule : "");
  }

  Py_XDECREF(traceback);
  Py_XDECREF(description);
  Py_XDECREF(where);
  return encode(text);
}

/// Return the record of an exception like this one, or NULL
static ObKnownError*
find(const char* const name, const ObRaised* const raised)
{
  for (unsigned i = 0U; i < n_known; ++i) {
    ObKnownError* const error = &known[i];
    if (error->line == raised->line &&
        error->type == (PyTypeObject*)raised->type &&
        !strncmp(error->name, name, sizeof(error->name) - 1U)) {
      return error;
    }
  }

  // One that finds no place any more is counted with the last
  return n_known == KINDS_MAX ? &known[KINDS_MAX - 1U] : NULL;
}

/// Remember an exception
static void
remember(const char* const name, const ObRaised* const raised)
{
  ObKnownError* const error = &known[n_known++];
  PyObject* const     where = place(raised);
  const char* const   text  = where ? PyUnicode_AsUTF8(where) : NULL;

  error->line    = raised->line;
  error->type    = (PyTypeObject*)raised->type;
  error->repeats = 0U;
  snprintf(error->place, sizeof(error->place), "%s", text ? text : "script");
  snprintf(error->name, sizeof(error->name), "%s", name);
  Py_XDECREF(where);
}

/// Return ", in on_cc(CC(1, 2, channel=1))"
static PyObject*
cause_text(const char* const name, PyObject* const argument)
{
  PyObject* const value =
    argument ? PyObject_Repr(argument) : PyUnicode_FromString("");
  PyObject* const whole =
    value ? PyUnicode_FromFormat(", in %s(%.200U)", name, value) : NULL;

  Py_XDECREF(value);
  return whole;
}

/// Log what was raised within `name`
static void
report(ObRaised* const raised, const char* const name, PyObject* const argument)
{
  ObKnownError* const error = find(name, raised);
  if (error) {
    ++error->repeats;
    pending = true;
    return;
  }

  remember(name, raised);
  PyObject* const cause = cause_text(name, argument);
  PyObject* const text  = cause ? compose(raised, cause) : NULL;
  if (text) {
    ob_output_log(OB_LOG_ERROR,
                  PyBytes_AS_STRING(text),
                  (size_t)PyBytes_GET_SIZE(text),
                  true);
  }

  PyErr_Clear();
  Py_XDECREF(text);
  Py_XDECREF(cause);
}

void
ob_report_callback(const ObCallback callback, PyObject* const argument)
{
  ObRaised raised = take();

  report(&raised, ob_callback_name(callback), argument);
  drop(&raised);
}

void
ob_report_task(PyObject* const code)
{
  ObRaised          raised = take();
  PyObject* const   name   = PyObject_GetAttrString(code, "__qualname__");
  const char* const text =
    name && PyUnicode_Check(name) ? PyUnicode_AsUTF8(name) : NULL;

  PyErr_Clear();
  report(&raised, text ? text : "task", NULL);
  Py_XDECREF(name);
  drop(&raised);
}

bool
ob_report_pending(void)
{
  return pending;
}

void
ob_report_repeats(void)
{
  char text[128];

  for (unsigned i = 0U; i < n_known; ++i) {
    ObKnownError* const error = &known[i];
    if (error->repeats) {
      const int size = snprintf(text,
                                sizeof(text),
                                "%s: the error in %s was repeated %u times",
                                error->place,
                                error->name,
                                error->repeats);
      ob_output_log(OB_LOG_ERROR, text, (size_t)size, true);
      error->repeats = 0U;
    }
  }

  pending = false;
}

PyObject*
ob_report_load(void)
{
  ObRaised        raised = take();
  PyObject* const none   = PyUnicode_FromString("");
  PyObject* const text   = none ? compose(&raised, none) : NULL;

  PyErr_Clear();
  Py_XDECREF(none);
  drop(&raised);
  return text;
}
