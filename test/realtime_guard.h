// Copyright 2026 The Outboard authors
// SPDX-License-Identifier: ISC

// A thread that dies of whatever could block it, and who finds out; any thread

#ifndef OUTBOARD_TEST_REALTIME_GUARD_H
#define OUTBOARD_TEST_REALTIME_GUARD_H

#include <stdbool.h>

/**
   @file

   A process has one guarded thread.  The kernel lets it make no system call but
   a non-private FUTEX_WAKE and a FUTEX_WAIT_BITSET with a timeout.  While it
   executes what guard_run() was given, it may not call the functions of the C
   library that allocate or lock either: the test's program has its own of the
   same names, see realtime_shadow.c.

   Breaking a rule ends the process at that place, where a debugger finds it.
   Its parent, in guard_watch(), learns which rule it was.
*/

/// How a watched process ended
typedef struct
{
  int         status;   ///< Its exit status; -1 if it was killed
  int         call;     ///< The forbidden system call, or -1
  const char* function; ///< The forbidden function, or NULL
  const char* phase;    ///< What it did at the end, see guard_phase()
} GuardEnd;

/// Execute `body` in a child process and return how that ended; one thread only
GuardEnd
guard_watch(void (*body)(void* data), void* data);

/// Return why nothing can be proven on this system, or NULL if it can
const char*
guard_obstacle(void);

/// Start the process's guarded thread; return whether the kernel guards it
bool
guard_start(void);

/// Execute `function` on the guarded thread and wait until it has returned
void
guard_run(void (*function)(void* data), void* data);

/// Note what is being done, for the report; `phase` is a literal
void
guard_phase(const char* phase);

/// Die if the calling thread is guarded; `function` is a literal
void
guard_forbid(const char* function);

#endif // OUTBOARD_TEST_REALTIME_GUARD_H
