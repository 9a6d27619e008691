// Copyright 2026 The Outboard authors
// SPDX-License-Identifier: ISC

// The inside of a player, for the files that make it up; supervisor

#ifndef OUTBOARD_PLAYER_IMPL_H
#define OUTBOARD_PLAYER_IMPL_H

#include "attributes.h"
#include "child.h"
#include "deaths.h"
#include "player.h"

#include <stdbool.h>
#include <stdint.h>

/// One child of this instance
typedef struct ObMemberImpl
{
  ObChild*             child;
  bool                 lent; ///< Its link is with the engine
  struct ObMemberImpl* next;
} ObMember;

struct ObPlayerImpl
{
  ObPlayerOptions options;
  ObMember*       members;    ///< All children, also those that leave
  ObMember*       loading;    ///< Takes over when it is ready; or NULL
  ObMember*       playing;    ///< The last that was ready; NULL if it died
  ObScript*       script;     ///< What to start; NULL if none
  ObText*         state;      ///< Of the last that played; NULL if none
  ObDeaths        deaths;     ///< Of that script
  uint64_t        start;      ///< When to start it [ns], or OB_NEVER
  uint64_t        show;       ///< When something may be shown again [ns]
  uint32_t        number;     ///< Of the script, from 1
  uint32_t        numbers;    ///< Of scripts so far
  uint32_t        generation; ///< Of the last child
  bool            given_up;   ///< It failed, or died too often
  bool            fresh;      ///< It starts with the state stored with it
  bool            reload;     ///< It is another edition of what plays
  bool            waiting;    ///< What plays was asked for its state first
  bool            wanting;    ///< It waits for memory or descriptors
  bool            took;       ///< The engine has begun to play it
  bool            offline;    ///< The host rendered when last seen
  ObState         status;     ///< Shown while no child plays
  ObStatus        outcome;
};

/// Tell the user
OB_PRINTF(2, 3)
void
ob_player_tell(ObPlayer* player, const char* format, ...);

/// Show a state while no child plays
void
ob_player_set_state(ObPlayer* player, ObState state);

/// Give up on the script, for a reason that is told
void
ob_player_give_up(ObPlayer* player, ObState state, const char* reason);

/// Try again later, as something is used up, which is told once
void
ob_player_try_later(ObPlayer* player, const char* reason);

/// Let a child go, as soon as the engine has done with it; allows no child
void
ob_player_let_go(ObMember** place);

#endif // OUTBOARD_PLAYER_IMPL_H
