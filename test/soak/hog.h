// Copyright 2026 The Outboard authors
// SPDX-License-Identifier: ISC

// A thread that burns a core for a while, at normal priority; setup

#ifndef OUTBOARD_SOAK_HOG_H
#define OUTBOARD_SOAK_HOG_H

#include <pthread.h>
#include <stdatomic.h>
#include <stdbool.h>
#include <stdint.h>

/// One such thread; zero-initialised, there is none
typedef struct
{
  pthread_t    thread;
  bool         made;
  _Atomic bool done;
  uint32_t     time; ///< [ms]
} Hog;

/// Let it burn for `time` [ms]; return false if it does already
bool
hog_start(Hog* hog, uint32_t time);

/// Wait until it does not
void
hog_join(Hog* hog);

#endif // OUTBOARD_SOAK_HOG_H
