// Copyright 2026 The Outboard authors
// SPDX-License-Identifier: ISC

// The jail: what a process may do once it has a script; interpreter

#ifndef OUTBOARD_SANDBOX_H
#define OUTBOARD_SANDBOX_H

#include "jail.h"
#include "status.h"

#include <stdbool.h>

/**
   @file

   A process is jailed in this order, each step in a process with one thread if
   nothing else is said:

   1. ob_sandbox_prepare(): what is the same for all scripts; Python may run.
   2. ob_sandbox_enter(): it is bound to its host and gets its limits.
   3. Python, its handlers of signals, and all that needs to open files
      anywhere.
   4. ob_sandbox_limit_files(), as it is known which script there will be.
   5. The control thread is created, which the jail would not allow later, and
      which would be outside of it if it were created before.
   6. ob_sandbox_limit_calls(): of all threads.
   7. The script: its text is looked at for the first time.
*/

/// Find out what the user and the system want; takes HOME out of the
/// environment
void
ob_sandbox_prepare(void);

/**
   Tie the process to its host and take from it what it does not need.

   It dies with the thread that spawned it, gains no privileges, keeps no
   descriptor beyond ObChildFd, dumps no core, is the first to go if memory is
   short, and has little memory and few descriptors.

   @return OB_SUCCESS; OB_CLOSED if the host is gone already; or OB_ERROR.
*/
ObStatus
ob_sandbox_enter(void);

/// Return what the user asked for if that is not known, or NULL
const char*
ob_sandbox_unknown_wish(void);

/// Return whether no file can be opened later: all must be imported before
bool
ob_sandbox_is_blind(void);

/**
   Let only files below /usr, those of Python, and those in the script's own
   folder be opened, and those only be read.

   @param path Of the script; NULL if its text does not come from that file.
   @return OB_SUCCESS, also if the kernel cannot do it; or OB_ERROR.
*/
ObStatus
ob_sandbox_limit_files(const char* path);

/**
   Let only harmless system calls be made, and try whether the jail holds.

   @return OB_SUCCESS, also if the kernel cannot do it; or OB_ERROR.
*/
ObStatus
ob_sandbox_limit_calls(void);

/// Return what holds by now
const ObJail*
ob_sandbox_jail(void);

/**
   Return which rule of the jail an error comes from, a sentence; NULL if none.

   @param error A number of errno.
   @param of_file Whether it concerns a file that has a name.
*/
const char*
ob_sandbox_rule(int error, bool of_file);

#endif // OUTBOARD_SANDBOX_H
