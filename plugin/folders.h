// Copyright 2026 The Outboard authors
// SPDX-License-Identifier: ISC

// Which folders have changed: one inotify for all instances; supervisor

#ifndef OUTBOARD_FOLDERS_H
#define OUTBOARD_FOLDERS_H

#include "supervisor.h"

#include <stdbool.h>

/// A folder to watch; embedded in its owner
typedef struct ObFolderImpl
{
  /**
     Something was written, made, moved or removed in the folder.

     @param name Of what that was; "" if it may be anything, or if the folder
     itself is gone and is not watched any more.
  */
  void (*changed)(void* handle, const char* name);
  void*                handle; ///< For changed
  int                  number; ///< The kernel's; -1: not watched
  struct ObFolderImpl* next;   ///< Among those that are watched
} ObFolder;

/// All folders of a process
typedef struct ObFoldersImpl
{
  ObSupervisor* supervisor;
  ObWatch       events; ///< The inotify
  ObFolder*     folders;
} ObFolders;

/// Prepare to watch; nothing is opened yet
void
ob_folders_init(ObFolders* folders, ObSupervisor* supervisor);

/// Close what was opened; no folder is watched any more
void
ob_folders_close(ObFolders* folders);

/// Watch the folder at `path`; return whether that was possible
bool
ob_folders_watch(ObFolders* folders, ObFolder* folder, const char* path);

/// Do not watch it any more; allowed if it is not watched
void
ob_folders_unwatch(ObFolders* folders, ObFolder* folder);

#endif // OUTBOARD_FOLDERS_H
