// Copyright 2026 The Outboard authors
// SPDX-License-Identifier: ISC

// The installation of one preset as a plugin; setup

#ifndef OUTBOARD_INSTALLATION_H
#define OUTBOARD_INSTALLATION_H

#include <stdbool.h>

/// What to install, and how
typedef struct
{
  const char* script;  ///< Path of the script, absolute
  const char* folder;  ///< Where bundles go, absolute
  const char* binary;  ///< Path of the plugin's code, unless it is in there
  const char* turtle;  ///< Path of the Turtle that all presets share
  const char* uri;     ///< To use instead of the preset's own; NULL: none
  bool        link;    ///< Use the script where it is
  bool        fresh;   ///< Forget what was installed before
  bool        factory; ///< It comes with Outboard
  bool        quiet;   ///< Do not print where the bundle is
} ObInstallation;

/**
   Write a preset's bundle.

   @param description What the script says of itself, as JSON.
   @return False if there is none now, or still the former one, with a
   complaint.
*/
bool
ob_installation_make(const ObInstallation* installation,
                     const char*           description);

#endif // OUTBOARD_INSTALLATION_H
