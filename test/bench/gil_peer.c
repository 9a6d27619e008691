// Copyright 2026 The Outboard authors
// SPDX-License-Identifier: ISC

// The other way to do it: all scripts in the host's process, under one lock

#undef NDEBUG

#include <Python.h>

#include "gil_peer.h"

#include "doorbell.h"

#include <assert.h>

static const char script[] = "from time import perf_counter_ns\n"
                             "def on_note_on(pitch, busy):\n"
                             "    if busy:\n"
                             "        end = perf_counter_ns() + 20_000_000\n"
                             "        while perf_counter_ns() < end:\n"
                             "            pass\n"
                             "    return pitch + 12\n";

static PyObject*      callback;
static PyThreadState* starter;

void
gil_peer_start(void)
{
  Py_InitializeEx(0);

  PyObject* const names = PyDict_New();
  PyDict_SetItemString(names, "__builtins__", PyEval_GetBuiltins());
  PyObject* const result = PyRun_String(script, Py_file_input, names, names);
  assert(result);
  Py_DECREF(result);
  callback = Py_NewRef(PyDict_GetItemString(names, "on_note_on"));
  Py_DECREF(names);
  starter = PyEval_SaveThread();
}

uint64_t
gil_peer_call(const bool busy)
{
  const uint64_t         start = ob_now();
  const PyGILState_STATE state = PyGILState_Ensure();
  PyObject* const        result =
    PyObject_CallFunction(callback, "iO", 60, busy ? Py_True : Py_False);
  assert(result);
  Py_DECREF(result);
  PyGILState_Release(state);
  return ob_now() - start;
}

void
gil_peer_stop(void)
{
  PyEval_RestoreThread(starter);
  Py_DECREF(callback);
  Py_Finalize();
}
