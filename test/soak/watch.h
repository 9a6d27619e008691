// Copyright 2026 The Outboard authors
// SPDX-License-Identifier: ISC

// How long something took, and how much of that was not its fault; real-time

#ifndef OUTBOARD_SOAK_WATCH_H
#define OUTBOARD_SOAK_WATCH_H

#include <stdint.h>

/// A thread's stopwatch
typedef struct
{
  int      file;  ///< Where the kernel tells the thread's schedule, or -1
  uint64_t start; ///< [ns]
  uint64_t delay; ///< How long the thread has waited for a core so far [ns]
} Watch;

/// Open the watch of the thread that calls
void
watch_open(Watch* watch);

void
watch_close(Watch* watch);

/// Look how long the thread has waited for a core until now
void
watch_settle(Watch* watch);

void
watch_start(Watch* watch);

/// Return how long ago it was started [ns]
uint64_t
watch_time(const Watch* watch);

/**
   Return how much of `time` was not spent waiting for a core [ns].

   All that was waited since watch_settle() is taken off, which is done again.
*/
uint64_t
watch_own(Watch* watch, uint64_t time);

#endif // OUTBOARD_SOAK_WATCH_H
