// Copyright 2026 The Outboard authors
// SPDX-License-Identifier: ISC

// The child's code in a fuzzer's process: Python, its descriptors, a script

#ifndef OUTBOARD_FUZZ_CHILD_H
#define OUTBOARD_FUZZ_CHILD_H

// Comes first in every file, as the language demands
#include <Python.h>

#include "script.h"
#include "segment.h"

/// The host's end of the control channel
extern int fuzz_host;

/// Take the places of a child's descriptors; called at the start
void
fuzz_child_open(void);

/// Open all that a child has, start Python, and run a script
void
fuzz_child_start(ObScript* script, ObSegment* segment, const char* text);

/// Forget what was sent to the host
void
fuzz_child_drain(void);

#endif // OUTBOARD_FUZZ_CHILD_H
