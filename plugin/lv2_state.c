// Copyright 2026 The Outboard authors
// SPDX-License-Identifier: ISC

// What an LV2 session stores of the plugin; setup

#include "lv2_state.h"

#include "lv2_files.h"
#include "mailbox.h"

#include <lv2/atom/atom.h>
#include <lv2/core/lv2_util.h>

#include <stdbool.h>
#include <stdlib.h>
#include <string.h>

/// Where a session's properties go, or come from
typedef struct
{
  const ObLv2Uris*            uris;
  LV2_State_Store_Function    store;
  LV2_State_Retrieve_Function retrieve;
  LV2_State_Handle            handle;
  const LV2_State_Map_Path*   map;    ///< NULL if the host moves no paths
  const LV2_State_Free_Path*  free;   ///< NULL if free() is meant
  LV2_State_Status            status; ///< The first failure
} Session;

/// What was retrieved: the host's is gone with the next property
typedef struct
{
  char*  path;
  char*  text;
  char*  state;
  void*  files;
  size_t text_size;
  size_t state_size;
  size_t files_size;
} Copies;

/// The value of a property that is a vector of floats
typedef struct
{
  LV2_Atom_Vector_Body head;
  float                values[OB_KNOBS];
} Floats;

static void
find_paths(Session* const session, const LV2_Feature* const* const features)
{
  session->map =
    (const LV2_State_Map_Path*)lv2_features_data(features, LV2_STATE__mapPath);
  session->free = (const LV2_State_Free_Path*)lv2_features_data(
    features, LV2_STATE__freePath);
}

static void
free_path(const Session* const session, char* const path)
{
  if (session->free) {
    session->free->free_path(session->free->handle, path);
  } else {
    free(path);
  }
}

/// Remember a failure, unless there has been one
static void
note(Session* const session, const LV2_State_Status status)
{
  if (!session->status) {
    session->status = status;
  }
}

/// Store a property that means the same everywhere
static void
put(Session* const    session,
    const LV2_URID    key,
    const LV2_URID    type,
    const void* const value,
    const size_t      size)
{
  note(session,
       session->store(session->handle,
                      key,
                      value,
                      size,
                      type,
                      LV2_STATE_IS_POD | LV2_STATE_IS_PORTABLE));
}

static void
put_path(Session* const session, const char* const path)
{
  const ObLv2Uris* const          uris = session->uris;
  const LV2_State_Map_Path* const map  = session->map;
  if (!map) {
    note(session,
         session->store(session->handle,
                        uris->outboard_file,
                        path,
                        strlen(path) + 1U,
                        uris->atom_Path,
                        LV2_STATE_IS_POD));
    return;
  }

  char* const abstract = map->abstract_path(map->handle, path);
  if (!abstract) {
    note(session, LV2_STATE_ERR_UNKNOWN);
    return;
  }

  put(session,
      uris->outboard_file,
      uris->atom_Path,
      abstract,
      strlen(abstract) + 1U);
  free_path(session, abstract);
}

static void
put_files(Session* const session, const ObSaved* const saved)
{
  size_t         size  = 0U;
  uint8_t* const bytes = ob_lv2_files_pack(saved, &size);
  if (!bytes) {
    note(session, LV2_STATE_ERR_NO_SPACE);
    return;
  }

  put(session,
      session->uris->outboard_files,
      session->uris->atom_Chunk,
      bytes,
      size);
  free(bytes);
}

static void
put_knobs(Session* const session, const ObSaved* const saved)
{
  Floats floats = { .head = { sizeof(float), session->uris->atom_Float } };

  memcpy(floats.values, saved->knobs, sizeof(floats.values));
  put(session,
      session->uris->outboard_knobs,
      session->uris->atom_Vector,
      &floats,
      sizeof(floats));
}

/// Store all there is: what plays without the rest is worth having
static void
put_all(Session* const session, const ObSaved* const saved, const bool preset)
{
  const ObLv2Uris* const uris = session->uris;

  if (!preset && saved->path && saved->path[0]) {
    put_path(session, saved->path);
  }
  if (saved->text_size) {
    put(session,
        uris->outboard_text,
        uris->atom_String,
        saved->text,
        saved->text_size + 1U);
  }
  if (saved->state_size) {
    put(session,
        uris->outboard_state,
        uris->atom_String,
        saved->state,
        saved->state_size + 1U);
  }
  if (saved->n_files) {
    put_files(session, saved);
  }
  if (!preset && saved->has_knobs) {
    put_knobs(session, saved);
  }
}

