// Copyright 2026 The Outboard authors
// SPDX-License-Identifier: ISC

// The real-time proof's phases: each makes run() go a certain way, and checks

#ifndef OUTBOARD_TEST_REALTIME_PHASES_H
#define OUTBOARD_TEST_REALTIME_PHASES_H

#include "lv2_plugin.h"

/**
   @file

   Each function takes over a plugin that plays the player's script in time,
   and asserts that what it is named for did happen.  Afterwards the plugin does
   so again, or is about to.
*/

/// Nothing is loaded, then the script is; begins with an inactive plugin
void
prove_loading(HostPlugin* plugin);

/// Nothing happens
void
prove_idle(HostPlugin* plugin);

/// Notes and knobs, in blocks of all lengths
void
prove_events(HostPlugin* plugin);

/// Messages up to the longest
void
prove_sysex(HostPlugin* plugin);

/// More than the queue of requests holds while the script does not read it
void
prove_input_overflow(HostPlugin* plugin);

/// More than the queue of replies, the schedule and the output hold
void
prove_output_overflow(HostPlugin* plugin);

/// The script needs longer than run() waits
void
prove_late(HostPlugin* plugin);

/// It does so again and again, so run() does not wait any more
void
prove_open_breaker(HostPlugin* plugin);

/// The child is killed while a note sounds
void
prove_death(HostPlugin* plugin);

/// The child is killed while it owes answers, and what it misses is muted
void
prove_death_at_work(HostPlugin* plugin);

/// Another script is chosen in the input, one that is not there, the first
/// again
void
prove_swap(HostPlugin* plugin);

/// The host asks for the properties
void
prove_get(HostPlugin* plugin);

/// The transport starts, jumps, and stops
void
prove_transport(HostPlugin* plugin);

/// The plugin is bypassed while a note sounds
void
prove_bypass(HostPlugin* plugin);

/// Run() never waits, and everything comes out a block later
void
prove_pipelined(HostPlugin* plugin);

/// Run() waits for the script, however long, and for new children
void
prove_freewheel(HostPlugin* plugin);

/// Blocks without frames
void
prove_no_frames(HostPlugin* plugin);

/// Atoms of any size, with anything in them
void
prove_invalid_atoms(HostPlugin* plugin);

#endif // OUTBOARD_TEST_REALTIME_PHASES_H
