// Copyright 2026 The Outboard authors
// SPDX-License-Identifier: ISC

// The installation of one preset as a plugin; setup

#include "installation.h"

#include "bundle.h"
#include "complain.h"
#include "index.h"
#include "lv2_uris.h"
#include "preset.h"
#include "preset_name.h"
#include "preset_ttl.h"
#include "slots.h"
#include "vocabulary.h"

#include <inttypes.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

/// Where the plugin's code is, in the folder that bundles are in
static const char binary[] = "outboard.lv2/outboard.so";

/// Texts that are made for one installation; owned
typedef struct
{
  char* name;   ///< Of the preset, fit for files and URIs
  char* uri;    ///< Of its plugin
  char* bundle; ///< Name of the bundle's folder
  char* script; ///< Name of the script's file in the bundle
  char* data;   ///< Name of the Turtle file
  char* binary; ///< Path of the plugin's code
} Texts;

static void
free_texts(const Texts* const texts)
{
  free(texts->name);
  free(texts->uri);
  free(texts->bundle);
  free(texts->script);
  free(texts->data);
  free(texts->binary);
}

/// Return two texts in one, to be freed
static char*
join(const char* const first, const char* const second)
{
  char* text = NULL;

  return asprintf(&text, "%s%s", first, second) < 0 ? NULL : text;
}

static bool
exists(const char* const folder, const char* const name)
{
  char*      path = NULL;
  const bool found =
    asprintf(&path, "%s/%s", folder, name) >= 0 && !access(path, R_OK);

  free(path);
  return found;
}

/// Return the path of the plugin's code, to be freed; relative if it can be
static char*
find_binary(const ObInstallation* const installation)
{
  if (installation->factory || exists(installation->folder, binary)) {
    return join("../", binary);
  }

  return installation->binary && !access(installation->binary, R_OK)
           ? strdup(installation->binary)
           : NULL;
}

/// Make all texts; return whether that succeeded, with a complaint if not
static bool
make_texts(Texts* const                texts,
           const ObInstallation* const installation,
           const ObPreset* const       preset)
{
  texts->name = ob_preset_name(installation->script);
  if (!texts->name) {
    ob_complain("%s: a plugin cannot be named after it", installation->script);
    return false;
  }

  const char* const uri = installation->uri ? installation->uri : preset->uri;
  texts->uri = uri[0] ? strdup(uri) : join("urn:outboard:preset:", texts->name);
  texts->data   = join(texts->name, ".ttl");
  texts->script = join(texts->name, ".py");
  texts->binary = find_binary(installation);
  if (asprintf(&texts->bundle, "outboard-%s.lv2", texts->name) < 0) {
    texts->bundle = NULL;
  }

  if (!texts->binary) {
    ob_complain("the plugin itself is missing: no %s in %s, and none installed",
                binary,
                installation->folder);
    return false;
  }
  if (!texts->uri || !ob_preset_name_is_uri(texts->uri) ||
      !strcmp(texts->uri, OB_LV2_PLUGIN_URI)) {
    ob_complain("%s: its __uri__ is not one for a plugin: %s",
                installation->script,
                texts->uri);
    return false;
  }

  return texts->name && texts->data && texts->script && texts->bundle;
}

/// Read the index of what is installed now; false if it must not be replaced
static bool
read_former(const ObInstallation* const installation,
            const Texts* const          texts,
            ObIndex* const              former)
{
  char* path = NULL;
  if (asprintf(&path, "%s/%s", installation->folder, texts->bundle) < 0) {
    return false;
  }

  const ObStatus status  = ob_index_read(former, path);
  const bool     foreign = status == OB_NO_FILE && !access(path, F_OK);
  const bool     fresh   = installation->fresh || installation->factory;
  const bool     good    = !status || (status == OB_NO_FILE ? !foreign : fresh);
  if (!good) {
    ob_complain("%s: it is not replaced: %s", path, ob_index_complaint(status));
  }

  free(path);
  if (fresh) {
    ob_index_clear(former);
    *former = (ObIndex){ .text = NULL };
  }
  return good;
}

/**
   Set the version that LV2 sees.

   Its major version is part of the URI, and even numbers are releases.  So the
   script's "1.2" is 2.4; what replaces another goes up at least by a release.
*/
static void
set_version(ObPlugin* const plugin, const ObIndex* const former)
{
  unsigned major = 1U;
  unsigned minor = 0U;
  sscanf(plugin->preset->version, "%6u.%6u", &major, &minor);

  plugin->minor = 2U * major;
  plugin->micro = 2U * minor;
  if (former->text && plugin->minor <= former->minor) {
    plugin->minor = former->minor + 2U;
    plugin->micro = 0U;
  }
}

