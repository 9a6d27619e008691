// Copyright 2026 The Outboard authors
// SPDX-License-Identifier: ISC

// A host of one LV2 plugin; one thread at a time, but for the plugin's log

#ifndef OUTBOARD_HOST_H
#define OUTBOARD_HOST_H

#include "status.h"
#include "tempo.h"
#include "world.h"

#include <lilv/lilv.h>
#include <lv2/atom/atom.h>

#include <stdbool.h>
#include <stdint.h>
#include <stdio.h>

/// Most audio outputs that are listened to
#define OB_HOST_CHANNELS 2U

/// An instance of a plugin with everything connected, activated
typedef struct ObHostImpl ObHost;

/// How a plugin is run
typedef struct
{
  double   rate;  ///< Sample rate [1/s]
  uint32_t block; ///< Longest block [frames]
  FILE*    log;   ///< What the plugin logs, a line each; not owned
} ObHostOptions;

/**
   Make an instance of a plugin with MIDI input.

   @return NULL on failure, about which one line was printed.
*/
ObHost*
ob_host_new(ObWorld*             world,
            const LilvPlugin*    plugin,
            const ObHostOptions* options);

/// Deactivate and free an instance; allows NULL
void
ob_host_free(ObHost* host);

/// Return the value of the control port with a symbol, or NULL
float*
ob_host_control(ObHost* host, const char* symbol);

/// Return the value of the control port with a designation, or NULL
float*
ob_host_designated(ObHost* host, const char* designation);

/// Set the control port with an index
void
ob_host_set(ObHost* host, uint32_t port, float value);

/**
   Put a MIDI message into the next block.

   @param frame Not before those of the block's other messages.
   @return OB_SUCCESS or OB_FULL.
*/
ObStatus
ob_host_midi(ObHost* host, uint32_t frame, const uint8_t* bytes, uint32_t size);

/**
   Put the transport's position into the next block, in the same way.

   @param song The position in frames.
*/
ObStatus
ob_host_position(ObHost*           host,
                 uint32_t          frame,
                 int64_t           song,
                 const ObPosition* position,
                 bool              playing);

/// Tell the plugin of another usual length of blocks, while it does not run;
/// longer ones than at first are for plugins without audio only
void
ob_host_set_block(ObHost* host, uint32_t frames);

/// Run a block of `frames` frames, maybe 0; its input is empty then
void
ob_host_run(ObHost* host, uint32_t frames);

/// Return the block's next MIDI message out after `event`, or its first; or
/// NULL
const LV2_Atom_Event*
ob_host_next(const ObHost* host, const LV2_Atom_Event* event);

/// Return the text that the block's output says a property has; NULL if none
const char*
ob_host_property(const ObHost* host, LV2_URID property);

/// Return how many audio outputs are listened to
uint32_t
ob_host_channels(const ObHost* host);

/// Return the block's samples of an audio output
const float*
ob_host_audio(const ObHost* host, uint32_t channel);

/// Return how many errors and warnings the plugin has logged; any thread
unsigned
ob_host_errors(const ObHost* host);

#endif // OUTBOARD_HOST_H
