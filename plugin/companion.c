// Copyright 2026 The Outboard authors
// SPDX-License-Identifier: ISC

// Finding one installed file from another, wherever they are; setup

#include "companion.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

/// Return the root below which the folder of `length` bytes is `home`; -1 if
/// it is another folder
static int
root_length(const char* const folder, const int length, const char* const home)
{
  const int root = length - (int)strlen(home);

  return root >= 0 && !strncmp(folder + root, home, strlen(home)) ? root : -1;
}

char*
ob_companion_find(const char* const         self,
                  const ObCompanions* const companions,
                  const char* const         name)
{
  const char* const slash  = strrchr(self, '/');
  const int         length = slash ? (int)(slash - self) : 0;
  const int         root   = root_length(self, length, companions->home);

  const struct
  {
    int         length; ///< Of the first bytes of `self`; or -1
    const char* folder; ///< Below that
  } places[] = {
    { length, "" },
    { root, companions->folder },
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
