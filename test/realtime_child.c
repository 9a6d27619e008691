// Copyright 2026 The Outboard authors
// SPDX-License-Identifier: ISC

// The real-time proof's phases that are about the child and its life

#undef NDEBUG

#include "fault_rig.h"
#include "lv2_host.h"
#include "realtime_phases.h"
#include "realtime_player.h"

#include <lv2/atom/atom.h>

#include <assert.h>
#include <signal.h>
#include <stdint.h>
#include <stdlib.h>
#include <unistd.h>

static const char lower[] = "from outboard import *\n"
                            "def on_note_on(note):\n"
                            "    note.send(pitch=note.pitch - 12)\n";

/// Kill the child that plays, once the one before it has gone
static void
kill_child(void)
{
  while (rig_resources().children != 1U) {
    usleep(1000U);
  }
  assert(!kill(rig_only_child(), SIGKILL));
}

void
prove_loading(HostPlugin* const plugin)
{
  plugin->descriptor->activate(plugin->handle);
  host_midi(plugin, 5, player_on);
  host_midi(plugin, 6, player_off);
  player_run(plugin);
  assert(host_midi_count(plugin) == 2U);
  assert(plugin->controls[PORT_STATUS] == rig_stopped);

  char* const path = player_script();
  host_set_path(plugin, path, LV2_ATOM__Path);
  host_await_announced(plugin, "urn:outboard:file", path);
  free(path);
}

void
prove_idle(HostPlugin* const plugin)
{
  for (unsigned i = 0U; i < 1000U; ++i) {
    host_run(plugin, PLAYER_BLOCK);
    assert(!host_midi_count(plugin));
    assert(plugin->controls[PORT_STATUS] == rig_running);
  }
}

void
prove_late(HostPlugin* const plugin)
{
  const float misses = plugin->controls[PORT_MISSES];
  const float late   = plugin->controls[PORT_LATE];

  player_control(plugin, PLAYER_SLEEP, 100U);
  host_run(plugin, PLAYER_BLOCK);
  assert(plugin->controls[PORT_MISSES] > misses);
  player_await_control(plugin, PLAYER_SLEEP, 100U);
  assert(plugin->controls[PORT_LATE] > late);
}

void
prove_open_breaker(HostPlugin* const plugin)
{
  for (uint8_t i = 0U; plugin->controls[PORT_STATUS] != rig_late; ++i) {
    assert(i < 127U);
    player_control(plugin, PLAYER_SLEEP, 20U);
    player_run(plugin);
  }

  player_control(plugin, PLAYER_SLEEP, 120U);
  for (unsigned i = 0U; i < 20U; ++i) {
    host_midi(plugin, 0, i % 2U ? player_off : player_on);
    player_run(plugin);
    assert(plugin->controls[PORT_STATUS] == rig_late);
  }
  player_await_control(plugin, PLAYER_SLEEP, 120U);
}

void
prove_death(HostPlugin* const plugin)
{
  player_press(plugin);
  kill_child();
  player_await(plugin, player_octave_off, sizeof(player_octave_off));
  assert(plugin->controls[PORT_STATUS] != rig_running);
  host_midi(plugin, 0, player_off);
  player_run(plugin);
}

void
prove_death_at_work(HostPlugin* const plugin)
{
  player_press(plugin);
  player_control(plugin, PLAYER_SLEEP, 120U);
  player_run(plugin);
  plugin->controls[PORT_FALLBACK] = 1.0f;
  kill_child();
  do {
    player_control(plugin, 1U, 1U);
    player_run(plugin);
  } while (!rig_count(plugin, player_octave_off, sizeof(player_octave_off)));

  assert(plugin->controls[PORT_STATUS] != rig_running);
  host_midi(plugin, 0, player_off);
  player_control(plugin, 1U, 1U);
  player_run(plugin);
  assert(!host_midi_count(plugin));
  plugin->controls[PORT_FALLBACK] = 0.0f;
}

void
prove_swap(HostPlugin* const plugin)
{
  static const uint8_t lower_on[3] = { 0x90U, 48U, 100U };

  char* const other = host_write_script("lower.py", lower);
  player_press(plugin);
  host_set_path(plugin, other, LV2_ATOM__Path);
  player_await(plugin, player_octave_off, sizeof(player_octave_off));
  player_await_note(plugin, lower_on);

  host_set_path(plugin, "/nonexistent.py", LV2_ATOM__Path);
  host_await_announced(plugin, "urn:outboard:message", "/nonexistent.py");
  player_await_note(plugin, lower_on);

  char* const path = player_script();
  host_set_path(plugin, path, LV2_ATOM__Path);
  player_await_note(plugin, player_octave_on);
  free(path);
  free(other);
}

void
prove_get(HostPlugin* const plugin)
{
  host_get(plugin, NULL, NULL);
  host_get(plugin, "urn:foreign", NULL);
  host_run(plugin, PLAYER_BLOCK);
  assert(host_announced(plugin, "urn:outboard:file"));
  assert(host_announced(plugin, "urn:outboard:message"));
}

void
prove_pipelined(HostPlugin* const plugin)
{
  plugin->controls[PORT_MODE] = 1.0f;
  player_run(plugin);
  assert(plugin->controls[PORT_LATENCY] == (float)PLAYER_BLOCK);

  host_midi(plugin, 5, player_on);
  player_run(plugin);
  assert(!host_midi_count(plugin));
  player_await(plugin, player_octave_on, sizeof(player_octave_on));
  player_release(plugin);
  plugin->controls[PORT_MODE] = 0.0f;
  player_run(plugin);
}

void
prove_freewheel(HostPlugin* const plugin)
{
  plugin->controls[PORT_FREEWHEEL] = 1.0f;
  player_control(plugin, PLAYER_SLEEP, 50U);
  host_midi(plugin, 5, player_on);
  host_run(plugin, PLAYER_BLOCK);
  assert(rig_count(plugin, player_octave_on, sizeof(player_octave_on)));

  // One block may still go to the child that is dying
  kill_child();
  player_control(plugin, PLAYER_SLEEP, 1U);
  host_run(plugin, PLAYER_BLOCK);
  host_midi(plugin, 1, player_off);
  host_midi(plugin, 2, player_on);
  host_run(plugin, PLAYER_BLOCK);
  assert(rig_count(plugin, player_octave_on, sizeof(player_octave_on)));

  // More than fits into a block
  player_control(plugin, PLAYER_FLOOD, 20U);
  host_run(plugin, PLAYER_BLOCK);
  assert(host_midi_count(plugin) > 1000U);

  plugin->controls[PORT_FREEWHEEL] = 0.0f;
  host_midi(plugin, 5, player_off);
  host_run(plugin, PLAYER_BLOCK);
}
