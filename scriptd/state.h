// Copyright 2026 The Outboard authors
// SPDX-License-Identifier: ISC

// What a script saves with the session: on_load(), on_save(); interpreter

#ifndef OUTBOARD_STATE_H
#define OUTBOARD_STATE_H

#include "script.h"

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

/**
   @file

   There is one state per process.  on_save() runs while the host wants nothing
   else, some time after something may have changed, and when the host asks.
   What it returned last is kept: that is the answer if it fails later.
*/

/// Take what was saved, a JSON text, for a script that has been run
void
ob_state_init(const ObScript* script, const char* saved, size_t size);

/// The keys and parameters are known: call on_load(), the first time
void
ob_state_load(void);

/// The script has run: it may have something else to save
void
ob_state_touch(void);

/**
   Between blocks, do what is due [ns, as ob_now()].

   @param quiet Whether no block has come for some time.
   @return Whether on_save() was called.
*/
bool
ob_state_take(uint64_t now, bool quiet);

/// Return when ob_state_take() is due, if it is quiet from `quiet` on [ns]
uint64_t
ob_state_time(uint64_t quiet);

#endif // OUTBOARD_STATE_H
