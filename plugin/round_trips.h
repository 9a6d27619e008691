// Copyright 2026 The Outboard authors
// SPDX-License-Identifier: ISC

// How long scripts took to answer: a histogram; real-time

#ifndef OUTBOARD_ROUND_TRIPS_H
#define OUTBOARD_ROUND_TRIPS_H

#include "attributes.h"

#include <stdatomic.h>
#include <stdint.h>

/// Eight buckets to a doubling, from 1 us to 2 s
#define OB_ROUND_TRIP_BUCKETS 184U

/// Written by the audio thread, read by any
typedef struct
{
  _Atomic uint32_t counts[OB_ROUND_TRIP_BUCKETS];
  _Atomic uint64_t longest; ///< [ns]
} ObRoundTrips;

/// Forget all answers
OB_REALTIME void
ob_round_trips_clear(ObRoundTrips* trips);

/// Count an answer that took so long [ns]
OB_REALTIME void
ob_round_trips_add(ObRoundTrips* trips, uint64_t time);

/**
   Return what a share of all answers did not exceed [ns]; 0 if there are none.

   It is exact to an eighth.

   @param share From 0 to 1.
*/
uint64_t
ob_round_trips_within(const ObRoundTrips* trips, double share);

#endif // OUTBOARD_ROUND_TRIPS_H
