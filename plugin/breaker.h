// Copyright 2026 The Outboard authors
// SPDX-License-Identifier: ISC

// How long run() may wait for a script, given its record; real-time

#ifndef OUTBOARD_BREAKER_H
#define OUTBOARD_BREAKER_H

#include "attributes.h"

#include <stdatomic.h>
#include <stdbool.h>
#include <stdint.h>

/// Misses on the record that open a breaker
#define OB_BREAKER_MISSES 3U

/// Answers in a row that take one miss off the record
#define OB_BREAKER_HITS 64U

/**
   The time that waits may waste: those of all instances of a process together,
   or of one.

   A wait that ended without an answer is charged here and is paid back slowly.
   Zero-initialised, it is full.
*/
typedef struct
{
  _Atomic uint64_t paid_back; ///< When all debt will be paid [ns, as ob_now()]
} ObBudget;

/// Return what is left of a budget of `size` [ns]
OB_REALTIME uint64_t
ob_budget_left(const ObBudget* budget, uint64_t now, uint64_t size);

/// Charge a wait of `wasted` [ns]
OB_REALTIME void
ob_budget_charge(ObBudget* budget, uint64_t now, uint64_t wasted);

/**
   One instance's circuit breaker.

   It opens at the third miss on the record and closes when the script has
   caught up, but each time it opens it stays so for twice as many blocks.
   After it has closed, one more miss opens it again; only a row of hits clears
   the record.
*/
typedef struct
{
  uint32_t misses;  ///< On the record, up to OB_BREAKER_MISSES
  uint32_t hits;    ///< In a row
  uint32_t penalty; ///< How long it stays open the next time [blocks]
  uint32_t hold;    ///< How long it stays open now [blocks]
  uint64_t usual;   ///< Time to an answer, smoothed [ns]; 0: not known
  uint64_t spread;  ///< Of that time, smoothed [ns]
} ObBreaker;

/// Clear the record: a new script
void
ob_breaker_init(ObBreaker* breaker);

/// Return whether run() must not wait
OB_REALTIME bool
ob_breaker_is_open(const ObBreaker* breaker);

/// A block begins; `caught_up`: the script has answered all former ones
OB_REALTIME void
ob_breaker_tick(ObBreaker* breaker, bool caught_up);

/// The script answered in time
OB_REALTIME void
ob_breaker_hit(ObBreaker* breaker);

/// An answer took `time` [ns]: learn how long this script usually needs
OB_REALTIME void
ob_breaker_learn(ObBreaker* breaker, uint64_t time);

/// The script did not answer in time
OB_REALTIME void
ob_breaker_miss(ObBreaker* breaker);

/**
   Return how long to wait for an answer [ns].

   A script with a clean record may use all of `share`, unless others have just
   used the budget up so that only `left` is left: then a quarter of it, or a
   little more than it usually needs.  One that missed lately may use what is
   left.
*/
OB_REALTIME uint64_t
ob_breaker_patience(const ObBreaker* breaker, uint64_t share, uint64_t left);

#endif // OUTBOARD_BREAKER_H
