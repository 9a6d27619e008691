// Copyright 2026 The Outboard authors
// SPDX-License-Identifier: ISC

// What an LV2 session stores of the plugin; setup

#include "lv2_state.h"

#include "mailbox.h"

#include <lv2/core/lv2_util.h>

#include <stdlib.h>
#include <string.h>

/// The host's translation between paths here and paths in a session
typedef struct
{
  const LV2_State_Map_Path*  map;  ///< NULL if it has none
  const LV2_State_Free_Path* free; ///< NULL if free() is meant
} Paths;

static Paths
find_paths(const LV2_Feature* const* const features)
{
  const Paths paths = {
    (const LV2_State_Map_Path*)lv2_features_data(features, LV2_STATE__mapPath),
    (const LV2_State_Free_Path*)lv2_features_data(features, LV2_STATE__freePath)
  };

  return paths;
}

static void
free_path(const Paths* const paths, char* const path)
{
  if (paths->free) {
    paths->free->free_path(paths->free->handle, path);
  } else {
    free(path);
  }
}

static LV2_State_Status
save_path(const ObLv2Uris* const         uris,
          const char* const              path,
          const LV2_State_Store_Function store,
          const LV2_State_Handle         handle,
          const Paths* const             paths)
{
  const LV2_State_Map_Path* const map = paths->map;
  if (!map) {
    return store(handle,
                 uris->outboard_file,
                 path,
                 strlen(path) + 1U,
                 uris->atom_Path,
                 LV2_STATE_IS_POD);
  }

  char* const abstract = map->abstract_path(map->handle, path);
  if (!abstract) {
    return LV2_STATE_ERR_UNKNOWN;
  }

  const LV2_State_Status status =
    store(handle,
          uris->outboard_file,
          abstract,
          strlen(abstract) + 1U,
          uris->atom_Path,
          LV2_STATE_IS_POD | LV2_STATE_IS_PORTABLE);

  free_path(paths, abstract);
  return status;
}

LV2_State_Status
ob_lv2_state_save(ObInstance* const               instance,
                  const ObLv2Uris* const          uris,
                  const LV2_State_Store_Function  store,
                  const LV2_State_Handle          handle,
                  const LV2_Feature* const* const features)
{
  char*  path = NULL;
  char*  text = NULL;
  size_t size = 0U;
  if (ob_instance_script(instance, &path, &text, &size)) {
    return LV2_STATE_ERR_UNKNOWN;
  }

  const Paths      paths  = find_paths(features);
  LV2_State_Status status = LV2_STATE_SUCCESS;
  if (path[0]) {
    status = save_path(uris, path, store, handle, &paths);
  }
  if (!status && size) {
    status = store(handle,
                   uris->outboard_text,
                   text,
                   size + 1U,
                   uris->atom_String,
                   LV2_STATE_IS_POD | LV2_STATE_IS_PORTABLE);
  }

  free(text);
  free(path);
  return status;
}

/// Return a stored text, the host's until the next call; NULL if there is none
static const char*
retrieve_text(const ObLv2Uris* const            uris,
              const LV2_URID                    key,
              const LV2_State_Retrieve_Function retrieve,
              const LV2_State_Handle            handle,
              size_t* const                     size)
{
  uint32_t          type  = 0U;
  uint32_t          flags = 0U;
  const char* const text =
    (const char*)retrieve(handle, key, size, &type, &flags);
  if (!text || (type != uris->atom_Path && type != uris->atom_String)) {
    return NULL;
  }

  // Some hosts count the NUL, some do not
  *size = strnlen(text, *size);
  return *size ? text : NULL;
}

/// Return a copy of the stored path, absolute if the host can say, or NULL
static char*
restore_path(const ObLv2Uris* const            uris,
             const LV2_State_Retrieve_Function retrieve,
             const LV2_State_Handle            handle,
             const Paths* const                paths)
{
  size_t            size = 0U;
  const char* const text =
    retrieve_text(uris, uris->outboard_file, retrieve, handle, &size);
  if (!text || size >= OB_TEXT_SIZE) { // No file has a longer path
    return NULL;
  }

  char* const                     stored = strndup(text, size);
  const LV2_State_Map_Path* const map    = paths->map;
  if (!stored || !map) {
    return stored;
  }

  char* const absolute = map->absolute_path(map->handle, stored);
  if (!absolute) {
    return stored;
  }

  char* const path = strdup(absolute);
  free_path(paths, absolute);
  free(stored);
  return path;
}

LV2_State_Status
ob_lv2_state_restore(ObInstance* const                 instance,
                     const ObLv2Uris* const            uris,
                     const LV2_State_Retrieve_Function retrieve,
                     const LV2_State_Handle            handle,
                     const LV2_Feature* const* const   features)
{
  // The text comes last: what was retrieved before may be gone by then
  const Paths       paths = find_paths(features);
  char* const       path  = restore_path(uris, retrieve, handle, &paths);
  size_t            size  = 0U;
  const char* const text =
    retrieve_text(uris, uris->outboard_text, retrieve, handle, &size);

  if (path || text) {
    ob_instance_load(instance, path, text, size);
  }

  free(path);
  return LV2_STATE_SUCCESS;
}
