// Copyright 2026 The Outboard authors
// SPDX-License-Identifier: ISC

// Scripts in jails of several kinds, and what they say; one thread

#ifndef OUTBOARD_JAIL_RIG_H
#define OUTBOARD_JAIL_RIG_H

#include "script_child.h"

/// The programs to run scripts in
typedef enum
{
  JAIL_FULL,
  JAIL_WITHOUT_LANDLOCK,
  JAIL_WITHOUT_SECCOMP,
  JAIL_WITHOUT_BOTH
} JailKind;

/// Take the programs from the command line, ObJailKind by place
void
jail_open(int argc, char** argv);

/// Return the path of a program
const char*
jail_program(JailKind kind);

/**
   Run a script at its top level and compare what it logs.

   It has `attempt(function)`, which returns the result's type, or the error's
   with its errno: "PermissionError EACCES".

   @param path Of its file; NULL: it comes from a session.
*/
void
jail_expect(JailKind    kind,
            const char* path,
            const char* script,
            const char* expected);

#endif // OUTBOARD_JAIL_RIG_H
