// Copyright 2026 The Outboard authors
// SPDX-License-Identifier: ISC

// The script: compiled, run, its callbacks collected; interpreter

#include "script.h"

#include "callbacks.h"
#include "importer.h"
#include "midi.h"
#include "number.h"
#include "report.h"
#include "syntax.h"
#include "watchdog.h"

#include <stdbool.h>
#include <string.h>

/// Bits of the routes that notes take
#define NOTE_ROUTES ((1U << OB_KIND_NOTE_ON) | (1U << OB_KIND_NOTE_OFF))

/// Return the number of the line that a byte of the text is in
static Py_ssize_t
line_of(const char* const text, const Py_ssize_t offset)
{
  Py_ssize_t line = 1;
  for (Py_ssize_t i = 0; i < offset; ++i) {
    line += text[i] == '\n';
  }

  return line;
}

/// Return the offset of the first byte that is not UTF-8, or -1
static Py_ssize_t
find_undecodable(const ObScriptSource* const source)
{
  PyObject*       type      = NULL;
  PyObject*       error     = NULL;
  PyObject*       traceback = NULL;
  Py_ssize_t      offset    = -1;
  PyObject* const text =
    PyUnicode_DecodeUTF8(source->text, (Py_ssize_t)source->size, "strict");

  PyErr_Fetch(&type, &error, &traceback);
  PyErr_NormalizeException(&type, &error, &traceback);
  if (error && PyUnicodeDecodeError_GetStart(error, &offset)) {
    PyErr_Clear();
  }

  Py_XDECREF(traceback);
  Py_XDECREF(error);
  Py_XDECREF(type);
  Py_XDECREF(text);
  return offset;
}

/// Replace the current exception by a SyntaxError that says where
static void
raise_undecodable(const ObScriptSource* const source)
{
  PyErr_Clear();

  const Py_ssize_t offset = find_undecodable(source);
  if (offset < 0) {
    ob_syntax_error(
      source->path, 1, "the file declares an encoding that is unknown");
  } else {
    ob_syntax_error(
      source->path,
      line_of(source->text, offset),
      "this line is not UTF-8, and the file declares no encoding");
  }
}

PyObject*
ob_script_decode(const ObScriptSource* const source)
{
  const char* const nul = memchr(source->text, '\0', source->size);
  if (nul) {
    ob_syntax_error(source->path,
                    line_of(source->text, nul - source->text),
                    "this line has a null byte: not a Python file");
    return NULL;
  }

  PyObject* const util = PyImport_ImportModule("importlib.util");
  PyObject* const text =
    util
      ? PyObject_CallMethod(
          util, "decode_source", "y#", source->text, (Py_ssize_t)source->size)
      : NULL;
  if (!text && !PyErr_ExceptionMatches(PyExc_MemoryError)) {
    raise_undecodable(source);
  }

  Py_XDECREF(util);
  return text;
}

/// Let tracebacks show lines of a text that is in no file
static bool
remember_lines(const char* const path, PyObject* const text)
{
  PyObject* const linecache = PyImport_ImportModule("linecache");
  PyObject* const cache =
    linecache ? PyObject_GetAttrString(linecache, "cache") : NULL;
  PyObject* const lines =
    cache ? PyObject_CallMethod(text, "splitlines", "O", Py_True) : NULL;
  PyObject* const entry =
    lines ? Py_BuildValue(
              "(nOOs)", PyUnicode_GET_LENGTH(text), Py_None, lines, path)
          : NULL;
  const bool done = entry && !PyMapping_SetItemString(cache, path, entry);

  Py_XDECREF(entry);
  Py_XDECREF(lines);
  Py_XDECREF(cache);
  Py_XDECREF(linecache);
  return done;
}

/// Return the code of the text
static PyObject*
compile(const char* const path, PyObject* const text)
{
  const char* const utf8  = PyUnicode_AsUTF8(text);
  PyCompilerFlags   flags = { .cf_flags           = PyCF_IGNORE_COOKIE,
                              .cf_feature_version = PY_MINOR_VERSION };

  return utf8 ? Py_CompileStringExFlags(utf8, path, Py_file_input, &flags, -1)
              : NULL;
}

