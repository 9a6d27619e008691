// Copyright 2026 The Outboard authors
// SPDX-License-Identifier: ISC

// What sounds at an instance's output, as an instrument would know it;
// whoever runs the instance

#ifndef OUTBOARD_SOAK_EAR_H
#define OUTBOARD_SOAK_EAR_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

/// An instrument's view of a cable
typedef struct
{
  bool     notes[16][128];
  bool     sustain[16];
  bool     sostenuto[16];
  bool     bend[16];
  unsigned open;    ///< How many of all those are on
  uint64_t ons;     ///< Notes that began
  uint64_t doubled; ///< Notes that began where one sounded: never right
} Ear;

/// Hear a message
void
ear_hear(Ear* ear, const uint8_t* bytes, size_t size);

/// All is silent: the host has forgotten it
void
ear_forget(Ear* ear);

/// Describe what is open, for a log; truncates
void
ear_describe(const Ear* ear, char* text, size_t size);

#endif // OUTBOARD_SOAK_EAR_H
