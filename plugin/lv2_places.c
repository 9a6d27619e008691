// Copyright 2026 The Outboard authors
// SPDX-License-Identifier: ISC

// Where the plugin's files are, wherever the host goes meanwhile; setup

#include "lv2_places.h"

#include "companion.h"
#include "file.h"

#include <dlfcn.h>
#include <pthread.h>
#include <stddef.h>
#include <stdlib.h>

static char* scriptd; ///< For ever

static void
find_scriptd(void)
{
  static const ObCompanions places = { OB_BUNDLE_DIR, OB_LIBEXEC_DIR };

  // The bundle's path may be that of a preset without a binary of its own
  Dl_info info = { NULL, NULL, NULL, NULL };
  if (!dladdr(&places, &info)) {
    return;
  }

  char* const self = ob_file_absolute(info.dli_fname);
  if (self) {
    scriptd = ob_companion_find(self, &places, "outboard-scriptd");
  }
  free(self);
}

const char*
ob_lv2_scriptd(void)
{
  static pthread_once_t once = PTHREAD_ONCE_INIT;

  pthread_once(&once, find_scriptd);
  return scriptd;
}
