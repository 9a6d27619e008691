// Copyright 2026 The Outboard authors
// SPDX-License-Identifier: ISC

// Works off what the host requests, block by block; interpreter

#ifndef OUTBOARD_LOOP_H
#define OUTBOARD_LOOP_H

#include "script.h"
#include "segment.h"

/// Run until the process ends, or the host breaks the protocol
void
ob_loop_run(const ObSegment* segment, const ObScript* script);

#endif // OUTBOARD_LOOP_H
