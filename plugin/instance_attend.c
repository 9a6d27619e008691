// Copyright 2026 The Outboard authors
// SPDX-License-Identifier: ISC

// One plugin instance without its format: its part in the supervisor

#include "instance_impl.h"

#include "child.h"
#include "doorbell.h"
#include "file.h"
#include "link.h"
#include "mailbox.h"
#include "notice.h"

#include <stdio.h>
#include <string.h>

/// Return the script to save; a use of it is the caller's
static ObScript*
use_chosen(ObInstance* const instance)
{
  pthread_mutex_lock(&instance->lock);
  ObScript* const script = ob_script_use(instance->chosen);
  pthread_mutex_unlock(&instance->lock);
  return script;
}

bool
ob_instance_read_again(ObInstance* const instance, const char* const path)
{
  ObScript* const former  = use_chosen(instance);
  ObScript*       edition = NULL;
  ObText*         text    = NULL;

  if (former && former->path[0] && (!path || !strcmp(former->path, path)) &&
      !ob_file_read(former->path, &text)) {
    edition = ob_script_new_edition(former, text);
  }
  if (edition) {
    ob_instance_choose(instance, edition, true);
  }

  ob_text_release(text);
  ob_script_release(former);
  return edition;
}

/// run() has received a path
static void
take_path(ObInstance* const instance)
{
  uint32_t size = 0U;

  if (!ob_mailbox_fetch(&instance->notices.path)) {
    return;
  }

  const ObSaved saved = { .path =
                            ob_mailbox_text(&instance->notices.path, &size) };
  if (!ob_instance_read_again(instance, saved.path)) {
    ob_instance_choose_saved(instance, &saved);
  }
}

/// See whether the script was edited; not while the host renders
static uint64_t
take_edit(ObInstance* const instance)
{
  if (ob_player_renders(instance->player)) {
    return OB_NEVER;
  }

  ObScript* const edition = ob_reload_look(&instance->reload, &instance->log);
  if (edition) {
    ob_log(&instance->log,
           OB_LOG_NOTE,
           "%s has changed and is loaded again",
           ob_script_name(edition));
    ob_instance_choose(instance, edition, true);
  }

  return ob_reload_due(&instance->reload);
}

/// Show the path of a script as the one in use
static void
show_path(ObInstance* const instance, const ObScript* const script)
{
  const char* const path = script ? script->path : "";

  ob_notices_leave(&instance->notices,
                   &instance->notices.current,
                   path,
                   (uint32_t)strlen(path));
}

/// Play what has been chosen meanwhile
static void
take_choice(ObInstance* const instance)
{
  ObScript* script = NULL;

  pthread_mutex_lock(&instance->lock);
  const bool is_new = instance->choices != instance->taken;
  const bool edited = instance->edited;
  if (is_new) {
    instance->taken = instance->choices;
    script          = ob_script_use(instance->chosen);
  }
  pthread_mutex_unlock(&instance->lock);

  if (is_new) {
    show_path(instance, script);
    ob_reload_follow(&instance->reload, script);
    ob_player_play(instance->player, script, edited);
    ob_script_release(script);
  }
}

static ObDescription
describe(ObChild* const child)
{
  ObDescription       description = { .name = "" };
  const ObLink* const link        = ob_child_link(child);

  snprintf(
    description.name, sizeof(description.name), "%s", ob_child_title(child));
  description.callbacks = link->callbacks;
  description.params    = link->params;
  description.jail      = *ob_child_jail(child);
  return description;
}

/// What was chosen has failed, and `kept` plays on
static void
keep(ObInstance* const instance, ObScript* const kept)
{
  const ObScript* const tried = instance->reload.script;

  show_path(instance, kept);
  if (tried && strcmp(tried->path, kept->path) != 0) {
    ob_reload_follow(&instance->reload, kept);
  }
}

/// Publish what became of the last choice, once
static void
settle(ObInstance* const instance)
{
  const ObStatus outcome = ob_player_outcome(instance->player);
  ObChild* const playing = ob_player_playing(instance->player);
  ObScript*      kept    = NULL;
  ObScript*      failed  = NULL;

  if (outcome == OB_EMPTY || instance->choice == instance->taken) {
    return;
  }

  pthread_mutex_lock(&instance->lock);
  instance->choice  = instance->taken;
  instance->outcome = outcome;
  if (playing && !outcome) {
    instance->description = describe(playing);
    ob_text_replace(&instance->about, ob_child_description(playing));
  } else if (playing && instance->choices == instance->taken) {
    // What plays on is what the session should have
    kept             = ob_script_use(ob_child_script(playing));
    failed           = instance->chosen;
    instance->chosen = ob_script_use(kept);
  }
  pthread_cond_broadcast(&instance->settled);
  pthread_mutex_unlock(&instance->lock);

  if (kept) {
    keep(instance, kept);
    ob_script_release(failed);
    ob_script_release(kept);
  }
}

/// Publish what a session should have of the script besides its text
static void
publish(ObInstance* const instance)
{
  pthread_mutex_lock(&instance->lock);
  if (instance->choice == instance->choices) {
    ob_text_replace(&instance->state, ob_player_state(instance->player));
    instance->known = ob_player_took(instance->player);
  }
  pthread_mutex_unlock(&instance->lock);
}

/// Ask for the state if somebody saves; say so when it has come
static void
attend_save(ObInstance* const instance)
{
  pthread_mutex_lock(&instance->lock);
  const uint32_t saves = instance->saves;
  pthread_mutex_unlock(&instance->lock);

  if (instance->asked != saves) {
    instance->asked = saves;
    ob_player_ask(instance->player);
  }

  if (!ob_player_awaits(instance->player)) {
    pthread_mutex_lock(&instance->lock);
    if (instance->saved != saves) {
      instance->saved = saves;
      pthread_cond_broadcast(&instance->settled);
    }
    pthread_mutex_unlock(&instance->lock);
  }
}

bool
ob_instance_attend(void* const handle, uint64_t* const due)
{
  ObInstance* const instance = (ObInstance*)handle;
  const uint32_t    bits     = ob_notices_take(&instance->notices);

  pthread_mutex_lock(&instance->lock);
  const bool leaving = instance->leaving;
  pthread_mutex_unlock(&instance->lock);

  if (leaving) {
    ob_reload_follow(&instance->reload, NULL);
    return !ob_player_leave(instance->player, due);
  }

  if (bits & OB_NOTICE_PATH) {
    take_path(instance);
  }
  const uint64_t edit = take_edit(instance);
  take_choice(instance);
  if (bits & (OB_NOTICE_FRESH | OB_NOTICE_RESET)) {
    ob_player_restart(instance->player, bits & OB_NOTICE_RESET);
  }

  const uint64_t next = ob_player_attend(instance->player);
  *due                = edit < next ? edit : next;
  settle(instance);
  publish(instance);
  attend_save(instance);
  return true;
}
