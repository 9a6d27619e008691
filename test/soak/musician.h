// Copyright 2026 The Outboard authors
// SPDX-License-Identifier: ISC

// Plays an instance's input at random; whoever runs the instance

#ifndef OUTBOARD_SOAK_MUSICIAN_H
#define OUTBOARD_SOAK_MUSICIAN_H

#include "../lv2_plugin.h"
#include "chance.h"

#include <stdbool.h>
#include <stdint.h>

/// Keys that are down at once at most
#define MUSICIAN_FINGERS 5U

/// Where a finger is
typedef struct
{
  uint8_t channel;
  uint8_t pitch;
} Finger;

/// One player with one keyboard
typedef struct
{
  Chance   chance;
  bool     plain; ///< Plays notes only, on one channel
  uint32_t rest;  ///< Frames until the next event
  unsigned down;  ///< Number of keys that are down
  Finger   fingers[MUSICIAN_FINGERS];
  uint64_t ons; ///< Keys that were struck
} Musician;

/// Return a player with a stream of chance
Musician
musician_new(Chance chance, bool plain);

/// Append what is played in the next `frames` frames to a plugin's input
void
musician_play(Musician* musician, HostPlugin* plugin, uint32_t frames);

/// Append the end of everything that was begun
void
musician_end(Musician* musician, HostPlugin* plugin);

/// Append `count` messages at once: keys, most of them up again, and controls
void
musician_flood(Musician* musician, HostPlugin* plugin, uint32_t count);

/// Append a controller
void
musician_control(HostPlugin* plugin,
                 uint8_t     channel,
                 uint8_t     number,
                 uint8_t     value);

#endif // OUTBOARD_SOAK_MUSICIAN_H
