// Copyright 2026 The Outboard authors
// SPDX-License-Identifier: ISC

// What others need to know of a script, as a JSON text; interpreter

#include "describe.h"

#include "message.h"
#include "param.h"
#include "text.h"

#include <stdbool.h>
#include <string.h>

/// A text that a script may set at its top level
typedef struct
{
  const char* name; ///< In the script
  const char* key;  ///< In the description
  bool (*check)(const char* name, PyObject* object);
} ObMetadata;

static const ObMetadata metadata[] = {
  { "__author__", "author", ob_text_check_line },
  { "__license__", "license", ob_text_check_line },
  { "__version__", "version", ob_text_check_line },
  { "__uri__", "uri", ob_text_check_uri },
  { "CATEGORY", "category", ob_text_check_line },
};

/// Add one item; takes over the reference to its value
static bool
add(PyObject* const dict, const char* const key, PyObject* const value)
{
  const bool added = value && !PyDict_SetItemString(dict, key, value);

  Py_XDECREF(value);
  return added;
}

/// Return a text at the script's top level, "" if there is none
static PyObject*
top_level_text(ObScript* const script, const ObMetadata* const data)
{
  PyObject* const space = PyModule_GetDict(script->module);
  PyObject* const text  = PyDict_GetItemString(space, data->name);

  if (!text) {
    return PyUnicode_FromString("");
  }

  if (!data->check(data->name, text)) {
    script->suspect = data->name;
    return NULL;
  }

  return Py_NewRef(text);
}

/// Return the docstring but for its first line, which is the name
static PyObject*
documentation(const ObScript* const script)
{
  PyObject* const space = PyModule_GetDict(script->module);
  PyObject* const doc   = PyDict_GetItemString(space, "__doc__");

  if (!doc || doc == Py_None) {
    return PyUnicode_FromString("");
  }

  PyObject* const stripped = ob_text_check("the docstring", doc)
                               ? PyObject_CallMethod(doc, "strip", NULL)
                               : NULL;
  PyObject* const parts =
    stripped ? PyObject_CallMethod(stripped, "partition", "s", "\n") : NULL;
  PyObject* const rest =
    parts ? PyObject_CallMethod(PyTuple_GET_ITEM(parts, 2), "strip", NULL)
          : NULL;

  Py_XDECREF(parts);
  Py_XDECREF(stripped);
  return rest;
}

/// Return the names of the callbacks that the script defines
static PyObject*
callbacks(const ObScript* const script)
{
  PyObject* const names = PyList_New(0);

  for (unsigned i = 0U; names && i < OB_CALLBACKS; ++i) {
    if (script->defined & (1U << i)) {
      PyObject* const name =
        PyUnicode_FromString(ob_callback_name((ObCallback)i));
      if (!name || PyList_Append(names, name)) {
        Py_XDECREF(name);
        Py_DECREF(names);
        return NULL;
      }
      Py_DECREF(name);
    }
  }

  return names;
}

/// Return a bound of a parameter's range
static PyObject*
bound(const ObParam* const param, const double value)
{
  return param->whole ? PyLong_FromDouble(value) : PyFloat_FromDouble(value);
}

/// Return the value of the ports that a parameter starts with
static PyObject*
first_value(const ObParam* const param)
{
  switch (param->kind) {
    case OB_PARAM_BOOL:
    case OB_PARAM_TRIGGER:
      return PyLong_FromLong(param->initial == Py_True);
    case OB_PARAM_CHOICE:
      return PyLong_FromUnsignedLong(param->choice);
    case OB_PARAM_FLOAT:
    case OB_PARAM_INT:
    case OB_PARAM_STEPS:
      break;
  }

  return Py_NewRef(param->initial);
}

/// Describe one parameter
static PyObject*
describe_param(const ObParam* const param)
{
  static const char* const types[OB_PARAM_KINDS] = { "float",   "int",
                                                     "bool",    "choice",
                                                     "trigger", "steps" };

  return Py_BuildValue("{sO sO ss sN sN sN sO sN sN sO sN sI}",
                       "id",
                       param->id,
                       "label",
                       param->label,
                       "type",
                       types[param->kind],
                       "low",
                       bound(param, param->low),
                       "high",
                       bound(param, param->high),
                       "default",
                       first_value(param),
                       "unit",
                       param->unit,
                       "log",
                       PyBool_FromLong(param->logarithmic),
                       "integer",
                       PyBool_FromLong(param->whole),
                       "group",
                       param->group,
                       "choices",
                       param->choices ? Py_NewRef(param->choices)
                                      : PyList_New(0),
                       "count",
                       param->ports);
}

/// Describe all parameters
static PyObject*
params(void)
{
  PyObject* const list  = PyList_New(0);
  uint32_t        ports = 0U;

  while (list && ports < ob_param_count()) {
    const ObParam* const param = ob_param_at(ports);
    PyObject* const      item  = describe_param(param);
    if (!item || PyList_Append(list, item)) {
      Py_XDECREF(item);
      Py_DECREF(list);
      return NULL;
    }
    Py_DECREF(item);
    ports += param->ports;
  }

  return list;
}

/// Collect everything in a dict
static bool
collect(PyObject* const dict, ObScript* const script)
{
  const char* const name = script->name;

  bool done =
    add(dict,
        "name",
        PyUnicode_DecodeUTF8(name, (Py_ssize_t)strlen(name), "replace")) &&
    add(dict, "doc", documentation(script));

  for (unsigned i = 0U; i < sizeof(metadata) / sizeof(metadata[0]); ++i) {
    done =
      done && add(dict, metadata[i].key, top_level_text(script, &metadata[i]));
  }

  return done &&
         add(dict, "latency_ms", PyFloat_FromDouble(script->latency_ms)) &&
         add(dict, "files", Py_NewRef(script->files)) &&
         add(dict, "callbacks", callbacks(script)) &&
         add(dict, "params", params());
}

/// Return the dict as a JSON text, all of it ASCII
static PyObject*
dump(PyObject* const dict)
{
  PyObject* const json = PyImport_ImportModule("json");
  PyObject* const text =
    json ? PyObject_CallMethod(json, "dumps", "O", dict) : NULL;
  PyObject* bytes = text ? PyUnicode_AsASCIIString(text) : NULL;

  if (bytes && PyBytes_GET_SIZE(bytes) > (Py_ssize_t)OB_STATE_MAX) {
    PyErr_SetString(PyExc_ValueError,
                    "the documentation and the parameters are too long");
    Py_CLEAR(bytes);
  }

  Py_XDECREF(text);
  Py_XDECREF(json);
  return bytes;
}

PyObject*
ob_describe(ObScript* const script)
{
  PyObject* const dict = PyDict_New();
  PyObject* const text = dict && collect(dict, script) ? dump(dict) : NULL;

  Py_XDECREF(dict);
  return text;
}
