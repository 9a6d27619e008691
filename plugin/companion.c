// Copyright 2026 The Outboard authors
// SPDX-License-Identifier: ISC

// Finding one installed file from another, wherever they are; setup

#include "companion.h"

#include <stddef.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

/// Return the length of the folders that two paths begin with
static size_t
common_length(const char* const a, const char* const b)
{
  size_t common = 0U;

  for (size_t i = 0U;; ++i) {
    if ((!a[i] || a[i] == '/') && (!b[i] || b[i] == '/')) {
      common = i;
    }
    if (!a[i] || a[i] != b[i]) {
      return common;
    }
  }
}

/// Return the length of what is before `end` in a folder of `length` bytes; -1
/// if it ends otherwise
static int
length_before(const char* const folder, const int length, const char* const end)
{
  const int before = length - (int)strlen(end);

  return before >= 0 && !strncmp(folder + before, end, strlen(end)) ? before
                                                                    : -1;
}

char*
ob_companion_find(const char* const         self,
                  const ObCompanions* const companions,
                  const char* const         name)
{
  const char* const slash  = strrchr(self, '/');
  const int         length = slash ? (int)(slash - self) : 0;
  const size_t common = common_length(companions->home, companions->folder);
  const int    moved  = length_before(self, length, companions->home + common);

  const struct
  {
    int         length; ///< Of the first bytes of `self`; or -1
    const char* folder; ///< Below that
  } places[] = {
    { length, "" },
    { moved, companions->folder + common },
    { 0, companions->folder },
  };

  char* path = NULL;
  for (size_t i = 0U; i < sizeof(places) / sizeof(places[0]); ++i) {
    if (places[i].length < 0) {
      continue;
    }

    free(path);
    if (asprintf(
          &path, "%.*s%s/%s", places[i].length, self, places[i].folder, name) <
        0) {
      return NULL;
    }
    if (!access(path, F_OK)) {
      break;
    }
  }

  return path;
}
