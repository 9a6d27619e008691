// Copyright 2026 The Outboard authors
// SPDX-License-Identifier: ISC

// Who plays on the plugin in the real-time proof, and its script

#undef NDEBUG

#include "realtime_player.h"

#include "fault_rig.h"
#include "lv2_host.h"

#include <assert.h>
#include <stdbool.h>
#include <unistd.h>

static const char script[] = "from outboard import *\n"
                             "import time\n"
                             "def on_note_on(note):\n"
                             "    note.send(pitch=note.pitch + 12)\n"
                             "def on_cc(e):\n"
                             "    if e.number == 20:\n"
                             "        time.sleep(e.value / 1000)\n"
                             "    elif e.number == 21:\n"
                             "        for i in range(e.value * 1000):\n"
                             "            CC(1, i % 128).send()\n"
                             "    e.send()\n"
                             "def on_sysex(e):\n"
                             "    e.send()\n"
                             "def on_transport(t):\n"
                             "    CC(22, 1 if t.playing else 0).send()\n";

char*
player_script(void)
{
  return host_write_script("realtime.py", script);
}

void
player_run(HostPlugin* const plugin)
{
  host_run(plugin, PLAYER_BLOCK);
  usleep(1000U);
}

void
player_control(HostPlugin* const plugin,
               const uint8_t     number,
               const uint8_t     value)
{
  const uint8_t bytes[3] = { 0xB0U, number, value };
  host_midi(plugin, 0, bytes);
}

void
player_await(HostPlugin* const    plugin,
             const uint8_t* const bytes,
             const size_t         size)
{
  // Events that are late by 250 ms of blocks are dropped: these blocks are so
  // short that even a child that has to wait for its processor is in time
  for (unsigned i = 0U; i < 5000U; ++i) {
    host_run(plugin, PLAYER_BLOCK / 8U);
    if (rig_count(plugin, bytes, size)) {
      return;
    }
    usleep(1000U);
  }

  assert(!"message does not come out");
}

void
player_await_control(HostPlugin* const plugin,
                     const uint8_t     number,
                     const uint8_t     value)
{
  const uint8_t bytes[3] = { 0xB0U, number, value };
  player_await(plugin, bytes, sizeof(bytes));
}

void
player_press(HostPlugin* const plugin)
{
  host_midi(plugin, 5, player_on);
  player_await(plugin, player_octave_on, sizeof(player_octave_on));
}

void
player_release(HostPlugin* const plugin)
{
  host_midi(plugin, 5, player_off);
  player_await(plugin, player_octave_off, sizeof(player_octave_off));
}

void
player_await_note(HostPlugin* const plugin, const uint8_t made[3])
{
  bool down = false;
  do {
    down = !down;
    host_midi(plugin, 0, down ? player_on : player_off);
    player_run(plugin);
  } while (!rig_count(plugin, made, 3U));
  host_midi(plugin, 0, player_off);
}
