// Copyright 2026 The Outboard authors
// SPDX-License-Identifier: ISC

// outboard list: says which presets are installed as plugins; setup

#include "command.h"
#include "places.h"

#include <getopt.h>
#include <limits.h>
#include <stdio.h>
#include <stdlib.h>
#include <unistd.h>

static void
print_script(const ObInstalled* const installed)
{
  char    path[PATH_MAX];
  char    target[PATH_MAX];
  ssize_t size = -1;

  if (snprintf(path,
               sizeof(path),
               "%s/%s",
               installed->folder,
               installed->index.script) < (int)sizeof(path)) {
    size = readlink(path, target, sizeof(target) - 1U);
  }
  if (size < 0) {
    printf("  script  %s, a copy\n", path);
  } else {
    printf("  script  %.*s, by a link\n", (int)size, target);
  }
}

/// What to list, and whether there was any
typedef struct
{
  const char* wanted; ///< A name, a title or a URI; NULL: all
  bool        found;
} Listing;

static bool
print(void* const handle, const ObInstalled* const installed)
{
  Listing* const listing = (Listing*)handle;
  if (listing->wanted && !ob_installed_is(installed, listing->wanted)) {
    return true;
  }

  listing->found = true;
  printf("%s\n", installed->name);
  if (installed->title) {
    printf("  title   %s\n", installed->title);
  }
  printf("  bundle  %s\n", installed->folder);
  if (installed->status) {
    printf("  broken  %s\n", ob_index_complaint(installed->status));
    return true;
  }

  printf("  URI     %s\n", installed->index.uri);
  print_script(installed);
  return true;
}

static ObExit
list(const ObPlaces* const places, const char* const wanted)
{
  Listing listing = { wanted, false };

  ob_places_visit(places, print, &listing);
  if (wanted && !listing.found) {
    ob_complain("there is no preset \"%s\"", wanted);
    return OB_EXIT_FAILED;
  }
  return OB_EXIT_GOOD;
}

static ObExit
run(const ObEnvironment* const environment,
    const int                  count,
    char* const* const         arguments)
{
  (void)environment;
  ObPlaces places;
  bool     good = ob_places_parse(&places, count, arguments);
  if (good && optind < count) {
    ob_complain("name one preset or none, see outboard list --help");
    good = false;
  }

  const ObExit result =
    good ? list(&places, arguments[optind - 1]) : OB_EXIT_USAGE;
  ob_places_clear(&places);
  return result;
}

const ObCommand ob_command_list = {
  "list",
  "[PRESET] [--user] [--system] [--to DIR]",
  "list the presets installed as plugins",
  "For each one its name, the title that hosts show, its bundle, its URI, and\n"
  "its script are printed: a copy in the bundle, or the file that a link "
  "leads\n"
  "to.  PRESET is the name, title or URI of the only one to list.\n"
  "\n"
  "      --user    those in ~/.lv2\n"
  "      --system  those in " OB_LV2_DIR "\n"
  "      --to DIR  those in DIR\n"
  "\n"
  "Without an option, those of the user and of the system are listed.\n",
  0,
  run,
};
