// Copyright 2026 The Outboard authors
// SPDX-License-Identifier: ISC

// When something that a script sends is due; interpreter

#ifndef OUTBOARD_TIMING_H
#define OUTBOARD_TIMING_H

#include "names.h"
#include "record.h"

#include <Python.h>

#include <stdbool.h>
#include <stdint.h>

/// The timing keywords of one call, as given
typedef struct
{
  bool   delayed;    ///< Whether one of after_* and at_* was given
  ObName when;       ///< Which one
  double when_value; ///< Its value
  bool   has_length; ///< Whether beats= or ms= was given
  ObName unit;       ///< Which one
  double length;     ///< Its value
} ObTiming;

/// When something is due
typedef struct
{
  ObAnchor anchor;
  uint64_t frame; ///< When, for OB_ANCHOR_FRAME; else when it was sent
  double   beat;  ///< When, for the others [quarter notes]
  double   delay; ///< From now to then [frames], or [quarter notes] if by beats
  uint16_t order; ///< As ObSend.order
} ObDue;

/**
   Take one timing keyword.

   @return False with a Python exception set.
*/
bool
ob_timing_take(ObTiming* timing, ObName name, PyObject* value);

/**
   Say when something sent now is due; what is past means now.

   @return False with a Python exception set: nothing may be sent now, or it is
   out of all reason.
*/
bool
ob_due_resolve(ObDue* due, const ObTiming* timing);

/// Return what is due now, within a callback
ObDue
ob_due_now(void);

/// Return now moved on by the delay of `due`
ObDue
ob_due_after(const ObDue* due);

/// Return the frame at which something is due if the tempo stays
uint64_t
ob_due_frame(const ObDue* due);

#endif // OUTBOARD_TIMING_H
