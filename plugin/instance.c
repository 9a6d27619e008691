// Copyright 2026 The Outboard authors
// SPDX-License-Identifier: ISC

// One plugin instance without its format: an engine and its children; setup

#include "instance.h"

#include "doorbell.h"
#include "file.h"
#include "instance_impl.h"
#include "mailbox.h"
#include "saved_impl.h"

#include <stdatomic.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

/// How long a script may take to tell its state [ms]
#define STATE_TIMEOUT 100U

void
ob_instance_choose(ObInstance* const instance,
                   ObScript* const   script,
                   const bool        edited)
{
  if (script) {
    // At once: a host that renders must wait for the script
    ob_engine_set_state(instance->engine, OB_STATE_LOADING);
  }

  pthread_mutex_lock(&instance->lock);
  const bool too_late = edited && instance->choices != instance->taken;
  ObScript*  former   = script;
  if (!too_late) {
    former           = instance->chosen;
    instance->chosen = script;
    instance->edited = edited;
    ++instance->choices;
    if (!edited) {
      ob_text_replace(&instance->state, script ? script->state : NULL);
      instance->known = false;
    }
  }
  pthread_mutex_unlock(&instance->lock);

  ob_script_release(former);
}

ObStatus
ob_instance_choose_saved(ObInstance* const instance, const ObSaved* const saved)
{
  if (!saved->text && (!saved->path || !saved->path[0])) {
    ob_instance_choose(instance, NULL, false);
    return OB_SUCCESS;
  }

  ObStatus        status = OB_NO_MEM;
  ObScript* const script = ob_script_new(saved, &instance->log, &status);

  if (script) {
    ob_instance_choose(instance, script, false);
  } else {
    ob_log(&instance->log,
           OB_LOG_ERROR,
           "%s: %s",
           saved->path ? saved->path : "script",
           ob_strerror(status));
  }

  return status;
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
  ob_text_release(instance->state);
  ob_text_release(instance->about);
  pthread_cond_destroy(&instance->settled);
  pthread_mutex_destroy(&instance->lock);
  free(instance->scriptd);
  free(instance->ports);
  free(instance->name);
  ob_journal_free(instance->log.journal);
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
  ob_mailbox_init(&notices->shown);
  ob_reload_init(&instance->reload,
                 ob_supervisor_folders(instance->supervisor));

  instance->scriptd = ob_file_absolute(options->scriptd);
  instance->engine =
    ob_engine_new(options->rate, options->nominal, &instance->notices);
  instance->ports = options->ports ? strdup(options->ports) : NULL;
  instance->name  = strdup(options->name ? options->name : "");
  if (!instance->scriptd || !instance->engine || !instance->name ||
      !instance->ports != !options->ports) {
    return ob_engine_is_rate(options->rate) ? OB_NO_MEM : OB_BAD_ARG;
  }

  const ObPlayerOptions player = {
    .supervisor = instance->supervisor,
    .engine     = instance->engine,
    .notices    = notices,
    .scriptd    = instance->scriptd,
    .ports      = instance->ports,
    .rate       = options->rate,
    .log        = instance->log,
  };
  instance->player = ob_player_new(&player);
  return instance->player ? OB_SUCCESS : OB_NO_MEM;
}

ObInstance*
ob_instance_new(const ObInstanceOptions* const options)
{
  static _Atomic uint32_t numbers;

  const ObLog log = { .function = options->log, .handle = options->log_handle };
  ObInstance* const instance = (ObInstance*)calloc(1U, sizeof(ObInstance));
  ObStatus          status   = OB_NO_MEM;

  if (instance) {
    instance->log         = log;
    instance->log.journal = ob_journal_new(); // Without it, none is kept
    instance->number      = atomic_fetch_add(&numbers, 1U) + 1U;
    instance->outcome     = OB_ERROR;
    instance->client      = (ObClient){ .attend = ob_instance_attend,
                                        .answer = ob_instance_answer,
                                        .handle = instance };
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

/// Return the time in so many milliseconds, for a condition
static struct timespec
deadline_in(const unsigned ms)
{
  const uint64_t ns_per_s = 1000000000U;
  const uint64_t end      = ob_now() + ms * (ns_per_s / 1000U);

  return (struct timespec){ (time_t)(end / ns_per_s), (long)(end % ns_per_s) };
}

ObStatus
ob_instance_load(ObInstance* const instance, const ObSaved* const saved)
{
  if (ob_supervisor_forked(instance->supervisor)) {
    return OB_ERROR;
  }

  const ObStatus status = ob_instance_choose_saved(instance, saved);
  ob_supervisor_nudge(instance->supervisor);
  return status;
}

/// Wait until the state is as new as can be; the lock is held
static void
await_state(ObInstance* const instance)
{
  const struct timespec deadline = deadline_in(STATE_TIMEOUT);
  const uint32_t        number   = ++instance->saves;
  int                   error    = 0;

  ob_supervisor_nudge(instance->supervisor);
  while (!error && instance->saved < number) {
    error = pthread_cond_clockwait(
      &instance->settled, &instance->lock, CLOCK_MONOTONIC, &deadline);
  }
}

ObStatus
ob_instance_save(ObInstance* const instance, ObSaved** const saved)
{
  float        knobs[OB_KNOBS];
  const float* known = knobs;

  pthread_mutex_lock(&instance->lock);
  if (!ob_supervisor_forked(instance->supervisor)) {
    await_state(instance);
  }

  const ObScript* const script = instance->chosen;
  if (instance->known) {
    ob_engine_knobs(instance->engine, knobs);
  } else {
    known = script && script->has_knobs ? script->knobs : NULL;
  }
  *saved = ob_saved_new(instance->chosen, instance->state, known);
  pthread_mutex_unlock(&instance->lock);
  return *saved ? OB_SUCCESS : OB_NO_MEM;
}

char*
ob_instance_description(ObInstance* const instance)
{
  pthread_mutex_lock(&instance->lock);
  char* const text = instance->about ? strdup(instance->about->bytes) : NULL;
  pthread_mutex_unlock(&instance->lock);
  return text;
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
  const struct timespec deadline = deadline_in(timeout);
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
