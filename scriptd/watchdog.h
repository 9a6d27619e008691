// Copyright 2026 The Outboard authors
// SPDX-License-Identifier: ISC

// The watchdog's two signals, as they reach a stuck script; interpreter

#ifndef OUTBOARD_WATCHDOG_H
#define OUTBOARD_WATCHDOG_H

#include <stdbool.h>

/**
   @file

   SIGUSR1 writes the Python traceback to standard error, even from within C
   code.  SIGUSR2 raises ScriptTimeout in the script, if what runs has been
   running for long: a signal that comes late hits nobody else.
*/

/// Install both signals' handlers; false with a Python exception set
bool
ob_watchdog_start(void);

/// Code of the script begins to run, within other code of it or not
void
ob_watchdog_enter(void);

/// It has returned
void
ob_watchdog_leave(void);

#endif // OUTBOARD_WATCHDOG_H
