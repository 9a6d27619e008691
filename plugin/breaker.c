// Copyright 2026 The Outboard authors
// SPDX-License-Identifier: ISC

// How long run() may wait for a script, given its record; real-time

#include "breaker.h"

/// A wasted nanosecond is paid back in so many [ns]
static const uint64_t repayment = 16U;

/// Blocks that a breaker stays open at first, and at most
static const uint32_t shortest_penalty = 8U;
static const uint32_t longest_penalty  = 1024U;

OB_REALTIME static uint64_t
smaller(const uint64_t a, const uint64_t b)
{
  return a < b ? a : b;
}

OB_REALTIME static uint64_t
larger(const uint64_t a, const uint64_t b)
{
  return a > b ? a : b;
}

OB_REALTIME uint64_t
ob_budget_left(const ObBudget* const budget,
               const uint64_t        now,
               const uint64_t        size)
{
  const uint64_t paid_back =
    atomic_load_explicit(&budget->paid_back, memory_order_relaxed);
  const uint64_t debt = paid_back > now ? (paid_back - now) / repayment : 0U;

  return size - smaller(debt, size);
}

OB_REALTIME void
ob_budget_charge(ObBudget* const budget,
                 const uint64_t  now,
                 const uint64_t  wasted)
{
  uint64_t paid_back =
    atomic_load_explicit(&budget->paid_back, memory_order_relaxed);

  // Another audio thread may charge at the same time, but only once per block
  while (!atomic_compare_exchange_weak_explicit(&budget->paid_back,
                                                &paid_back,
                                                larger(paid_back, now) +
                                                  wasted * repayment,
                                                memory_order_relaxed,
                                                memory_order_relaxed)) {
  }
}

void
ob_breaker_init(ObBreaker* const breaker)
{
  const ObBreaker clean = { 0U, 0U, shortest_penalty, 0U, 0U, 0U };

  *breaker = clean;
}

OB_REALTIME bool
ob_breaker_is_open(const ObBreaker* const breaker)
{
  return breaker->misses >= OB_BREAKER_MISSES;
}

OB_REALTIME void
ob_breaker_tick(ObBreaker* const breaker, const bool caught_up)
{
  if (!ob_breaker_is_open(breaker)) {
    return;
  }

  if (breaker->hold) {
    --breaker->hold;
  } else if (caught_up) {
    breaker->misses = OB_BREAKER_MISSES - 1U;
  }
}

OB_REALTIME void
ob_breaker_hit(ObBreaker* const breaker)
{
  if (breaker->misses && ++breaker->hits >= OB_BREAKER_HITS) {
    breaker->hits = 0U;
    if (!--breaker->misses) {
      breaker->penalty = shortest_penalty;
    }
  }
}

OB_REALTIME void
ob_breaker_learn(ObBreaker* const breaker, const uint64_t time)
{
  const uint64_t usual  = breaker->usual;
  const uint64_t differ = time > usual ? time - usual : usual - time;
  if (usual) {
    breaker->usual  = usual - usual / 8U + time / 8U;
    breaker->spread = breaker->spread - breaker->spread / 4U + differ / 4U;
  } else {
    breaker->usual  = time + 1U;
    breaker->spread = time / 2U;
  }
}

OB_REALTIME void
ob_breaker_miss(ObBreaker* const breaker)
{
  breaker->hits = 0U;
  if (!ob_breaker_is_open(breaker) && ++breaker->misses >= OB_BREAKER_MISSES) {
    breaker->hold = breaker->penalty;
    breaker->penalty =
      (uint32_t)smaller(breaker->penalty * 2U, longest_penalty);
  }
}

OB_REALTIME uint64_t
ob_breaker_patience(const ObBreaker* const breaker,
                    const uint64_t         share,
                    const uint64_t         left)
{
  if (ob_breaker_is_open(breaker)) {
    return 0U;
  }
  if (breaker->misses) {
    return smaller(share, left);
  }

  // A fast script may be held up, too: one miss must not bring on all others'
  const uint64_t needed = breaker->usual + 4U * breaker->spread;
  const uint64_t grace  = larger(needed, share / 4U);

  return smaller(share, larger(left, grace));
}
