// Copyright 2026 The Outboard authors
// SPDX-License-Identifier: ISC

// outboard install: makes a plugin of a preset; setup

#include "command.h"
#include "installation.h"
#include "locate.h"
#include "places.h"
#include "preset_name.h"
#include "probe.h"

#include <errno.h>
#include <getopt.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

/// Letters of options besides those of places
enum
{
  option_link    = 'l',
  option_fresh   = 'f',
  option_factory = 'F'
};

static bool
parse(ObInstallation* const installation,
      ObPlaces* const       places,
      const int             count,
      char* const* const    arguments)
{
  static const struct option options[] = {
    { "link", no_argument, NULL, option_link },
    { "fresh", no_argument, NULL, option_fresh },
    { "factory", no_argument, NULL, option_factory },
    OB_PLACES_OPTIONS,
    { NULL, 0, NULL, 0 },
  };

  int c = 0;

  optind = 0; // As it was never used, and before the first argument
  while ((c = getopt_long(count + 1, arguments - 1, "", options, NULL)) != -1) {
    switch (c) {
      case option_link:
        installation->link = true;
        break;
      case option_fresh:
        installation->fresh = true;
        break;
      case option_factory:
        installation->factory = true;
        installation->quiet   = true;
        break;
      case '?':
        return false;
      default:
        if (!ob_places_add(places, c, optarg)) {
          return false;
        }
    }
  }

  if (optind != count || places->count > 1U) {
    ob_complain("name one FILE and one folder, see outboard install --help");
    return false;
  }

  return places->count || ob_places_add(places, 'u', NULL);
}

/// A preset among those that are installed
typedef struct
{
  const char* bundle; ///< Path of its bundle
  char*       title;  ///< What hosts call it; owned
  char*       uri;    ///< Of its plugin; owned
} Own;

/// Find out what the preset is called
static bool
find_own(void* const handle, const ObInstalled* const installed)
{
  Own* const own = (Own*)handle;
  if (strcmp(installed->folder, own->bundle) || installed->status ||
      !installed->title) {
    return true;
  }

  own->title = strdup(installed->title);
  own->uri   = strdup(installed->index.uri);
  return false;
}

/// Warn of another preset that hosts, or users, cannot tell from this one
static bool
compare(void* const handle, const ObInstalled* const installed)
{
  const Own* const own = (const Own*)handle;
  if (!strcmp(installed->folder, own->bundle) || installed->status) {
    return true;
  }

  if (!strcmp(installed->index.uri, own->uri)) {
    ob_complain("%s has the same URI: hosts show only one of them; rename the "
                "file to keep both",
                installed->folder);
  } else if (installed->title && !strcmp(installed->title, own->title)) {
    ob_complain("%s is called \"%s\" as well", installed->folder, own->title);
  }
  return true;
}

/// Make the plugin, and say what that means for others
static bool
make(const ObInstallation* const installation,
     const ObPlaces* const       places,
     const char* const           description)
{
  static const char factory[] = "Outboard ";

  char* const name   = ob_preset_name(installation->script);
  char*       bundle = NULL;
  if (installation->quiet || !name ||
      asprintf(&bundle, "%s/outboard-%s.lv2", installation->folder, name) < 0) {
    free(name);
    return ob_installation_make(installation, description);
  }

  Own former = { bundle, NULL, NULL };
  Own own    = { bundle, NULL, NULL };
  ob_places_visit(places, find_own, &former);
  const bool shipped =
    former.title && !strncmp(former.title, factory, sizeof(factory) - 1U);
  const bool refused =
    shipped && !installation->fresh && !installation->factory;
  const bool made = !refused && ob_installation_make(installation, description);
  if (refused) {
    ob_complain("\"%s\", which came with Outboard, is not replaced; rename the "
                "file, or say --fresh",
                former.title);
  }
  if (made && !ob_places_visit(places, find_own, &own) && own.title &&
      own.uri) {
    ob_places_visit(places, compare, &own);
  }

  free(former.title);
  free(former.uri);
  free(own.title);
  free(own.uri);
  free(bundle);
  free(name);
  return made;
}

/// Load the script, then install it
static bool
install(const ObEnvironment* const  environment,
        const ObInstallation* const installation,
        const ObPlaces* const       places)
{
  ObProbe        probe;
  const ObStatus status =
    ob_probe_load(&probe, environment, installation->script);

  if (status) {
    fputs(probe.errors ? probe.errors : "", stderr);
    ob_complain("%s: not installed: %s",
                installation->script,
                probe.errors && probe.errors[0] ? "it does not load, see above"
                                                : ob_strerror(status));
  }

  const bool installed = !status && make(installation, places, probe.json);
  ob_probe_clear(&probe);
  return installed;
}

static ObExit
run(const ObEnvironment* const environment,
    const int                  count,
    char* const* const         arguments)
{
  ObInstallation installation = { .link = false };
  ObPlaces       places       = { .count = 0U };
  ObExit         result       = OB_EXIT_USAGE;

  if (parse(&installation, &places, count, arguments)) {
    char* const path   = ob_probe_path(arguments[optind - 1]);
    char* const binary = ob_locate_plugin();
    char* const turtle = ob_locate_data("preset.ttl");

    installation.script = path;
    installation.folder = places.paths[0];
    installation.binary = binary;
    installation.turtle = turtle;
    result              = OB_EXIT_FAILED;
    if (!path || !turtle) {
      ob_complain("%s: %s", arguments[optind - 1], strerror(errno));
    } else if (install(environment, &installation, &places)) {
      result = OB_EXIT_GOOD;
    }
    free(turtle);
    free(binary);
    free(path);
  }

  ob_places_clear(&places);
  return result;
}

const ObCommand ob_command_install = {
  "install",
  "FILE [--link] [--user|--system|--to DIR]",
  "make a plugin of a script, with its own name and parameters",
  "The script is loaded, asked for its parameters, and copied into a bundle\n"
  "outboard-NAME.lv2, in which hosts find it as a plugin.  NAME comes from\n"
  "FILE; the plugin's URI is the script's __uri__, or "
  "urn:outboard:preset:NAME.\n"
  "A preset of that NAME which is installed there is replaced: parameters "
  "that\n"
  "were there keep their ports, so that automation stays right, new ones come\n"
  "behind, and of those that are gone a port called \"retired\" remains.\n"
  "\n"
  "      --link    do not copy the script, let the plugin use FILE itself, so\n"
  "                that it changes when FILE does; for new parameters install\n"
  "                it again, a plugin's ports stay as they are\n"
  "      --user    install for the user, into ~/.lv2; this is the default\n"
  "      --system  install for everybody, into the folder that Outboard itself "
  "is\n"
  "                in, " OB_LV2_DIR "\n"
  "      --to DIR  install into DIR\n"
  "      --fresh   forget what was installed before, and number ports anew;\n"
  "                only so is a preset replaced that came with Outboard\n"
  "      --factory as the build installs the presets that come with Outboard:\n"
  "                fresh, and called \"Outboard ...\"\n"
  "\n"
  "The bundle has no code of its own.  It refers to Outboard's: by a relative\n"
  "path if that is in the same folder, which both can then be moved with, "
  "else\n"
  "by an absolute one.  Exit status: 0 if installed, 1 if not, 2 on wrong "
  "usage.\n",
  1,
  run,
};
