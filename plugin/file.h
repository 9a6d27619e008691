// Copyright 2026 The Outboard authors
// SPDX-License-Identifier: ISC

// Reading a script's files, which may be anything; supervisor and setup

#ifndef OUTBOARD_FILE_H
#define OUTBOARD_FILE_H

#include "status.h"
#include "text.h"

/**
   Read the regular file at `path`, without waiting for a device or a pipe.

   @param text Set to its bytes, with one user; NULL on failure.
   @return OB_SUCCESS, OB_NO_FILE, OB_NO_ACCESS, OB_NOT_REGULAR, OB_EMPTY,
   OB_TOO_BIG, OB_NO_MEM, OB_LIMIT or OB_ERROR.
*/
ObStatus
ob_file_read(const char* path, ObText** text);

/**
   Read the regular file called `name` in `folder`, and no other file.

   A symbolic link is not followed: it might lead out of the folder.  The file
   may be empty.

   @return As ob_file_read().
*/
ObStatus
ob_file_read_in(const char* folder, const char* name, ObText** text);

/// Return a path that does not depend on the working folder, to be freed; NULL
/// if out of memory
char*
ob_file_absolute(const char* path);

/// Return what is wrong with a file, to go after its path
const char*
ob_file_complaint(ObStatus status);

#endif // OUTBOARD_FILE_H
