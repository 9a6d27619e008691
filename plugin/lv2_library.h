// Copyright 2026 The Outboard authors
// SPDX-License-Identifier: ISC

// Which LV2 plugins there are: the generic one, and one for each preset; setup

#ifndef OUTBOARD_LV2_LIBRARY_H
#define OUTBOARD_LV2_LIBRARY_H

#include "lv2_ports.h"

#include <lv2/core/lv2.h>

/// A kind of plugin; lives until the process ends
typedef struct
{
  LV2_Descriptor descriptor; ///< First, so that a host's pointer finds the rest
  ObLv2ValuePorts ports;
  char*           uri; ///< Of a preset's plugin; else NULL, like what follows
  char*           script; ///< Path of the script; if NULL, the user chooses
  char*           ids;    ///< Of the parameters by port, see ObLoad
} ObLv2Kind;

/// Return a descriptor with all functions of an instance, for the plugin `uri`
LV2_Descriptor
ob_lv2_descriptor(const char* uri);

#endif // OUTBOARD_LV2_LIBRARY_H
