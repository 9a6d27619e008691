// Copyright 2026 The Outboard authors
// SPDX-License-Identifier: ISC

// The event classes of the language; interpreter

#ifndef OUTBOARD_EVENT_H
#define OUTBOARD_EVENT_H

#include "fields.h"
#include "midi.h"

#include <Python.h>

#include <stdbool.h>
#include <stdint.h>

/// An event as a script sees it; also the start of every ObNote
typedef struct
{
  PyObject_HEAD PyObject* data;      ///< Bytes of SysEx and Raw, else NULL
  uint64_t                frame;     ///< When it arrived or was made
  double                  beat;      ///< Song position then [quarter notes]
  uint8_t                 kind;      ///< ObKind
  uint8_t                 channel;   ///< 1 to 16
  int16_t                 values[2]; ///< Of ObEventClass.fields
} ObEventObject;

/// Make the classes and add them to the module; false with an exception set
bool
ob_event_add_types(PyObject* module);

/// Return the class of a kind of event
PyTypeObject*
ob_event_type(ObKind kind);

/// Return a new event of this moment, or NULL; takes over `fields->data`
PyObject*
ob_event_new(ObFields* fields);

/// Return the fields of an event; `data` is a new reference
ObFields
ob_event_fields(const ObEventObject* event);

/// Refuse an assignment: "use send(pitch=...)"
int
ob_event_setattr(PyObject* self, PyObject* name, PyObject* value);

#endif // OUTBOARD_EVENT_H
