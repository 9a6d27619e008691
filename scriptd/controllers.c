// Copyright 2026 The Outboard authors
// SPDX-License-Identifier: ISC

// The last controller values received; interpreter

#include "controllers.h"

#include "midi.h"
#include "number.h"

/// Values plus 1: 0 where none was received
static uint8_t table[OB_MIDI_CHANNELS][128];

void
ob_controllers_set(const unsigned channel,
                   const unsigned number,
                   const uint8_t  value)
{
  table[channel - 1U][number] = (uint8_t)(value + 1U);
}

PyObject*
ob_controllers_get(PyObject* const module,
                   PyObject* const arguments,
                   PyObject* const keywords)
{
  static char* names[] = { "number", "channel", "default", NULL };

  PyObject* number_object  = NULL;
  PyObject* channel_object = NULL;
  PyObject* initial        = NULL;
  int       number         = 0;
  int       channel        = 1;

  (void)module;
  if (!PyArg_ParseTupleAndKeywords(arguments,
                                   keywords,
                                   "O|OO:cc",
                                   names,
                                   &number_object,
                                   &channel_object,
                                   &initial) ||
      !ob_number_int("number", number_object, 0, 127, &number) ||
      (channel_object &&
       !ob_number_int("channel", channel_object, 1, 16, &channel))) {
    return NULL;
  }

  const uint8_t value = table[channel - 1][number];
  if (value) {
    return PyLong_FromLong(value - 1);
  }

  return initial ? Py_NewRef(initial) : PyLong_FromLong(0);
}
