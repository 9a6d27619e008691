// Copyright 2026 The Outboard authors
// SPDX-License-Identifier: ISC

// The whole life of an instance, for a checker of memory to look at

#undef NDEBUG

#include "fault_rig.h"
#include "lv2_host.h"
#include "lv2_storage.h"
#include "odd_host.h"
#include "pidfds.h"

#include <lv2/core/lv2.h>
#include <lv2/state/state.h>

#include <assert.h>
#include <stdbool.h>
#include <stdlib.h>
#include <string.h>

static const char broken[] = "def on_note_on(:\n";

static const char keeper[] = "from outboard import *\n"
                             "def on_save():\n"
                             "    return {'a': 1}\n"
                             "def on_note_on(note):\n"
                             "    show('pitch', note.pitch)\n"
                             "    note.send(pitch=note.pitch + 12)\n";

/// Play a note until it is heard an octave higher
static void
hear(HostPlugin* const plugin)
{
  bool heard = false;
  for (unsigned i = 0U; i < 10000U && !heard; ++i) {
    host_midi(plugin, 0, odd_on);
    host_run(plugin, 64U);
    heard = rig_has(plugin, 0x90U, odd_on[1] + 12U, odd_on[2]);
    host_midi(plugin, 0, odd_off);
    host_run(plugin, 64U);
  }
  assert(heard);
}

int
main(int argc, char** argv)
{
  Storage session = { .count = 0U };

  assert(argc == 3);
  if (!strcmp(argv[1], "--serve")) {
    return pidfds_serve(argv[2]);
  }

  pidfds_begin(argv[0]);
  host_open(argv[1], argv[2]);

  // Load, play, save, and load again what has changed
  HostPlugin* plugin = rig_play("keeper.py", keeper, 64);
  hear(plugin);
  const LV2_State_Interface* const state =
    (const LV2_State_Interface*)plugin->descriptor->extension_data(
      LV2_STATE__interface);
  assert(!state->save(plugin->handle, storage_store, &session, 0U, NULL));
  free(host_write_script("keeper.py", odd_octave));
  rig_await_log(plugin, "is loaded again");
  hear(plugin);

  // An edition that does not load, and activation in between
  free(host_write_script("keeper.py", broken));
  host_await_announced(plugin, "urn:outboard:message", "keeper.py");
  plugin->descriptor->deactivate(plugin->handle);
  plugin->descriptor->activate(plugin->handle);
  hear(plugin);
  rig_end(plugin);

  // The session in another instance, which ends while it loads once more
  free(host_write_script("keeper.py", keeper));
  plugin = host_new(64);
  assert(!state->restore(plugin->handle, storage_retrieve, &session, 0U, NULL));
  plugin->descriptor->activate(plugin->handle);
  host_await(plugin, rig_running);
  hear(plugin);
  assert(!state->restore(plugin->handle, storage_retrieve, &session, 0U, NULL));
  rig_end(plugin);

  storage_clear(&session);
  host_close();
  pidfds_end();
  return 0;
}
