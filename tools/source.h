// Copyright 2026 The Outboard authors
// SPDX-License-Identifier: ISC

// The preset that is to be run: a script, or an installed plugin; setup

#ifndef OUTBOARD_SOURCE_H
#define OUTBOARD_SOURCE_H

#include "command.h"
#include "status.h"
#include "world.h"

#include <lilv/lilv.h>

/// A preset's plugin
typedef struct
{
  const LilvPlugin* plugin; ///< The world's
  char*             folder; ///< Of a bundle for this time only; owned, or NULL
} ObSource;

/**
   Find a preset's plugin, or make one of a script.

   @param preset Path of a file ending in ".py", or the name or URI of a plugin.
   @return OB_SUCCESS or what is wrong, about which one line was printed.
*/
ObStatus
ob_source_open(ObSource*            source,
               const ObEnvironment* environment,
               ObWorld*             world,
               const char*          preset);

/// Remove what ob_source_open() made, once the plugin is not in use
void
ob_source_close(ObSource* source);

#endif // OUTBOARD_SOURCE_H
