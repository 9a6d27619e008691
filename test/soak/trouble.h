// Copyright 2026 The Outboard authors
// SPDX-License-Identifier: ISC

// Carries out a plan of faults; setup

#ifndef OUTBOARD_SOAK_TROUBLE_H
#define OUTBOARD_SOAK_TROUBLE_H

#include "hog.h"
#include "plan.h"
#include "slot.h"
#include "stage.h"

#include <stdbool.h>
#include <stdint.h>

/// Where the song is said to be
typedef struct
{
  bool  playing;
  float tempo; ///< [quarter notes per minute]
} Song;

/// A plan that is being carried out
typedef struct
{
  Stage*   stage;
  Slot*    victims;
  unsigned n_victims;
  uint32_t length; ///< JACK's block length at first
  Plan     plan;
  Fault    next;
  Song     song;
  Hog      hog;
  uint64_t now;          ///< Since the beginning [ms]
  uint64_t looked;       ///< When resting scripts were looked for last [ms]
  uint64_t done[FAULTS]; ///< Faults that have happened
  uint64_t missed;       ///< Faults that could not happen then
  uint64_t sounding;     ///< Kills while notes sounded
  uint64_t revived;      ///< Scripts that rested and were chosen again
} Trouble;

/// Begin a plan for the victims, which are live
void
trouble_begin(Trouble* trouble, Stage* stage, Slot* victims, const Plan* plan);

/// Do what is due, `now` after the beginning [ms]
void
trouble_step(Trouble* trouble, uint64_t now);

/// Undo what is going on; trouble_step() goes on with the plan
void
trouble_pause(Trouble* trouble);

/// Let one fault happen, now; return whether it could
bool
trouble_make(Trouble* trouble, const Fault* fault);

#endif // OUTBOARD_SOAK_TROUBLE_H
