// Copyright 2026 The Outboard authors
// SPDX-License-Identifier: ISC

// Keeps one script playing, whatever becomes of its children; supervisor

#include "player.h"

#include "deaths.h"
#include "doorbell.h"
#include "link.h"
#include "mailbox.h"

#include <stdarg.h>
#include <stdatomic.h>
#include <stdio.h>
#include <stdlib.h>

/// One child of this instance
typedef struct MemberImpl
{
  ObChild*           child;
  bool               lent; ///< Its link is with the engine
  struct MemberImpl* next;
} Member;

struct ObPlayerImpl
{
  ObPlayerOptions options;
  Member*         members;    ///< All children, also those that leave
  Member*         loading;    ///< Takes over when it is ready; or NULL
  Member*         playing;    ///< The last that was ready; NULL if it died
  ObScript*       script;     ///< What to start; NULL if none
  ObDeaths        deaths;     ///< Of that script
  uint64_t        start;      ///< When to start it [ns], or OB_NEVER
  uint32_t        number;     ///< Of the script, from 1
  uint32_t        numbers;    ///< Of scripts so far
  uint32_t        generation; ///< Of the last child
  bool            given_up;   ///< It failed, or died too often
  bool            offline;    ///< The host rendered when last seen
  ObState         state;      ///< Shown while no child plays
  ObStatus        outcome;
};

ObPlayer*
ob_player_new(const ObPlayerOptions* const options)
{
  ObPlayer* const player = (ObPlayer*)calloc(1U, sizeof(ObPlayer));

  if (player) {
    player->options = *options;
    player->start   = OB_NEVER;
    player->state   = OB_STATE_STOPPED;
  }

  return player;
}

void
ob_player_free(ObPlayer* const player)
{
  if (player) {
    ob_script_release(player->script);
    free(player);
  }
}

/// Tell the user
OB_PRINTF(2, 3)
static void
tell(ObPlayer* const player, const char* const format, ...)
{
  char    text[OB_TEXT_SIZE];
  va_list arguments;

  va_start(arguments, format);
  const int length = vsnprintf(text, sizeof(text), format, arguments);
  va_end(arguments);

  const uint32_t size =
    length < (int)sizeof(text) ? (uint32_t)length : sizeof(text) - 1U;
  ob_mailbox_write(&player->options.notices->message, text, size);
}

static void
set_state(ObPlayer* const player, const ObState state)
{
  player->state = state;
  ob_engine_set_state(player->options.engine, state);
}

/// Give up on the script, for a reason that is told
static void
give_up(ObPlayer* const player, const ObState state, const char* const reason)
{
  ob_log(&player->options.log, OB_LOG_ERROR, "%s", reason);
  tell(player, "%s", reason);
  player->outcome = OB_ERROR;
  player->start   = OB_NEVER;

  if (player->playing) {
    ObChild* const child = player->playing->child;
    ob_script_release(player->script);
    player->script = ob_script_use(ob_child_script(child));
    player->number = ob_child_link(child)->script;
  } else {
    player->given_up = true;
    set_state(player, state);
  }
}

/// A link is no longer with the engine
static void
come_home(ObPlayer* const player, const ObLink* const link)
{
  Member* member = player->members;
  while (ob_child_link(member->child) != link) {
    member = member->next;
  }

  member->lent = false;
  if (member == player->playing) {
    if (atomic_load(&link->dead) || atomic_load(&link->corrupt)) {
      return; // attend_playing() will see to that
    }
    player->playing = NULL; // A fresh one is wanted
  }
  ob_child_end(member->child);
}

/// Let a child go, as soon as the engine has done with it; allows NULL
static void
let_go(Member** const place)
{
  Member* const member = *place;

  *place = NULL;
  if (member && !member->lent) {
    ob_child_end(member->child);
  }
}

/// Start a child that will take over
static void
start(ObPlayer* const player)
{
  const ObPlayerOptions* const options = &player->options;
  const ObChildOptions         wishes  = {
             .scriptd    = options->scriptd,
             .script     = player->script,
             .rate       = options->rate,
             .nominal    = ob_engine_nominal(options->engine),
             .number     = player->number,
             .generation = ++player->generation,
             .offline    = player->offline,
             .log        = options->log,
  };

  player->start        = OB_NEVER;
  Member* const member = (Member*)calloc(1U, sizeof(Member));
  ObStatus      status = OB_NO_MEM;
  if (member) {
    status = ob_child_new(&member->child, options->supervisor, &wishes);
  }

  if (status) {
    char reason[OB_TEXT_SIZE];
    snprintf(reason,
             sizeof(reason),
             "%s: its process %s could not be started: %s",
             ob_script_name(player->script),
             options->scriptd,
             ob_strerror(status));
    free(member);
    give_up(player, OB_STATE_ERROR, reason);
    return;
  }

  member->next    = player->members;
  player->members = member;
  player->loading = member;
}

