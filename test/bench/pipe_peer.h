// Copyright 2026 The Outboard authors
// SPDX-License-Identifier: ISC

// What Python has for this: two processes and a multiprocessing.Pipe

#ifndef OUTBOARD_BENCH_PIPE_PEER_H
#define OUTBOARD_BENCH_PIPE_PEER_H

#include <stdbool.h>
#include <stdint.h>
#include <stdio.h>
#include <sys/types.h>

/// The process that asks, and has one of its own that answers
typedef struct
{
  FILE* to;
  FILE* from;
  pid_t pid;
} PipePeer;

/// Start it, to ask on `core` if that is not negative; return whether it works
bool
pipe_peer_start(PipePeer* peer, int core);

/// Let it ask once per period; put into `times` how long that took [ns]
bool
pipe_peer_ask(PipePeer* peer, uint64_t period, double* times, unsigned count);

/// End it
void
pipe_peer_stop(PipePeer* peer);

#endif // OUTBOARD_BENCH_PIPE_PEER_H
