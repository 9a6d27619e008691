// Copyright 2026 The Outboard authors
// SPDX-License-Identifier: ISC

// Random numbers that repeat; interpreter

#include "chance.h"

#include "output.h"

/// The methods seed() of `rng` and of the module `random`
static PyObject* seeds[2];

/// Call both with the same number; false with an exception set
static bool
restart(void)
{
  PyObject* const number = PyLong_FromLong(0);
  bool            good   = number;

  for (unsigned i = 0U; good && i < 2U; ++i) {
    PyObject* const result = PyObject_CallOneArg(seeds[i], number);
    good                   = result;
    Py_XDECREF(result);
  }

  Py_XDECREF(number);
  return good;
}

bool
ob_chance_add(PyObject* const module)
{
  PyObject* const random = PyImport_ImportModule("random");
  PyObject* const rng =
    random ? PyObject_CallMethod(random, "Random", NULL) : NULL;

  // Taken now: scripts may replace what is in the module
  seeds[0] = rng ? PyObject_GetAttrString(rng, "seed") : NULL;
  seeds[1] = rng ? PyObject_GetAttrString(random, "seed") : NULL;

  const bool added = seeds[0] && seeds[1] && restart() &&
                     !PyModule_AddObjectRef(module, "rng", rng);
  Py_XDECREF(rng);
  Py_XDECREF(random);
  return added;
}

void
ob_chance_restart(void)
{
  static const char text[] = "the random numbers could not be started again";

  if (!restart()) {
    PyErr_Clear();
    ob_output_log(OB_LOG_WARNING, text, sizeof(text) - 1U, true);
  }
}
