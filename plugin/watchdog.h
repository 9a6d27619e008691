// Copyright 2026 The Outboard authors
// SPDX-License-Identifier: ISC

// Whether a child is stuck, and what to do about it; supervisor

#ifndef OUTBOARD_WATCHDOG_H
#define OUTBOARD_WATCHDOG_H

#include <stdbool.h>
#include <stdint.h>

/// How often to look at a child with work outstanding [ns]
#define OB_WATCHDOG_PERIOD 50000000U

/// What to do now, in order of severity
typedef enum
{
  OB_STEP_NONE,      ///< Nothing new
  OB_STEP_RECOVERED, ///< It got on after an earlier step
  OB_STEP_TRACEBACK, ///< Ask where it is
  OB_STEP_INTERRUPT, ///< Raise an exception in it
  OB_STEP_AGAIN,     ///< The same once more
  OB_STEP_KILL       ///< Kill it
} ObStep;

/// What a child has done, read from its segment; only compared, never trusted
typedef struct
{
  uint32_t sent;     ///< The last block it was sent
  uint32_t done;     ///< The last block it has finished
  uint32_t progress; ///< Counts what it has worked off
  uint32_t asked;    ///< The last question for its state
  uint32_t answered; ///< The last such question it has answered
} ObWork;

/// One child's watchdog; zero-initialised, all is well
typedef struct
{
  ObWork   work;    ///< When last looked
  uint64_t looked;  ///< When that was [ns]
  uint64_t stalled; ///< How long it has been so [ns]
  ObStep   step;    ///< The last one taken, or OB_STEP_NONE
} ObWatchdog;

/**
   Look at a child.

   @param patience How long it may be without progress [ns].
   @return The next step; each is returned once.
*/
ObStep
ob_watchdog_look(ObWatchdog*   watchdog,
                 const ObWork* work,
                 uint64_t      patience,
                 uint64_t      now);

/// Return whether a child has not finished what it was sent or asked
bool
ob_watchdog_outstanding(const ObWatchdog* watchdog);

/// Return whether it has done nothing of that since the look before
bool
ob_watchdog_stalled(const ObWatchdog* watchdog);

/// Return whether a step was taken and the child has not got on since
bool
ob_watchdog_stuck(const ObWatchdog* watchdog);

#endif // OUTBOARD_WATCHDOG_H
