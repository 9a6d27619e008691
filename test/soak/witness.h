// Copyright 2026 The Outboard authors
// SPDX-License-Identifier: ISC

// Watches whether a core is left for the scripts, and who took it

#ifndef OUTBOARD_SOAK_WITNESS_H
#define OUTBOARD_SOAK_WITNESS_H

#include "slot.h"

#include <pthread.h>
#include <stdatomic.h>
#include <stdbool.h>
#include <stdint.h>

/// What has been used of all cores up to some moment
typedef struct
{
  uint64_t time; ///< [ns]
  uint64_t idle; ///< By nobody [ns]
  uint64_t own;  ///< By this process and its children [ns]
} Usage;

/// A thread of the scripts' priority that wants a core now and then
typedef struct
{
  const Slot*      slots;
  unsigned         n_slots;
  pthread_t        thread;
  Usage            usage; ///< Its own
  _Atomic bool     quit;
  _Atomic uint64_t n_stalls;  ///< How often it had to wait for long
  _Atomic uint64_t n_foreign; ///< Of them, those for which others are to blame
  _Atomic uint64_t worst;     ///< Longest of them [ns]
  _Atomic uint64_t excuse;    ///< Until when others are to blame for what is
                              ///< late or lost [ns]
} Witness;

/// Begin to watch; setup
void
witness_begin(Witness* witness, const Slot* slots, unsigned n_slots);

/// Return whether others are to blame for what is lost now; any thread
bool
witness_excuses(const Witness* witness);

/// Stop watching; setup
void
witness_end(Witness* witness);

#endif // OUTBOARD_SOAK_WITNESS_H
