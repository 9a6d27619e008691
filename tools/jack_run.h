// Copyright 2026 The Outboard authors
// SPDX-License-Identifier: ISC

// A host of one plugin as a JACK client with MIDI in and out; setup

#ifndef OUTBOARD_JACK_RUN_H
#define OUTBOARD_JACK_RUN_H

#include "world.h"

#include <lilv/lilv.h>

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

/// A client with its plugin
typedef struct ObJackRunImpl ObJackRun;

/// What is to be run
typedef struct
{
  ObWorld*           world;
  const LilvPlugin*  plugin;
  const char*        name;     ///< Of the client, wished for
  const char* const* settings; ///< See ob_settings_apply()
  size_t             n_settings;
  bool               pipelined; ///< Mode of the plugin
} ObJackRunOptions;

/**
   Connect to the server and start playing.

   @return NULL on failure, with a complaint.
*/
ObJackRun*
ob_jack_run_new(const ObJackRunOptions* options);

/// End what sounds, wait until that is out, and leave the server; allows NULL
void
ob_jack_run_free(ObJackRun* run);

/**
   Connect our input with a port that gives MIDI, or our output with one that
   takes it.

   @return Whether that succeeded; else there was a complaint.
*/
bool
ob_jack_run_connect(ObJackRun* run, const char* port);

/// Return the client's name, as JACK has made it unique
const char*
ob_jack_run_name(const ObJackRun* run);

/// Return whether the server still has us
bool
ob_jack_run_plays(const ObJackRun* run);

/// Return JACK's sample rate and set `frames` to its buffer size
uint32_t
ob_jack_run_rate(const ObJackRun* run, uint32_t* frames);

/// Return what the script shows, lines; NULL if that has not changed since
const char*
ob_jack_run_shown(ObJackRun* run);

/// Return whether there is a server, and set what it says of itself
bool
ob_jack_run_probe(uint32_t* rate, uint32_t* frames);

#endif // OUTBOARD_JACK_RUN_H