void
ob_player_play(ObPlayer* const player, ObScript* const script)
{
  ob_script_release(player->script);
  player->script   = ob_script_use(script);
  player->deaths   = (ObDeaths){ .count = 0U };
  player->given_up = false;
  player->outcome  = OB_EMPTY;
  player->number   = ++player->numbers;
  player->start    = OB_NEVER;
  let_go(&player->loading);

  if (!script) {
    if (player->playing) {
      atomic_store(&ob_child_link(player->playing->child)->dead, true);
      ob_child_end(player->playing->child);
      player->playing = NULL;
    }
    player->outcome = OB_SUCCESS;
    tell(player, "%s", "");
    set_state(player, OB_STATE_STOPPED);
  } else if (script->problem) {
    give_up(player, OB_STATE_ERROR, script->problem);
  } else {
    player->start = ob_now();
    set_state(player, OB_STATE_LOADING);
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
    let_go(&player->loading);
    player->start = ob_now();
    set_state(player, OB_STATE_RESTARTING);
  } else {
    set_state(player, player->state); // run() expects news
  }
}

/// A child died that loaded or played; its place is empty already
static void
mourn(ObPlayer* const player, const Member* const member)
{
  const char* const name  = ob_script_name(ob_child_script(member->child));
  const char* const cause = ob_child_cause(member->child);
  char              reason[OB_TEXT_SIZE];

  if (player->loading || player->start != OB_NEVER) {
    ob_log(&player->options.log, OB_LOG_ERROR, "%s: %s", name, cause);
    return; // The next one is on its way
  }

  player->start = ob_deaths_add(&player->deaths, ob_now());
  if (player->start == OB_NEVER) {
    snprintf(reason,
             sizeof(reason),
             "%s: %s; that was too often, so it rests until it is reset or "
             "chosen again",
             name,
             cause);
    give_up(player, OB_STATE_STOPPED, reason);
    return;
  }

  ob_log(&player->options.log,
         OB_LOG_ERROR,
         "%s: %s; it is started again",
         name,
         cause);
  tell(player, "%s: %s; it is started again", name, cause);
  set_state(player, OB_STATE_RESTARTING);
}

/// The child that was loading is ready: it takes over
static void
take_over(ObPlayer* const player)
{
  Member* former = player->playing;

  player->playing       = player->loading;
  player->loading       = NULL;
  player->outcome       = OB_SUCCESS;
  player->playing->lent = true;

  const ObLink* const untaken = ob_engine_offer(
    player->options.engine, ob_child_link(player->playing->child));
  if (untaken) {
    come_home(player, untaken);
  }

  set_state(player, OB_STATE_RESTARTING); // Shown once it is gone
  let_go(&former);
  if (!player->deaths.count) {
    tell(player, "%s", "");
  }
}

static void
attend_loading(ObPlayer* const player)
{
  Member* const member = player->loading;
  char          reason[OB_TEXT_SIZE];

  if (ob_child_failed(member->child)) {
    snprintf(reason,
             sizeof(reason),
             "%s: %s",
             ob_script_name(player->script),
             ob_child_cause(member->child));
    let_go(&player->loading);
    give_up(player, OB_STATE_ERROR, reason);
  } else if (ob_child_life(member->child) == OB_LIFE_READY) {
    take_over(player);
  } else if (ob_child_life(member->child) == OB_LIFE_DEAD) {
    player->loading = NULL;
    mourn(player, member);
  }
}

static void
attend_playing(ObPlayer* const player)
{
  const Member* const member = player->playing;

  player->offline = atomic_load(&ob_child_link(member->child)->offline);
  if (ob_child_life(member->child) == OB_LIFE_DEAD) {
    player->playing = NULL;
    mourn(player, member);
  }
}

/// Free who is dead and not needed; return when the others are due
static uint64_t
attend_members(ObPlayer* const player)
{
  uint64_t earliest = OB_NEVER;

  for (Member** place = &player->members; *place;) {
    Member* const member = *place;
    if (member != player->loading && member != player->playing &&
        !member->lent && ob_child_life(member->child) == OB_LIFE_DEAD) {
      *place = member->next;
      ob_child_free(member->child);
      free(member);
    } else {
      const uint64_t due = ob_child_attend(member->child);
      earliest           = due < earliest ? due : earliest;
      place              = &member->next;
    }
  }

  return earliest;
}

static void
collect(ObPlayer* const player)
{
  const ObLink* link = NULL;
  while ((link = ob_engine_collect(player->options.engine))) {
    come_home(player, link);
  }
}

uint64_t
ob_player_attend(ObPlayer* const player)
{
  collect(player);
  if (player->loading) {
    attend_loading(player);
  }
  if (player->playing) {
    attend_playing(player);
  }
  if (ob_now() >= player->start) {
    start(player);
  }

  const uint64_t due = attend_members(player);
  return due < player->start ? due : player->start;
}

bool
ob_player_leave(ObPlayer* const player, uint64_t* const due)
{
  const ObLink* link = NULL;
  while ((link = ob_engine_detach(player->options.engine))) {
    come_home(player, link);
  }

  player->start = OB_NEVER;
  let_go(&player->loading);
  let_go(&player->playing);
  *due = attend_members(player);
  return !player->members;
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
