// Copyright 2026 The Outboard authors
// SPDX-License-Identifier: ISC

// The fields of every event class: names, ranges, bytes; interpreter

#include "fields.h"

#include "number.h"
#include "record.h"

#include <stdio.h>

/// Stands for a value that was not given: no field's range has it
#define MISSING INT_MIN

static const ObEventClass classes[OB_KINDS] = {
  { "NoteOff",
    "NoteOff(pitch, velocity=64, channel=1)",
    2U,
    { { OB_NAME_PITCH, 0, 127, MISSING }, { OB_NAME_VELOCITY, 0, 127, 64 } } },
  { "NoteOn",
    "NoteOn(pitch, velocity=100, channel=1)",
    2U,
    { { OB_NAME_PITCH, 0, 127, MISSING }, { OB_NAME_VELOCITY, 1, 127, 100 } } },
  { "PolyPressure",
    "PolyPressure(pitch, value, channel=1)",
    2U,
    { { OB_NAME_PITCH, 0, 127, MISSING },
      { OB_NAME_VALUE, 0, 127, MISSING } } },
  { "CC",
    "CC(number, value, channel=1)",
    2U,
    { { OB_NAME_NUMBER, 0, 127, MISSING },
      { OB_NAME_VALUE, 0, 127, MISSING } } },
  { "ProgramChange",
    "ProgramChange(number, channel=1)",
    1U,
    { { OB_NAME_NUMBER, 0, 127, MISSING } } },
  { "ChannelPressure",
    "ChannelPressure(value, channel=1)",
    1U,
    { { OB_NAME_VALUE, 0, 127, MISSING } } },
  { "PitchBend",
    "PitchBend(value, channel=1)",
    1U,
    { { OB_NAME_VALUE, -8192, 8191, MISSING } } },
  { "SysEx", "SysEx(data): from F0 to F7", 0U, { { 0 } } },
  { "Raw", "Raw(data): any other message", 0U, { { 0 } } },
};

const ObEventClass*
ob_event_class(const ObKind kind)
{
  return &classes[kind];
}

ObFields
ob_fields_initial(const ObKind kind)
{
  const ObField* const fields = classes[kind].fields;

  return (ObFields){ .kind    = kind,
                     .channel = 1,
                     .values  = { fields[0].initial, fields[1].initial } };
}

void
ob_fields_clear(ObFields* const fields)
{
  Py_CLEAR(fields->data);
}

/// Set `data` to what a script gave
static bool
set_data(ObFields* const fields, PyObject* const value)
{
  PyObject* const bytes = PyBytes_FromObject(value);
  if (!bytes) {
    if (!PyErr_ExceptionMatches(PyExc_MemoryError)) {
      PyErr_Format(PyErr_ExceptionMatches(PyExc_ValueError) ? PyExc_ValueError
                                                            : PyExc_TypeError,
                   "data must be bytes, or numbers from 0 to 255, not %R",
                   value);
    }
    return false;
  }

  const Py_ssize_t     size = PyBytes_GET_SIZE(bytes);
  const uint8_t* const data = (const uint8_t*)PyBytes_AS_STRING(bytes);
  if (size < 1 || size > (Py_ssize_t)OB_MIDI_MAX ||
      !ob_midi_valid(data, (uint32_t)size) ||
      ob_midi_kind(data, (uint32_t)size) != fields->kind) {
    Py_DECREF(bytes);
    PyErr_Format(PyExc_ValueError,
                 fields->kind == OB_KIND_SYSEX
                   ? "data must start with F0, end with F7, be below 80 "
                     "between, and have up to %u bytes"
                   : "data must be one whole system message, not of a kind "
                     "that has a class of its own",
                 OB_MIDI_MAX);
    return false;
  }

  Py_XSETREF(fields->data, bytes);
  return true;
}

/// Return whether a keyword has a meaning for events of a class
static bool
has_name(const ObEventClass* const class,
         const ObName name,
         const bool   timed,
         const bool   length)
{
  if (name >= OB_NAME_BEATS) {
    return timed && length;
  }
  if (name > OB_NAME_CHANNEL) {
    return timed;
  }

  return name == OB_NAME_CHANNEL ? class->count
         : name == OB_NAME_DATA
           ? !class->count
           : class->count &&
               (name == class->fields[0].name ||
                (class->count > 1U && name == class->fields[1].name));
}

/// Say that a class has no field of this name
static bool
refuse_name(const ObFields* const fields,
            PyObject* const       keyword,
            const bool            timed,
            const bool            length)
{
  const ObEventClass* const class = &classes[fields->kind];
  char   list[128]                = "";
  size_t size                     = 0U;

  for (unsigned i = 0U; i < OB_NAMES; ++i) {
    if (has_name(class, (ObName)i, timed, length)) {
      size += (size_t)snprintf(list + size,
                               sizeof(list) - size,
                               "%s%s",
                               size ? ", " : "",
                               ob_name_text((ObName)i));
    }
  }

  PyErr_Format(
    PyExc_TypeError, "%s has no %R here, only %s", class->name, keyword, list);
  return false;
}

