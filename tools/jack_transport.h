// Copyright 2026 The Outboard authors
// SPDX-License-Identifier: ISC

// What of JACK's transport a plugin is told, and when; real-time

#ifndef OUTBOARD_JACK_TRANSPORT_H
#define OUTBOARD_JACK_TRANSPORT_H

#include "host.h"

#include <jack/jack.h>

#include <stdbool.h>
#include <stdint.h>

/// What the plugin knows; zero-initialised, nothing
typedef struct
{
  bool            told; ///< Whether it knows of a position
  bool            rolling;
  jack_position_t position; ///< Of the last cycle
  uint32_t        next;     ///< Song position expected [frames]
} ObJackTransport;

/// Tell the plugin where the song is at the beginning of a cycle of `frames`,
/// if it could not know
void
ob_jack_transport_tell(ObJackTransport* transport,
                       jack_client_t*   client,
                       ObHost*          host,
                       uint32_t         frames);

#endif // OUTBOARD_JACK_TRANSPORT_H
