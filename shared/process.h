// Copyright 2026 The Outboard authors
// SPDX-License-Identifier: ISC

// Starting, watching and ending a child process; supervisor

#ifndef OUTBOARD_PROCESS_H
#define OUTBOARD_PROCESS_H

#include "status.h"

#include <sys/types.h>

/**
   The descriptors a child is born with; it has no others.

   Standard input and output are /dev/null.
*/
typedef enum
{
  OB_CHILD_STDERR  = 2, ///< A pipe: Python's fatal errors and tracebacks
  OB_CHILD_CONTROL = 3, ///< Its end of the control channel
  OB_CHILD_SEGMENT = 4, ///< The memfd of its segment
  OB_CHILD_PARENT  = 5, ///< A pidfd of the host
  OB_CHILD_FDS     = 6  ///< The first descriptor that is closed
} ObChildFd;

/// Number of descriptors that are handed over: those from OB_CHILD_STDERR on
#define OB_CHILD_HANDED (OB_CHILD_FDS - OB_CHILD_STDERR)

/// A child process as its host sees it
typedef struct
{
  pid_t pid;   ///< 0 if none
  int   pidfd; ///< Readable when it has died; -1 if none
} ObProcess;

/**
   Start the program at `path`, which is absolute.

   It gets the descriptors as ObChildFd says, an empty signal mask, default
   signal dispositions, a session of its own, a minimal environment and the root
   as working folder.  Ends with the thread that called this.

   @param argument Its only argument; NULL for none.
   @param fds In the order of ObChildFd; -1 for one that it does not get.
   @return OB_SUCCESS, OB_NO_FILE, OB_NO_ACCESS, OB_NO_MEM, OB_LIMIT, OB_ERROR,
   or OB_CLOSED if it has ended and the host has reaped it already.
*/
ObStatus
ob_process_spawn(ObProcess*  process,
                 const char* path,
                 const char* argument,
                 const int   fds[OB_CHILD_HANDED]);

/// Read what a child's environment takes over from this one's; setup
void
ob_process_init(void);

/// Send `signal` to a process, unless it has died; never to another
ObStatus
ob_process_signal(const ObProcess* process, int signal);

/**
   Open another pidfd in place of one that somebody has closed.

   @return OB_SUCCESS; OB_CLOSED if the process has ended and been reaped; or
   OB_LIMIT, OB_NO_MEM or OB_ERROR, with no pidfd.
*/
ObStatus
ob_process_regain(ObProcess* process);

/**
   Reap a process if it has died, and close the pidfd in any case.

   One that has not died, or whose status a debugger holds back, is left behind.

   @param wait_status Set as by waitpid(), or -1 if that is not known.
*/
void
ob_process_reap(ObProcess* process, int* wait_status);

/// Kill a process and reap it; one that does not die within two seconds is left
/// behind
void
ob_process_kill(ObProcess* process);

#endif // OUTBOARD_PROCESS_H
