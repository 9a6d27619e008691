// Copyright 2026 The Outboard authors
// SPDX-License-Identifier: ISC

// All tasks together: when they run, and what the host does to them;
// interpreter

#ifndef OUTBOARD_TASKS_H
#define OUTBOARD_TASKS_H

#include "moment.h"

#include <stdbool.h>
#include <stdint.h>

/// Run the next task that is due before `frame`; return whether there was one
bool
ob_tasks_run(uint64_t frame);

/**
   Return the frame at which a task is due, or OB_NO_WAKE.

   What only has to know when the song starts, stops or jumps is due at a frame
   that does not come: the host tells of that while anything is due.
*/
uint64_t
ob_tasks_wake(void);

/// The host has told of the transport, for the first time or later
void
ob_tasks_move(ObMove move);

/// Parameters have changed
void
ob_tasks_follow(void);

/**
   Notes were ended: so are the tasks that events have started.

   @param channel Only those of events on this channel (1 to 16), or 0 for all;
   then every() of the module level begins anew.
*/
void
ob_tasks_reset(unsigned channel);

#endif // OUTBOARD_TASKS_H
