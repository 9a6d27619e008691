// Copyright 2026 The Outboard authors
// SPDX-License-Identifier: ISC

// Where the installed or just built program of the child is; setup

#include "locate.h"

#include <libgen.h>
#include <limits.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

/// Configured: where this program and the child's program are installed
static const char bin_dir[] = OB_BIN_DIR;
static const char scriptd[] = OB_SCRIPTD;

static bool
ends_with(const char* const text, const size_t length, const char* const end)
{
  const size_t end_length = strlen(end);
  return length >= end_length && !strcmp(text + length - end_length, end);
}

char*
ob_locate_scriptd(void)
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

  char*     path = NULL;
  const int result =
    installed
      ? asprintf(
          &path, "%.*s%s", (int)(length - strlen(bin_dir)), directory, scriptd)
      : asprintf(&path, "%s/../scriptd/outboard-scriptd", directory);
  return result < 0 ? NULL : path;
}
