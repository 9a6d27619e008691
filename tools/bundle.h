// Copyright 2026 The Outboard authors
// SPDX-License-Identifier: ISC

// A bundle's folder, which is written whole or not at all; setup

#ifndef OUTBOARD_BUNDLE_H
#define OUTBOARD_BUNDLE_H

#include <stdbool.h>
#include <stdio.h>

/**
   @file

   A bundle is made in a folder of another name beside its place.  It has no
   manifest.ttl until that is written, so hosts do not see it before.  Functions
   that fail complain, with one line.
*/

/// A bundle in the making
typedef struct
{
  char* path; ///< Where it will be
  char* work; ///< Where it is made
} ObBundle;

/// Begin a bundle called `name` in `folder`, which is made if need be
bool
ob_bundle_begin(ObBundle* bundle, const char* folder, const char* name);

/// Begin a file that is not there yet; NULL on failure
FILE*
ob_bundle_create(const ObBundle* bundle, const char* name);

/// Close a file; return whether all of it was written
bool
ob_bundle_close(const ObBundle* bundle, FILE* file);

/// Copy the regular file at `path`, at most 1 MiB
bool
ob_bundle_copy(const ObBundle* bundle, const char* path, const char* name);

/// Make a symbolic link to `path`
bool
ob_bundle_link(const ObBundle* bundle, const char* path, const char* name);

/// Put the bundle in its place, instead of what is there
bool
ob_bundle_commit(const ObBundle* bundle);

/// Free what ob_bundle_begin() allocated, and remove what was not committed
void
ob_bundle_clear(ObBundle* bundle);

/// Remove the bundle at `path` with all that is in it
bool
ob_bundle_remove(const char* path);

#endif // OUTBOARD_BUNDLE_H
