// Copyright 2026 The Outboard authors
// SPDX-License-Identifier: ISC

// Plays an instance's input at random; whoever runs the instance

#include "musician.h"

#include <string.h>

enum
{
  channels = 3,
  sustain  = 64,
  low      = 36,  ///< Lowest key
  keys     = 48,  ///< Number of keys
  shortest = 480, ///< Between two events [frames]
  longest  = 9600 ///< The same
};

Musician
musician_new(const Chance chance, const bool plain)
{
  return (Musician){ .chance = chance, .plain = plain };
}

static void
send(HostPlugin* const plugin,
     const int64_t     frame,
     const unsigned    status,
     const unsigned    first,
     const unsigned    second)
{
  const uint8_t bytes[3] = { (uint8_t)status, (uint8_t)first, (uint8_t)second };

  host_midi(plugin, frame, bytes);
}

void
musician_control(HostPlugin* const plugin,
                 const uint8_t     channel,
                 const uint8_t     number,
                 const uint8_t     value)
{
  send(plugin, 0, 0xB0U | channel, number, value);
}

/// Put a finger down, unless that key is down already
static void
press(Musician* const musician, HostPlugin* const plugin, const int64_t frame)
{
  Chance* const chance = &musician->chance;
  const Finger  finger = {
     .channel = (uint8_t)(musician->plain ? 0U : chance_below(chance, channels)),
     .pitch   = (uint8_t)(low + chance_below(chance, keys)),
  };
  for (unsigned i = 0U; i < musician->down; ++i) {
    if (!memcmp(&musician->fingers[i], &finger, sizeof(finger))) {
      return;
    }
  }

  send(plugin,
       frame,
       0x90U | finger.channel,
       finger.pitch,
       1U + chance_below(chance, 127U));
  musician->fingers[musician->down++] = finger;
  ++musician->ons;
}

static void
release(Musician* const   musician,
        HostPlugin* const plugin,
        const int64_t     frame,
        const unsigned    i)
{
  const Finger finger = musician->fingers[i];

  send(plugin, frame, 0x80U | finger.channel, finger.pitch, 64U);
  musician->fingers[i] = musician->fingers[--musician->down];
}

/// Play something that is no note
static void
express(Musician* const musician, HostPlugin* const plugin, const int64_t frame)
{
  Chance* const  chance  = &musician->chance;
  const unsigned channel = chance_below(chance, channels);
  const unsigned value   = chance_below(chance, 128U);
  switch (chance_below(chance, 4U)) {
    case 0:
      send(plugin, frame, 0xB0U | channel, sustain, value & 64U);
      break;
    case 1:
      send(plugin, frame, 0xE0U | channel, value, 127U - value);
      break;
    case 2:
      send(plugin, frame, 0xA0U | channel, low + value % keys, value);
      break;
    default:
      send(plugin, frame, 0xB0U | channel, 1U, value);
      break;
  }
}

void
musician_play(Musician* const   musician,
              HostPlugin* const plugin,
              const uint32_t    frames)
{
  Chance* const chance = &musician->chance;

  uint32_t at = 0U;
  while (frames - at > musician->rest) {
    at += musician->rest;
    musician->rest = shortest + chance_below(chance, longest - shortest);

    const uint32_t act = chance_below(chance, musician->plain ? 8U : 10U);
    if (act >= 8U) {
      express(musician, plugin, at);
    } else if (musician->down == MUSICIAN_FINGERS ||
               (musician->down && act < 3U)) {
      release(musician, plugin, at, chance_below(chance, musician->down));
    } else {
      press(musician, plugin, at);
    }
  }
  musician->rest -= frames - at;
}

void
musician_end(Musician* const musician, HostPlugin* const plugin)
{
  while (musician->down) {
    release(musician, plugin, 0, 0U);
  }
  for (unsigned channel = 0U; channel < channels && !musician->plain;
       ++channel) {
    send(plugin, 0, 0xB0U | channel, sustain, 0U);
    send(plugin, 0, 0xE0U | channel, 0U, 64U);
  }
}

void
musician_flood(Musician* const   musician,
               HostPlugin* const plugin,
               const uint32_t    count)
{
  while (musician->down) {
    release(musician, plugin, 0, 0U);
  }
  for (uint32_t i = 0U; i < count; ++i) {
    const unsigned pitch = i / 3U % 128U;
    switch (i % 3U) {
      case 0:
        send(plugin, 0, 0x90U, pitch, 100U);
        break;
      case 1:
        send(plugin, 0, 0x80U, pitch, 64U);
        break;
      default:
        send(plugin, 0, 0xB0U, 7U, i % 128U);
        break;
    }
  }
}
