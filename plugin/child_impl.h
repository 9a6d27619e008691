// Copyright 2026 The Outboard authors
// SPDX-License-Identifier: ISC

// The inside of a child, for the files that make it up; supervisor

#ifndef OUTBOARD_CHILD_IMPL_H
#define OUTBOARD_CHILD_IMPL_H

#include "attributes.h"
#include "child.h"
#include "output.h"
#include "process.h"
#include "watchdog.h"

#include <stdbool.h>
#include <stdint.h>

struct ObChildImpl
{
  ObSupervisor* supervisor;
  ObScript*     script;
  ObLink*       link;
  ObProcess     process;
  ObWatch       death;   ///< The process's pidfd
  ObWatch       control; ///< Our end of the control channel
  ObWatch       errors;  ///< Our end of its error output
  ObOutput      output;
  ObWatchdog    watchdog;
  ObLife        life;
  bool          failed;
  bool          was_late; ///< Did not keep up at some time
  bool          promoted; ///< Is to be in the real-time class
  bool          locked;   ///< Has its segment locked into memory
  uint32_t      nominal;
  uint64_t      limit;  ///< When to lose patience with its life [ns]
  uint64_t      resume; ///< When to listen again after a flood [ns]
  char          title[128];
  char          cause[OB_LINE_MAX];
};

/// Remember why it failed or died, unless that is known already
OB_PRINTF(2, 3)
void
ob_child_set_cause(ObChild* child, const char* format, ...);

/// Kill a child that cannot be trusted
void
ob_child_condemn(ObChild* child, const char* why);

/**
   Take one message from its control channel and do as it says.

   @return OB_SUCCESS if there may be more; OB_EMPTY; or, with the channel
   closed, another status.
*/
ObStatus
ob_child_take_message(ObChild* child);

/// Look after one that is ready; return when to do so again [ns, as ob_now()]
uint64_t
ob_child_care(ObChild* child);

#endif // OUTBOARD_CHILD_IMPL_H
