// Copyright 2026 The Outboard authors
// SPDX-License-Identifier: ISC

// Where the installed or just built parts of Outboard are; setup

#ifndef OUTBOARD_LOCATE_H
#define OUTBOARD_LOCATE_H

/**
   Return the path of outboard-scriptd that belongs to this very program.

   It need not exist, see ob_companion_find().

   @return NULL on failure; to be freed by the caller.
*/
char*
ob_locate_scriptd(void);

/// Return the path of the plugin's code, likewise
char*
ob_locate_plugin(void);

/// Return the path of the file `name` that this program reads, likewise
char*
ob_locate_data(const char* name);

#endif // OUTBOARD_LOCATE_H
