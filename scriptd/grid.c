// Copyright 2026 The Outboard authors
// SPDX-License-Identifier: ISC

// Lines at equal distances, every second one delayed by swing; interpreter

#include "grid.h"

#include "number.h"
#include "param.h"
#include "param_type.h"

#include <math.h>

/// Steps beyond these are a slip of the pen [quarter notes]
static const double least_step = 1.0 / 256.0;
static const double most_step  = 4096.0;

/// Take a number from an object or, if it is a parameter, from its value
static bool
read_number(const char* const name, PyObject* const object, double* const value)
{
  return ob_number_double(
    name,
    ob_param_check(object) ? ((const ObParam*)object)->value : object,
    -most_step,
    most_step,
    value);
}

bool
ob_grid_read(ObGrid* const grid, PyObject* const beats, PyObject* const swing)
{
  ObGrid read = { 0.0, 0.0 };
  if (!read_number("beats", beats, &read.step) ||
      (swing && !read_number("swing", swing, &read.swing))) {
    return false;
  }

  if (read.step < least_step || read.step > most_step) {
    PyErr_Format(PyExc_ValueError, "beats must be from 1/256 to 4096");
    return false;
  }
  if (read.swing < 0.0 || read.swing >= 1.0) {
    PyErr_Format(PyExc_ValueError, "swing must be from 0 to below 1");
    return false;
  }

  *grid = read;
  return true;
}

double
ob_grid_next(const ObGrid* const grid,
             const double        after,
             int64_t* const      number)
{
  double n    = floor(after / grid->step) - 1.0;
  double line = 0.0;
  do {
    n += 1.0;
    const bool second = fmod(n, 2.0) != 0.0;
    line              = (n + (second ? grid->swing : 0.0)) * grid->step;
  } while (line <= after);

  if (number) {
    *number = (int64_t)n;
  }
  return line;
}
