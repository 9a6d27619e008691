// Copyright 2026 The Outboard authors
// SPDX-License-Identifier: ISC

// Where the plugin's files are, wherever the host goes meanwhile; setup

#include "lv2_places.h"

#include "file.h"

#include <dlfcn.h>
#include <pthread.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

static const char program[] = "outboard-scriptd";
static char*      scriptd; ///< For ever

static void
find_scriptd(void)
{
  // The bundle's path may be that of a preset without a binary of its own
  Dl_info info = { NULL, NULL, NULL, NULL };
  char*   path = NULL;
  if (!dladdr(program, &info)) {
    return;
  }

  const char* const slash  = strrchr(info.dli_fname, '/');
  const int         folder = slash ? (int)(slash + 1 - info.dli_fname) : 0;
  if (asprintf(&path, "%.*s%s", folder, info.dli_fname, program) >= 0) {
    scriptd = ob_file_absolute(path);
    free(path);
  }
}

const char*
ob_lv2_scriptd(void)
{
  static pthread_once_t once = PTHREAD_ONCE_INIT;

  pthread_once(&once, find_scriptd);
  return scriptd;
}
