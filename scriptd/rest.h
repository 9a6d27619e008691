// Copyright 2026 The Outboard authors
// SPDX-License-Identifier: ISC

// What is done while the host wants nothing; interpreter

#ifndef OUTBOARD_REST_H
#define OUTBOARD_REST_H

#include "script.h"
#include "segment.h"

#include <stdbool.h>
#include <stdint.h>

/// When what is due
typedef struct
{
  const ObScript* script;
  ObChildWords*   words;     ///< In shared memory
  uint64_t        last_work; ///< When the last block was done [ns]
  uint64_t        last_look; ///< When garbage was last thought of [ns]
  uint64_t        last_idle; ///< When on_idle() was last called [ns]
  uint64_t        last_talk; ///< When repeats were last reported [ns]
  bool            dirty;     ///< Work was done since garbage was collected
} ObRest;

/// Begin to rest
void
ob_rest_init(ObRest* rest, const ObScript* script, ObChildWords* words);

/// Do what is due, a little at a time; `worked`: a block came since last time
void
ob_rest_take(ObRest* rest, bool worked);

/// Return when ob_rest_take() is due next [ns], or OB_NEVER
uint64_t
ob_rest_deadline(const ObRest* rest);

#endif // OUTBOARD_REST_H
