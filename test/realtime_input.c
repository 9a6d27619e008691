// Copyright 2026 The Outboard authors
// SPDX-License-Identifier: ISC

// The real-time proof's phases that are about what the host sends

#undef NDEBUG

#include "fault_rig.h"
#include "lv2_host.h"
#include "realtime_phases.h"
#include "realtime_player.h"

#include <lv2/midi/midi.h>

#include <assert.h>
#include <stdint.h>
#include <string.h>

void
prove_events(HostPlugin* const plugin)
{
  static const uint32_t lengths[] = { 1U, 7U, PLAYER_BLOCK, 8192U };

  for (unsigned i = 0U; i < 200U; ++i) {
    plugin->controls[PORT_KNOB1 + i % 16U] = (float)i / 200.0f;
    host_midi(plugin, 0, i % 2U ? player_off : player_on);
    host_run(plugin, lengths[i % 4U]);
  }
  player_press(plugin);
  player_release(plugin);
}

void
prove_sysex(HostPlugin* const plugin)
{
  static uint8_t bytes[65536];

  for (uint32_t size = 4U; size <= sizeof(bytes); size *= 4U) {
    memset(bytes, 0, size);
    bytes[0]         = 0xF0U;
    bytes[1]         = (uint8_t)(size % 127U);
    bytes[size - 1U] = 0xF7U;
    host_event(plugin, 5, host_map(LV2_MIDI__MidiEvent), bytes, size);
    player_await(plugin, bytes, size);
  }
}

void
prove_input_overflow(HostPlugin* const plugin)
{
  const float dropped = plugin->controls[PORT_DROPPED];

  player_press(plugin);
  player_control(plugin, PLAYER_SLEEP, 120U);
  for (unsigned block = 0U; block < 5U; ++block) {
    for (unsigned i = 0U; i < 5000U; ++i) {
      player_control(plugin, 1U, i % 128U);
    }
    host_run(plugin, PLAYER_BLOCK);
  }
  assert(plugin->controls[PORT_DROPPED] > dropped);
  player_release(plugin);
}

void
prove_output_overflow(HostPlugin* const plugin)
{
  player_press(plugin);
  player_control(plugin, PLAYER_FLOOD, 50U);
  plugin->room = 1024U;
  for (unsigned full = 0U; full < 50U;) {
    player_run(plugin);
    full += plugin->out.atom.size + 24U > plugin->room;
  }
  plugin->room = HOST_ROOM;
  player_release(plugin);
}

void
prove_transport(HostPlugin* const plugin)
{
  host_position(plugin, 0, 1.0f, 120.0f, 0.0);
  player_await_control(plugin, PLAYER_ROLLS, 1U);

  // Tempo, and a jump within a block
  player_press(plugin);
  host_position(plugin, 3, 1.0f, 90.0f, 16.0);
  host_position(plugin, 7, 1.0f, 180.0f, 4.0);
  player_run(plugin);

  host_position(plugin, 9, 0.0f, 180.0f, 4.0);
  player_await_control(plugin, PLAYER_ROLLS, 0U);
  player_release(plugin);
}

void
prove_bypass(HostPlugin* const plugin)
{
  player_press(plugin);
  plugin->controls[PORT_ENABLED] = 0.0f;
  player_await(plugin, player_octave_off, sizeof(player_octave_off));
  host_midi(plugin, 1, player_off);
  host_midi(plugin, 2, player_on);
  player_run(plugin);
  assert(rig_count(plugin, player_on, sizeof(player_on)));
  plugin->controls[PORT_ENABLED] = 1.0f;
  host_midi(plugin, 1, player_off);
  player_run(plugin);
  assert(rig_count(plugin, player_off, sizeof(player_off)));
}

void
prove_no_frames(HostPlugin* const plugin)
{
  for (unsigned i = 0U; i < 100U; ++i) {
    host_midi(plugin, 0, i % 2U ? player_off : player_on);
    host_run(plugin, 0U);
    assert(!host_midi_count(plugin));
  }
  player_press(plugin);
  player_release(plugin);
}

void
prove_invalid_atoms(HostPlugin* const plugin)
{
  const float    dropped = plugin->controls[PORT_DROPPED];
  const LV2_URID types[] = { host_map(LV2_MIDI__MidiEvent),
                             host_map(LV2_ATOM__Object),
                             host_map(LV2_ATOM__Blank),
                             host_map("urn:foreign") };
  uint8_t        bytes[64];
  uint32_t       random = 1U;

  for (unsigned i = 0U; i < 10000U; ++i) {
    for (unsigned j = 0U; j < sizeof(bytes); ++j) {
      random   = random * 1664525U + 1013904223U;
      bytes[j] = (uint8_t)(random >> 24U);
    }
    host_event(
      plugin, 0, types[i % 4U], bytes, (random >> 16U) % sizeof(bytes));
    if (i % 10U == 9U) {
      plugin->in.sequence.atom.size -= (random >> 16U) % 16U;
      host_run(plugin, PLAYER_BLOCK);
    }
  }
  assert(plugin->controls[PORT_DROPPED] > dropped);
}
