// Copyright 2026 The Outboard authors
// SPDX-License-Identifier: ISC

// Which LV2 plugins there are: the generic one, and one for each preset; setup

#include "lv2_library.h"

#include "index.h"
#include "lv2_uris.h"
#include "status.h"

#include <pthread.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

/**
   What a bundle has been found to hold.

   There is one for each bundle and content, for ever: hosts ask again and
   again, some never clean up, and descriptors are used until the last instance
   is gone.
*/
typedef struct LibraryImpl
{
  LV2_Lib_Descriptor  descriptor;
  ObLv2Kind           kind;
  char*               bundle; ///< Its path
  ObIndex             index;  ///< Without one, all is zero
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

static bool
same_ports(const ObIndex* const a, const ObIndex* const b)
{
  for (uint32_t i = 0U; i < a->n_ports; ++i) {
    if (a->ports[i].retired != b->ports[i].retired ||
        strcmp(a->ports[i].id, b->ports[i].id)) {
      return false;
    }
  }

  return true;
}

/// Return whether a library is what would be made for `bundle` now
static bool
fits(const Library* const library,
     const char* const    bundle,
     const ObIndex* const index)
{
  const ObIndex* const own = &library->index;

  if (!index->text || !own->text) {
    return index->text == own->text;
  }

  return !strcmp(library->bundle, bundle) && !strcmp(own->uri, index->uri) &&
         !strcmp(own->script, index->script) &&
         own->n_ports == index->n_ports && same_ports(own, index);
}

static ObLv2Kind
generic_kind(void)
{
  return (ObLv2Kind){
    .descriptor = ob_lv2_descriptor(OB_LV2_PLUGIN_URI),
    .ports      = { OB_LV2_PORT_FALLBACK + 1U, OB_KNOBS, false },
  };
}

static ObLv2Kind
preset_kind(const char* const bundle, const ObIndex* const index)
{
  ObLv2Kind kind = {
    .descriptor = ob_lv2_descriptor(index->uri),
    .ports      = { OB_LV2_COMMON_PORTS, index->n_ports, true },
    .ids        = ob_index_ids(index),
  };

  if (asprintf(&kind.script, "%s/%s", bundle, index->script) < 0) {
    kind.script = NULL;
  }

  return kind;
}

static void
free_library(Library* const library)
{
  free(library->kind.script);
  free(library->kind.ids);
  free(library->bundle);
  free(library);
}

/// Return a new library, without its index; NULL if out of memory
static Library*
new_library(const char* const bundle, const ObIndex* const index)
{
  Library* const library = (Library*)calloc(1U, sizeof(Library));
  if (!library) {
    return NULL;
  }

  library->descriptor = (LV2_Lib_Descriptor){
    library, sizeof(LV2_Lib_Descriptor), close_library, get_plugin
  };
  library->bundle = strdup(bundle);
  library->kind   = index->text ? preset_kind(bundle, index) : generic_kind();

  if (!library->bundle ||
      (index->text && (!library->kind.script || !library->kind.ids))) {
    free_library(library);
    return NULL;
  }

  return library;
}

/// Find or make the library of a bundle; takes the index over
static const Library*
find_library(const char* const bundle, ObIndex* const index)
{
  Library* library = libraries;
  while (library && !fits(library, bundle, index)) {
    library = library->next;
  }
  if (library) {
    ob_index_clear(index);
    return library;
  }

  library = new_library(bundle, index);
  if (!library) {
    ob_index_clear(index);
    return NULL;
  }

  library->index = *index;
  library->next  = libraries;
  libraries      = library;
  return library;
}

LV2_SYMBOL_EXPORT const LV2_Lib_Descriptor*
lv2_lib_descriptor(const char* const               bundle_path,
                   const LV2_Feature* const* const features)
{
  (void)features; // NULL in some hosts

  ObIndex        index;
  const ObStatus status = ob_index_read(&index, bundle_path);
  if (status && status != OB_NO_FILE) {
    fprintf(
      stderr, "outboard: %s: %s\n", bundle_path, ob_index_complaint(status));
    return NULL;
  }

  pthread_mutex_lock(&lock);
  const Library* const library = find_library(bundle_path, &index);
  pthread_mutex_unlock(&lock);
  return library ? &library->descriptor : NULL;
}
