// Copyright 2026 The Outboard authors
// SPDX-License-Identifier: ISC

// What a script saves with the session: on_load(), on_save(); interpreter

#include <Python.h>

#include "state.h"

#include "chunks.h"
#include "codec.h"
#include "control.h"
#include "doorbell.h"
#include "moment.h"
#include "output.h"
#include "profile.h"
#include "report.h"
#include "watchdog.h"

#include <string.h>

/// Between two calls of on_save() that nobody asked for [ns]
#define SAVE_PERIOD UINT64_C(1000000000)

/// After this long without a pause, it is called nevertheless [ns]
#define SAVE_OVERDUE UINT64_C(5000000000)

/// When to try again to send to a host that is behind [ns]
#define RETRY 2000000U

static const ObScript* script;

static PyObject* saved;     ///< What on_load() gets, or NULL; a dict
static PyObject* last;      ///< The last good text, or NULL
static ObChunks  sending;   ///< What is on its way to the host
static bool      loaded;    ///< Whether on_load() has been called
static bool      touched;   ///< Since on_save() was called
static uint64_t  last_time; ///< When that was [ns]
static uint64_t  sent_time; ///< When `sending` was last tried [ns]

/// Say that there is nothing to load after all
static void
warn_unreadable(void)
{
  static const char text[] =
    "the saved state is unreadable: the script starts without it";

  PyErr_Clear();
  ob_output_log(OB_LOG_WARNING, text, sizeof(text) - 1U, true);
}

void
ob_state_init(const ObScript* const of,
              const char* const     text,
              const size_t          size)
{
  script    = of;
  last_time = ob_now();
  if (size) {
    saved = ob_codec_decode(text, size);
    last  = saved ? PyBytes_FromStringAndSize(text, (Py_ssize_t)size) : NULL;
    if (!last) {
      warn_unreadable();
    }
  }

  if (script->callbacks[OB_ON_SAVE]) {
    ob_control_offer_state();
  }
}

/// Call on_load(); return whether that went well
static bool
call_load(PyObject* const argument)
{
  ob_watchdog_enter();
  const uint64_t  entered = ob_profile_enter();
  PyObject* const result =
    PyObject_CallOneArg(script->callbacks[OB_ON_LOAD], argument);
  ob_profile_leave(OB_ON_LOAD, entered);
  ob_watchdog_leave();

  if (!result) {
    ob_report_callback(OB_ON_LOAD, argument);
  }
  Py_XDECREF(result);
  return result;
}

void
ob_state_load(void)
{
  if (loaded) {
    return;
  }

  loaded = true;
  if (!script->callbacks[OB_ON_LOAD]) {
    return;
  }

  PyObject* const empty = PyDict_New();
  if (!empty) {
    ob_report_callback(OB_ON_LOAD, NULL);
  } else if (!saved) {
    call_load(empty);
  } else if (!call_load(saved)) {
    call_load(empty);
  }

  Py_CLEAR(saved);
  Py_XDECREF(empty);
}

void
ob_state_touch(void)
{
  touched = true;
}

/// Return what on_save() returns
static PyObject*
call_save(void)
{
  ob_moment_set_saving(ob_now());
  ob_watchdog_enter();
  const uint64_t  entered = ob_profile_enter();
  PyObject* const result  = PyObject_CallNoArgs(script->callbacks[OB_ON_SAVE]);
  ob_profile_leave(OB_ON_SAVE, entered);
  ob_watchdog_leave();
  ob_moment_set_idle(ob_now());

  return result;
}

/// Return the text that stands for the state
static PyObject*
encode(PyObject* const state)
{
  if (!PyDict_Check(state)) {
    PyErr_Format(PyExc_TypeError,
                 "on_save() must return a dict, not %s",
                 state == Py_None ? "None" : Py_TYPE(state)->tp_name);
    return NULL;
  }

  PyObject* const text = ob_codec_encode(state);
  if (text && PyBytes_GET_SIZE(text) > (Py_ssize_t)OB_STATE_MAX) {
    PyErr_Format(PyExc_ValueError,
                 "what is saved takes %zd bytes, but there is room for %u",
                 PyBytes_GET_SIZE(text),
                 OB_STATE_MAX);
    Py_DECREF(text);
    return NULL;
  }

  return text;
}

/// Bring `last` up to date; return whether it has changed
static bool
save(void)
{
  PyObject* const state = call_save();
  PyObject* const text  = state ? encode(state) : NULL;

  touched   = false;
  last_time = ob_now();
  Py_XDECREF(state);
  if (!text) {
    ob_report_callback(OB_ON_SAVE, NULL);
    return false;
  }

  const bool same = last && PyBytes_GET_SIZE(last) == PyBytes_GET_SIZE(text) &&
                    !memcmp(PyBytes_AS_STRING(last),
                            PyBytes_AS_STRING(text),
                            (size_t)PyBytes_GET_SIZE(text));
  Py_XSETREF(last, text);
  return !same;
}

/// Send what the host takes; return whether there is more to send
static bool
send_more(void)
{
  sent_time = ob_now();
  return ob_chunks_send(&sending) == OB_FULL;
}

/// Begin to send the last good text
static void
send_last(const uint32_t id)
{
  PyObject* const text =
    last ? Py_NewRef(last) : PyBytes_FromStringAndSize(NULL, 0);

  if (text) {
    ob_chunks_begin(&sending, OB_MESSAGE_STATE, id, text);
    send_more();
  }
}

bool
ob_state_take(const uint64_t now, const bool quiet)
{
  if (!script->callbacks[OB_ON_SAVE] || (sending.text && send_more())) {
    return false;
  }

  const uint32_t asked   = ob_control_asked();
  const uint64_t due     = last_time + (quiet ? SAVE_PERIOD : SAVE_OVERDUE);
  const bool     wanted  = loaded && (asked || (touched && now >= due));
  const bool     changed = wanted && save();

  if (asked) {
    send_last(asked);
    ob_control_answered(asked);
  } else if (changed) {
    send_last(0U);
  }

  return wanted;
}

uint64_t
ob_state_time(const uint64_t quiet)
{
  const uint64_t due = last_time + SAVE_PERIOD;

  if (sending.text) {
    return sent_time + RETRY;
  }
  if (ob_control_asked()) {
    return 0U;
  }

  return loaded && touched && script->callbacks[OB_ON_SAVE]
           ? (due > quiet ? due : quiet)
           : OB_NEVER;
}
