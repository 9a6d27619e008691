// Copyright 2026 The Outboard authors
// SPDX-License-Identifier: ISC

// Where the sockets of hosts are; setup

#include "inspect.h"

#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/stat.h>
#include <unistd.h>

/// Return whether this is a folder that nobody else can get at
static bool
is_private(const char* const path)
{
  struct stat status;

  return !lstat(path, &status) && S_ISDIR(status.st_mode) &&
         status.st_uid == geteuid() && !(status.st_mode & (S_IRWXG | S_IRWXO));
}

ObStatus
ob_inspect_folder(char* const path, const size_t room)
{
  const unsigned    user    = (unsigned)geteuid();
  const char* const given   = getenv("XDG_RUNTIME_DIR");
  char              run[32] = "";
  int               length  = 0;

  snprintf(run, sizeof(run), "/run/user/%u", user);
  const char* const base = given && given[0] == '/' ? given : run;
  if (is_private(base)) {
    length = snprintf(path, room, "%s/outboard", base);
  } else {
    length = snprintf(path, room, "/tmp/outboard-%u", user);
  }

  if (length < 0 || (size_t)length >= room) {
    return OB_TOO_BIG;
  }

  mkdir(path, S_IRWXU); // Whether it is there is seen next
  return is_private(path) ? OB_SUCCESS : OB_NO_ACCESS;
}
