// Copyright 2026 The Outboard authors
// SPDX-License-Identifier: ISC

// Draws the rows of a benchmark: how far each is from its target

#ifndef OUTBOARD_BENCH_PLOT_H
#define OUTBOARD_BENCH_PLOT_H

#include <jansson.h>

#include <stdbool.h>

/// Draw into an SVG file; return whether that succeeded
bool
plot_rows(const char* path, const json_t* machine, const json_t* rows);

#endif // OUTBOARD_BENCH_PLOT_H
