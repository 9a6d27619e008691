// Copyright 2026 The Outboard authors
// SPDX-License-Identifier: ISC

// The bare minimum to compare with: a process that answers a futex; one thread

#ifndef OUTBOARD_BENCH_PARTNER_H
#define OUTBOARD_BENCH_PARTNER_H

#include <stdbool.h>
#include <stdint.h>
#include <sys/types.h>

/// What the two processes share: counters that are futexes
typedef struct
{
  _Alignas(64) _Atomic uint32_t asked;
  _Alignas(64) _Atomic uint32_t answered;
} PartnerWords;

/// The process
typedef struct
{
  PartnerWords* words;
  pid_t         pid;
  bool          realtime; ///< Whether it got its priority
} Partner;

/// Start one that runs on one core, or on any if that is negative
void
partner_start(Partner* partner, int core);

/// Wake it, without waiting for its answer
void
partner_wake(Partner* partner);

/// Wake it and sleep until it has answered, or for at most `limit` [ns] unless
/// that is 0; return how long that took [ns]
uint64_t
partner_ask(Partner* partner, uint64_t limit);

/// End it
void
partner_stop(Partner* partner);

#endif // OUTBOARD_BENCH_PARTNER_H
