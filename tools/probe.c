// Copyright 2026 The Outboard authors
// SPDX-License-Identifier: ISC

// Loading a script as a host would, to learn what it says; setup

#include "probe.h"

#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

/// How long a script may take to load [ms]: longer than the child's own limit
#define LOAD_TIMEOUT 15000U

/// Nothing is played, but an instance needs to know
#define RATE 48000.0
#define NOMINAL 128U

/// What is logged while a script loads; each stream locks itself
typedef struct
{
  FILE* notes;
  FILE* errors;
} Log;

/// Called from the supervisor's thread, too
static void
on_log(void* const handle, const ObLogLevel level, const char* const text)
{
  const Log* const log = (const Log*)handle;
  fprintf(level == OB_LOG_NOTE ? log->notes : log->errors, "%s\n", text);
}

static ObStatus
load(ObProbe* const             probe,
     const ObEnvironment* const environment,
     const char* const          path,
     Log* const                 log)
{
  const ObInstanceOptions options = {
    .rate       = RATE,
    .nominal    = NOMINAL,
    .scriptd    = environment->scriptd,
    .log        = on_log,
    .log_handle = log,
  };
  const ObSaved script = { .path = path };

  ObInstance* const instance = ob_instance_new(&options);
  if (!instance) {
    return OB_ERROR;
  }

  // Also if there is nothing to load: why not is told by then
  const ObStatus loaded = ob_instance_load(instance, &script);
  const ObStatus waited =
    ob_instance_wait(instance, LOAD_TIMEOUT, &probe->description);

  ObStatus st = loaded ? loaded : waited;
  if (!st) {
    probe->json = ob_instance_description(instance);
    st          = probe->json ? OB_SUCCESS : OB_NO_MEM;
  }
  ob_instance_free(instance);
  return st;
}

ObStatus
ob_probe_load(ObProbe* const             probe,
              const ObEnvironment* const environment,
              const char* const          path)
{
  *probe = (ObProbe){ .json = NULL };

  size_t   sizes[2] = { 0U, 0U };
  Log      log      = { open_memstream(&probe->notes, &sizes[0]),
                        open_memstream(&probe->errors, &sizes[1]) };
  ObStatus st       = OB_NO_MEM;
  if (log.notes && log.errors) {
    st = load(probe, environment, path, &log);
  }
  if (log.notes) {
    fclose(log.notes);
  }
  if (log.errors) {
    fclose(log.errors);
  }
  return st;
}

void
ob_probe_clear(ObProbe* const probe)
{
  free(probe->json);
  free(probe->notes);
  free(probe->errors);
}

char*
ob_probe_path(const char* const path)
{
  char* absolute = NULL;
  if (path[0] == '/') {
    return strdup(path);
  }

  char* const directory = get_current_dir_name();
  if (directory && asprintf(&absolute, "%s/%s", directory, path) < 0) {
    absolute = NULL;
  }
  free(directory);
  return absolute;
}
