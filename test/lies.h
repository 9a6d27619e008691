// Copyright 2026 The Outboard authors
// SPDX-License-Identifier: ISC

// Ways for a child to lie in all it can write

#ifndef OUTBOARD_LIES_H
#define OUTBOARD_LIES_H

#include "queue.h"
#include "segment.h"

#include <stdbool.h>
#include <stdint.h>

/// A child that plays, and may lie
typedef struct
{
  ObSegment     segment;
  ObQueueReader requests;
  ObQueueWriter replies;
  uint32_t      sequence; ///< Of the block it works on
  uint64_t      frame;    ///< Of that block
  uint32_t      ways;     ///< To lie: bits; 0 if it is honest
  bool          bold;     ///< Lies so that it must be found out
  uint64_t      random;   ///< Not 0
} Child;

/// Choose the ways in which it lies
void
lies_begin(Child* child, uint64_t seed);

/// Maybe lie, in one of the ways of the child
void
lies_tell(Child* child);

#endif // OUTBOARD_LIES_H
