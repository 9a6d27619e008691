// Copyright 2026 The Outboard authors
// SPDX-License-Identifier: ISC

// When something that a script sends is due; interpreter

#include "timing.h"

#include "moment.h"
#include "number.h"
#include "warn.h"

#include <math.h>

/// Times farther away than this are a slip of the pen [ms], [quarters]
static const double farthest = 1.0e9;

/// And so are frames beyond this
static const double last_frame = 9.0e15;

bool
ob_timing_take(ObTiming* const timing, const ObName name, PyObject* const value)
{
  const bool    is_length = name == OB_NAME_BEATS || name == OB_NAME_MS;
  bool* const   given     = is_length ? &timing->has_length : &timing->delayed;
  ObName* const which     = is_length ? &timing->unit : &timing->when;
  double* const number    = is_length ? &timing->length : &timing->when_value;

  if (*given) {
    PyErr_Format(PyExc_TypeError,
                 "%s= and %s= cannot be used together",
                 ob_name_text(*which),
                 ob_name_text(name));
    return false;
  }

  const double limit = name == OB_NAME_AT_FRAME ? last_frame : farthest;
  if (!ob_number_double(
        ob_name_text(name), value, is_length ? 0.0 : -limit, limit, number)) {
    return false;
  }

  *given = true;
  *which = name;
  return true;
}

ObDue
ob_due_now(void)
{
  const ObMoment* const moment = ob_moment();

  return (ObDue){ OB_ANCHOR_FRAME, moment->frame, 0.0, 0.0, moment->order };
}

/// Return what is due `frames` from now
static ObDue
due_in_frames(const double frames)
{
  const double whole = floor(frames + 0.5);
  if (whole < 1.0) {
    return ob_due_now();
  }

  const uint64_t frame = ob_moment()->frame + (uint64_t)whole;
  return (ObDue){ OB_ANCHOR_FRAME, frame, 0.0, whole, 0U };
}

/// Say, once, that a script looks farther ahead than it has announced
static void
warn_too_early(const double frames)
{
  static bool warned;

  if (!warned) {
    const ObMoment* const moment = ob_moment();
    PyObject* const given = PyFloat_FromDouble(frames * 1000.0 / moment->rate);
    PyObject* const most =
      PyFloat_FromDouble(0.0 - (double)moment->latency * 1000.0 / moment->rate);

    warned = true;
    if (given && most) {
      ob_warn_here(
        "after_ms=%R is further back than LATENCY_MS allows: %R", given, most);
    }
    Py_XDECREF(most);
    Py_XDECREF(given);
  }
}

/// Return what is due `frames` from now, or so many before
static ObDue
due_around(const double frames)
{
  const ObMoment* const moment = ob_moment();
  const double          latest = (double)moment->latency;
  const double          first  = (double)moment->frame;
  const double          room   = latest < first ? latest : first;
  double                whole  = floor(frames + 0.5);

  if (whole < -latest) {
    warn_too_early(frames);
  }
  if (whole < -room) {
    whole = -room;
  }
  if (whole > -1.0) {
    return due_in_frames(frames);
  }

  const uint64_t frame = moment->frame - (uint64_t)-whole;
  return (ObDue){ OB_ANCHOR_FRAME, frame, 0.0, whole, 0U };
}

/// Return what is due `beats` from `now`
static ObDue
due_in_beats(const ObAnchor anchor, const double now, const double beats)
{
  return beats > 0.0
           ? (ObDue){ anchor, ob_moment()->frame, now + beats, beats, 0U }
           : ob_due_now();
}

bool
ob_due_resolve(ObDue* const due, const ObTiming* const timing)
{
  const ObMoment* const moment = ob_moment();
  if (moment->phase == OB_PHASE_LOADING || moment->phase == OB_PHASE_SAVING) {
    PyErr_SetString(PyExc_RuntimeError,
                    moment->phase == OB_PHASE_LOADING
                      ? "nothing can be sent while the script loads: "
                        "send from a callback"
                      : "nothing can be sent from on_save()");
    return false;
  }

  if (!timing->delayed) {
    *due = ob_due_now();
    return true;
  }

  const double value = timing->when_value;
  if (timing->when == OB_NAME_AFTER_MS) {
    *due = due_around(value * moment->rate / 1000.0);
  } else if (timing->when == OB_NAME_AT_FRAME) {
    *due = due_in_frames(value - (double)moment->frame);
  } else if (timing->when == OB_NAME_AFTER_BEATS) {
    *due = due_in_beats(OB_ANCHOR_ELAPSED, ob_moment_elapsed(), value);
  } else {
    const double now = ob_moment_beat();
    *due             = due_in_beats(OB_ANCHOR_SONG, now, value - now);
  }

  return true;
}

ObDue
ob_due_after(const ObDue* const due)
{
  return due->anchor == OB_ANCHOR_FRAME
           ? due_around(due->delay)
           : due_in_beats(OB_ANCHOR_ELAPSED, ob_moment_elapsed(), due->delay);
}

uint64_t
ob_due_frame(const ObDue* const due)
{
  if (due->anchor == OB_ANCHOR_FRAME) {
    return due->frame;
  }

  const uint64_t frame = ob_moment_frame_of(due->anchor, due->beat);
  return frame > due->frame ? frame : due->frame;
}
