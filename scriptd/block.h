// Copyright 2026 The Outboard authors
// SPDX-License-Identifier: ISC

// The argument of on_block(); interpreter

#ifndef OUTBOARD_BLOCK_H
#define OUTBOARD_BLOCK_H

#include "record.h"

#include <Python.h>

#include <stdbool.h>

/// Make the class Block; false with an exception set
bool
ob_block_make_type(void);

/// Return a new Block, or NULL with an exception set
PyObject*
ob_block_new(const ObBlock* block);

#endif // OUTBOARD_BLOCK_H
