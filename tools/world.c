// Copyright 2026 The Outboard authors
// SPDX-License-Identifier: ISC

// The LV2 plugins there are, and numbers for their URIs; setup

#include "world.h"

#include "grow.h"

#include <pthread.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

struct ObWorldImpl
{
  LilvWorld*      lilv;
  bool            complete; ///< All installed bundles have been read
  LV2_URID_Map    map;
  LV2_URID_Unmap  unmap;
  pthread_mutex_t lock; ///< Of the rest: plugins map in any thread
  char**          uris; ///< By number - 1
  size_t          count;
  size_t          capacity;
};

static LV2_URID
find_uri(const ObWorld* const world, const char* const uri)
{
  for (size_t i = 0U; i < world->count; ++i) {
    if (!strcmp(world->uris[i], uri)) {
      return (LV2_URID)(i + 1U);
    }
  }
  return 0U;
}

static LV2_URID
add_uri(ObWorld* const world, const char* const uri)
{
  char** const uris = (char**)ob_grow(
    world->uris, &world->capacity, world->count + 1U, sizeof(char*));
  if (!uris) {
    return 0U;
  }

  world->uris        = uris;
  uris[world->count] = strdup(uri);
  return uris[world->count] ? (LV2_URID)++world->count : 0U;
}

static LV2_URID
map_uri(const LV2_URID_Map_Handle handle, const char* const uri)
{
  ObWorld* const world = (ObWorld*)handle;

  pthread_mutex_lock(&world->lock);
  LV2_URID urid = find_uri(world, uri);
  if (!urid) {
    urid = add_uri(world, uri);
  }
  pthread_mutex_unlock(&world->lock);
  return urid;
}

static const char*
unmap_uri(const LV2_URID_Unmap_Handle handle, const LV2_URID urid)
{
  ObWorld* const world = (ObWorld*)handle;

  pthread_mutex_lock(&world->lock);
  const char* const uri =
    urid && urid <= world->count ? world->uris[urid - 1U] : NULL;
  pthread_mutex_unlock(&world->lock);
  return uri;
}

ObWorld*
ob_world_new(void)
{
  ObWorld* const   world = (ObWorld*)calloc(1U, sizeof(ObWorld));
  LilvWorld* const lilv  = world ? lilv_world_new() : NULL;
  if (!lilv) {
    free(world);
    return NULL;
  }

  world->lilv  = lilv;
  world->map   = (LV2_URID_Map){ world, map_uri };
  world->unmap = (LV2_URID_Unmap){ world, unmap_uri };
  pthread_mutex_init(&world->lock, NULL);
  return world;
}

void
ob_world_free(ObWorld* const world)
{
  if (!world) {
    return;
  }

  lilv_world_free(world->lilv);
  pthread_mutex_destroy(&world->lock);
  for (size_t i = 0U; i < world->count; ++i) {
    free(world->uris[i]);
  }
  free(world->uris);
  free(world);
}

LilvWorld*
ob_world_lilv(const ObWorld* const world)
{
  return world->lilv;
}

LV2_URID_Map*
ob_world_map(ObWorld* const world)
{
  return &world->map;
}

LV2_URID_Unmap*
ob_world_unmap(ObWorld* const world)
{
  return &world->unmap;
}

LV2_URID
ob_world_urid(ObWorld* const world, const char* const uri)
{
  return map_uri(world, uri);
}

static bool
has_name(const LilvPlugin* const plugin, const char* const name)
{
  LilvNode* const own  = lilv_plugin_get_name(plugin);
  const bool      same = own && !strcasecmp(lilv_node_as_string(own), name);
  lilv_node_free(own);
  return same;
}

/// Return whether the bundle is that of the installed preset called `name`
static bool
is_preset(const LilvPlugin* const plugin, const char* const name)
{
  const char* const uri = lilv_node_as_uri(lilv_plugin_get_bundle_uri(plugin));
  char*             end = NULL;
  if (asprintf(&end, "/outboard-%s.lv2/", name) < 0) {
    return false;
  }

  const size_t length     = strlen(uri);
  const size_t end_length = strlen(end);
  const bool   same =
    length > end_length && !strcmp(uri + length - end_length, end);
  free(end);
  return same;
}

const LilvPlugin*
ob_world_find(ObWorld* const world, const char* const name)
{
  if (!world->complete) {
    lilv_world_load_all(world->lilv);
    world->complete = true;
  }

  const LilvPlugins* const plugins = lilv_world_get_all_plugins(world->lilv);
  LILV_FOREACH(plugins, i, plugins)
  {
    const LilvPlugin* const plugin = lilv_plugins_get(plugins, i);
    const LilvNode* const   uri    = lilv_plugin_get_uri(plugin);
    if (!strcmp(lilv_node_as_uri(uri), name) || has_name(plugin, name) ||
        is_preset(plugin, name)) {
      return plugin;
    }
  }
  return NULL;
}

const LilvPlugin*
ob_world_open(ObWorld* const world, const char* const directory)
{
  LilvNode* const bundle = lilv_new_file_uri(world->lilv, NULL, directory);
  lilv_world_load_bundle(world->lilv, bundle);

  const LilvPlugin*        found   = NULL;
  const LilvPlugins* const plugins = lilv_world_get_all_plugins(world->lilv);
  LILV_FOREACH(plugins, i, plugins)
  {
    const LilvPlugin* const plugin = lilv_plugins_get(plugins, i);
    if (lilv_node_equals(lilv_plugin_get_bundle_uri(plugin), bundle)) {
      found = plugin;
    }
  }
  lilv_node_free(bundle);
  return found;
}
