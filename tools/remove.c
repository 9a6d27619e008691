// Copyright 2026 The Outboard authors
// SPDX-License-Identifier: ISC

// outboard remove: removes the plugin of a preset; setup

#include "bundle.h"
#include "command.h"
#include "places.h"

#include <getopt.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

/// What to remove, and where it is
typedef struct
{
  const char* wanted; ///< A name, a title or a URI
  char*       folder; ///< To be freed; NULL if not found
} Search;

/// Remember the first one that is wanted
static bool
compare(void* const handle, const ObInstalled* const installed)
{
  Search* const search = (Search*)handle;

  if (!ob_installed_is(installed, search->wanted)) {
    return true;
  }

  search->folder = strdup(installed->folder);
  return false;
}

static ObExit
remove_preset(const ObPlaces* const places, const char* const wanted)
{
  Search search = { wanted, NULL };

  ob_places_visit(places, compare, &search);
  if (!search.folder) {
    ob_complain("there is no preset \"%s\", see outboard list", wanted);
    return OB_EXIT_FAILED;
  }

  const bool removed = ob_bundle_remove(search.folder);
  if (removed) {
    printf("removed %s\n", search.folder);
  }
  free(search.folder);
  return removed ? OB_EXIT_GOOD : OB_EXIT_FAILED;
}

static ObExit
run(const ObEnvironment* const environment,
    const int                  count,
    char* const* const         arguments)
{
  (void)environment;
  ObPlaces places;
  bool     good = ob_places_parse(&places, count, arguments);
  if (good && optind != count) {
    ob_complain("name one preset, see outboard remove --help");
    good = false;
  }

  const ObExit result =
    good ? remove_preset(&places, arguments[optind - 1]) : OB_EXIT_USAGE;
  ob_places_clear(&places);
  return result;
}

const ObCommand ob_command_remove = {
  "remove",
  "PRESET [--user] [--system] [--to DIR]",
  "remove a preset that is installed as a plugin",
  "PRESET is its name, what hosts call it, or its URI, as outboard list has\n"
  "them.  The bundle is removed, with the copy of the script in it; a script\n"
  "that it only links to stays.  Sessions that use the plugin will miss it.\n"
  "\n"
  "      --user    look in ~/.lv2\n"
  "      --system  look in " OB_LV2_DIR "\n"
  "      --to DIR  look in DIR\n"
  "\n"
  "Without an option, it is looked for in these two, in this order.\n",
  1,
  run,
};
