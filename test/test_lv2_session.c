// Copyright 2026 The Outboard authors
// SPDX-License-Identifier: ISC

// Sessions of the LV2 plugin, opened again elsewhere: they play the same

#undef NDEBUG

#include "lv2_host.h"
#include "lv2_plugin.h"
#include "lv2_storage.h"

#include <lv2/atom/atom.h>
#include <lv2/core/lv2.h>
#include <lv2/state/state.h>

#include <assert.h>
#include <stdbool.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

static const float running = 1.0f;

static const char files_uri[] = "urn:outboard:files";
static const char knobs_uri[] = "urn:outboard:knobs";
static const char state_uri[] = "urn:outboard:state";
static const char text_uri[]  = "urn:outboard:text";

/// Transposes by what its file says, and each note by one more than the last
static const char climber[] = "from outboard import *\n"
                              "FILES = ['steps.py', 'empty.txt']\n"
                              "import steps\n"
                              "height = 0\n"
                              "def on_load(saved):\n"
                              "    global height\n"
                              "    height = saved.get('h\\u00f6he', 0)\n"
                              "def on_save():\n"
                              "    return {'h\\u00f6he': height}\n"
                              "def on_note_on(note):\n"
                              "    global height\n"
                              "    note.send(pitch=note.pitch + height)\n"
                              "    height += steps.size\n";

static const LV2_State_Interface*
state_of(const HostPlugin* const plugin)
{
  return (const LV2_State_Interface*)plugin->descriptor->extension_data(
    LV2_STATE__interface);
}

static HostPlugin*
new_active(void)
{
  HostPlugin* const plugin = host_new(64);
  plugin->descriptor->activate(plugin->handle);
  return plugin;
}

static void
free_active(HostPlugin* const plugin)
{
  plugin->descriptor->deactivate(plugin->handle);
  host_free(plugin);
}

static void
save(const HostPlugin* const plugin, Storage* const storage)
{
  assert(
    !state_of(plugin)->save(plugin->handle, storage_store, storage, 0U, NULL));
}

static void
restore(const HostPlugin* const plugin, Storage* const storage)
{
  assert(!state_of(plugin)->restore(
    plugin->handle, storage_retrieve, storage, 0U, NULL));
}

/// Check that a note comes out at a pitch, without ending it
static void
expect_pitch(HostPlugin* const plugin, const uint8_t pitch)
{
  static const uint8_t note_on[3]  = { 0x90U, 60U, 100U };
  static const uint8_t note_off[3] = { 0x80U, 60U, 0U };
  int                  found       = -1;

  host_midi(plugin, 0, note_on);
  for (unsigned i = 0U; i < 1000U && found < 0; ++i) {
    host_run(plugin, 64U);
    const LV2_Atom_Event* event = NULL;
    while ((event = host_next(plugin, event))) {
      const uint8_t* const bytes = (const uint8_t*)(event + 1);
      found = event->body.size == 3U && bytes[0] == 0x90U ? bytes[1] : found;
    }
    usleep(found < 0 ? 1000U : 0U);
  }
  assert(found == pitch);
  host_midi(plugin, 0, note_off);
  host_run(plugin, 64U);
}

/// Save a session in which the climber has come to 4, then remove its files
static void
make_session(Storage* const storage)
{
  char* const       steps  = host_write_script("steps.py", "size = 2\n");
  char* const       empty  = host_write_script("empty.txt", "");
  char* const       path   = host_write_script("climber.py", climber);
  HostPlugin* const plugin = new_active();

  host_set_path(plugin, path, LV2_ATOM__Path);
  host_await(plugin, running);
  expect_pitch(plugin, 60U);
  expect_pitch(plugin, 62U);
  plugin->controls[PORT_KNOB1] = 0.9f; // Has no parameter
  save(plugin, storage);
  free_active(plugin);

  assert(!unlink(path) && !unlink(steps) && !unlink(empty));
  free(path);
  free(empty);
  free(steps);
}

static void
test_elsewhere(const bool without_nul)
{
  Storage storage = { .without_nul = without_nul };
  make_session(&storage);

  const uint32_t        portable = LV2_STATE_IS_POD | LV2_STATE_IS_PORTABLE;
  const Property* const state    = storage_find(&storage, state_uri);
  const Property* const files    = storage_find(&storage, files_uri);
  const Property* const knobs    = storage_find(&storage, knobs_uri);
  assert(state && state->type == host_map(LV2_ATOM__String));
  assert(state->flags == portable && strchr(state->value, '4'));
  assert(files && files->type == host_map(LV2_ATOM__Chunk));
  assert(files->flags == portable);
  assert(knobs && knobs->type == host_map(LV2_ATOM__Vector));
  assert(knobs->flags == portable && knobs->size == 8U + 64U);

  HostPlugin* const plugin = new_active();
  if (!without_nul) { // Of a chunk, all bytes count
    restore(plugin, &storage);
    host_await(plugin, running);
    expect_pitch(plugin, 64U);

    // Saved again from there, nothing is missing
    Storage again = { .count = 0U };
    save(plugin, &again);
    assert(storage_find(&again, files_uri)->size == files->size);
    assert(strchr(storage_find(&again, state_uri)->value, '6'));
    storage_clear(&again);
  }
  free_active(plugin);
  storage_clear(&storage);
}

