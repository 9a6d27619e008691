// Copyright 2026 The Outboard authors
// SPDX-License-Identifier: ISC

// Numbers from scripts, rounded and checked; interpreter

#ifndef OUTBOARD_NUMBER_H
#define OUTBOARD_NUMBER_H

#include <Python.h>

#include <stdbool.h>

/**
   Convert an int or float, not a bool, to a double in [low, high].

   @param name What the value is for, named in the message.
   @return False with a TypeError or ValueError set.
*/
bool
ob_number_double(const char* name,
                 PyObject*   object,
                 double      low,
                 double      high,
                 double*     value);

/**
   Convert an int or float, rounded half up, to an integer in [low, high].

   @return False with a TypeError or ValueError set.
*/
bool
ob_number_int(const char* name,
              PyObject*   object,
              int         low,
              int         high,
              int*        value);

#endif // OUTBOARD_NUMBER_H
