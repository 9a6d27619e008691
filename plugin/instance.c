// Copyright 2026 The Outboard authors
// SPDX-License-Identifier: ISC

// One plugin instance without its format: an engine and its children; setup

#include "instance.h"

#include "child.h"
#include "doorbell.h"
#include "link.h"
#include "log.h"
#include "mailbox.h"
#include "player.h"
#include "script.h"
#include "supervisor.h"

#include <math.h>
#include <pthread.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

struct ObInstanceImpl
{
  ObSupervisor* supervisor;
  ObClient      client;
  ObNotices     notices;
  ObEngine*     engine;
  ObPlayer*     player; ///< The supervisor's, but for its making
  uint32_t      taken;  ///< Number of the choice that plays; the supervisor's
  char*         scriptd;
  ObLog         log;

  pthread_mutex_t lock;    ///< Of what follows; held briefly
  pthread_cond_t  settled; ///< A choice has loaded or failed
  ObScript*       chosen;  ///< What to save; NULL if none
  uint32_t        choices; ///< Number of the last choice
  uint32_t        choice;  ///< Number of the last that has loaded or failed
  ObStatus        outcome; ///< Of that choice
  ObDescription   description;
  bool            leaving;
};

/// Make `script` the one to play; takes it over
static void
choose(ObInstance* const instance, ObScript* const script)
{
  if (script) {
    // At once: a host that renders must wait for the script
    ob_engine_set_state(instance->engine, OB_STATE_LOADING);
  }

  pthread_mutex_lock(&instance->lock);
  ObScript* const former = instance->chosen;
  instance->chosen       = script;
  ++instance->choices;
  pthread_mutex_unlock(&instance->lock);

  ob_script_release(former);
}

/// Read the script at `path` and choose it
static ObStatus
choose_file(ObInstance* const instance,
            const char* const path,
            const char* const text,
            const size_t      size)
{
  if (!text && (!path || !path[0])) {
    choose(instance, NULL);
    return OB_SUCCESS;
  }

  ObStatus        status = OB_NO_MEM;
  ObScript* const script =
    ob_script_new(path, text, size, &instance->log, &status);

  if (script) {
    choose(instance, script);
  } else {
    ob_log(&instance->log, OB_LOG_ERROR, "%s", ob_strerror(status));
  }

  return status;
}

/// run() has received a path; supervisor
static void
take_path(ObInstance* const instance)
{
  uint32_t size = 0U;

  if (ob_mailbox_fetch(&instance->notices.path)) {
    choose_file(
      instance, ob_mailbox_text(&instance->notices.path, &size), NULL, 0U);
  }
}

/// Show the path of a script as the one in use; supervisor
static void
show_path(ObInstance* const instance, const ObScript* const script)
{
  const char* const path = script ? script->path : "";

  ob_mailbox_write(&instance->notices.current, path, (uint32_t)strlen(path));
}

