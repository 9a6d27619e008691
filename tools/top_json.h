// Copyright 2026 The Outboard authors
// SPDX-License-Identifier: ISC

// outboard top --json: instances for programs to read; setup

#ifndef OUTBOARD_TOP_JSON_H
#define OUTBOARD_TOP_JSON_H

#include "view.h"

#include <stdbool.h>
#include <stdio.h>

/// Print an array with an object for each instance; return whether it could be
bool
ob_top_json(const ObViews* views, FILE* file);

#endif // OUTBOARD_TOP_JSON_H