LV2_State_Status
ob_lv2_state_save(ObInstance* const               instance,
                  const char* const               preset,
                  const ObLv2Uris* const          uris,
                  const LV2_State_Store_Function  store,
                  const LV2_State_Handle          handle,
                  const LV2_Feature* const* const features)
{
  Session  session = { .uris = uris, .store = store, .handle = handle };
  ObSaved* saved   = NULL;
  if (ob_instance_save(instance, &saved)) {
    return LV2_STATE_ERR_NO_SPACE;
  }

  find_paths(&session, features);
  put_all(&session, saved, preset);
  ob_saved_free(saved);
  return session.status;
}

/// Return a property's value, the host's until the next call, if it is of a
/// type
static const void*
get(const Session* const session,
    const LV2_URID       key,
    const LV2_URID       type,
    size_t* const        size)
{
  uint32_t          found = 0U;
  uint32_t          flags = 0U;
  const void* const value =
    session->retrieve(session->handle, key, size, &found, &flags);

  return found == type ? value : NULL;
}

/// Return what was just allocated
static void*
own(Session* const session, void* const memory)
{
  if (!memory) {
    note(session, LV2_STATE_ERR_NO_SPACE);
  }

  return memory;
}

/// Return a copy of a text, to be freed; NULL if there is none
static char*
get_text(Session* const session,
         const LV2_URID key,
         const LV2_URID type,
         size_t* const  size)
{
  const char* text = (const char*)get(session, key, type, size);
  if (!text && type == session->uris->atom_Path) { // Some hosts know no paths
    text = (const char*)get(session, key, session->uris->atom_String, size);
  }

  // Some count the NUL, some do not
  *size = text ? strnlen(text, *size) : 0U;
  return *size ? own(session, strndup(text, *size)) : NULL;
}

/// Return the stored path, absolute if the host can say, to be freed; or NULL
static char*
get_path(Session* const session)
{
  const LV2_State_Map_Path* const map  = session->map;
  size_t                          size = 0U;
  char* const                     path = get_text(
    session, session->uris->outboard_file, session->uris->atom_Path, &size);
  if (size >= OB_TEXT_SIZE) { // No file has a longer path
    free(path);
    return NULL;
  }

  char* const absolute =
    path && map ? map->absolute_path(map->handle, path) : NULL;
  if (!absolute) {
    return path;
  }

  char* const copy = (char*)own(session, strdup(absolute));
  free_path(session, absolute);
  free(path);
  return copy;
}

/// Return a copy of the files, to be freed; NULL if there are none
static void*
get_files(Session* const session, size_t* const size)
{
  const void* const value = get(
    session, session->uris->outboard_files, session->uris->atom_Chunk, size);
  void* const copy = value && *size ? own(session, malloc(*size)) : NULL;

  return copy ? memcpy(copy, value, *size) : NULL;
}

static void
get_knobs(const Session* const session, ObSaved* const saved)
{
  Floats            floats;
  size_t            size  = 0U;
  const void* const value = get(
    session, session->uris->outboard_knobs, session->uris->atom_Vector, &size);

  if (value && size == sizeof(floats)) {
    memcpy(&floats, value, sizeof(floats));
    if (floats.head.child_size == sizeof(float) &&
        floats.head.child_type == session->uris->atom_Float) {
      saved->has_knobs = true;
      memcpy(saved->knobs, floats.values, sizeof(saved->knobs));
    }
  }
}

static void
get_all(Session* const session, Copies* const copies)
{
  const ObLv2Uris* const uris = session->uris;
  const LV2_URID         type = uris->atom_String;

  copies->path = get_path(session);
  copies->text =
    get_text(session, uris->outboard_text, type, &copies->text_size);
  copies->state =
    get_text(session, uris->outboard_state, type, &copies->state_size);
  copies->files = get_files(session, &copies->files_size);
}

static void
free_copies(Copies* const copies)
{
  free(copies->path);
  free(copies->text);
  free(copies->state);
  free(copies->files);
}

LV2_State_Status
ob_lv2_state_restore(ObInstance* const                 instance,
                     const char* const                 preset,
                     const ObLv2Uris* const            uris,
                     const LV2_State_Retrieve_Function retrieve,
                     const LV2_State_Handle            handle,
                     const LV2_Feature* const* const   features)
{
  Session session = { .uris = uris, .retrieve = retrieve, .handle = handle };
  Copies  copies  = { .path = NULL };

  find_paths(&session, features);
  get_all(&session, &copies);

  ObSaved saved = { .path       = preset ? preset : copies.path,
                    .text       = copies.text,
                    .text_size  = copies.text_size,
                    .state      = copies.state,
                    .state_size = copies.state_size };
  if (copies.files) {
    ob_lv2_files_unpack(
      (const uint8_t*)copies.files, copies.files_size, &saved);
  }
  get_knobs(&session, &saved);

  if (!session.status && (saved.path || saved.text) &&
      ob_instance_load(instance, &saved) == OB_NO_MEM) {
    note(&session, LV2_STATE_ERR_NO_SPACE);
  }

  free_copies(&copies);
  return session.status;
}
