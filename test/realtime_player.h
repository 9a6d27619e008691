// Copyright 2026 The Outboard authors
// SPDX-License-Identifier: ISC

// Who plays on the plugin in the real-time proof, and its script

#ifndef OUTBOARD_TEST_REALTIME_PLAYER_H
#define OUTBOARD_TEST_REALTIME_PLAYER_H

#include "lv2_plugin.h"

#include <stddef.h>
#include <stdint.h>

/// The host's block length [frames]
#define PLAYER_BLOCK 64U

/// Controllers with a meaning to the script
enum
{
  PLAYER_SLEEP = 20, ///< It sleeps for the value [ms]
  PLAYER_FLOOD = 21, ///< It sends the value times a thousand messages
  PLAYER_ROLLS = 22  ///< It sends this: whether the transport rolls
};

/// The key that is played
static const uint8_t player_on[3]  = { 0x90U, 60U, 100U };
static const uint8_t player_off[3] = { 0x80U, 60U, 64U };

/// What the script makes of it; the velocity of its end does not matter
static const uint8_t player_octave_on[3]  = { 0x90U, 72U, 100U };
static const uint8_t player_octave_off[2] = { 0x80U, 72U };

/// Write the script; return its path, to be freed
char*
player_script(void);

/// Run a block in about its time
void
player_run(HostPlugin* plugin);

/// Append a controller to the input
void
player_control(HostPlugin* plugin, uint8_t number, uint8_t value);

/// Run blocks until a message that begins with these bytes comes out
void
player_await(HostPlugin* plugin, const uint8_t* bytes, size_t size);

/// Run blocks until a controller comes out
void
player_await_control(HostPlugin* plugin, uint8_t number, uint8_t value);

/// Press the key and wait until the script's note sounds
void
player_press(HostPlugin* plugin);

/// Release the key and wait until the script's note is silent
void
player_release(HostPlugin* plugin);

/// Strike the key again and again until it makes this note
void
player_await_note(HostPlugin* plugin, const uint8_t made[3]);

#endif // OUTBOARD_TEST_REALTIME_PLAYER_H
