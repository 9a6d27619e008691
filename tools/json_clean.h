// Copyright 2026 The Outboard authors
// SPDX-License-Identifier: ISC

// Texts in JSON of scripts, made fit to be shown; setup

#ifndef OUTBOARD_JSON_CLEAN_H
#define OUTBOARD_JSON_CLEAN_H

#include "status.h"

#include <jansson.h>
#include <stdbool.h>

/**
   Replace what no terminal should see in all texts of a description.

   The documentation keeps its lines, other texts become single ones.  An "id"
   stays as it is, for others know it by that, see ob_json_is_clean().

   @return OB_SUCCESS or OB_NO_MEM.
*/
ObStatus
ob_json_clean(json_t* json);

/// Return whether a text is one line that can be shown as it is
bool
ob_json_is_clean(const char* text);

#endif // OUTBOARD_JSON_CLEAN_H
