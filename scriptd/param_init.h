// Copyright 2026 The Outboard authors
// SPDX-License-Identifier: ISC

// What a parameter is made of, from its constructor's arguments; interpreter

#ifndef OUTBOARD_PARAM_INIT_H
#define OUTBOARD_PARAM_INIT_H

#include "param.h"

#include <Python.h>

#include <stdbool.h>

/// The arguments of all constructors; borrowed, NULL where not given
typedef struct
{
  PyObject* id;
  PyObject* label;
  PyObject* low;
  PyObject* high;
  PyObject* initial;
  PyObject* unit;
  PyObject* curve;
  PyObject* group;
  PyObject* count;
  PyObject* choices;
} ObParamArguments;

/// Check the texts; set range, choices and initial value; false with an
/// exception set
bool
ob_param_init(ObParam* param, const ObParamArguments* arguments);

#endif // OUTBOARD_PARAM_INIT_H
