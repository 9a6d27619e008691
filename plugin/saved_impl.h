// Copyright 2026 The Outboard authors
// SPDX-License-Identifier: ISC

// Making what a session keeps; setup

#ifndef OUTBOARD_SAVED_IMPL_H
#define OUTBOARD_SAVED_IMPL_H

#include "saved.h"
#include "script.h"
#include "text.h"

/**
   Describe a script for saving, without copying its texts.

   @param script NULL for none.
   @param state Of the script; NULL if none.
   @param knobs What its knobs are compared with; NULL if that is not known.
   @return What ob_saved_free() frees; NULL if out of memory.
*/
ObSaved*
ob_saved_new(ObScript* script, ObText* state, const float* knobs);

#endif // OUTBOARD_SAVED_IMPL_H
