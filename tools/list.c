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

static bool
print(void* const handle, const ObInstalled* const installed)
{
  (void)handle;
  printf("%s\n", installed->name);
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
run(const ObEnvironment* const environment,
    const int                  count,
    char* const* const         arguments)
{
  (void)environment;
  ObPlaces places;
  bool     good = ob_places_parse(&places, count, arguments);
  if (good) {
    ob_places_visit(&places, print, NULL);
  }
  ob_places_clear(&places);
  return good ? OB_EXIT_GOOD : OB_EXIT_USAGE;
}

const ObCommand ob_command_list = {
  "list",
  "[--user] [--system] [--to DIR]",
  "list the presets installed as plugins",
  "For each one its name, its bundle, its URI, and its script are printed: a\n"
  "copy in the bundle, or the file that a link leads to.\n"
  "\n"
  "      --user    those in ~/.lv2\n"
  "      --system  those in " OB_LV2_DIR "\n"
  "      --to DIR  those in DIR\n"
  "\n"
  "Without an option, those of the user and of the system are listed.\n",
  0,
  run,
};
