// Copyright 2026 The Outboard authors
// SPDX-License-Identifier: ISC

// Keeps one script playing: the life of its children; supervisor

#include "player.h"

#include "child.h"
#include "doorbell.h"
#include "jail.h"
#include "link.h"
#include "mailbox.h"
#include "output.h"
#include "player_impl.h"
#include "shown.h"

#include <stdatomic.h>
#include <stdio.h>
#include <stdlib.h>

/// How often what a script shows is passed on [ns]
static const uint64_t show_period = 100000000U;

/// How often to see whether it is a script's turn to load [ns]
static const uint64_t turn_period = 10000000U;

/// A link is no longer with the engine
static void
come_home(ObPlayer* const player, const ObLink* const link)
{
  ObMember* member = player->members;
  while (ob_child_link(member->child) != link) {
    member = member->next;
  }

  member->lent = false;
  if (member == player->playing) {
    player->offline = atomic_load(&link->offline);
    ob_text_replace(&player->state, ob_child_state(member->child));
    if (atomic_load(&link->dead) || atomic_load(&link->corrupt)) {
      return; // attend_playing() will see to that
    }
    player->playing = NULL; // A fresh one is wanted
  }
  ob_child_end(member->child);
}

/// Start a child that will take over
static void
start(ObPlayer* const player)
{
  const ObPlayerOptions* const options = &player->options;
  const ObChildOptions         wishes  = {
             .scriptd    = options->scriptd,
             .script     = player->script,
             .state      = ob_player_state(player),
             .ports      = options->ports,
             .rate       = options->rate,
             .nominal    = ob_engine_nominal(options->engine),
             .number     = player->number,
             .generation = ++player->generation,
             .reload     = player->reload,
             .offline    = player->offline,
             .log        = options->log,
  };

  player->start          = OB_NEVER;
  player->waiting        = false;
  ObMember* const member = (ObMember*)calloc(1U, sizeof(ObMember));
  ObStatus        status = OB_NO_MEM;
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
    if (status == OB_LIMIT || status == OB_NO_MEM) {
      ob_player_try_later(player, reason);
    } else {
      ob_player_give_up(player, OB_STATE_ERROR, reason);
    }
    return;
  }

  member->next    = player->members;
  player->members = member;
  player->loading = member;
}

/// A child died that loaded or played; its place is empty already
static void
mourn(ObPlayer* const player, const ObMember* const member)
{
  const char* const name  = ob_script_name(ob_child_script(member->child));
  const char* const cause = ob_child_cause(member->child);
  char              reason[OB_TEXT_SIZE];

  if (player->loading || player->start != OB_NEVER) {
    ob_log(&player->options.log, OB_LOG_ERROR, "%s: %s", name, cause);
    return; // The next one is on its way
  }

  player->start =
    ob_deaths_add(&player->deaths,
                  ob_now(),
                  player->offline ? OB_DEATHS_SPAN_OFFLINE : OB_DEATHS_SPAN);
  if (player->start == OB_NEVER) {
    snprintf(reason,
             sizeof(reason),
             "%s: %s; that was too often, so it rests until its file changes "
             "or it is reset",
             name,
             cause);
    ob_player_give_up(player, OB_STATE_STOPPED, reason);
    return;
  }

  ob_log(&player->options.log,
         OB_LOG_ERROR,
         "%s: %s; it is started again",
         name,
         cause);
  ob_player_tell(player, "%s: %s; it is started again", name, cause);
  ob_player_set_state(player, OB_STATE_RESTARTING);
}

/// Say loudly that nothing holds the script
static void
tell_danger(ObPlayer* const player)
{
  const char* const name   = ob_script_name(player->script);
  static const char text[] = "%s is not in its sandbox (" OB_JAIL_VARIABLE
                             "=off): it can do whatever you can do";

  ob_log(&player->options.log, OB_LOG_WARNING, text, name);
  ob_player_tell(player, text, name);
}

