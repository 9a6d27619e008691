// Copyright 2026 The Outboard authors
// SPDX-License-Identifier: ISC

// Saving and restoring the LV2 plugin's state, with hosts of all manners

#undef NDEBUG

#include "lv2_host.h"
#include "lv2_plugin.h"
#include "lv2_storage.h"

#include <lv2/atom/atom.h>
#include <lv2/core/lv2.h>
#include <lv2/state/state.h>

#include <assert.h>
#include <pthread.h>
#include <stdatomic.h>
#include <stdbool.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

static const float running = 1.0f;

static const char file_uri[] = "urn:outboard:file";
static const char text_uri[] = "urn:outboard:text";

static const char octave[] = "from outboard import *\n"
                             "def on_note_on(note):\n"
                             "    note.send(pitch=note.pitch + 12)\n";

static int mapped_paths = 0;

static char*
abstract_path(LV2_State_Map_Path_Handle handle, const char* const absolute)
{
  const size_t folder = strlen(host_folder());

  (void)handle;
  ++mapped_paths;
  assert(!strncmp(absolute, host_folder(), folder));
  return strdup(absolute + folder + 1U);
}

static char*
absolute_path(LV2_State_Map_Path_Handle handle, const char* const abstract)
{
  char* path = NULL;

  (void)handle;
  ++mapped_paths;
  assert(asprintf(&path, "%s/%s", host_folder(), abstract) > 0);
  return path;
}

static void
free_path(LV2_State_Free_Path_Handle handle, char* const path)
{
  (void)handle;
  --mapped_paths;
  free(path);
}

static LV2_State_Map_Path  map_path  = { NULL, abstract_path, absolute_path };
static LV2_State_Free_Path free_them = { NULL, free_path };

static const LV2_Feature map_feature  = { LV2_STATE__mapPath, &map_path };
static const LV2_Feature free_feature = { LV2_STATE__freePath, &free_them };

static const LV2_Feature* const both[] = { &map_feature, &free_feature, NULL };
static const LV2_Feature* const nothing[] = { NULL };

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
save_octave(Storage* const storage, const LV2_Feature* const* const features)
{
  HostPlugin* const plugin = new_active();
  char* const       path   = host_write_script("octave.py", octave);

  host_set_path(plugin, path, LV2_ATOM__Path);
  host_await(plugin, running);
  assert(!state_of(plugin)->save(
    plugin->handle, storage_store, storage, 0U, features));
  free(path);
  free_active(plugin);
}

static void
restore_state(HostPlugin* const               plugin,
              Storage* const                  storage,
              const LV2_Feature* const* const features)
{
  assert(!state_of(plugin)->restore(
    plugin->handle, storage_retrieve, storage, 0U, features));
}

/// Check that a note comes out an octave higher
static void
check_octave(HostPlugin* const plugin)
{
  static const uint8_t note_on[3] = { 0x90U, 60U, 100U };

  plugin->controls[PORT_FREEWHEEL] = 1.0f;
  host_midi(plugin, 7, note_on);
  host_run(plugin, 64U);
  assert(host_midi_count(plugin) == 1U);

  const LV2_Atom_Event* const event = host_next(plugin, NULL);
  assert(event->time.frames == 7);
  assert(((const uint8_t*)(event + 1))[1] == 72U);
}

static void
test_nothing_stored(void)
{
  Storage           storage = { .count = 0U };
  HostPlugin* const plugin  = new_active();

  assert(
    !state_of(plugin)->save(plugin->handle, storage_store, &storage, 0U, NULL));
  assert(!storage.count);
  restore_state(plugin, &storage, NULL);
  host_run(plugin, 64U);
  assert(plugin->controls[PORT_STATUS] == 5.0f);
  free_active(plugin);
}

