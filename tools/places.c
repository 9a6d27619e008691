// Copyright 2026 The Outboard authors
// SPDX-License-Identifier: ISC

// The folders that the plugins of presets are installed to; setup

#include "places.h"

#include "complain.h"
#include "world.h"

#include <dirent.h>
#include <getopt.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

/// Return the folder that an option means, to be freed
static char*
place(const int option, const char* const argument)
{
  const char* const home = getenv("HOME");
  char*             path = NULL;

  if (option == 's') {
    return strdup(OB_LV2_DIR);
  }
  if (option == 'u') {
    return home && asprintf(&path, "%s/.lv2", home) >= 0 ? path : NULL;
  }

  // Absolute, because links and the plugin's binary are looked for from there
  if (argument[0] == '/') {
    return strdup(argument);
  }
  char* const here = get_current_dir_name();
  if (here && asprintf(&path, "%s/%s", here, argument) < 0) {
    path = NULL;
  }
  free(here);
  return path;
}

static bool
contains(const ObPlaces* const places, const char* const path)
{
  for (size_t i = 0U; i < places->count; ++i) {
    if (!strcmp(places->paths[i], path)) {
      return true;
    }
  }

  return false;
}

bool
ob_places_add(ObPlaces* const   places,
              const int         option,
              const char* const argument)
{
  char* const path = place(option, argument);
  if (!path) {
    ob_complain("it is not clear where the user's plugins are, try --to DIR");
    return false;
  }

  // Who has built it for one user has no other folder for all
  if (contains(places, path)) {
    free(path);
    return true;
  }

  if (places->count == sizeof(places->paths) / sizeof(places->paths[0])) {
    ob_complain("too many folders are named");
    free(path);
    return false;
  }

  places->paths[places->count++] = path;
  return true;
}

bool
ob_places_parse(ObPlaces* const    places,
                const int          count,
                char* const* const arguments)
{
  static const struct option options[] = { OB_PLACES_OPTIONS,
                                           { NULL, 0, NULL, 0 } };

  *places   = (ObPlaces){ .count = 0U };
  bool good = true;
  int  c    = 0;

  optind = 0; // As it was never used, and before the first argument
  while (good &&
         (c = getopt_long(count + 1, arguments - 1, "", options, NULL)) != -1) {
    good = c != '?' && ob_places_add(places, c, optarg);
  }

  return good && (places->count || (ob_places_add(places, 'u', NULL) &&
                                    ob_places_add(places, 's', NULL)));
}

void
ob_places_clear(ObPlaces* const places)
{
  while (places->count) {
    free(places->paths[--places->count]);
  }
}

/// Return the NAME in "outboard-NAME.lv2", to be freed, or NULL
static char*
name_of(const char* const folder)
{
  static const char prefix[] = "outboard-";
  static const char suffix[] = ".lv2";

  const size_t size  = strlen(folder);
  const size_t start = strlen(prefix);
  const size_t end   = strlen(suffix);

  return size > start + end && !strncmp(folder, prefix, start) &&
             !strcmp(folder + size - end, suffix)
           ? strndup(folder + start, size - start - end)
           : NULL;
}

/// Return the name that hosts show for the plugin in a bundle, to be freed, or
/// NULL
static char*
title_of(const char* const bundle)
{
  ObWorld* const world     = ob_world_new();
  char*          directory = NULL;
  char*          title     = NULL;
  if (world && asprintf(&directory, "%s/", bundle) >= 0) {
    const LilvPlugin* const plugin = ob_world_open(world, directory);
    LilvNode* const         name = plugin ? lilv_plugin_get_name(plugin) : NULL;
    title = name ? strdup(lilv_node_as_string(name)) : NULL;
    lilv_node_free(name);
    free(directory);
  }

  ob_world_free(world);
  return title;
}

bool
ob_installed_is(const ObInstalled* const installed, const char* const wanted)
{
  return !strcmp(installed->name, wanted) ||
         (installed->title && !strcasecmp(installed->title, wanted)) ||
         (!installed->status && !strcmp(installed->index.uri, wanted));
}

/// Visit the preset in one folder, if there is one
static bool
visit_folder(const char* const place,
             const char* const folder,
             bool (*visit)(void* handle, const ObInstalled* installed),
             void* const handle)
{
  char* const name = name_of(folder);
  char*       path = NULL;
  bool        more = true;

  if (name && asprintf(&path, "%s/%s", place, folder) >= 0) {
    ObInstalled installed = { .folder = path, .name = name };
    installed.status      = ob_index_read(&installed.index, path);
    if (installed.status != OB_NO_FILE) {
      char* const title = title_of(path);
      installed.title   = title;
      more              = visit(handle, &installed);
      free(title);
      ob_index_clear(&installed.index);
    }
    free(path);
  }

  free(name);
  return more;
}

bool
ob_places_visit(const ObPlaces* const places,
                bool (*const visit)(void* handle, const ObInstalled* installed),
                void* const handle)
{
  bool more = true;
  for (size_t i = 0U; i < places->count; ++i) {
    struct dirent** entries = NULL;
    const int count = scandir(places->paths[i], &entries, NULL, alphasort);
    for (int k = 0; k < count; ++k) {
      more = more &&
             visit_folder(places->paths[i], entries[k]->d_name, visit, handle);
      free(entries[k]);
    }
    free(entries);
  }

  return more;
}
