// Copyright 2026 The Outboard authors
// SPDX-License-Identifier: ISC

// What a session keeps of an instance; setup

#ifndef OUTBOARD_SAVED_H
#define OUTBOARD_SAVED_H

#include "link.h"
#include "message.h"

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

/// A further file of a script
typedef struct
{
  const char* name;  ///< Without folders
  const char* bytes; ///< May be NULL if there are none
  size_t      size;  ///< [bytes]
} ObSavedFile;

/**
   A script with all that is needed to play it again elsewhere.

   Zero-initialised, it is no script; a script chosen by its path needs nothing
   but that.
*/
typedef struct
{
  const char* path;       ///< Of the script, absolute; may be empty or NULL
  const char* text;       ///< Of the script; NULL if there is none
  size_t      text_size;  ///< [bytes]
  const char* state;      ///< What on_save() returned, JSON; NULL if nothing
  size_t      state_size; ///< [bytes]
  ObSavedFile files[OB_FILES_MAX]; ///< Those named in FILES that there are
  uint32_t    n_files;
  bool        has_knobs;       ///< Whether `knobs` means anything
  float       knobs[OB_KNOBS]; ///< A knob acts once it differs, 0 to 1
} ObSaved;

#endif // OUTBOARD_SAVED_H
