// Copyright 2026 The Outboard authors
// SPDX-License-Identifier: ISC

// What is done while the host wants nothing; interpreter

#include <Python.h>

#include "rest.h"

#include "dispatch.h"
#include "doorbell.h"
#include "moment.h"
#include "output.h"
#include "report.h"
#include "show.h"
#include "state.h"
#include "watchdog.h"

/// After this long without work, garbage is collected [ns]
#define QUIET 200000000U

/// Without such a pause, whether to collect is asked this often [ns]
#define BUSY UINT64_C(5000000000)

/// And so many containers more than before are reason enough
#define LITTER 20000

/// Between two calls of on_idle() [ns]
#define IDLE_PERIOD 250000000U

/// Between two reports of repeated errors and lines left out [ns]
#define TALK_PERIOD UINT64_C(5000000000)

void
ob_rest_init(ObRest* const         rest,
             const ObScript* const script,
             ObChildWords* const   words)
{
  const uint64_t now = ob_now();

  *rest = (ObRest){
    .script    = script,
    .words     = words,
    .last_work = now,
    .last_look = now,
    .last_idle = now,
    .last_talk = now,
  };
}

/// Return when garbage is to be collected
static uint64_t
collection_time(const ObRest* const rest)
{
  return rest->dirty ? rest->last_work + QUIET : OB_NEVER;
}

static uint64_t
idle_time(const ObRest* const rest)
{
  // Offline, the loop counts frames instead
  return rest->script->callbacks[OB_ON_IDLE] && !ob_moment_is_offline()
           ? rest->last_idle + IDLE_PERIOD
           : OB_NEVER;
}

static uint64_t
save_time(const ObRest* const rest)
{
  return ob_state_time(rest->last_work + QUIET);
}

static uint64_t
talk_time(const ObRest* const rest)
{
  return ob_report_pending() || ob_output_pending()
           ? rest->last_talk + TALK_PERIOD
           : OB_NEVER;
}

/// Tell the host that what it has not asked for begins or ends
static void
count_resting(ObRest* const rest)
{
  atomic_fetch_add_explicit(&rest->words->resting, 1U, memory_order_relaxed);
}

/// Let the script's state be saved if it is time; return whether it was
static bool
take_state(const ObRest* const rest, const uint64_t now)
{
  return ob_state_take(now, now >= rest->last_work + QUIET);
}

/// Collect what reference counts do not
static void
collect(ObRest* const rest, const uint64_t now)
{
  PyGC_Enable();
  PyGC_Collect();
  PyGC_Disable();
  rest->dirty     = false;
  rest->last_look = now;
}

/// Return whether a script that never pauses has left much lying about
static bool
is_littered(ObRest* const rest, const uint64_t now)
{
  if (now - rest->last_look < BUSY) {
    return false;
  }

  rest->last_look    = now;
  PyObject* const gc = PyImport_ImportModule("gc");
  PyObject* const counts =
    gc ? PyObject_CallMethod(gc, "get_count", NULL) : NULL;
  const bool much = counts && PyTuple_Check(counts) &&
                    PyTuple_GET_SIZE(counts) &&
                    PyLong_AsLong(PyTuple_GET_ITEM(counts, 0)) > LITTER;

  PyErr_Clear();
  Py_XDECREF(counts);
  Py_XDECREF(gc);
  return much;
}

/// Do what is due
static void
take(ObRest* const rest, const bool worked)
{
  const uint64_t now = ob_now();
  if (worked) {
    rest->last_work = now;
    rest->dirty     = true;
    ob_state_touch();
    ob_show_take(now);
    if (take_state(rest, now)) {
      return;
    }
    if (is_littered(rest, now)) {
      collect(rest, now);
    }
    return;
  }

  if (now >= ob_show_time()) {
    ob_show_take(now);
  } else if (now >= save_time(rest)) {
    take_state(rest, now);
  } else if (now >= collection_time(rest)) {
    collect(rest, now);
  } else if (now >= talk_time(rest)) {
    ob_report_repeats();
    ob_output_flush();
    rest->last_talk = now;
  } else if (now >= idle_time(rest)) {
    rest->last_idle = now;
    ob_moment_set_idle(now);
    ob_dispatch_idle(rest->script);
    ob_state_touch();
  }
}

void
ob_rest_take(ObRest* const rest, const bool worked)
{
  // Not only callbacks: what is collected as garbage may have finalizers
  count_resting(rest);
  ob_watchdog_enter();
  take(rest, worked);
  ob_watchdog_leave();
  count_resting(rest);
}

uint64_t
ob_rest_deadline(const ObRest* const rest)
{
  const uint64_t times[] = { collection_time(rest),
                             idle_time(rest),
                             talk_time(rest),
                             save_time(rest),
                             ob_show_time() };
  uint64_t       first   = OB_NEVER;

  for (unsigned i = 0U; i < sizeof(times) / sizeof(times[0]); ++i) {
    first = times[i] < first ? times[i] : first;
  }

  return first;
}
