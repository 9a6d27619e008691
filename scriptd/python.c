// Copyright 2026 The Outboard authors
// SPDX-License-Identifier: ISC

// The embedded Python, cut off from the user's environment; interpreter

#include <Python.h>

#include "python.h"

#include "module.h"
#include "output.h"
#include "watchdog.h"

#include <stdbool.h>

/// Configure and initialize; an error is left in the returned status
static PyStatus
initialize(PyConfig* const config)
{
  PyPreConfig preconfig;
  PyPreConfig_InitIsolatedConfig(&preconfig);
  preconfig.utf8_mode = 1;

  PyStatus status = Py_PreInitialize(&preconfig);
  if (PyStatus_Exception(status)) {
    return status;
  }

  PyConfig_InitIsolatedConfig(config);
  config->use_hash_seed           = 1;
  config->hash_seed               = 0;
  config->write_bytecode          = 0;
  config->install_signal_handlers = 0;
  config->pathconfig_warnings     = 0;
  // site would run the code in .pth files; add_packages() does what is needed
  config->site_import = 0;

  status = PyConfig_SetBytesString(config, &config->home, OB_PYTHON_HOME);
  return PyStatus_Exception(status) ? status : Py_InitializeFromConfig(config);
}

static PyObject*
ignore_hooks(PyObject* const self,
             PyObject* const arguments,
             PyObject* const keywords)
{
  (void)self;
  (void)arguments;
  (void)keywords;
  Py_RETURN_NONE;
}

static PyMethodDef ignore_def = { "register_at_fork",
                                  (PyCFunction)(void (*)(void))ignore_hooks,
                                  METH_VARARGS | METH_KEYWORDS,
                                  "Does nothing: scripts cannot fork" };

/// Have modules do nothing in the copies that a fork server makes: it has one
/// thread, so there is nothing to put right, and that would take each copy half
/// a megabyte.  Scripts cannot fork.
static bool
ignore_forks(void)
{
  PyObject* const os       = PyImport_ImportModule("os");
  PyObject* const function = PyCFunction_New(&ignore_def, NULL);
  const bool      replaced =
    os && function && !PyObject_SetAttrString(os, ignore_def.ml_name, function);

  Py_XDECREF(function);
  Py_XDECREF(os);
  return replaced;
}

/// Append the system's package directories to sys.path
static bool
add_packages(void)
{
  PyObject* const site  = PyImport_ImportModule("site");
  PyObject* const paths = PySys_GetObject("path");
  PyObject* const packages =
    site ? PyObject_CallMethod(site, "getsitepackages", NULL) : NULL;
  PyObject* const extended =
    packages ? PyObject_CallMethod(paths, "extend", "O", packages) : NULL;

  Py_XDECREF(extended);
  Py_XDECREF(packages);
  Py_XDECREF(site);
  return extended;
}

/// Import `outboard`, whose classes are needed even if the script does not
static bool
import_module(void)
{
  PyObject* const module = PyImport_ImportModule("outboard");

  Py_XDECREF(module);
  return module;
}

/// What scripts get if they cannot import from files; what these import, too
static const char* const often_used[] = {
  "array",
  "ast",
  "base64",
  "bisect",
  "calendar",
  "cmath",
  "collections",
  "colorsys",
  "contextlib",
  "copy",
  "csv",
  "dataclasses",
  "datetime",
  "decimal",
  "difflib",
  "encodings.latin_1",
  "encodings.utf_16",
  "encodings.utf_8_sig",
  "enum",
  "fractions",
  "functools",
  "graphlib",
  "hashlib",
  "heapq",
  "importlib.abc",
  "importlib.util",
  "inspect",
  "io",
  "itertools",
  "json",
  "linecache",
  "logging",
  "math",
  "numbers",
  "operator",
  "pathlib",
  "pprint",
  "queue",
  "random",
  "re",
  "statistics",
  "string",
  "struct",
  "textwrap",
  "threading",
  "time",
  "traceback",
  "types",
  "typing",
  "unicodedata",
  "uuid",
  "warnings",
  "weakref",
  "zlib",
  "zoneinfo",
};

/// Import what is there of it
static void
import_often_used(void)
{
  for (size_t i = 0U; i < sizeof(often_used) / sizeof(often_used[0]); ++i) {
    PyObject* const module = PyImport_ImportModule(often_used[i]);
    PyErr_Clear();
    Py_XDECREF(module);
  }
}

ObStatus
ob_python_start(const bool is_last_chance)
{
  if (PyImport_AppendInittab("outboard", ob_module_create)) {
    return OB_ERROR;
  }

  PyConfig       config;
  const PyStatus status = initialize(&config);
  PyConfig_Clear(&config);
  if (PyStatus_Exception(status)) {
    fprintf(stderr,
            "outboard-scriptd: Python did not start: %s\n",
            status.err_msg ? status.err_msg : "no reason given");
    return OB_ERROR;
  }

  PyGC_Disable();
  if (!ignore_forks() || !add_packages() || !import_module() ||
      !ob_watchdog_start() || !ob_output_redirect()) {
    PyErr_Print();
    return OB_ERROR;
  }

  if (is_last_chance) {
    import_often_used();
  }
  return OB_SUCCESS;
}
