// Copyright 2026 The Outboard authors
// SPDX-License-Identifier: ISC

// The embedded Python, cut off from the user's environment; interpreter

#ifndef OUTBOARD_PYTHON_H
#define OUTBOARD_PYTHON_H

#include "status.h"

#include <stdbool.h>

/**
   Start the interpreter, isolated, with the `outboard` module built in.

   Neither environment, user site directory nor `.pth` files are read; hashes
   and random numbers repeat from run to run.

   @param is_last_chance No file can be opened later: what scripts often import
   is imported now.
   @return OB_SUCCESS, or OB_ERROR: the reason is on standard error.
*/
ObStatus
ob_python_start(bool is_last_chance);

#endif // OUTBOARD_PYTHON_H
