// Copyright 2026 The Outboard authors
// SPDX-License-Identifier: ISC

// The LV2 plugins there are, and numbers for their URIs; setup

#ifndef OUTBOARD_WORLD_H
#define OUTBOARD_WORLD_H

#include "status.h"

#include <lilv/lilv.h>
#include <lv2/urid/urid.h>

/// What plugins share that talk to each other
typedef struct ObWorldImpl ObWorld;

/// Create a world without plugins; NULL on failure
ObWorld*
ob_world_new(void);

/// Free a world that no plugin is in use of; allows NULL
void
ob_world_free(ObWorld* world);

/// Return lilv's world
LilvWorld*
ob_world_lilv(const ObWorld* world);

/// Return the features that map URIs, valid as long as the world
LV2_URID_Map*
ob_world_map(ObWorld* world);
LV2_URID_Unmap*
ob_world_unmap(ObWorld* world);

/// Return the number of a URI; never 0
LV2_URID
ob_world_urid(ObWorld* world, const char* uri);

/// Return a plugin by its URI, its name, or the NAME of its preset's bundle,
/// installed where hosts look, or NULL
const LilvPlugin*
ob_world_find(ObWorld* world, const char* name);

/**
   Return the plugin in a bundle.

   @param directory Absolute, ending in a slash.
   @return NULL if there is none.
*/
const LilvPlugin*
ob_world_open(ObWorld* world, const char* directory);

#endif // OUTBOARD_WORLD_H
