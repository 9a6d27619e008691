// Copyright 2026 The Outboard authors
// SPDX-License-Identifier: ISC

// Where the installed or just built parts of Outboard are; setup

#ifndef OUTBOARD_LOCATE_H
#define OUTBOARD_LOCATE_H

/**
   Return the path of outboard-scriptd that belongs to this very program.

   If this program lies in the configured binary directory, below any root, that
   is the installed one below the same root; else the one of its build folder.

   @return NULL on failure; to be freed by the caller.
*/
char*
ob_locate_scriptd(void);

/// Return the path of the file `name` that this program reads, likewise
char*
ob_locate_data(const char* name);

#endif // OUTBOARD_LOCATE_H
