// Copyright 2026 The Outboard authors
// SPDX-License-Identifier: ISC

// The real-time proof: run(), whatever befalls it, on a guarded thread

#undef NDEBUG

#include "fault_rig.h"
#include "lv2_host.h"
#include "lv2_plugin.h"
#include "realtime_guard.h"
#include "realtime_phases.h"
#include "realtime_player.h"

#include <lv2/core/lv2.h>
#include <lv2/urid/urid.h>

#include <assert.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <string.h>

typedef struct
{
  const char* name;
  void (*prove)(HostPlugin* plugin);
} Phase;

static const Phase phases[] = {
  { "loading", prove_loading },
  { "idle", prove_idle },
  { "events", prove_events },
  { "sysex", prove_sysex },
  { "input overflow", prove_input_overflow },
  { "output overflow", prove_output_overflow },
  { "late", prove_late },
  { "breaker open", prove_open_breaker },
  { "child dead", prove_death },
  { "child dead at work", prove_death_at_work },
  { "child swapped", prove_swap },
  { "patch:Get", prove_get },
  { "transport", prove_transport },
  { "bypass", prove_bypass },
  { "pipelined", prove_pipelined },
  { "freewheel", prove_freewheel },
  { "no frames", prove_no_frames },
  { "invalid atoms", prove_invalid_atoms },
};

/// One call of run()
typedef struct
{
  LV2_Handle handle;
  uint32_t   frames;
} Block;

static void
run_block(void* const data)
{
  const Block* const block = (const Block*)data;
  host_descriptor()->run(block->handle, block->frames);
}

/// As the plugin's run(), but on the guarded thread
static void
run_guarded(const LV2_Handle handle, const uint32_t frames)
{
  Block block = { handle, frames };
  guard_run(run_block, &block);
}

static LV2_URID (*map_uri)(LV2_URID_Map_Handle handle, const char* uri);

/// As the host's function, but not for the guarded thread
static LV2_URID
map_unguarded(const LV2_URID_Map_Handle handle, const char* const uri)
{
  guard_forbid("the host's urid:map");
  return map_uri(handle, uri);
}

/// Make a plugin whose every block runs on the guarded thread
static HostPlugin*
new_guarded(void)
{
  static LV2_Descriptor descriptor;
  descriptor     = *host_descriptor();
  descriptor.run = run_guarded;

  // The host's other callback, its log, takes a lock
  LV2_URID_Map* const map = host_urid_map();
  map_uri                 = map->map;
  map->map                = map_unguarded;

  HostPlugin* const plugin = host_new(PLAYER_BLOCK);
  plugin->descriptor       = &descriptor;
  return plugin;
}

/// Take one plugin through all phases; in a process of its own
static void
prove_all(void* const data)
{
  (void)data;
  assert(guard_start());
  HostPlugin* const plugin = new_guarded();
  for (size_t i = 0U; i < sizeof(phases) / sizeof(phases[0]); ++i) {
    fprintf(stderr, "%s\n", phases[i].name);
    guard_phase(phases[i].name);
    phases[i].prove(plugin);
    host_await(plugin, rig_running);
  }

  rig_end(plugin);
}

static void
test_run_is_realtime(void)
{
  const GuardEnd end = guard_watch(prove_all, NULL);

  if (end.function) {
    fprintf(stderr, "run() calls %s: %s\n", end.function, end.phase);
  } else if (end.call >= 0) {
    fprintf(stderr, "run() makes system call %d: %s\n", end.call, end.phase);
  } else if (end.status) {
    fprintf(stderr, "failed: %s\n", end.phase ? end.phase : "start");
  }
  assert(!end.status && end.call < 0 && !end.function);
}

static void
instantiate(void* const data)
{
  const LV2_Descriptor* const descriptor = (const LV2_Descriptor*)data;
  descriptor->instantiate(descriptor, 48000.0, host_folder(), NULL);
}

static void
instantiate_guarded(void* const data)
{
  (void)data;
  assert(guard_start());
  guard_run(instantiate, (void*)host_descriptor());
}

/// What the plugin's binary calls does go through the guard
static void
test_plugin_is_guarded(void)
{
  const GuardEnd end = guard_watch(instantiate_guarded, NULL);

  assert(end.status == -1);
  assert(end.function && !strcmp(end.function, "calloc"));
}

int
main(int argc, char** argv)
{
  assert(argc == 3);
  const char* const obstacle = guard_obstacle();
  if (obstacle) {
    printf("skipped: %s\n", obstacle);
    return 77;
  }

  host_open(argv[1], argv[2]);
  test_plugin_is_guarded();
  test_run_is_realtime();
  host_close();
  return 0;
}
