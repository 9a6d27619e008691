// Copyright 2026 The Outboard authors
// SPDX-License-Identifier: ISC

// Loading a script as a host would, to learn what it says; setup

#ifndef OUTBOARD_PROBE_H
#define OUTBOARD_PROBE_H

#include "command.h"
#include "instance.h"
#include "status.h"

#include <stddef.h>

/// What a script said when it was loaded
typedef struct
{
  ObDescription description;
  char*         json;   ///< Description for the installer; NULL if not loaded
  char*         notes;  ///< What it logged, lines; NULL if out of memory
  char*         errors; ///< What was wrong, lines; NULL if out of memory
} ObProbe;

/**
   Load the script at `path` in a process of its own, and end that again.

   @param path Absolute.
   @param probe Set in any case, to be cleared by the caller.
   @return OB_SUCCESS if it has loaded.
*/
ObStatus
ob_probe_load(ObProbe*             probe,
              const ObEnvironment* environment,
              const char*          path);

/// Free what ob_probe_load() allocated
void
ob_probe_clear(ObProbe* probe);

/// Return the absolute path of `path`, symbolic links kept, to be freed, or
/// NULL
char*
ob_probe_path(const char* path);

#endif // OUTBOARD_PROBE_H
