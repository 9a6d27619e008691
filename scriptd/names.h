// Copyright 2026 The Outboard authors
// SPDX-License-Identifier: ISC

// The keywords of the language, interned once; interpreter

#ifndef OUTBOARD_NAMES_H
#define OUTBOARD_NAMES_H

#include <Python.h>

#include <stdbool.h>

/// Keywords of events, send() and play()
typedef enum
{
  OB_NAME_PITCH,
  OB_NAME_VELOCITY,
  OB_NAME_NUMBER,
  OB_NAME_VALUE,
  OB_NAME_DATA,
  OB_NAME_CHANNEL,
  OB_NAME_AFTER_MS,
  OB_NAME_AFTER_BEATS,
  OB_NAME_AT_BEAT,
  OB_NAME_AT_FRAME,
  OB_NAME_BEATS,
  OB_NAME_MS
} ObName;

/// Number of values of ObName
#define OB_NAMES 12U

/// Intern all names; false with a Python exception set
bool
ob_names_init(void);

/// Return the ObName of a keyword, or OB_NAMES if it is none
unsigned
ob_name_find(PyObject* keyword);

/// Return a name's text
const char*
ob_name_text(ObName name);

#endif // OUTBOARD_NAMES_H
