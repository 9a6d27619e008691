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
#include "text.h"

#include <stdbool.h>
#include <stdint.h>

/// What a player needs; all of it must outlive the player
typedef struct
{
  ObSupervisor* supervisor;
  ObEngine*     engine;
  ObNotices*    notices; ///< For messages to the user
  const char*   scriptd; ///< Path of the child's program
  const char*   ports;   ///< Ids of parameters by port; NULL: their order
  double        rate;    ///< Sample rate [1/s]
  ObLog         log;
} ObPlayerOptions;

/**
   The children of one instance.

   A new script, a reload, a restart and a fresh start are one thing: a new
   child is started beside the one that plays and takes its place when it is
   ready.

   The script's state goes from child to child: a new one gets the last that is
   known, but what a script learns while the host renders is forgotten.
*/
typedef struct ObPlayerImpl ObPlayer;

/// Create a player without a script; setup; NULL if out of memory
ObPlayer*
ob_player_new(const ObPlayerOptions* options);

/// Free a player that has left; allows NULL; setup
void
ob_player_free(ObPlayer* player);

/**
   Play another script; NULL for none.

   @param reload It is another edition of the same one: it gets the state of the
   one that plays, which is asked for it first.
*/
void
ob_player_play(ObPlayer* player, ObScript* script, bool reload);

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

/// Return whether a child is loading, or will be
bool
ob_player_pending(const ObPlayer* player);

/// Return OB_EMPTY while the script is loading, OB_SUCCESS, or OB_ERROR
ObStatus
ob_player_outcome(const ObPlayer* player);

/// Return the child that plays, or NULL
ObChild*
ob_player_playing(const ObPlayer* player);

/// Return the number of children started so far
uint32_t
ob_player_children(const ObPlayer* player);

/// Ask the script that plays for its state
void
ob_player_ask(ObPlayer* player);

/// Return whether an answer to ob_player_ask() may still come
bool
ob_player_awaits(const ObPlayer* player);

/// Return the last state that is known of the script; NULL if none
ObText*
ob_player_state(const ObPlayer* player);

/// Return whether the engine plays the script, not just one before it
bool
ob_player_took(const ObPlayer* player);

/// Return whether the host renders
bool
ob_player_renders(const ObPlayer* player);

#endif // OUTBOARD_PLAYER_H
