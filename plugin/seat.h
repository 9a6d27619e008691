// Copyright 2026 The Outboard authors
// SPDX-License-Identifier: ISC

// On which core a script that is waited for had best run; real-time

#ifndef OUTBOARD_SEAT_H
#define OUTBOARD_SEAT_H

#include "attributes.h"

#include <stdbool.h>
#include <stdint.h>

/// Any core
#define OB_NO_CORE (-1)

/// Waits that are judged together
#define OB_SEAT_TRIAL 500U

/**
   Whether a script has a seat on the core of the thread that waits for it.

   A thread that waits frees its core.  A script on that core begins at once and
   hands it back, while another core would have to be woken first, and then
   this one.  But nothing helps a script there if that core is wanted by others,
   and on another one it could work on while the thread goes on.

   So only a process's sole instance gets it; the supervisor sees to that.  And
   it is tried: after a trial of waits that were all in time, for a thread
   that stayed where it is, the script gets the seat.  It keeps it as long as
   the waits of each trial take less time in all than those before it had it,
   and loses it at once when one is not in time or the thread moves.  Each time
   it has lost it, it takes twice as many trials to get it again.
*/
typedef struct
{
  int      core;    ///< Of the last wait
  bool     taken;   ///< Whether the script has the seat
  uint32_t waits;   ///< Of this trial
  uint64_t sum;     ///< Of this trial's waits [ns]
  uint64_t without; ///< Of the last trial without the seat [ns]
  uint32_t rest;    ///< Trials without the seat that are still due
  uint32_t penalty; ///< What that becomes when it is lost
} ObSeat;

/// Nothing is known of the script
OB_REALTIME void
ob_seat_init(ObSeat* seat);

/// A wait of `time` [ns] on `core` has ended; return where the script is to run
/// from now on, or OB_NO_CORE
OB_REALTIME int
ob_seat_learn(ObSeat* seat, int core, uint64_t time, bool in_time);

#endif // OUTBOARD_SEAT_H
