// Copyright 2026 The Outboard authors
// SPDX-License-Identifier: ISC

// Where a script's time goes, while the user wants to know; interpreter

#ifndef OUTBOARD_PROFILE_H
#define OUTBOARD_PROFILE_H

#include "segment.h"

#include <stdint.h>

/// Measure when the segment's host words ask for it
void
ob_profile_init(ObSegmentHeader* header);

/// A part of the script begins to run; return when, or 0: not measured [ns]
uint64_t
ob_profile_enter(void);

/**
   It has returned; what it has called counts as its own time as well.

   @param part An ObCallback; or OB_CALLBACKS, for what belongs to none: tasks
   spawned by hand, and every().
   @param entered What ob_profile_enter() returned.
*/
void
ob_profile_leave(unsigned part, uint64_t entered);

#endif // OUTBOARD_PROFILE_H
