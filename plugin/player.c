// Copyright 2026 The Outboard authors
// SPDX-License-Identifier: ISC

// Keeps one script playing: what it is asked to do; supervisor and setup

#include "player.h"

#include "doorbell.h"
#include "link.h"
#include "mailbox.h"
#include "player_impl.h"

#include <stdarg.h>
#include <stdatomic.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

/// How long a script may take to tell its state before it is replaced [ns]
static const uint64_t state_limit = 100000000U;

/// How often to try what there is no memory or descriptor for [ns]
static const uint64_t want_period = 1000000000U;

ObPlayer*
ob_player_new(const ObPlayerOptions* const options)
{
  ObPlayer* const player = (ObPlayer*)calloc(1U, sizeof(ObPlayer));

  if (player) {
    player->options = *options;
    player->start   = OB_NEVER;
    player->status  = OB_STATE_STOPPED;
  }

  return player;
}

void
ob_player_free(ObPlayer* const player)
{
  if (player) {
    ob_script_release(player->script);
    ob_text_release(player->state);
    free(player);
  }
}

void
ob_player_tell(ObPlayer* const player, const char* const format, ...)
{
  char    text[OB_TEXT_SIZE];
  va_list arguments;

  va_start(arguments, format);
  vsnprintf(text, sizeof(text), format, arguments);
  va_end(arguments);

  // Paths may be any bytes, and a text that is too long ends anywhere
  ob_text_clean(text, sizeof(text), text, sizeof(text));
  ob_notices_leave(player->options.notices,
                   &player->options.notices->message,
                   text,
                   (uint32_t)strlen(text));
}

void
ob_player_set_state(ObPlayer* const player, const ObState state)
{
  player->status = state;
  ob_engine_set_state(player->options.engine, state);
}

void
ob_player_give_up(ObPlayer* const   player,
                  const ObState     state,
                  const char* const reason)
{
  ob_log(&player->options.log, OB_LOG_ERROR, "%s", reason);
  ob_player_tell(player, "%s", reason);
  player->outcome = OB_ERROR;
  player->start   = OB_NEVER;

  if (player->playing) {
    ObChild* const child = player->playing->child;
    ob_script_release(player->script);
    player->script = ob_script_use(ob_child_script(child));
    player->number = ob_child_link(child)->script;
    player->fresh  = false;
    player->reload = false;
  } else {
    player->given_up = true;
    ob_player_set_state(player, state);
  }
}

void
ob_player_try_later(ObPlayer* const player, const char* const reason)
{
  player->start = ob_now() + want_period;
  if (!player->wanting) {
    player->wanting = true;
    ob_log(&player->options.log,
           OB_LOG_ERROR,
           "%s; it is tried again every second",
           reason);
    ob_player_tell(player, "%s; it is tried again every second", reason);
    if (!player->playing) {
      ob_player_set_state(player, OB_STATE_ERROR);
    }
  }
}

void
ob_player_let_go(ObMember** const place)
{
  ObMember* const member = *place;

  *place = NULL;
  if (member && !member->lent) {
    ob_child_end(member->child);
  }
}

/// Start the script, a reload once the state of what plays is known
static void
start_soon(ObPlayer* const player)
{
  player->waiting =
    player->reload && player->playing && ob_child_ask(player->playing->child);
  player->start = ob_now() + (player->waiting ? state_limit : 0U);
}

void
ob_player_play(ObPlayer* const player,
               ObScript* const script,
               const bool      reload)
{
  ob_script_use(script);
  ob_script_release(player->script);
  player->script   = script;
  player->fresh    = script && (player->fresh || !reload);
  player->reload   = reload;
  player->waiting  = false;
  player->wanting  = false;
  player->took     = player->took && reload;
  player->deaths   = (ObDeaths){ .count = 0U };
  player->given_up = false;
  player->outcome  = OB_EMPTY;
  player->number   = ++player->numbers;
  player->start    = OB_NEVER;
  ob_player_let_go(&player->loading);

  if (!script) {
    if (player->playing) {
      atomic_store(&ob_child_link(player->playing->child)->dead, true);
      ob_child_end(player->playing->child);
      player->playing = NULL;
    }
    player->outcome = OB_SUCCESS;
    ob_text_replace(&player->state, NULL);
    ob_player_tell(player, "%s", "");
    ob_player_set_state(player, OB_STATE_STOPPED);
  } else if (script->problem) {
    ob_player_give_up(player, OB_STATE_ERROR, script->problem);
  } else {
    start_soon(player);
    ob_player_set_state(player, OB_STATE_LOADING);
  }
}

void
ob_player_restart(ObPlayer* const player, const bool forgive)
{
  if (forgive) {
    player->deaths   = (ObDeaths){ .count = 0U };
    player->given_up = false;
  }

  if (player->script && player->script->text && !player->given_up) {
    ob_player_let_go(&player->loading);
    player->start = ob_now();
    ob_player_set_state(player, OB_STATE_RESTARTING);
  } else {
    ob_player_set_state(player, player->status); // run() expects news
  }
}

bool
ob_player_pending(const ObPlayer* const player)
{
  return player->loading || player->start != OB_NEVER;
}

ObStatus
ob_player_outcome(const ObPlayer* const player)
{
  return player->outcome;
}

ObChild*
ob_player_playing(const ObPlayer* const player)
{
  return player->playing ? player->playing->child : NULL;
}

uint32_t
ob_player_children(const ObPlayer* const player)
{
  return player->generation;
}

void
ob_player_ask(ObPlayer* const player)
{
  if (player->playing) {
    ob_child_ask(player->playing->child);
  }
}

bool
ob_player_awaits(const ObPlayer* const player)
{
  return player->playing && ob_child_owes(player->playing->child);
}

ObText*
ob_player_state(const ObPlayer* const player)
{
  return player->fresh ? player->script->state : player->state;
}

bool
ob_player_took(const ObPlayer* const player)
{
  return player->took;
}

bool
ob_player_renders(const ObPlayer* const player)
{
  return player->offline;
}
