// Copyright 2026 The Outboard authors
// SPDX-License-Identifier: ISC

// Names for the plugin of a preset; any thread

#ifndef OUTBOARD_PRESET_NAME_H
#define OUTBOARD_PRESET_NAME_H

#include <stdbool.h>

/**
   Return a name made from that of a script's file, fit for files and URIs.

   It has letters and digits of ASCII, '-', '.' and '_'.

   @return NULL if there is none; to be freed by the caller.
*/
char*
ob_preset_name(const char* script);

/// Return whether `text` is an absolute URI, without a fragment
bool
ob_preset_name_is_uri(const char* text);

#endif // OUTBOARD_PRESET_NAME_H
