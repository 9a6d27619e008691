// Copyright 2026 The Outboard authors
// SPDX-License-Identifier: ISC

// Saying what is wrong on standard error; setup

#ifndef OUTBOARD_COMPLAIN_H
#define OUTBOARD_COMPLAIN_H

#include "attributes.h"

/// Print one line, "PROGRAM: ...", to standard error
OB_PRINTF(1, 2)
void
ob_complain(const char* format, ...);

#endif // OUTBOARD_COMPLAIN_H
