// Copyright 2026 The Outboard authors
// SPDX-License-Identifier: ISC

// The plugins that are measured: ours with a script, and a filter written in C

#ifndef OUTBOARD_BENCH_PLAYER_H
#define OUTBOARD_BENCH_PLAYER_H

#include "lv2_plugin.h"

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <sys/types.h>

/// Values of the ports Mode and Status
static const float player_live      = 0.0f;
static const float player_pipelined = 1.0f;
static const float player_running   = 1.0f;

/// Make an instance, active, that was told to play a script; it may not yet
HostPlugin*
player_choose(const char* path, uint32_t frames, float mode);

/// The same, and wait until it plays; a script that is rewritten is loaded
/// again
HostPlugin*
player_start(const char* path, uint32_t frames, float mode);

/// Make the filter, which transposes; NULL if it is not installed
HostPlugin*
player_filter(void);

/// Say why there is no filter
extern const char player_no_filter[];

/// Run the blocks that an instance needs to start playing; some seconds at most
void
player_await(HostPlugin* plugin, uint32_t frames);

/// Deactivate and free either of them
void
player_end(HostPlugin* plugin);

/// Run one block on what is in the input; return how long it took [ns]
uint64_t
player_run(HostPlugin* plugin, uint32_t frames);

/// Put into the input a block's notes, each begun or ended by turns
void
player_notes(HostPlugin* plugin, unsigned block, unsigned count, uint8_t pitch);

#endif // OUTBOARD_BENCH_PLAYER_H
