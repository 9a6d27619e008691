// Copyright 2026 The Outboard authors
// SPDX-License-Identifier: ISC

// Whether a script's file, or one it needs, has been edited; supervisor

#ifndef OUTBOARD_RELOAD_H
#define OUTBOARD_RELOAD_H

#include "folders.h"
#include "log.h"
#include "script.h"

#include <stdbool.h>
#include <stdint.h>

/// How long a file must have been left alone before it is read [ns]
#define OB_RELOAD_DELAY 50000000U

/**
   Follows the files of one script.

   Where a folder cannot be watched, it is looked into every second.
*/
typedef struct
{
  ObFolders* folders;
  ObFolder   beside; ///< Where the script is
  ObFolder   behind; ///< Where its file is, if its path is a symbolic link
  ObScript*  script; ///< The last edition that was tried; NULL if none
  char*      target; ///< Where the link leads to; NULL if it is none
  uint64_t   due;    ///< When to look [ns, as ob_now()], or OB_NEVER
  bool       looked; ///< Has looked at it once
  bool       missed; ///< The file could not be read when last looked
} ObReload;

/// Prepare to follow no script
void
ob_reload_init(ObReload* reload, ObFolders* folders);

/// Follow the files of a script from now on; NULL for none
void
ob_reload_follow(ObReload* reload, ObScript* script);

/// Return when ob_reload_look() is due [ns, as ob_now()]
uint64_t
ob_reload_due(const ObReload* reload);

/**
   Look at the files, if that is due.

   @return A new edition of the script, with one user; NULL if there is none.
   It is up to the caller to follow it.
*/
ObScript*
ob_reload_look(ObReload* reload, const ObLog* log);

#endif // OUTBOARD_RELOAD_H