static void
test_round_trip(const LV2_Feature* const* const features,
                const bool                      without_nul)
{
  Storage storage = { .without_nul = without_nul };

  mapped_paths = 0;
  save_octave(&storage, features);

  const bool            mapped = features == both;
  const Property* const file   = storage_find(&storage, file_uri);
  const Property* const text   = storage_find(&storage, text_uri);
  assert(file && file->type == host_map(LV2_ATOM__Path));
  assert(file->size == strlen(file->value) + 1U);
  assert(mapped == !strcmp(file->value, "octave.py"));
  assert(mapped == !!(file->flags & LV2_STATE_IS_PORTABLE));
  assert(text && text->type == host_map(LV2_ATOM__String));
  assert(text->flags == (LV2_STATE_IS_POD | LV2_STATE_IS_PORTABLE));
  assert(text->size == sizeof(octave) && !strcmp(text->value, octave));

  // Hosts restore before or after activation, and while it runs
  HostPlugin* const plugin = host_new(64);
  restore_state(plugin, &storage, features);
  plugin->descriptor->activate(plugin->handle);
  host_await_announced(plugin, file_uri, "octave.py");
  host_await(plugin, running);
  restore_state(plugin, &storage, features);
  check_octave(plugin);
  free_active(plugin);

  assert(!mapped_paths);
  storage_clear(&storage);
}

/// A thread that runs blocks, like a host's audio thread
typedef struct
{
  HostPlugin* plugin;
  atomic_bool stop;
} Runner;

static void*
run_blocks(void* const handle)
{
  Runner* const runner = (Runner*)handle;
  while (!atomic_load(&runner->stop)) {
    host_run(runner->plugin, 64U);
  }

  return NULL;
}

static void
test_restore_while_running(void)
{
  Storage   storage = { .count = 0U };
  Runner    runner  = { new_active(), false };
  pthread_t thread;

  save_octave(&storage, nothing);
  host_run(runner.plugin, 64U);
  assert(!pthread_create(&thread, NULL, run_blocks, &runner));
  for (unsigned i = 0U; i < 20U; ++i) {
    restore_state(runner.plugin, &storage, nothing);
    usleep(5000U);
  }
  atomic_store(&runner.stop, true);
  assert(!pthread_join(thread, NULL));

  host_await(runner.plugin, running);
  check_octave(runner.plugin);
  free_active(runner.plugin);
  storage_clear(&storage);
}

static void
test_text_without_file(void)
{
  Storage storage = { .count = 0U };
  char    path[64];

  save_octave(&storage, nothing);
  snprintf(path, sizeof(path), "%s/octave.py", host_folder());
  assert(!unlink(path));

  HostPlugin* const plugin = new_active();
  restore_state(plugin, &storage, nothing);
  host_await(plugin, running);
  check_octave(plugin);
  free_active(plugin);
  storage_clear(&storage);
}

static void
test_foreign_properties(void)
{
  Storage           storage = { .count = 0U };
  HostPlugin* const plugin  = new_active();
  const size_t      size    = 3U * 1024U * 1024U;
  char* const       huge    = (char*)malloc(size);
  assert(huge);
  memset(huge, '#', size);

  storage_put(&storage, "urn:foreign", LV2_ATOM__String, "x", 2U);
  storage_put(&storage, text_uri, LV2_ATOM__Chunk, octave, sizeof(octave));
  storage_put(&storage, file_uri, LV2_ATOM__Int, "\0\0\0", 4U);
  restore_state(plugin, &storage, nothing);
  host_run(plugin, 64U);
  assert(plugin->controls[PORT_STATUS] == 5.0f);
  storage_clear(&storage);

  storage_put(&storage, text_uri, LV2_ATOM__String, huge, size);
  storage_put(&storage, file_uri, LV2_ATOM__Path, huge, size);
  restore_state(plugin, &storage, nothing);
  host_run(plugin, 64U);
  storage_clear(&storage);

  storage_put(
    &storage, text_uri, LV2_ATOM__String, octave, sizeof(octave) - 1U);
  restore_state(plugin, &storage, nothing);
  host_await(plugin, running);
  check_octave(plugin);
  storage_clear(&storage);

  free(huge);
  free_active(plugin);
}

int
main(int argc, char** argv)
{
  assert(argc == 3);
  host_open(argv[1], argv[2]);

  test_nothing_stored();
  test_round_trip(both, false);
  test_round_trip(both, true);
  test_round_trip(nothing, false);
  test_restore_while_running();
  test_text_without_file();
  test_foreign_properties();

  host_close();
  return 0;
}