/// Play what has been chosen meanwhile; supervisor
static void
take_choice(ObInstance* const instance)
{
  ObScript* script = NULL;

  pthread_mutex_lock(&instance->lock);
  const bool is_new = instance->choices != instance->taken;
  if (is_new) {
    instance->taken = instance->choices;
    script          = ob_script_use(instance->chosen);
  }
  pthread_mutex_unlock(&instance->lock);

  if (is_new) {
    show_path(instance, script);
    ob_player_play(instance->player, script);
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
  return description;
}

/// Publish what became of the last choice, once; supervisor
static void
settle(ObInstance* const instance)
{
  const ObStatus  outcome = ob_player_outcome(instance->player);
  ObChild* const  playing = ob_player_playing(instance->player);
  const ObScript* kept    = NULL;
  ObScript*       failed  = NULL;

  if (outcome == OB_EMPTY || instance->choice == instance->taken) {
    return;
  }

  pthread_mutex_lock(&instance->lock);
  instance->choice  = instance->taken;
  instance->outcome = outcome;
  if (playing && !outcome) {
    instance->description = describe(playing);
  } else if (playing && instance->choices == instance->taken) {
    // What plays on is what the session should have
    kept             = ob_child_script(playing);
    failed           = instance->chosen;
    instance->chosen = ob_script_use(ob_child_script(playing));
  }
  pthread_cond_broadcast(&instance->settled);
  pthread_mutex_unlock(&instance->lock);

  if (kept) {
    show_path(instance, kept);
    ob_script_release(failed);
  }
}

/// See to an instance; supervisor
static bool
attend(void* const handle, uint64_t* const due)
{
  ObInstance* const instance = (ObInstance*)handle;
  const uint32_t    bits     = ob_notices_take(&instance->notices);

  pthread_mutex_lock(&instance->lock);
  const bool leaving = instance->leaving;
  pthread_mutex_unlock(&instance->lock);

  if (leaving) {
    return !ob_player_leave(instance->player, due);
  }

  if (bits & OB_NOTICE_PATH) {
    take_path(instance);
  }
  take_choice(instance);
  if (bits & (OB_NOTICE_FRESH | OB_NOTICE_RESET)) {
    ob_player_restart(instance->player, bits & OB_NOTICE_RESET);
  }

  *due = ob_player_attend(instance->player);
  settle(instance);
  return true;
}

/// Free what an instance has, which the supervisor does not attend
static void
destroy(ObInstance* const instance)
{
  ob_player_free(instance->player);
  ob_engine_free(instance->engine);
  if (instance->supervisor) {
    ob_supervisor_release(instance->supervisor);
  }

  ob_script_release(instance->chosen);
  pthread_cond_destroy(&instance->settled);
  pthread_mutex_destroy(&instance->lock);
  free(instance->scriptd);
  free(instance);
}

/// Make the parts of an instance
static ObStatus
assemble(ObInstance* const instance, const ObInstanceOptions* const options)
{
  ObNotices* const notices = &instance->notices;

  instance->supervisor = ob_supervisor_acquire();
  if (!instance->supervisor) {
    return OB_LIMIT;
  }

  notices->relay = ob_supervisor_doorbell(instance->supervisor);
  ob_mailbox_init(&notices->path);
  ob_mailbox_init(&notices->current);
  ob_mailbox_init(&notices->message);

  instance->scriptd = strdup(options->scriptd);
  instance->engine =
    ob_engine_new(options->rate, options->nominal, &instance->notices);
  if (!instance->scriptd || !instance->engine) {
    return isfinite(options->rate) && options->rate > 0.0 ? OB_NO_MEM
                                                          : OB_BAD_ARG;
  }

  const ObPlayerOptions player = {
    .supervisor = instance->supervisor,
    .engine     = instance->engine,
    .notices    = notices,
    .scriptd    = instance->scriptd,
    .rate       = options->rate,
    .log        = instance->log,
  };
  instance->player = ob_player_new(&player);
  return instance->player ? OB_SUCCESS : OB_NO_MEM;
}

ObInstance*
ob_instance_new(const ObInstanceOptions* const options)
{
  const ObLog       log      = { options->log, options->log_handle };
  ObInstance* const instance = (ObInstance*)calloc(1U, sizeof(ObInstance));
  ObStatus          status   = OB_NO_MEM;

  if (instance) {
    instance->log     = log;
    instance->outcome = OB_ERROR;
    instance->client  = (ObClient){ .attend = attend, .handle = instance };
    pthread_mutex_init(&instance->lock, NULL);
    pthread_cond_init(&instance->settled, NULL);
    status = assemble(instance, options);
    if (!status) {
      if (!ob_engine_locked(instance->engine)) {
        ob_supervisor_warn_unlocked(&instance->log);
      }
      ob_supervisor_join(instance->supervisor, &instance->client);
      return instance;
    }
    destroy(instance);
  }

  ob_log(
    &log, OB_LOG_ERROR, "Outboard could not start: %s", ob_strerror(status));
  return NULL;
}

void
ob_instance_free(ObInstance* const instance)
{
  // A forked process has neither the supervisor nor a right to the children.
  // Its copy of the instance goes when it does.
  if (!instance || ob_supervisor_forked(instance->supervisor)) {
    return;
  }

  pthread_mutex_lock(&instance->lock);
  instance->leaving = true;
  pthread_mutex_unlock(&instance->lock);

  ob_supervisor_leave(instance->supervisor, &instance->client);
  destroy(instance);
}

ObEngine*
ob_instance_engine(ObInstance* const instance)
{
  return instance->engine;
}

ObNotices*
ob_instance_notices(ObInstance* const instance)
{
  return &instance->notices;
}

ObStatus
ob_instance_load(ObInstance* const instance,
                 const char* const path,
                 const char* const text,
                 const size_t      size)
{
  if (ob_supervisor_forked(instance->supervisor)) {
    return OB_ERROR;
  }

  const ObStatus status = choose_file(instance, path, text, size);
  ob_supervisor_nudge(instance->supervisor);
  return status;
}

ObStatus
ob_instance_script(ObInstance* const instance,
                   char** const      path,
                   char** const      text,
                   size_t* const     size)
{
  pthread_mutex_lock(&instance->lock);
  ObScript* const script = ob_script_use(instance->chosen);
  pthread_mutex_unlock(&instance->lock);

  *path = strdup(script ? script->path : "");
  *text = strdup(script && script->text ? script->text : "");
  *size = *text ? strlen(*text) : 0U;
  ob_script_release(script);
  if (*path && *text) {
    return OB_SUCCESS;
  }

  free(*path);
  free(*text);
  *path = NULL;
  *text = NULL;
  return OB_NO_MEM;
}

void
ob_instance_activate(ObInstance* const instance)
{
  ob_engine_activate(instance->engine);
}

void
ob_instance_deactivate(ObInstance* const instance)
{
  // A child that waits for its first block may wait on; so may the one before
  // it, which can still come back.  What has come back is let go.
  if (!ob_supervisor_forked(instance->supervisor)) {
    ob_supervisor_nudge(instance->supervisor);
  }
}

ObStatus
ob_instance_wait(ObInstance* const    instance,
                 const unsigned       timeout,
                 ObDescription* const description)
{
  const uint64_t        ns_per_s = 1000000000U;
  const uint64_t        end      = ob_now() + timeout * (ns_per_s / 1000U);
  const struct timespec deadline = { (time_t)(end / ns_per_s),
                                     (long)(end % ns_per_s) };
  int                   error    = 0;

  pthread_mutex_lock(&instance->lock);
  while (!error && instance->choice != instance->choices) {
    error = pthread_cond_clockwait(
      &instance->settled, &instance->lock, CLOCK_MONOTONIC, &deadline);
  }

  const ObStatus status = error ? OB_TIMEOUT : instance->outcome;
  if (!status && description) {
    *description = instance->description;
  }
  pthread_mutex_unlock(&instance->lock);
  return status;
}
