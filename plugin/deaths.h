// Copyright 2026 The Outboard authors
// SPDX-License-Identifier: ISC

// When to start a script again that keeps dying; supervisor

#ifndef OUTBOARD_DEATHS_H
#define OUTBOARD_DEATHS_H

#include <stdint.h>

/// Deaths after which a script rests, if all of them count still
#define OB_DEATHS_MAX 5U

/// How long a death counts [ns]; while rendering, when a script may be stuck
/// for ten times as long before it is killed
#define OB_DEATHS_SPAN 30000000000U
#define OB_DEATHS_SPAN_OFFLINE 300000000000U

/// A script's last deaths; zero-initialised, there were none
typedef struct
{
  uint64_t times[OB_DEATHS_MAX]; ///< The oldest first [ns, as ob_now()]
  uint32_t count;                ///< Of times
} ObDeaths;

/**
   Count a death at `now`.

   @param span How long deaths count, OB_DEATHS_SPAN or OB_DEATHS_SPAN_OFFLINE.
   @return When to start the script again [ns], or OB_NEVER: it should rest.
*/
uint64_t
ob_deaths_add(ObDeaths* deaths, uint64_t now, uint64_t span);

#endif // OUTBOARD_DEATHS_H
