// Copyright 2026 The Outboard authors
// SPDX-License-Identifier: ISC

// Which LV2 plugins there are: the generic one, and one for each preset; setup

#include "lv2_library.h"

#include "file.h"
#include "index.h"
#include "lv2_places.h"
#include "lv2_uris.h"
#include "status.h"

#include <pthread.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

/**
   What a bundle has been found to hold.

   There is one for each kind of plugin, for ever: hosts ask again and again,
   some never clean up, and descriptors are used until the last instance is
   gone.
*/
typedef struct LibraryImpl
{
  LV2_Lib_Descriptor  descriptor;
  ObLv2Kind           kind;
  struct LibraryImpl* next;
} Library;

static pthread_mutex_t lock = PTHREAD_MUTEX_INITIALIZER; ///< Of the list
static Library*        libraries;

static const LV2_Descriptor*
get_plugin(const LV2_Lib_Handle handle, const uint32_t index)
{
  const Library* const library = (const Library*)handle;

  return index ? NULL : &library->kind.descriptor;
}

/// Nothing to do: see Library
static void
close_library(const LV2_Lib_Handle handle)
{
  (void)handle;
}

static ObLv2Kind
generic_kind(void)
{
  return (ObLv2Kind){
    .descriptor = ob_lv2_descriptor(OB_LV2_PLUGIN_URI),
    .ports      = { OB_LV2_PORT_FALLBACK + 1U, OB_KNOBS, false },
  };
}

static void
free_kind(const ObLv2Kind* const kind)
{
  free(kind->uri);
  free(kind->script);
  free(kind->ids);
}

/// Describe the plugin of a preset; return whether there was memory
static bool
preset_kind(ObLv2Kind* const     kind,
            const char* const    bundle,
            const ObIndex* const index)
{
  *kind = (ObLv2Kind){
    .ports = { OB_LV2_COMMON_PORTS, index->n_ports, true },
    .uri   = strdup(index->uri),
    .ids   = ob_index_ids(index),
  };

  char* const folder = ob_file_absolute(bundle);
  if (!folder || asprintf(&kind->script, "%s/%s", folder, index->script) < 0) {
    kind->script = NULL;
  }
  free(folder);
  if (!kind->uri || !kind->ids || !kind->script) {
    free_kind(kind);
    return false;
  }

  kind->descriptor = ob_lv2_descriptor(kind->uri);
  return true;
}

static bool
same_kind(const ObLv2Kind* const a, const ObLv2Kind* const b)
{
  if (!a->script || !b->script) {
    return a->script == b->script; // The generic one
  }

  return !strcmp(a->uri, b->uri) && !strcmp(a->script, b->script) &&
         !strcmp(a->ids, b->ids);
}

/// Find or make the library with a kind of plugin; takes that over; NULL if out
/// of memory
static const Library*
find_library(const ObLv2Kind* const kind)
{
  Library* library = libraries;
  while (library && !same_kind(&library->kind, kind)) {
    library = library->next;
  }
  if (library) {
    free_kind(kind);
    return library;
  }

  library = (Library*)calloc(1U, sizeof(Library));
  if (!library) {
    free_kind(kind);
    return NULL;
  }

  library->descriptor = (LV2_Lib_Descriptor){
    library, sizeof(LV2_Lib_Descriptor), close_library, get_plugin
  };
  library->kind = *kind;
  library->next = libraries;
  libraries     = library;
  return library;
}

/// Read what kind of plugin a bundle holds
static ObStatus
read_kind(ObLv2Kind* const kind, const char* const bundle)
{
  ObIndex        index;
  const ObStatus status = ob_index_read(&index, bundle);
  if (status == OB_NO_FILE) {
    *kind = generic_kind();
    return OB_SUCCESS;
  }
  if (status) {
    return status;
  }

  const bool made = preset_kind(kind, bundle, &index);
  ob_index_clear(&index);
  return made ? OB_SUCCESS : OB_NO_MEM;
}

LV2_SYMBOL_EXPORT const LV2_Lib_Descriptor*
lv2_lib_descriptor(const char* const               bundle_path,
                   const LV2_Feature* const* const features)
{
  (void)features; // NULL in some hosts

  ob_lv2_scriptd();

  const Library* library = NULL;
  ObLv2Kind      kind;
  ObStatus       status = read_kind(&kind, bundle_path);
  if (!status) {
    pthread_mutex_lock(&lock);
    library = find_library(&kind);
    pthread_mutex_unlock(&lock);
    status = library ? OB_SUCCESS : OB_NO_MEM;
  }

  if (status) {
    fprintf(
      stderr, "outboard: %s: %s\n", bundle_path, ob_index_complaint(status));
    return NULL;
  }

  return &library->descriptor;
}
