// Copyright 2026 The Outboard authors
// SPDX-License-Identifier: ISC

// Playing MIDI with an LV2 instrument into a WAV file; setup

#ifndef OUTBOARD_WAVE_H
#define OUTBOARD_WAVE_H

#include "events.h"
#include "host.h"
#include "status.h"

#include <stdint.h>

/// What a file has become
typedef struct
{
  uint32_t frames;
  uint32_t channels;
  float    peak; ///< 1 is full scale; above, it was clipped
} ObWave;

/**
   Play `events` and write what is heard, with 24 bits.

   The file ends once it is silent after `length`, or some seconds later.

   @param synth An instrument, not run yet.
   @param options Those of the instrument.
   @param gain What samples are multiplied by [1].
   @return OB_SUCCESS or what is wrong, about which one line was printed.
*/
ObStatus
ob_wave_write(const char*          path,
              ObHost*              synth,
              const ObHostOptions* options,
              const ObEvents*      events,
              uint32_t             length,
              double               gain,
              ObWave*              wave);

#endif // OUTBOARD_WAVE_H