/// The child that was loading is ready: it takes over
static void
take_over(ObPlayer* const player)
{
  ObMember* former = player->playing;

  player->playing = player->loading;
  player->loading = NULL;
  player->wanting = false;
  player->outcome = OB_SUCCESS;
  player->took    = player->took && !player->fresh;
  player->fresh   = false;
  player->reload  = false;
  player->show    = 0U;
  ob_child_shown(player->playing->child)->changed = true;
  player->playing->lent                           = true;

  const ObLink* const untaken = ob_engine_offer(
    player->options.engine, ob_child_link(player->playing->child));
  if (untaken) {
    come_home(player, untaken);
  }

  ob_player_set_state(player, OB_STATE_RESTARTING); // Shown once it is gone
  ob_player_let_go(&former);
  if (!player->deaths.count) {
    ob_player_tell(player, "%s", "");
  }
  if (ob_child_jail(player->playing->child)->parts & OB_JAIL_OFF) {
    tell_danger(player);
  }
}

static void
attend_loading(ObPlayer* const player)
{
  ObMember* const member = player->loading;
  char            reason[OB_TEXT_SIZE];

  if (ob_child_failed(member->child)) {
    ob_text_label(reason,
                  sizeof(reason),
                  ob_script_name(player->script),
                  ob_child_cause(member->child));
    const bool wants = ob_child_wants(member->child);
    ob_player_let_go(&player->loading);
    if (wants) {
      ob_player_try_later(player, reason);
    } else {
      ob_player_give_up(player, OB_STATE_ERROR, reason);
    }
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
  const ObMember* const member = player->playing;

  player->offline = atomic_load(&ob_child_link(member->child)->offline);
  player->took |=
    atomic_load(&ob_child_link(member->child)->segment.header->host.sequence);
  ob_text_replace(&player->state, ob_child_state(member->child));
  if (ob_child_life(member->child) == OB_LIFE_DEAD) {
    player->playing = NULL;
    ob_engine_alert(player->options.engine);
    mourn(player, member);
  }
}

/// Free who is dead and not needed; return when the others are due
static uint64_t
attend_members(ObPlayer* const player)
{
  uint64_t earliest = OB_NEVER;

  for (ObMember** place = &player->members; *place;) {
    ObMember* const member = *place;
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

/// Pass on what the script shows; return when to do so again
static uint64_t
attend_shown(ObPlayer* const player)
{
  char           text[OB_TEXT_SIZE];
  const uint64_t now   = ob_now();
  ObShown* const shown = ob_child_shown(player->playing->child);

  if (!shown->changed) {
    return OB_NEVER;
  }

  if (now >= player->show) {
    const uint32_t size = ob_shown_format(shown, text, sizeof(text));
    ob_text_mend(text);
    ob_notices_leave(
      player->options.notices, &player->options.notices->shown, text, size);
    shown->changed = false;
    player->show   = now + show_period;
  }

  return player->show;
}

/// Start the script if it is time and its turn; return when to do so else
static uint64_t
attend_start(ObPlayer* const player)
{
  const uint64_t now = ob_now();
  if (now < player->start && (!player->waiting || ob_player_awaits(player))) {
    return player->start;
  }
  if (!ob_nursery_admits(ob_supervisor_nursery(player->options.supervisor))) {
    return now + turn_period;
  }

  start(player);
  return player->start;
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
  const uint64_t begin = attend_start(player);
  const uint64_t show  = player->playing ? attend_shown(player) : OB_NEVER;
  const uint64_t due   = attend_members(player);
  const uint64_t next  = show < due ? show : due;
  return next < begin ? next : begin;
}

bool
ob_player_leave(ObPlayer* const player, uint64_t* const due)
{
  const ObLink* link = NULL;
  while ((link = ob_engine_detach(player->options.engine))) {
    come_home(player, link);
  }

  player->start = OB_NEVER;
  ob_player_let_go(&player->loading);
  ob_player_let_go(&player->playing);
  *due = attend_members(player);
  return !player->members;
}
