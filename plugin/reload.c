// Copyright 2026 The Outboard authors
// SPDX-License-Identifier: ISC

// Whether a script's file, or one it needs, has been edited; supervisor

#include "reload.h"

#include "doorbell.h"
#include "file.h"
#include "text.h"

#include <stdlib.h>
#include <string.h>

/// How often to look where nothing can be watched [ns]
static const uint64_t look_period = 1000000000U;

/// When to look again if the system had no memory or descriptors left [ns]
static const uint64_t retry_period = 250000000U;

static const char*
file_name(const char* const path)
{
  const char* const slash = strrchr(path, '/');

  return slash ? slash + 1 : path;
}

/// Something has changed in one of the folders
static void
on_change(void* const handle, const char* const name)
{
  ObReload* const       reload = (ObReload*)handle;
  const ObScript* const script = reload->script;

  if (!name[0] || !strcmp(name, file_name(script->path)) ||
      (reload->target && !strcmp(name, file_name(reload->target))) ||
      ob_script_has_file(script, name)) {
    reload->due = ob_now() + OB_RELOAD_DELAY;
  }
}

void
ob_reload_init(ObReload* const reload, ObFolders* const folders)
{
  const ObFolder folder = { on_change, reload, -1, NULL };

  *reload = (ObReload){
    .folders = folders, .beside = folder, .behind = folder, .due = OB_NEVER
  };
}

/// Watch the folder of a file; return whether that is possible
static bool
watch(ObReload* const reload, ObFolder* const folder, const char* const path)
{
  const char* const slash = strrchr(path, '/');
  char* const       name =
    slash ? strndup(path, slash > path ? (size_t)(slash - path) : 1U) : NULL;
  const bool watched = name && ob_folders_watch(reload->folders, folder, name);

  free(name);
  return watched;
}

/// Watch what should be watched; return whether that is possible
static bool
watch_all(ObReload* const reload)
{
  const bool beside = watch(reload, &reload->beside, reload->script->path);

  return (!reload->target || watch(reload, &reload->behind, reload->target)) &&
         beside;
}

void
ob_reload_follow(ObReload* const reload, ObScript* const script)
{
  ob_folders_unwatch(reload->folders, &reload->beside);
  ob_folders_unwatch(reload->folders, &reload->behind);
  free(reload->target);
  ob_script_use(script);
  ob_script_release(reload->script);
  reload->script = script;
  reload->target = NULL;
  reload->due    = OB_NEVER;
  reload->looked = false;
  reload->missed = false;

  if (script && script->path[0]) {
    reload->target = realpath(script->path, NULL);
    if (reload->target && !strcmp(reload->target, script->path)) {
      free(reload->target);
      reload->target = NULL;
    }
    watch_all(reload);
    reload->due = ob_now() + OB_RELOAD_DELAY; // It may have changed meanwhile
  }
}

uint64_t
ob_reload_due(const ObReload* const reload)
{
  return reload->due;
}

/// Say that the file is gone, once, unless it was so from the beginning
static void
miss(ObReload* const reload, const ObStatus status, const ObLog* const log)
{
  if (reload->looked && !reload->missed) {
    ob_log(log,
           OB_LOG_NOTE,
           "%s: %s; what was loaded stays",
           ob_script_name(reload->script),
           ob_file_complaint(status));
  }

  reload->missed = true;
}

ObScript*
ob_reload_look(ObReload* const reload, const ObLog* const log)
{
  ObScript* const script  = reload->script;
  ObScript*       edition = NULL;
  ObText*         text    = NULL;

  if (ob_now() < reload->due) {
    return NULL;
  }

  reload->due           = watch_all(reload) ? OB_NEVER : ob_now() + look_period;
  const ObStatus status = ob_file_read(script->path, &text);
  bool           again  = status == OB_NO_MEM || status == OB_LIMIT;
  if (status && !again) {
    miss(reload, status, log);
  } else if (!status) {
    reload->missed = false;
    if (!ob_text_equal(text, script->text) || ob_script_files_changed(script)) {
      edition = ob_script_new_edition(script, text);
      again   = !edition;
    }
  }

  if (again) {
    reload->due = ob_now() + retry_period;
  }
  reload->looked = true;
  ob_text_release(text);
  return edition;
}
