// Copyright 2026 The Outboard authors
// SPDX-License-Identifier: ISC

// The watchdog's two signals, as they reach a stuck script; interpreter

#include <Python.h>

#include "watchdog.h"

#include "module.h"

#include <signal.h>
#include <stdint.h>
#include <time.h>
#include <unistd.h>

/// What has run for less is not stuck [ms]
#define STUCK_AFTER 500U

/// When the script was entered, or 0 while it does not run [ms]
static uint64_t entered;

/// How often it was entered: a callback may start a task
static unsigned depth;

/// Return a monotonic time, a few milliseconds coarse but cheap, never 0 [ms]
static uint64_t
coarse_time(void)
{
  struct timespec time;
  clock_gettime(CLOCK_MONOTONIC_COARSE, &time);
  return (uint64_t)time.tv_sec * 1000U + (uint64_t)time.tv_nsec / 1000000U + 1U;
}

void
ob_watchdog_enter(void)
{
  if (!depth++) {
    entered = coarse_time();
  }
}

void
ob_watchdog_leave(void)
{
  if (!--depth) {
    entered = 0U;
  }
}

/// What Python calls after SIGUSR2
static PyObject*
on_timeout(PyObject* const self, PyObject* const arguments)
{
  (void)self;
  (void)arguments;

  if (entered && coarse_time() - entered > STUCK_AFTER) {
    PyErr_SetString(ob_module_timeout(), "the script took too long");
    return NULL;
  }

  Py_RETURN_NONE;
}

static PyMethodDef timeout_def = { "on_timeout",
                                   on_timeout,
                                   METH_VARARGS,
                                   NULL };

/// Have Python call on_timeout() after SIGUSR2
static bool
handle_timeout(void)
{
  PyObject* const signals = PyImport_ImportModule("signal");
  PyObject* const handler =
    signals ? PyCFunction_New(&timeout_def, NULL) : NULL;
  PyObject* const former =
    handler ? PyObject_CallMethod(signals, "signal", "iO", SIGUSR2, handler)
            : NULL;

  Py_XDECREF(former);
  Py_XDECREF(handler);
  Py_XDECREF(signals);
  return former;
}

/// Have faulthandler write tracebacks on SIGUSR1 and on crashes
static bool
handle_traceback(void)
{
  PyObject* const module = PyImport_ImportModule("faulthandler");
  PyObject* const enabled =
    module
      ? PyObject_CallMethod(module, "enable", "iO", STDERR_FILENO, Py_False)
      : NULL;
  PyObject* const registered =
    enabled ? PyObject_CallMethod(
                module, "register", "iiO", SIGUSR1, STDERR_FILENO, Py_False)
            : NULL;

  Py_XDECREF(registered);
  Py_XDECREF(enabled);
  Py_XDECREF(module);
  return registered;
}

/// Have the system forget faulthandler's handlers of crashes when they are
/// called: the jail does not let faulthandler do so, and it would go in circles
static bool
handle_crashes_once(void)
{
  static const int crashes[] = { SIGABRT, SIGBUS, SIGFPE, SIGILL, SIGSEGV };

  for (size_t i = 0U; i < sizeof(crashes) / sizeof(crashes[0]); ++i) {
    struct sigaction action;
    if (sigaction(crashes[i], NULL, &action)) {
      return false;
    }
    action.sa_flags |= (int)SA_RESETHAND;
    if (sigaction(crashes[i], &action, NULL)) {
      return false;
    }
  }

  return true;
}

bool
ob_watchdog_start(void)
{
  return handle_timeout() && handle_traceback() && handle_crashes_once();
}
