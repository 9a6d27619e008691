// Copyright 2026 The Outboard authors
// SPDX-License-Identifier: ISC

// Where the plugin's files are, wherever the host goes meanwhile; setup

#ifndef OUTBOARD_LV2_PLACES_H
#define OUTBOARD_LV2_PLACES_H

/**
   Return the path of the child's program that belongs to this binary, see
   ob_companion_find(); NULL if out of memory.

   It is found once: when the library is loaded, hosts have not changed their
   working folder yet.
*/
const char*
ob_lv2_scriptd(void);

#endif // OUTBOARD_LV2_PLACES_H
