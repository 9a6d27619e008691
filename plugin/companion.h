// Copyright 2026 The Outboard authors
// SPDX-License-Identifier: ISC

// Finding one installed file from another, wherever they are; setup

#ifndef OUTBOARD_COMPANION_H
#define OUTBOARD_COMPANION_H

/// Where a file has been built to be, as paths from the root
typedef struct
{
  const char* home;   ///< Folder of the file that looks for others
  const char* folder; ///< Folder of those that it looks for
} ObCompanions;

/**
   Return the path of the file `name` that belongs to the file `self`.

   It is the first that exists of: one beside `self`, for copies and build
   folders; one that is where the configured folder is seen from `self`'s, for
   packages that are being made and trees that were moved; one in the configured
   folder itself.

   @param self Its path, absolute.
   @return To be freed; the last of these if there is none; NULL if out of
   memory.
*/
char*
ob_companion_find(const char*         self,
                  const ObCompanions* companions,
                  const char*         name);

#endif // OUTBOARD_COMPANION_H
