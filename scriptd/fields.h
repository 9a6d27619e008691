// Copyright 2026 The Outboard authors
// SPDX-License-Identifier: ISC

// The fields of every event class: names, ranges, bytes; interpreter

#ifndef OUTBOARD_FIELDS_H
#define OUTBOARD_FIELDS_H

#include "midi.h"
#include "names.h"
#include "timing.h"

#include <Python.h>

#include <stdbool.h>
#include <stdint.h>

/// A field that is a number
typedef struct
{
  ObName name;
  int    low;
  int    high;
  int    initial; ///< If not given, or INT_MIN if it must be
} ObField;

/// What a script sees of an ObKind
typedef struct
{
  const char* name;
  const char* doc;
  unsigned    count;     ///< Of `fields`; 0: the class has `data` instead
  ObField     fields[2]; ///< In the order of the constructor's arguments
} ObEventClass;

/// The values of an event's fields
typedef struct
{
  ObKind    kind;
  int       channel;   ///< 1 to 16
  int       values[2]; ///< Of ObEventClass.fields
  PyObject* data;      ///< Bytes, or NULL if the class has none; owned
} ObFields;

/// Return the class of a kind
const ObEventClass*
ob_event_class(ObKind kind);

/// Return the values of a new event, INT_MIN where one must be given
ObFields
ob_fields_initial(ObKind kind);

/// Let go of `data`
void
ob_fields_clear(ObFields* fields);

/**
   Change fields as a call's arguments say.

   @param n_positional How many arguments have no keyword, at most one per
   field and the channel.
   @param keywords Tuple of the others' names, or NULL.
   @param timing Takes timing keywords; NULL if the call has none.
   @param length Whether beats= and ms= are known.
   @return False with a Python exception set.
*/
bool
ob_fields_parse(ObFields*        fields,
                PyObject* const* arguments,
                Py_ssize_t       n_positional,
                PyObject*        keywords,
                ObTiming*        timing,
                bool             length);

/// Return the fields of a message that is ob_midi_valid(); `data` may be NULL
/// without memory, with a Python exception set
ObFields
ob_fields_decode(const uint8_t* bytes, uint32_t size);

/**
   Return the message that fields make.

   @param buffer Room for a short message.
   @param size Set to the message's size.
   @return Either `buffer` or the bytes in `fields->data`.
*/
const uint8_t*
ob_fields_encode(const ObFields* fields, uint8_t buffer[3], uint32_t* size);

#endif // OUTBOARD_FIELDS_H
