// Copyright 2026 The Outboard authors
// SPDX-License-Identifier: ISC

// The preset that is to be run: a script, or an installed plugin; setup

#include "source.h"

#include "bundle.h"
#include "installation.h"
#include "locate.h"
#include "probe.h"

#include <errno.h>
#include <glob.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

/// Make a folder for this time only; return its path, to be freed, or NULL
static char*
make_folder(void)
{
  const char* const place  = getenv("TMPDIR");
  char*             folder = NULL;
  if (asprintf(&folder, "%s/outboard-XXXXXX", place ? place : "/tmp") < 0) {
    return NULL;
  }
  if (!mkdtemp(folder)) {
    ob_complain("%s: %s", folder, strerror(errno));
    free(folder);
    return NULL;
  }
  return folder;
}

/// Write the script's bundle into the folder
static ObStatus
install(const ObSource* const      source,
        const ObEnvironment* const environment,
        const char* const          script)
{
  char* const          binary       = ob_locate_plugin();
  char* const          turtle       = ob_locate_data("preset.ttl");
  const ObInstallation installation = {
    .script = script,
    .folder = source->folder,
    .binary = binary,
    .turtle = turtle,
    .uri    = "urn:outboard:rendered", // It may be installed as well
    .link   = true,
    .quiet  = true,
  };

  ObProbe  probe;
  ObStatus status = ob_probe_load(&probe, environment, script);
  if (status) {
    if (probe.errors && probe.errors[0]) {
      fputs(probe.errors, stderr);
    } else {
      ob_complain("%s: not loaded: %s", script, ob_strerror(status));
    }
  } else if (!turtle || !ob_installation_make(&installation, probe.json)) {
    status = OB_ERROR;
  }
  ob_probe_clear(&probe);
  free(turtle);
  free(binary);
  return status;
}

/// Open the one bundle in the folder
static const LilvPlugin*
open_bundle(const ObSource* const source, ObWorld* const world)
{
  char*             pattern = NULL;
  glob_t            found;
  const LilvPlugin* plugin = NULL;
  if (asprintf(&pattern, "%s/*.lv2/", source->folder) < 0) {
    return NULL;
  }
  if (!glob(pattern, 0, NULL, &found)) {
    plugin = ob_world_open(world, found.gl_pathv[0]);
    globfree(&found);
  }
  free(pattern);
  return plugin;
}

static ObStatus
open_script(ObSource* const            source,
            const ObEnvironment* const environment,
            ObWorld* const             world,
            const char* const          path)
{
  char* const script = ob_probe_path(path);
  source->folder     = script ? make_folder() : NULL;
  ObStatus status    = source->folder ? OB_SUCCESS : OB_ERROR;
  if (!script) {
    ob_complain("%s: %s", path, strerror(errno));
  }
  if (!status) {
    status = install(source, environment, script);
  }
  if (!status && !(source->plugin = open_bundle(source, world))) {
    ob_complain("%s: its plugin cannot be found", path);
    status = OB_ERROR;
  }
  free(script);
  return status;
}

ObStatus
ob_source_open(ObSource* const            source,
               const ObEnvironment* const environment,
               ObWorld* const             world,
               const char* const          preset)
{
  const size_t length = strlen(preset);

  *source = (ObSource){ NULL, NULL };
  if (length > 3U && !strcmp(preset + length - 3U, ".py")) {
    return open_script(source, environment, world, preset);
  }

  source->plugin = ob_world_find(world, preset);
  if (!source->plugin) {
    ob_complain("%s: neither a script (.py) nor the name or URI of an "
                "installed plugin",
                preset);
    return OB_NO_FILE;
  }
  return OB_SUCCESS;
}

void
ob_source_close(ObSource* const source)
{
  if (source->folder) {
    ob_bundle_remove(source->folder);
  }
  free(source->folder);
  *source = (ObSource){ NULL, NULL };
}
