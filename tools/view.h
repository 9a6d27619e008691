// Copyright 2026 The Outboard authors
// SPDX-License-Identifier: ISC

// Instances that run in the user's hosts, seen from outside; setup

#ifndef OUTBOARD_VIEW_H
#define OUTBOARD_VIEW_H

#include "command.h"
#include "inspect.h"

#include <stdbool.h>
#include <stddef.h>
#include <sys/types.h>

/// One instance
typedef struct
{
  pid_t             host;                    ///< Its process
  char              program[32];             ///< What that runs
  char              socket[108];             ///< Where it is asked
  ObInspectInstance record;                  ///< As told by the host
  char*             texts[OB_INSPECT_TEXTS]; ///< Owned; never NULL
} ObView;

/// All of them, by host, oldest first
typedef struct
{
  ObView* views;
  size_t  count;
  size_t  capacity; ///< Of `views`
} ObViews;

/**
   Ask all hosts of the user; what dead ones have left is removed.

   @return Whether that succeeded, also if there are none; else there was a
   complaint.
*/
bool
ob_views_open(ObViews* views);

/// Free what ob_views_open() allocated
void
ob_views_clear(ObViews* views);

/**
   Find the only one that `wanted` means: "HOST.NUMBER", as ob_view_id() writes
   it, or the script's name or file name; complain if there is no such one.
*/
const ObView*
ob_views_find(const ObViews* views, const char* wanted);

/// Do something with the only instance that is named by a command's arguments
ObExit
ob_view_command(int          count,
                char* const* arguments,
                ObExit (*act)(const ObView* view));

/// Return how much of what the script calls itself is its name
size_t
ob_view_name_length(const ObView* view);

/// Write what identifies an instance for the user
void
ob_view_id(const ObView* view, char* id, size_t room);

#endif // OUTBOARD_VIEW_H
