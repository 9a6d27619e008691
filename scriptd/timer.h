// Copyright 2026 The Outboard authors
// SPDX-License-Identifier: ISC

// What waits for its time, soonest first; interpreter

#ifndef OUTBOARD_TIMER_H
#define OUTBOARD_TIMER_H

#include "timing.h"

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

/**
   @file

   There is a heap for each anchor: changes of tempo and jumps of the song move
   whole heaps, whose order stays.  Setting and clearing take O(log n).
*/

typedef struct ObTaskImpl ObTask;

/// Part of a task
typedef struct
{
  ObTask*  task;
  bool     fatal;   ///< The task is to end then, rather than to go on
  ObAnchor anchor;  ///< Which heap
  uint64_t frame;   ///< When, at the earliest
  double   beat;    ///< When, for beat anchors [quarter notes]
  uint64_t arrival; ///< Counts what was set: the order at one frame
  size_t   place;   ///< Index in the heap plus 1, or 0 if it is in none
} ObTimer;

/// Make room for `count` more timers; false with an exception set
bool
ob_timer_reserve(size_t count);

/// Give the room for `count` timers back
void
ob_timer_unreserve(size_t count);

/// Let a timer come at `due`, and not when it would have come
void
ob_timer_set(ObTimer* timer, const ObDue* due);

/// Let a timer not come
void
ob_timer_clear(ObTimer* timer);

/// Return the timer that comes first if the tempo stays, or NULL
ObTimer*
ob_timer_first(void);

/// Return the frame at which a timer that is set comes if the tempo stays
uint64_t
ob_timer_frame(const ObTimer* timer);

#endif // OUTBOARD_TIMER_H
