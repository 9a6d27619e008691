// Copyright 2026 The Outboard authors
// SPDX-License-Identifier: ISC

// A script as the user chose it, with what it needs; supervisor and setup

#ifndef OUTBOARD_SCRIPT_H
#define OUTBOARD_SCRIPT_H

#include "link.h"
#include "log.h"
#include "saved.h"
#include "status.h"
#include "text.h"

#include <stdatomic.h>
#include <stdbool.h>
#include <stdint.h>

/// A further file of a script
typedef struct ObScriptFileImpl
{
  char*                    name;
  ObText*                  text; ///< NULL: there is no such file
  struct ObScriptFileImpl* next;
} ObScriptFile;

/**
   A script, shared by counting its users.

   Never changed once made, but that the supervisor adds to `files`, whose
   entries are not changed either: children of one script all get the same.
*/
typedef struct
{
  _Atomic uint32_t       users;
  char*                  path;      ///< "" if it has none
  ObText*                text;      ///< NULL if it is not to be had
  char*                  problem;   ///< Why there is no text; else NULL
  _Atomic(ObScriptFile*) files;     ///< Those it has asked for, the last first
  ObScriptFile*          stored;    ///< Those known from before
  ObText*                state;     ///< Stored with it; NULL if none
  bool                   is_file;   ///< The text is that of the file
  bool                   edition;   ///< Of a script that was chosen before
  bool                   has_knobs; ///< Whether knobs were stored with it
  float                  knobs[OB_KNOBS];
} ObScript;

/**
   Make a script from the file at its path, or else from its text.

   Which one it was is logged if that matters.

   @param saved What a session stored, or just a path; copied.
   @param status Set to OB_SUCCESS or to why the script has no text.
   @return The script with one user; NULL if out of memory.
*/
ObScript*
ob_script_new(const ObSaved* saved, const ObLog* log, ObStatus* status);

/**
   Make a script like `former`, whose file now has another text.

   @param text NULL: what has changed is one of its further files.
   @return The script with one user; NULL if out of memory.
*/
ObScript*
ob_script_new_edition(ObScript* former, ObText* text);

/// Add a user; allows NULL; returns the script
ObScript*
ob_script_use(ObScript* script);

/// Take a user away, and free the script after the last; allows NULL
void
ob_script_release(ObScript* script);

/// Return a new memfd with text and `state` (or NULL) that nobody can change,
/// or -1 and errno
int
ob_script_memory(const ObScript* script, const ObText* state);

/// Return the path without its folders; "script" if it has none
const char*
ob_script_name(const ObScript* script);

/// Return the folder of its path, to be freed; NULL if none
char*
ob_script_folder(const ObScript* script);

/**
   Return the file called `name`, in its folder or as it was stored.

   What is wrong with it is logged; NULL if out of memory; supervisor.
*/
const ObScriptFile*
ob_script_find_file(ObScript* script, const char* name, const ObLog* log);

/// Return whether it has asked for the file called `name`
bool
ob_script_has_file(const ObScript* script, const char* name);

/// Return whether one of its files was changed or added; supervisor
bool
ob_script_files_changed(const ObScript* script);

#endif // OUTBOARD_SCRIPT_H
