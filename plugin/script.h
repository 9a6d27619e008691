// Copyright 2026 The Outboard authors
// SPDX-License-Identifier: ISC

// A script as the user chose it: its path and its text; supervisor and setup

#ifndef OUTBOARD_SCRIPT_H
#define OUTBOARD_SCRIPT_H

#include "log.h"
#include "status.h"

#include <stdatomic.h>
#include <stddef.h>
#include <stdint.h>

/// Never changed once made; shared by counting its users
typedef struct
{
  _Atomic uint32_t users;
  char*            path;    ///< "" if it has none
  char*            text;    ///< With a NUL behind; NULL if it is not to be had
  size_t           size;    ///< Of the text, without the NUL [bytes]
  char*            problem; ///< Why there is no text; else NULL
} ObScript;

/**
   Read a script's file, without waiting for a device or a pipe.

   @param text Set to its text with a NUL behind, to be freed by the caller;
   NULL on failure.
   @param size Set to the text's size without the NUL [bytes].
   @return OB_SUCCESS, OB_NO_FILE, OB_NO_ACCESS, OB_NOT_REGULAR, OB_EMPTY,
   OB_TOO_BIG, OB_NO_MEM, OB_LIMIT or OB_ERROR.
*/
ObStatus
ob_script_read(const char* path, char** text, size_t* size);

/**
   Make a script from the file at `path`, or else from `text`.

   Which one it was is logged if that matters.

   @param path May be empty or NULL: then only the text counts.
   @param text What a session stored, `size` bytes; may be NULL.
   @param status Set to OB_SUCCESS or to why the script has no text.
   @return The script with one user; NULL if out of memory.
*/
ObScript*
ob_script_new(const char*  path,
              const char*  text,
              size_t       size,
              const ObLog* log,
              ObStatus*    status);

/// Add a user; allows NULL; returns the script
ObScript*
ob_script_use(ObScript* script);

/// Take a user away, and free the script after the last; allows NULL
void
ob_script_release(ObScript* script);

/// Return a new memfd with the text that nobody can change, or -1 and errno
int
ob_script_memory(const ObScript* script);

/// Return the path without its folders; "script" if it has none
const char*
ob_script_name(const ObScript* script);

#endif // OUTBOARD_SCRIPT_H
