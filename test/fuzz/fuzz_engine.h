// Copyright 2026 The Outboard authors
// SPDX-License-Identifier: ISC

// What the engine's fuzzer is made of: a host, and a child that lies

#ifndef OUTBOARD_FUZZ_ENGINE_H
#define OUTBOARD_FUZZ_ENGINE_H

#include "engine.h"
#include "fuzz.h"
#include "link.h"
#include "midi.h"

#include <stdbool.h>
#include <stdint.h>

/// What can happen
typedef enum
{
  STEP_RUN,
  STEP_SEND, ///< From here to STEP_WORD the child's, see fuzz_lie()
  STEP_CANCEL,
  STEP_RESET,
  STEP_RECORD,
  STEP_SCRIBBLE,
  STEP_INDEX,
  STEP_WORD,
  STEP_CONTROLS,
  STEP_TRANSPORT,
  STEPS
} FuzzStep;

/// The host, and what came out of it
typedef struct
{
  ObDoorbell    relay;
  ObNotices     notices;
  ObEngine*     engine;
  ObLink*       link;
  ObQueueWriter replies;
  ObControls    controls;
  float         knobs[OB_KNOBS];
  uint64_t      frame; ///< Of the next block
  uint32_t      frames;
  uint32_t      last;
  uint32_t      links;
  bool          same; ///< The controls are as they were in the last block
  bool          on[OB_MIDI_CHANNELS][128];
  bool          pedal[OB_MIDI_CHANNELS][2];
  bool          bent[OB_MIDI_CHANNELS];
} FuzzHost;

/// Have the child do something to the segment
void
fuzz_lie(FuzzHost* host, FuzzStep step, FuzzInput* input);

#endif // OUTBOARD_FUZZ_ENGINE_H