/// Run the code in a new module
static bool
run(ObScript* const script, const char* const path, PyObject* const code)
{
  // In sys.modules, as dataclasses and the like look there
  PyObject* const module = PyImport_AddModule("__preset__");
  if (!module || PyModule_AddStringConstant(module, "__file__", path)) {
    return false;
  }

  PyObject* const space = PyModule_GetDict(module);
  if (PyDict_SetItemString(space, "__builtins__", PyEval_GetBuiltins())) {
    return false;
  }

  script->module = Py_NewRef(module);
  ob_watchdog_enter();
  PyObject* const result = PyEval_EvalCode(code, space, space);
  ob_watchdog_leave();

  Py_XDECREF(result);
  return result;
}

/// Find the callbacks that the script defines
static bool
collect(ObScript* const script, const char* const path)
{
  PyObject* const space = PyModule_GetDict(script->module);

  for (unsigned i = 0U; i < OB_CALLBACKS; ++i) {
    const char* const name     = ob_callback_name((ObCallback)i);
    PyObject* const   callback = PyDict_GetItemString(space, name);
    if (callback && callback != Py_None) {
      script->suspect = name;
      if (!ob_callbacks_check(path, (ObCallback)i, callback)) {
        return false;
      }
      script->callbacks[i] = Py_NewRef(callback);
      script->defined |= 1U << i;
    }
  }

  script->suspect = NULL;
  ob_callbacks_warn(path, space);
  return true;
}

/// Return the kinds of events that are answered, by what is defined
static uint32_t
routes(const uint32_t defined)
{
  const uint32_t all   = (1U << OB_KINDS) - 1U;
  const uint32_t other = all & ~NOTE_ROUTES;

  // Callbacks and kinds have the same numbers, on_event that of OB_KIND_RAW
  uint32_t kinds = defined & other;
  if (defined & (1U << OB_ON_EVENT)) {
    kinds = other;
  }

  return kinds | ((defined & NOTE_ROUTES) ? NOTE_ROUTES : 0U);
}

/// Set the name: the docstring's first line, or the file's name without .py
static void
set_name(ObScript* const script, const char* const path)
{
  PyObject* const doc =
    PyDict_GetItemString(PyModule_GetDict(script->module), "__doc__");
  const char* text = NULL;
  size_t      size = 0U;

  if (doc && PyUnicode_Check(doc)) {
    text = PyUnicode_AsUTF8(doc);
    PyErr_Clear();
  }
  if (text) {
    text += strspn(text, " \t\r\n");
    size = strcspn(text, "\r\n");
  }
  if (!size) {
    const char* const file = ob_report_file_name(path);
    const char* const dot  = strrchr(file, '.');
    text                   = file;
    size                   = dot ? (size_t)(dot - file) : strlen(file);
  }

  if (size >= sizeof(script->name)) {
    size = sizeof(script->name) - 1U;
    while (size && ((unsigned char)text[size] & 0xC0U) == 0x80U) {
      --size;
    }
  }

  memcpy(script->name, text, size);
  script->name[size] = '\0';
}

/// Return whether FILES is what it was found to be without running the script
static bool
check_files(const ObScript* const script, const char* const path)
{
  PyObject* const space = PyModule_GetDict(script->module);
  PyObject* const files = PyDict_GetItemString(space, "FILES");
  const int same = files ? PyObject_RichCompareBool(files, script->files, Py_EQ)
                         : !PyList_GET_SIZE(script->files);

  if (!same) {
    ob_syntax_error(path,
                    1,
                    "FILES must be set once, at the top level, to a list of "
                    "names in quotes");
  }
  return same > 0;
}

/// Set the look-ahead
static bool
set_latency(ObScript* const script)
{
  static const double most = 1000.0;

  PyObject* const space   = PyModule_GetDict(script->module);
  PyObject* const latency = PyDict_GetItemString(space, "LATENCY_MS");
  if (!latency) {
    return true;
  }

  script->suspect = "LATENCY_MS";
  if (!ob_number_double(
        "LATENCY_MS", latency, 0.0, most, &script->latency_ms)) {
    return false;
  }

  script->suspect = NULL;
  return true;
}

ObStatus
ob_script_load(ObScript* const             script,
               const ObScriptSource* const source,
               PyObject* const             text,
               PyObject* const             files)
{
  const char* const path = source->path;

  *script = (ObScript){ .files = files };
  PyObject* const code =
    remember_lines(path, text) ? compile(path, text) : NULL;
  const bool done = code &&
                    (!PyList_GET_SIZE(files) || ob_importer_install(path)) &&
                    run(script, path, code) && collect(script, path) &&
                    check_files(script, path) && set_latency(script);
  Py_XDECREF(code);
  if (!done) {
    return OB_ERROR;
  }

  script->routes = routes(script->defined);
  set_name(script, path);
  return OB_SUCCESS;
}
