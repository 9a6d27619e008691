// Copyright 2026 The Outboard authors
// SPDX-License-Identifier: ISC

// A system that fails one request, of memory, descriptors or threads; any
// thread

#ifndef OUTBOARD_TEST_SCARCE_H
#define OUTBOARD_TEST_SCARCE_H

#include <stdbool.h>

/// From now on count requests, and fail the one of this number, from 1
void
scarce_begin(unsigned number);

/// Grant everything again; return what was failed, or NULL
const char*
scarce_end(void);

/// The host's own requests are granted until scarce_resume(); this thread only
void
scarce_pause(void);

/// See scarce_pause()
void
scarce_resume(void);

/// Return the number of pieces of memory that are allocated now
long
scarce_blocks(void);

#endif // OUTBOARD_TEST_SCARCE_H
