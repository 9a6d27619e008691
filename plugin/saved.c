// Copyright 2026 The Outboard authors
// SPDX-License-Identifier: ISC

// What a session keeps of an instance, as one piece of memory; setup

#include "saved.h"

#include "instance.h"
#include "saved_impl.h"

#include <stdatomic.h>
#include <stdlib.h>
#include <string.h>

/// What is handed out, and what it points into
typedef struct
{
  ObSaved   saved; ///< Comes first
  ObScript* script;
  ObText*   state;
} Keeper;

static void
save_files(ObSaved* const saved, const ObScript* const script)
{
  // A script that has not loaded yet keeps what was stored with it
  const ObScriptFile* file = atomic_load(&script->files);
  if (!file) {
    file = script->stored;
  }

  for (; file && saved->n_files < OB_FILES_MAX; file = file->next) {
    if (file->text) {
      saved->files[saved->n_files++] =
        (ObSavedFile){ file->name, file->text->bytes, file->text->size };
    }
  }
}

ObSaved*
ob_saved_new(ObScript* const    script,
             ObText* const      state,
             const float* const knobs)
{
  Keeper* const keeper = (Keeper*)calloc(1U, sizeof(Keeper));
  if (!keeper) {
    return NULL;
  }

  ObSaved* const saved = &keeper->saved;
  if (script) {
    const ObText* const text = script->text;
    keeper->script           = ob_script_use(script);
    saved->path              = script->path;
    saved->text              = text ? text->bytes : NULL;
    saved->text_size         = text ? text->size : 0U;
    save_files(saved, script);
  }
  if (state) {
    keeper->state     = ob_text_use(state);
    saved->state      = state->bytes;
    saved->state_size = state->size;
  }
  if (knobs) {
    saved->has_knobs = true;
    memcpy(saved->knobs, knobs, sizeof(saved->knobs));
  }

  return saved;
}

void
ob_saved_free(ObSaved* const saved)
{
  Keeper* const keeper = (Keeper*)saved;

  if (keeper) {
    ob_script_release(keeper->script);
    ob_text_release(keeper->state);
    free(keeper);
  }
}
