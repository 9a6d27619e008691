// Copyright 2026 The Outboard authors
// SPDX-License-Identifier: ISC

// Running MIDI through a preset as a host does that renders; one thread

#ifndef OUTBOARD_OFFLINE_H
#define OUTBOARD_OFFLINE_H

#include "events.h"
#include "host.h"
#include "status.h"
#include "tempo.h"

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

/// The transport changes
typedef struct
{
  uint32_t   frame; ///< [frames from the start]
  ObPosition position;
  bool       playing;
} ObMove;

/// A parameter changes
typedef struct
{
  uint32_t frame; ///< [frames from the start]
  uint32_t port;  ///< Of the plugin
  float    value;
} ObTurn;

/// What a preset is to be run with; lists are in order of frames
typedef struct
{
  const ObEvents* input;
  const ObMove*   moves;
  size_t          n_moves;
  const ObTurn*   turns;
  size_t          n_turns;
  uint32_t        block;  ///< Usual length of a block [frames]
  uint32_t        length; ///< [frames]
  bool            close;  ///< End what still sounds at the end
  const char*     label;  ///< For showing the progress; NULL for none
} ObTake;

/// What the preset's plugin says of a run
typedef struct
{
  uint32_t latency; ///< Compensated for [frames]
  unsigned late;    ///< Events after their time
  unsigned dropped; ///< Events lost
} ObHealth;

/**
   Return the changes of the transport in a song that plays from its start.

   @return NULL if out of memory; to be freed by the caller.
*/
ObMove*
ob_offline_moves(const ObTempoMap* tempo, size_t* count);

/**
   Switch to rendering and wait until the preset's script is loaded.

   @return OB_SUCCESS; OB_ERROR if it does not load, which the plugin has
   logged; or OB_TIMEOUT.
*/
ObStatus
ob_offline_wait(ObHost* host);

/**
   Run a preset for which was waited; once.

   @param output What comes out is appended, at its frames; to be cleared by
   the caller.
   @return OB_SUCCESS; OB_FULL if there is more in a block than the host has
   room for; OB_TIMEOUT if the script was stuck, at the first block that the
   plugin did not wait for any longer; or OB_NO_MEM.
*/
ObStatus
ob_offline_run(ObHost*       host,
               const ObTake* take,
               ObEvents*     output,
               ObHealth*     health);

#endif // OUTBOARD_OFFLINE_H
