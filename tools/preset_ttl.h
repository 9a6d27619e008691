// Copyright 2026 The Outboard authors
// SPDX-License-Identifier: ISC

// What hosts are told of a preset's plugin, as Turtle; setup

#ifndef OUTBOARD_PRESET_TTL_H
#define OUTBOARD_PRESET_TTL_H

#include "preset.h"
#include "slots.h"
#include "status.h"

#include <stdint.h>
#include <stdio.h>

/// A preset's plugin
typedef struct
{
  const ObPreset* preset;
  const ObSlots*  slots;
  const char*     uri;    ///< A valid one
  const char*     name;   ///< To be shown ...
  const char*     prefix; ///< ... behind this; may be ""
  const char*     data;   ///< Name of the file that ob_preset_ttl_data() makes
  const char*     binary; ///< A path; relative if it does not begin with '/'
  const char* template;   ///< Path of the Turtle that all have in common
  uint32_t minor;
  uint32_t micro;
} ObPlugin;

/// Write the manifest of its bundle; return as ob_turtle_finish()
ObStatus
ob_preset_ttl_manifest(const ObPlugin* plugin, FILE* file);

/// Write all else that is to be known; return as ob_turtle_finish()
ObStatus
ob_preset_ttl_data(const ObPlugin* plugin, FILE* file);

#endif // OUTBOARD_PRESET_TTL_H
