// Copyright 2026 The Outboard authors
// SPDX-License-Identifier: ISC

// The last messages of an instance, for when something has gone wrong; whoever
// runs the instance

#ifndef OUTBOARD_SOAK_TRACE_H
#define OUTBOARD_SOAK_TRACE_H

#include "../lv2_plugin.h"

#include <stdbool.h>
#include <stdint.h>

/// How many messages are kept
#define TRACE_SIZE 1024U

/// A short message, or the beginning of a long one
typedef struct
{
  uint64_t block;
  int64_t  frame; ///< In the block
  bool     out;
  uint8_t  bytes[3];
  uint8_t  status;  ///< By the plugin's port, before the block
  bool     enabled; ///< The same
} Trace;

/// The last messages, the oldest one is overwritten
typedef struct
{
  Trace    traces[TRACE_SIZE];
  uint64_t count; ///< Of all messages so far
  uint64_t block; ///< Number of the present block
} Traces;

/// Keep what a plugin is given in the present block
void
traces_keep_input(Traces* traces, const HostPlugin* plugin);

/// Keep what came out of the present block, which ends
void
traces_keep_output(Traces* traces, const HostPlugin* plugin);

/// Print all that are kept to standard error
void
traces_print(const Traces* traces);

#endif // OUTBOARD_SOAK_TRACE_H
