// Copyright 2026 The Outboard authors
// SPDX-License-Identifier: ISC

// Parameters of a preset's plugin and their values as people write them; setup

#ifndef OUTBOARD_SETTING_H
#define OUTBOARD_SETTING_H

#include "event_text.h"
#include "host.h"
#include "status.h"
#include "world.h"

#include <lilv/lilv.h>

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

/// A parameter's port and a value for it
typedef struct
{
  uint32_t port;
  float    value;
} ObSetting;

/**
   Find the parameter `id` of a plugin, and understand a value for it.

   That is a number within its range, the label of a choice, or on or off.

   @return OB_SUCCESS, or OB_CORRUPT and a problem.
*/
ObStatus
ob_setting_parse(ObSetting*        setting,
                 const ObWorld*    world,
                 const LilvPlugin* plugin,
                 const char*       id,
                 const char*       value,
                 ObProblem*        problem);

/**
   Set parameters of a host's plugin.

   @param texts Each "ID=VALUE".
   @return Whether all could be set; else there was a complaint.
*/
bool
ob_settings_apply(ObHost*            host,
                  const ObWorld*     world,
                  const LilvPlugin*  plugin,
                  const char* const* texts,
                  size_t             count);

#endif // OUTBOARD_SETTING_H
