// Copyright 2026 The Outboard authors
// SPDX-License-Identifier: ISC

// The JACK client that runs all slots, one after the other

#ifndef OUTBOARD_SOAK_STAGE_H
#define OUTBOARD_SOAK_STAGE_H

#include "slot.h"
#include "watch.h"

#include <jack/jack.h>

#include <stdatomic.h>
#include <stdbool.h>
#include <stdint.h>

typedef struct
{
  jack_client_t*   client;
  Slot*            slots;
  unsigned         n_slots;
  Watch            watch;   ///< The audio thread's
  bool             watched; ///< It has been opened; the audio thread's
  _Atomic uint32_t cycles;
  _Atomic uint32_t length; ///< JACK's block length [frames]
  _Atomic uint64_t xruns;
  _Atomic bool     closed; ///< The server went away
} Stage;

/// Connect to the server and run the slots that are live; false if none
bool
stage_open(Stage* stage, Slot* slots, unsigned n_slots);

void
stage_close(Stage* stage);

/// Let the audio thread have a slot; setup
void
stage_give(Stage* stage, Slot* slot);

/// Take a slot from the audio thread, and wait until that is done; setup
void
stage_take(Stage* stage, Slot* slot);

/// Change JACK's block length; setup
void
stage_set_length(Stage* stage, uint32_t frames);

#endif // OUTBOARD_SOAK_STAGE_H
