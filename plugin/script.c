// Copyright 2026 The Outboard authors
// SPDX-License-Identifier: ISC

// A script as the user chose it, with what it needs; supervisor and setup

#include "script.h"

#include "file.h"
#include "message.h"
#include "script_files.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

/// Set the text to a copy of what a session stored
static ObStatus
take_stored(ObScript* const script, const ObSaved* const saved)
{
  if (saved->text_size > OB_SCRIPT_MAX) {
    return OB_TOO_BIG;
  }

  script->text =
    ob_text_new(saved->text, strnlen(saved->text, saved->text_size));
  return script->text ? OB_SUCCESS : OB_NO_MEM;
}

/// Find the script's text
static ObStatus
find_text(ObScript* const      script,
          const ObSaved* const saved,
          const ObLog* const   log)
{
  if (!script->path[0]) {
    return saved->text ? take_stored(script, saved) : OB_NO_FILE;
  }

  const ObStatus status = ob_file_read(script->path, &script->text);
  script->is_file       = !status;
  if (status && saved->text) {
    ob_log(log,
           OB_LOG_WARNING,
           "%s: %s; using the text stored in the session",
           script->path,
           ob_file_complaint(status));
    return take_stored(script, saved);
  }

  if (!status && saved->text &&
      (saved->text_size != script->text->size ||
       memcmp(saved->text, script->text->bytes, saved->text_size) != 0)) {
    ob_log(log,
           OB_LOG_WARNING,
           "%s has changed since the session was saved; using the file",
           script->path);
  }

  return status;
}

/// Return an empty script with a path; NULL if out of memory
static ObScript*
new_script(const char* const path)
{
  ObScript* const script = (ObScript*)calloc(1U, sizeof(ObScript));

  if (script) {
    atomic_init(&script->users, 1U);
    script->path = strdup(path ? path : "");
    if (script->path) {
      return script;
    }
    free(script);
  }

  return NULL;
}

/// Copy what a session stored besides the text
static ObStatus
copy_saved(ObScript* const script, const ObSaved* const saved)
{
  script->has_knobs = saved->has_knobs;
  memcpy(script->knobs, saved->knobs, sizeof(script->knobs));
  if (saved->state && saved->state_size <= OB_STATE_MAX) {
    script->state = ob_text_new(saved->state, saved->state_size);
    if (!script->state) {
      return OB_NO_MEM;
    }
  }

  return ob_script_files_store(script, saved);
}

ObScript*
ob_script_new(const ObSaved* const saved,
              const ObLog* const   log,
              ObStatus* const      status)
{
  ObScript* const script = new_script(saved->path);

  *status = OB_NO_MEM;
  if (!script || copy_saved(script, saved)) {
    ob_script_release(script);
    return NULL;
  }

  *status = find_text(script, saved, log);
  if (*status && asprintf(&script->problem,
                          "%s: %s",
                          script->path,
                          ob_file_complaint(*status)) < 0) {
    script->problem = NULL;
    ob_script_release(script);
    return NULL;
  }

  return script;
}

ObScript*
ob_script_new_edition(ObScript* const former, ObText* const text)
{
  ObScript* const script = new_script(former->path);

  if (script) {
    script->is_file   = text || former->is_file;
    script->edition   = true;
    script->text      = ob_text_use(text ? text : former->text);
    script->state     = ob_text_use(former->state);
    script->has_knobs = former->has_knobs;
    memcpy(script->knobs, former->knobs, sizeof(script->knobs));
    if (ob_script_files_inherit(script, former)) {
      ob_script_release(script);
      return NULL;
    }
  }

  return script;
}

ObScript*
ob_script_use(ObScript* const script)
{
  if (script) {
    atomic_fetch_add_explicit(&script->users, 1U, memory_order_relaxed);
  }

  return script;
}

void
ob_script_release(ObScript* const script)
{
  if (script && atomic_fetch_sub_explicit(
                  &script->users, 1U, memory_order_acq_rel) == 1U) {
    ob_script_files_free(script);
    ob_text_release(script->state);
    ob_text_release(script->text);
    free(script->path);
    free(script->problem);
    free(script);
  }
}

int
ob_script_memory(const ObScript* const script, const ObText* const state)
{
  const ObText* const texts[] = { script->text, state };

  return ob_text_memory(texts, 2U);
}

const char*
ob_script_name(const ObScript* const script)
{
  const char* const slash = strrchr(script->path, '/');
  const char* const name  = slash ? slash + 1 : script->path;

  return name[0] ? name : "script";
}

char*
ob_script_folder(const ObScript* const script)
{
  const char* const slash = strrchr(script->path, '/');

  if (!slash) {
    return NULL;
  }

  return slash == script->path
           ? strdup("/")
           : strndup(script->path, (size_t)(slash - script->path));
}