/// Set the field of this name
static bool
set_field(ObFields* const fields, const ObName name, PyObject* const value)
{
  const ObEventClass* const class = &classes[fields->kind];

  if (name == OB_NAME_CHANNEL && class->count) {
    return ob_number_int("channel", value, 1, 16, &fields->channel);
  }

  if (name == OB_NAME_DATA && !class->count) {
    return set_data(fields, value);
  }

  for (unsigned i = 0U; i < class->count; ++i) {
    const ObField* const field = &class->fields[i];
    if (name == field->name) {
      return ob_number_int(
        ob_name_text(name), value, field->low, field->high, &fields->values[i]);
    }
  }

  PyErr_Format(
    PyExc_TypeError, "%s has no %s", class->name, ob_name_text(name));
  return false;
}

/// Set the fields given without a keyword
static bool
set_positional(ObFields* const  fields,
               PyObject* const* arguments,
               const Py_ssize_t count)
{
  const ObEventClass* const class = &classes[fields->kind];
  const Py_ssize_t most           = class->count ? class->count + 1 : 1;

  if (count > most) {
    PyErr_Format(PyExc_TypeError,
                 "%s takes at most %zd values, not %zd",
                 class->doc,
                 most,
                 count);
    return false;
  }

  for (Py_ssize_t i = 0; i < count; ++i) {
    const ObName name = i < class->count ? class->fields[i].name
                        : class->count   ? OB_NAME_CHANNEL
                                         : OB_NAME_DATA;
    if (!set_field(fields, name, arguments[i])) {
      return false;
    }
  }

  return true;
}

/// Return whether all fields have a value
static bool
is_complete(const ObFields* const fields)
{
  const ObEventClass* const class = &classes[fields->kind];

  for (unsigned i = 0U; i < class->count; ++i) {
    if (fields->values[i] == MISSING) {
      PyErr_Format(PyExc_TypeError,
                   "%s needs %s",
                   class->doc,
                   ob_name_text(class->fields[i].name));
      return false;
    }
  }

  if (!class->count && !fields->data) {
    PyErr_Format(PyExc_TypeError, "%s needs data", class->doc);
    return false;
  }

  return true;
}

bool
ob_fields_parse(ObFields* const  fields,
                PyObject* const* arguments,
                const Py_ssize_t n_positional,
                PyObject* const  keywords,
                ObTiming* const  timing,
                const bool       length)
{
  const Py_ssize_t n_keywords = keywords ? PyTuple_GET_SIZE(keywords) : 0;

  if (n_positional && !set_positional(fields, arguments, n_positional)) {
    return false;
  }

  for (Py_ssize_t i = 0; i < n_keywords; ++i) {
    PyObject* const keyword   = PyTuple_GET_ITEM(keywords, i);
    PyObject* const value     = arguments[n_positional + i];
    const unsigned  name      = ob_name_find(keyword);
    const bool      is_length = name == OB_NAME_BEATS || name == OB_NAME_MS;

    if (name >= OB_NAMES ||
        (name > OB_NAME_CHANNEL && (!timing || (is_length && !length)))) {
      return refuse_name(fields, keyword, timing, length);
    }

    if (name > OB_NAME_CHANNEL ? !ob_timing_take(timing, (ObName)name, value)
                               : !set_field(fields, (ObName)name, value)) {
      return false;
    }
  }

  return is_complete(fields);
}

ObFields
ob_fields_decode(const uint8_t* const bytes, const uint32_t size)
{
  ObFields fields = { .kind = ob_midi_kind(bytes, size), .channel = 1 };

  if (!classes[fields.kind].count) {
    fields.data =
      PyBytes_FromStringAndSize((const char*)bytes, (Py_ssize_t)size);
    return fields;
  }

  fields.channel   = (bytes[0] & 0x0F) + 1;
  fields.values[0] = bytes[1];
  if (fields.kind == OB_KIND_PITCH_BEND) {
    fields.values[0] = (bytes[1] | (bytes[2] << 7)) - (int)OB_MIDI_BEND_CENTRE;
  } else if (size > 2U) {
    fields.values[1] = bytes[2];
  }

  return fields;
}

const uint8_t*
ob_fields_encode(const ObFields* const fields,
                 uint8_t               buffer[3],
                 uint32_t* const       size)
{
  if (fields->data) {
    *size = (uint32_t)PyBytes_GET_SIZE(fields->data);
    return (const uint8_t*)PyBytes_AS_STRING(fields->data);
  }

  // The kinds of channel messages are in the order of their status bytes
  buffer[0] = (uint8_t)(0x80U | ((unsigned)fields->kind << 4U) |
                        ((unsigned)fields->channel - 1U));
  if (fields->kind == OB_KIND_PITCH_BEND) {
    const unsigned bend = (unsigned)fields->values[0] + OB_MIDI_BEND_CENTRE;
    buffer[1]           = (uint8_t)(bend & 0x7FU);
    buffer[2]           = (uint8_t)(bend >> 7U);
  } else {
    buffer[1] = (uint8_t)fields->values[0];
    buffer[2] = (uint8_t)fields->values[1];
  }

  *size = (fields->kind == OB_KIND_PROGRAM_CHANGE ||
           fields->kind == OB_KIND_CHANNEL_PRESSURE)
            ? 2U
            : 3U;
  return buffer;
}