static bool
write_index(const ObBundle* const bundle,
            const ObPlugin* const plugin,
            const char* const     script)
{
  FILE* const file = ob_bundle_create(bundle, OB_INDEX_FILE);
  if (!file) {
    return false;
  }

  fprintf(file,
          OB_INDEX_MAGIC "\n%s\n%s\n%" PRIu32 " %" PRIu32 "\n",
          plugin->uri,
          script,
          plugin->minor,
          plugin->micro);
  for (uint32_t i = 0U; i < plugin->slots->count; ++i) {
    const ObSlot* const slot = &plugin->slots->slots[i];
    fprintf(file, "%s%s\n", slot->port ? "" : "-", slot->id);
  }

  return ob_bundle_close(bundle, file);
}

static bool
write_turtle(const ObBundle* const bundle,
             const ObPlugin* const plugin,
             const char* const     name,
             ObStatus (*const write)(const ObPlugin* plugin, FILE* file))
{
  FILE* const file = ob_bundle_create(bundle, name);
  if (!file) {
    return false;
  }

  const ObStatus status = write(plugin, file);
  if (status) {
    ob_complain("%s cannot be written: %s", name, ob_strerror(status));
  }

  return ob_bundle_close(bundle, file) && !status;
}

/// Copy the further files, which are beside the script
static bool
copy_files(const ObBundle* const bundle,
           const char* const     script,
           const ObPreset* const preset)
{
  const int folder = (int)(strrchr(script, '/') - script);
  bool      copied = true;

  size_t        i    = 0U;
  const json_t* item = NULL;
  json_array_foreach(preset->files, i, item)
  {
    char*             path = NULL;
    const char* const name = json_string_value(item);
    copied = copied && asprintf(&path, "%.*s/%s", folder, script, name) >= 0 &&
             ob_bundle_copy(bundle, path, name);
    free(path);
  }

  return copied;
}

/// Put the script and its further files into the bundle
static bool
write_script(const ObBundle* const       bundle,
             const ObInstallation* const installation,
             const Texts* const          texts,
             const ObPreset* const       preset)
{
  if (!installation->link) {
    return ob_bundle_copy(bundle, installation->script, texts->script) &&
           copy_files(bundle, installation->script, preset);
  }

  // The plugin follows the link, and finds the files beside the script
  char* const target = realpath(installation->script, NULL);
  const bool  linked = target && ob_bundle_link(bundle, target, texts->script);
  free(target);
  return linked;
}

/// Write the whole bundle
static bool
write_bundle(const ObInstallation* const installation,
             const Texts* const          texts,
             const ObPlugin* const       plugin)
{
  ObBundle   bundle;
  const bool written =
    ob_bundle_begin(&bundle, installation->folder, texts->bundle) &&
    write_index(&bundle, plugin, texts->script) &&
    write_turtle(&bundle, plugin, texts->data, ob_preset_ttl_data) &&
    write_script(&bundle, installation, texts, plugin->preset) &&
    write_turtle(&bundle, plugin, "manifest.ttl", ob_preset_ttl_manifest) &&
    ob_bundle_commit(&bundle);

  if (written && !installation->quiet) {
    printf("%s\n", bundle.path);
  }
  ob_bundle_clear(&bundle);
  return written;
}

/// Say what the user may not expect
static void
warn(const ObInstallation* const installation, const ObPlugin* const plugin)
{
  const ObPreset* const preset = plugin->preset;

  if (plugin->slots->left) {
    ob_complain("%s: there are ports for %u parameters only; %" PRIu32
                " more keep their defaults",
                installation->script,
                OB_VALUES_MAX,
                plugin->slots->left);
  }
  if (preset->license[0] && !ob_vocabulary_license(preset->license)) {
    ob_complain("%s: \"%s\" is left out, it is not an SPDX identifier of a "
                "licence known here",
                installation->script,
                preset->license);
  }
}

static bool
make(const ObInstallation* const installation, const ObPreset* const preset)
{
  Texts          texts  = { .name = NULL };
  ObIndex        former = { .text = NULL };
  ObSlots* const slots  = (ObSlots*)malloc(sizeof(ObSlots));
  bool           made   = false;

  if (slots && make_texts(&texts, installation, preset) &&
      read_former(installation, &texts, &former)) {
    ObPlugin plugin = {
      .preset   = preset,
      .slots    = slots,
      .name     = preset->name[0] ? preset->name : texts.name,
      .prefix   = installation->factory ? "Outboard " : "",
      .uri      = texts.uri,
      .data     = texts.data,
      .binary   = texts.binary,
      .template = installation->turtle,
    };
    ob_slots_init(slots, preset, &former);
    set_version(&plugin, &former);
    warn(installation, &plugin);
    made = write_bundle(installation, &texts, &plugin);
  }

  ob_index_clear(&former);
  free_texts(&texts);
  free(slots);
  return made;
}

bool
ob_installation_make(const ObInstallation* const installation,
                     const char* const           description)
{
  ObPreset        preset;
  ObPresetProblem problem;
  if (ob_preset_parse(&preset, description, strlen(description), &problem)) {
    ob_complain("%s: %s", installation->script, problem.text);
    return false;
  }

  const bool made = make(installation, &preset);
  ob_preset_clear(&preset);
  return made;
}
