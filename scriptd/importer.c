// Copyright 2026 The Outboard authors
// SPDX-License-Identifier: ISC

// Imports the files that came with a script; interpreter

#include <Python.h>

#include "importer.h"

#include "files.h"
#include "report.h"

/// The script's folder, with a slash at its end if it has any
static PyObject* folder;

/// Return the name of a module's file
static PyObject*
file_of(PyObject* const module)
{
  return PyUnicode_FromFormat("%S.py", module);
}

/// find_spec(name, path, target): for Python's search of a module
static PyObject*
find_spec(PyObject* const self, PyObject* const arguments)
{
  PyObject* name   = NULL;
  PyObject* path   = NULL;
  PyObject* target = NULL;
  if (!PyArg_ParseTuple(arguments, "U|OO:find_spec", &name, &path, &target)) {
    return NULL;
  }

  PyObject* const file  = file_of(name);
  const bool      known = file && ob_files_get(file);
  Py_XDECREF(file);
  if (!known) {
    return PyErr_Occurred() ? NULL : Py_NewRef(Py_None);
  }

  PyObject* const util = PyImport_ImportModule("importlib.util");
  PyObject* const spec =
    util ? PyObject_CallMethod(util, "spec_from_loader", "OO", name, self)
         : NULL;
  Py_XDECREF(util);
  return spec;
}

/// get_filename(name): where the module seems to be
static PyObject*
get_filename(PyObject* const self, PyObject* const name)
{
  (void)self;
  return PyUnicode_FromFormat("%U%S.py", folder, name);
}

/// get_data(path): the bytes of a module
static PyObject*
get_data(PyObject* const self, PyObject* const path)
{
  PyObject* const name = PyUnicode_Check(path)
                           ? PyUnicode_Substring(path,
                                                 PyUnicode_GET_LENGTH(folder),
                                                 PyUnicode_GET_LENGTH(path))
                           : NULL;
  PyObject* const data = name ? ob_files_get(name) : NULL;

  (void)self;
  Py_XDECREF(name);
  if (!data && !PyErr_Occurred()) {
    PyErr_SetObject(PyExc_FileNotFoundError, path);
  }
  return Py_XNewRef(data);
}

static PyMethodDef methods[] = {
  { "find_spec", find_spec, METH_VARARGS, NULL },
  { "get_filename", get_filename, METH_O, NULL },
  { "get_data", get_data, METH_O, NULL },
  { NULL, NULL, 0, NULL },
};

static PyType_Slot slots[] = {
  { Py_tp_methods, methods },
  { 0, NULL },
};

static PyType_Spec spec = {
  "outboard.Importer", 0, 0, Py_TPFLAGS_DEFAULT, slots,
};

/// Put a finder before all others
static bool
install(PyObject* const finder)
{
  PyObject* const finders = PySys_GetObject("meta_path");

  return finders && !PyList_Insert(finders, 0, finder);
}

bool
ob_importer_install(const char* const path)
{
  const char* const file = ob_report_file_name(path);

  // What compiles, runs and shows source text is Python's own
  PyObject* const machinery = PyImport_ImportModule("importlib.abc");
  PyObject* const base =
    machinery ? PyObject_GetAttrString(machinery, "SourceLoader") : NULL;
  PyObject* const type   = base ? PyType_FromSpecWithBases(&spec, base) : NULL;
  PyObject* const finder = type ? PyObject_CallNoArgs(type) : NULL;

  folder = finder ? PyUnicode_DecodeFSDefaultAndSize(path, file - path) : NULL;
  const bool installed = folder && install(finder);

  Py_XDECREF(finder);
  Py_XDECREF(type);
  Py_XDECREF(base);
  Py_XDECREF(machinery);
  return installed;
}
