// Copyright 2026 The Outboard authors
// SPDX-License-Identifier: ISC

// Where the installed or just built parts of Outboard are; setup

#include "locate.h"

#include <libgen.h>
#include <limits.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

/// Configured: where this program is installed, and what belongs to it
static const char bin_dir[]    = OB_BIN_DIR;
static const char bundle_dir[] = OB_BUNDLE_DIR;

static bool
ends_with(const char* const text, const size_t length, const char* const end)
{
  const size_t end_length = strlen(end);
  return length >= end_length && !strcmp(text + length - end_length, end);
}

/// Return the path of `name`, which before it is installed is in `folder`
static char*
locate(const char* const name, const char* const folder)
{
  char          self[PATH_MAX];
  const ssize_t size = readlink("/proc/self/exe", self, sizeof(self) - 1);
  if (size < 0) {
    return NULL;
  }
  self[size] = '\0';

  const char* const directory = dirname(self);
  const size_t      length    = strlen(directory);
  const bool        installed = ends_with(directory, length, bin_dir);
  const int         root      = (int)(length - strlen(bin_dir));

  char*     path = NULL;
  const int result =
    installed ? asprintf(&path, "%.*s%s/%s", root, directory, bundle_dir, name)
              : asprintf(&path, "%s/%s/%s", directory, folder, name);
  return result < 0 ? NULL : path;
}

char*
ob_locate_scriptd(void)
{
  return locate("outboard-scriptd", "../scriptd");
}

char*
ob_locate_data(const char* const name)
{
  return locate(name, ".");
}
