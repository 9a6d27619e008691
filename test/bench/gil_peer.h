// Copyright 2026 The Outboard authors
// SPDX-License-Identifier: ISC

// The other way to do it: all scripts in the host's process, under one lock

#ifndef OUTBOARD_BENCH_GIL_PEER_H
#define OUTBOARD_BENCH_GIL_PEER_H

#include <stdbool.h>
#include <stdint.h>

/// Start Python in this process
void
gil_peer_start(void);

/// Let the script answer a note, from any thread; return how long it took [ns]
uint64_t
gil_peer_call(bool busy);

/// End Python
void
gil_peer_stop(void);

#endif // OUTBOARD_BENCH_GIL_PEER_H
