// Copyright 2026 The Outboard authors
// SPDX-License-Identifier: ISC

// Where the installed or just built parts of Outboard are; setup

#include "locate.h"

#include "companion.h"

#include <limits.h>
#include <unistd.h>

/// Return the path of `name`, which is installed to `folder`
static char*
locate(const char* const name, const char* const folder)
{
  const ObCompanions places = { OB_BIN_DIR, folder };

  char          self[PATH_MAX];
  const ssize_t size = readlink("/proc/self/exe", self, sizeof(self) - 1);
  if (size < 0) {
    return NULL;
  }

  self[size] = '\0';
  return ob_companion_find(self, &places, name);
}

char*
ob_locate_scriptd(void)
{
  return locate("outboard-scriptd", OB_LIBEXEC_DIR);
}

char*
ob_locate_plugin(void)
{
  return locate("outboard.so", OB_BUNDLE_DIR);
}

char*
ob_locate_data(const char* const name)
{
  return locate(name, OB_DATA_DIR);
}
