// Copyright 2026 The Outboard authors
// SPDX-License-Identifier: ISC

// When to start a script again that keeps dying; supervisor

#include "deaths.h"

#include "doorbell.h"

#include <string.h>

/// The second restart waits this long, each later one twice as long [ns]
static const uint64_t first_delay = 50000000U;

/// Forget the deaths that no longer count
static void
forget(ObDeaths* const deaths, const uint64_t now, const uint64_t span)
{
  uint32_t old = 0U;
  while (old < deaths->count && now - deaths->times[old] >= span) {
    ++old;
  }

  deaths->count -= old;
  memmove(deaths->times,
          deaths->times + old,
          deaths->count * sizeof(deaths->times[0]));
}

uint64_t
ob_deaths_add(ObDeaths* const deaths, const uint64_t now, const uint64_t span)
{
  forget(deaths, now, span);

  const uint32_t former = deaths->count;
  if (former + 1U >= OB_DEATHS_MAX) {
    deaths->count = 0U; // Whoever wakes it starts with a clean record
    return OB_NEVER;
  }

  deaths->times[deaths->count++] = now;
  return former ? now + (first_delay << (former - 1U)) : now;
}