/// A parameter follows its knob only once that differs from where it was
static void
test_knobs(void)
{
  static const char script[] =
    "from outboard import *\n"
    "low = Int('low', 'Low', 0, 100, default=7)\n"
    "high = Int('high', 'High', 0, 100, default=9)\n"
    "def on_note_on(note):\n"
    "    note.send(pitch=low.value, velocity=100)\n"
    "    note.send(pitch=100, velocity=high.value)\n";
  Storage     storage = { .count = 0U };
  char* const path    = host_write_script("knobs.py", script);

  HostPlugin* plugin           = new_active();
  plugin->controls[PORT_KNOB1] = 0.5f;
  host_set_path(plugin, path, LV2_ATOM__Path);
  host_await(plugin, running);
  expect_pitch(plugin, 100U);
  plugin->controls[PORT_KNOB1] = 0.25f;
  host_run(plugin, 64U);
  save(plugin, &storage);
  free_active(plugin);

  // The host sets its ports before it restores, or after
  plugin                       = new_active();
  plugin->controls[PORT_KNOB1] = 0.25f;
  restore(plugin, &storage);
  host_await(plugin, running);
  host_run(plugin, 64U);

  Storage again = { .count = 0U };
  save(plugin, &again);
  const Property* const a = storage_find(&storage, knobs_uri);
  const Property* const b = storage_find(&again, knobs_uri);
  assert(a && b && !memcmp(a->value, b->value, a->size));
  float first = 0.0f;
  memcpy(&first, a->value + 8, sizeof(first));
  assert(first > 0.49f && first < 0.51f);

  free_active(plugin);
  storage_clear(&again);
  storage_clear(&storage);
  unlink(path);
  free(path);
}

/// Properties that lie: nothing bad happens
static void
test_bad_properties(void)
{
  static const struct
  {
    const char* uri;
    const char* type;
    const char* value;
    size_t      size;
  } lies[] = {
    { files_uri, LV2_ATOM__Chunk, "no end", 6U },
    { files_uri, LV2_ATOM__Chunk, "\0\1\0\0\0x", 6U },
    { files_uri, LV2_ATOM__Chunk, "a\0\2\0\0\0x", 7U },
    { files_uri, LV2_ATOM__Chunk, "a\0\377\377\377\377x", 7U },
    { files_uri, LV2_ATOM__Chunk, "a\0\1\0\0\0xb", 8U },
    { files_uri, LV2_ATOM__Chunk, "a\0\1\0", 4U },
    { files_uri, LV2_ATOM__String, "a", 2U },
    { state_uri, LV2_ATOM__String, "{not JSON", 10U },
    { state_uri, LV2_ATOM__Chunk, "{}", 3U },
    { knobs_uri, LV2_ATOM__Vector, "\4\0\0\0", 4U },
    { knobs_uri, LV2_ATOM__Vector, "", 1U },
    { knobs_uri, LV2_ATOM__String, "0.5", 4U },
  };
  static const char plain[] = "from outboard import *\n"
                              "def on_load(saved):\n"
                              "    assert saved == {}\n"
                              "def on_note_on(note):\n"
                              "    note.send(pitch=61)\n";

  for (size_t i = 0U; i < sizeof(lies) / sizeof(lies[0]); ++i) {
    Storage           storage = { .count = 0U };
    HostPlugin* const plugin  = new_active();

    storage_put(&storage, text_uri, LV2_ATOM__String, plain, sizeof(plain));
    storage_put(
      &storage, lies[i].uri, lies[i].type, lies[i].value, lies[i].size);
    restore(plugin, &storage);
    host_await(plugin, running);
    expect_pitch(plugin, 61U);
    free_active(plugin);
    storage_clear(&storage);
  }
}

static void
test_shown(void)
{
  char* const       path   = host_write_script("shown.py",
                                       "from outboard import *\n"
                                               "def on_note_on(note):\n"
                                               "    show('pitch', note.pitch)\n"
                                               "    note.send()\n");
  HostPlugin* const plugin = new_active();

  host_set_path(plugin, path, LV2_ATOM__Path);
  host_await(plugin, running);
  expect_pitch(plugin, 60U);
  host_await_announced(plugin, "urn:outboard:shown", "pitch: 60");
  host_get(plugin, "urn:outboard:shown", NULL);
  host_run(plugin, 64U);
  assert(!strcmp(host_announced(plugin, "urn:outboard:shown"), "pitch: 60"));
  free_active(plugin);
  unlink(path);
  free(path);
}

int
main(int argc, char** argv)
{
  assert(argc == 3);
  host_open(argv[1], argv[2]);

  test_elsewhere(false);
  test_elsewhere(true);
  test_knobs();
  test_bad_properties();
  test_shown();

  host_close();
  return 0;
}
