// Copyright 2026 The Outboard authors
// SPDX-License-Identifier: ISC

// The further files of a script: those beside it, or as stored; supervisor

#include "script_files.h"

#include "file.h"
#include "log.h"
#include "message.h"
#include "script.h"
#include "text.h"

#include <stdatomic.h>
#include <stdlib.h>
#include <string.h>

/// Return a file before `next`; takes a use of `text`; NULL if out of memory
static ObScriptFile*
new_file(const char* const name, ObText* const text, ObScriptFile* const next)
{
  ObScriptFile* const file = (ObScriptFile*)malloc(sizeof(ObScriptFile));

  if (file) {
    *file = (ObScriptFile){ strdup(name), text, next };
    if (file->name) {
      return file;
    }
    free(file);
  }

  ob_text_release(text);
  return NULL;
}

static void
free_files(ObScriptFile* file)
{
  while (file) {
    ObScriptFile* const next = file->next;
    ob_text_release(file->text);
    free(file->name);
    free(file);
    file = next;
  }
}

static ObScriptFile*
find(ObScriptFile* file, const char* const name)
{
  while (file && strcmp(file->name, name) != 0) {
    file = file->next;
  }

  return file;
}

/// Keep a text for the case that there is no file
static ObStatus
store(ObScript* const script, const char* const name, ObText* const text)
{
  ObScriptFile* const file = text ? new_file(name, text, script->stored) : NULL;

  if (file) {
    script->stored = file;
  }

  return file ? OB_SUCCESS : OB_NO_MEM;
}

ObStatus
ob_script_files_store(ObScript* const script, const ObSaved* const saved)
{
  ObStatus status = OB_SUCCESS;

  for (uint32_t i = 0U; !status && i < saved->n_files; ++i) {
    const ObSavedFile* const file = &saved->files[i];
    status = store(script, file->name, ob_text_new(file->bytes, file->size));
  }

  return status;
}

ObStatus
ob_script_files_inherit(ObScript* const script, const ObScript* const former)
{
  const ObScriptFile* const lists[] = { atomic_load(&former->files),
                                        former->stored };
  ObStatus                  status  = OB_SUCCESS;

  // What was asked for is newer than what was stored
  for (unsigned i = 0U; i < 2U; ++i) {
    for (const ObScriptFile* file = lists[i]; !status && file;
         file                     = file->next) {
      if (file->text && !find(script->stored, file->name)) {
        status = store(script, file->name, ob_text_use(file->text));
      }
    }
  }

  return status;
}

void
ob_script_files_free(ObScript* const script)
{
  free_files(script->stored);
  free_files(atomic_load(&script->files));
}

/// Read a file beside the script; it is not there if the script has no folder,
/// which one out of a session has not: its path leads where its maker wants
static ObStatus
read_beside(const ObScript* const script,
            const char* const     name,
            ObText** const        text)
{
  if (!script->is_file) {
    return OB_NO_FILE;
  }

  char* const    folder = ob_script_folder(script);
  const ObStatus status =
    folder ? ob_file_read_in(folder, name, text) : OB_NO_MEM;

  free(folder);
  return status;
}

const ObScriptFile*
ob_script_find_file(ObScript* const    script,
                    const char* const  name,
                    const ObLog* const log)
{
  ObScriptFile* const       first  = atomic_load(&script->files);
  const ObScriptFile* const known  = find(first, name);
  const ObScriptFile* const stored = find(script->stored, name);
  ObText*                   text   = NULL;

  if (known) {
    return known;
  }

  const ObStatus status = read_beside(script, name, &text);
  if (status && stored) {
    text = ob_text_use(stored->text);
  }
  if (status && (stored || status != OB_NO_FILE)) {
    ob_log(log,
           OB_LOG_WARNING,
           "%s: %s: %s%s",
           ob_script_name(script),
           name,
           ob_file_complaint(status),
           stored ? "; using what was there before" : "");
  } else if (!status && stored && !script->edition &&
             !ob_text_equal(text, stored->text)) {
    ob_log(log,
           OB_LOG_NOTE,
           "%s: %s has changed; using the file",
           ob_script_name(script),
           name);
  }

  ObScriptFile* const file = new_file(name, text, first);
  if (file) {
    atomic_store(&script->files, file);
  }

  return file;
}

bool
ob_script_has_file(const ObScript* const script, const char* const name)
{
  return find(atomic_load(&script->files), name);
}

bool
ob_script_files_changed(const ObScript* const script)
{
  bool changed = false;

  for (const ObScriptFile* file = atomic_load(&script->files); file && !changed;
       file                     = file->next) {
    ObText* text = NULL;
    changed      = !read_beside(script, file->name, &text) &&
              !ob_text_equal(text, file->text);
    ob_text_release(text);
  }

  return changed;
}
