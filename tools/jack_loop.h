// Copyright 2026 The Outboard authors
// SPDX-License-Identifier: ISC

// Plays MIDI to a JACK port and records another; setup, its clients real-time

#ifndef OUTBOARD_JACK_LOOP_H
#define OUTBOARD_JACK_LOOP_H

#include "midi_list.h"
#include "status.h"

#include <stdint.h>

/**
   @file

   There are two JACK clients, a sender and a recorder.  One client with both
   ports would close a loop in JACK's graph, and JACK opens such a loop by
   delaying one of its connections by a period.  With two, everything from the
   sender to the recorder runs within one cycle, in order, and frames compare.
*/

typedef struct ObJackLoopImpl ObJackLoop;

/// Wait up to `timeout` [ms] for the server; return OB_SUCCESS or OB_TIMEOUT
ObStatus
ob_jack_loop_await_server(unsigned timeout);

/**
   Open both clients on the default server.

   @param input What to play; must outlive the loop.
   @param output Where to record, emptied by ob_jack_loop_run(); must outlive
   the loop.
   @return NULL on failure.
*/
ObJackLoop*
ob_jack_loop_new(const ObMidiList* input, ObMidiList* output);

/// Close both clients; allows NULL
void
ob_jack_loop_free(ObJackLoop* loop);

/// Return the server's sample rate [1/s]
uint32_t
ob_jack_loop_rate(const ObJackLoop* loop);

/**
   Connect sender -> `to`, `from` -> recorder, waiting until they exist.

   @param timeout [ms]
   @return OB_SUCCESS, OB_TIMEOUT, or OB_ERROR if JACK refuses.
*/
ObStatus
ob_jack_loop_connect(ObJackLoop* loop,
                     const char* to,
                     const char* from,
                     unsigned    timeout);

/// What became of a recording
typedef struct
{
  uint32_t gaps; ///< Cycles that JACK skipped, or a client missed
  uint32_t lost; ///< Messages that did not fit the list
} ObJackLoopResult;

/**
   Play all input and record for `frames` frames from its frame 0.

   @return OB_SUCCESS; OB_CLOSED if the server went away; or OB_TIMEOUT if it
   stands still.
*/
ObStatus
ob_jack_loop_run(ObJackLoop* loop, uint32_t frames, ObJackLoopResult* result);

#endif // OUTBOARD_JACK_LOOP_H
