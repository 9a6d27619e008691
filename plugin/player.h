// Copyright 2026 The Outboard authors
// SPDX-License-Identifier: ISC

// Keeps one script playing, whatever becomes of its children; supervisor

#ifndef OUTBOARD_PLAYER_H
#define OUTBOARD_PLAYER_H

#include "child.h"
#include "engine.h"
#include "log.h"
#include "notice.h"
#include "script.h"
#include "status.h"
#include "supervisor.h"

#include <stdbool.h>
#include <stdint.h>

/// What a player needs; all of it must outlive the player
typedef struct
{
  ObSupervisor* supervisor;
  ObEngine*     engine;
  ObNotices*    notices; ///< For messages to the user
  const char*   scriptd; ///< Path of the child's program
  double        rate;    ///< Sample rate [1/s]
  ObLog         log;
} ObPlayerOptions;

/**
   The children of one instance.

   A new script, a restart and a fresh start are one thing: a new child is
   started beside the one that plays and takes its place when it is ready.
*/
typedef struct ObPlayerImpl ObPlayer;

/// Create a player without a script; setup; NULL if out of memory
ObPlayer*
ob_player_new(const ObPlayerOptions* options);

/// Free a player that has left; allows NULL; setup
void
ob_player_free(ObPlayer* player);

/// Play another script; NULL for none
void
ob_player_play(ObPlayer* player, ObScript* script);

/**
   Play the same script in a new child.

   @param forgive Even if it failed to load or died too often.
*/
void
ob_player_restart(ObPlayer* player, bool forgive);

/// Do what is due, and return when to be called next [ns, as ob_now()]
uint64_t
ob_player_attend(ObPlayer* player);

/**
   Instead of ob_player_attend(): take all links from the engine, whose run()
   is over, and end all children.

   @param due Set as ob_player_attend() returns it.
   @return Whether the last one is gone.
*/
bool
ob_player_leave(ObPlayer* player, uint64_t* due);

/// Return OB_EMPTY while the script is loading, OB_SUCCESS, or OB_ERROR
ObStatus
ob_player_outcome(const ObPlayer* player);

/// Return the child that plays, or NULL
ObChild*
ob_player_playing(const ObPlayer* player);

#endif // OUTBOARD_PLAYER_H
