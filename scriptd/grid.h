// Copyright 2026 The Outboard authors
// SPDX-License-Identifier: ISC

// Lines at equal distances, every second one delayed by swing; interpreter

#ifndef OUTBOARD_GRID_H
#define OUTBOARD_GRID_H

#include <Python.h>

#include <stdbool.h>
#include <stdint.h>

/// A grid that begins at beat 0
typedef struct
{
  double step;  ///< Between lines [quarter notes]
  double swing; ///< Delay of every second line [steps], from 0 up to below 1
} ObGrid;

/**
   Take a grid's numbers.

   @param beats A number, or a parameter whose value is one.
   @param swing The same, or NULL for none.
   @return False with an exception set, and the grid is as before.
*/
bool
ob_grid_read(ObGrid* grid, PyObject* beats, PyObject* swing);

/**
   Return the place of the first line beyond `after` [quarter notes].

   @param number Set to the line's number, 0 at beat 0; or NULL.
*/
double
ob_grid_next(const ObGrid* grid, double after, int64_t* number);

#endif // OUTBOARD_GRID_H
