// Copyright 2026 The Outboard authors
// SPDX-License-Identifier: ISC

// Waking a thread in another process: a futex word; real-time

#ifndef OUTBOARD_DOORBELL_H
#define OUTBOARD_DOORBELL_H

#include "attributes.h"
#include "status.h"

#include <assert.h>
#include <stdatomic.h>
#include <stdint.h>

/**
   @file

   One side waits, the other rings.  A ring makes a system call only if someone
   sleeps.  To wait for a condition without missing a ring:

       const uint32_t seen = ob_doorbell_arm(bell);
       if (!condition()) {
         ob_doorbell_wait(bell, seen, deadline);
       }
       ob_doorbell_disarm(bell);

   and look at the condition again: a wait may end early, and the other side
   may lie.
*/

/// In shared memory or not
typedef struct
{
  _Alignas(OB_CACHE_LINE) _Atomic uint32_t rings; ///< Counts rings: the futex
  _Atomic uint32_t sleepers;                      ///< Not 0 while someone waits
} ObDoorbell;

static_assert(sizeof(ObDoorbell) == 64, "wire size");

/// Never: a deadline that does not come
#define OB_NEVER UINT64_MAX

/// Return the time of CLOCK_MONOTONIC [ns]
OB_REALTIME uint64_t
ob_now(void);

/// Wake whoever waits
OB_REALTIME void
ob_doorbell_ring(ObDoorbell* bell);

/// Announce a wait and return the number of rings so far
OB_REALTIME uint32_t
ob_doorbell_arm(ObDoorbell* bell);

/**
   Sleep until a ring after `seen`, or until `deadline` [ns, as ob_now()].

   @return OB_SUCCESS if rung, or maybe so; OB_TIMEOUT.
*/
OB_REALTIME ObStatus
ob_doorbell_wait(ObDoorbell* bell, uint32_t seen, uint64_t deadline);

/// Take the announcement back
OB_REALTIME void
ob_doorbell_disarm(ObDoorbell* bell);

#endif // OUTBOARD_DOORBELL_H
