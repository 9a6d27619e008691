// Copyright 2026 The Outboard authors
// SPDX-License-Identifier: ISC

// outboard check: loads scripts as a host would, and describes them; setup

#include "callback.h"
#include "command.h"
#include "instance.h"
#include "status.h"

#include <errno.h>
#include <stdbool.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

/// How long a script may take to load [ms]: longer than the child's own limit
#define LOAD_TIMEOUT 15000U

/// Nothing is played, but an instance needs to know
#define RATE 48000.0
#define NOMINAL 128U

/// What was logged while a script loaded; each stream locks itself
typedef struct
{
  FILE*  notes;
  char*  notes_text;
  size_t notes_size;
  FILE*  errors;
  char*  errors_text;
  size_t errors_size;
} Log;

/// Called from the supervisor's thread, too
static void
on_log(void* const handle, const ObLogLevel level, const char* const text)
{
  const Log* const log = (const Log*)handle;
  fprintf(level == OB_LOG_NOTE ? log->notes : log->errors, "%s\n", text);
}

static bool
open_log(Log* const log)
{
  *log        = (Log){ 0 };
  log->notes  = open_memstream(&log->notes_text, &log->notes_size);
  log->errors = open_memstream(&log->errors_text, &log->errors_size);
  return log->notes && log->errors;
}

static void
close_log(Log* const log)
{
  if (log->notes) {
    fclose(log->notes);
  }
  if (log->errors) {
    fclose(log->errors);
  }
}

static void
free_log(Log* const log)
{
  free(log->notes_text);
  free(log->errors_text);
}

/// Print each line of `text` behind `label`
static void
print_lines(FILE* const file, const char* const label, const char* text)
{
  while (*text) {
    const size_t length = strcspn(text, "\n");
    fprintf(file, "%s%.*s\n", label, (int)length, text);
    text += length + !!text[length];
  }
}

static void
print_description(const char* const          path,
                  const ObDescription* const description)
{
  printf("%s\n  path        %s\n  callbacks  ", description->name, path);
  for (uint32_t i = 0; i < OB_CALLBACKS; ++i) {
    if (description->callbacks & (1U << i)) {
      printf(" %s", ob_callback_name((ObCallback)i));
    }
  }
  printf("%s\n  parameters  %u\n",
         description->callbacks ? "" : " none",
         description->params);
}

/// Load the script and wait for what it says
static ObStatus
load(const ObEnvironment* const environment,
     const char* const          path,
     Log* const                 log,
     ObDescription* const       description)
{
  const ObInstanceOptions options = {
    .rate       = RATE,
    .nominal    = NOMINAL,
    .scriptd    = environment->scriptd,
    .log        = on_log,
    .log_handle = log,
  };

  ObInstance* const instance = ob_instance_new(&options);
  if (!instance) {
    return OB_ERROR;
  }

  ObStatus st = ob_instance_load(instance, path, NULL, 0);
  if (!st) {
    st = ob_instance_wait(instance, LOAD_TIMEOUT, description);
  }
  ob_instance_free(instance);
  return st;
}

static bool
check(const ObEnvironment* const environment, const char* const path)
{
  Log           log;
  ObDescription description = { { 0 }, 0, 0 };
  ObStatus      st          = OB_NO_MEM;
  if (open_log(&log)) {
    st = load(environment, path, &log, &description);
  }
  close_log(&log);

  if (st) {
    printf("%s\n", path);
  } else {
    print_description(path, &description);
  }
  if (log.notes_text) {
    print_lines(stdout, "  log         ", log.notes_text);
  }
  fflush(stdout);
  if (log.errors_text) {
    print_lines(stderr, "", log.errors_text);
  }
  if (st) {
    ob_complain("%s: not loaded: %s", path, ob_strerror(st));
  }
  free_log(&log);
  return !st;
}

/// Return the absolute path of `path`, symbolic links kept, to be freed
static char*
absolute_path(const char* const path)
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

static ObExit
run(const ObEnvironment* const environment,
    const int                  count,
    char* const* const         arguments)
{
  ObExit result = OB_EXIT_GOOD;
  for (int i = 0; i < count; ++i) {
    char* const path = absolute_path(arguments[i]);
    if (!path) {
      ob_complain("%s: %s", arguments[i], strerror(errno));
      return OB_EXIT_FAILED;
    }
    if (!check(environment, path)) {
      result = OB_EXIT_FAILED;
    }
    free(path);
  }
  return result;
}

const ObCommand ob_command_check = {
  "check",
  "FILE...",
  "load scripts as a host would, and describe them",
  "Each FILE is loaded in a process of its own, as in a host.  Its name, "
  "path,\n"
  "callbacks, number of parameters and what it logs are printed; errors go to\n"
  "standard error, with file and line.  Exit status: 0 if every FILE loads,\n"
  "1 if one does not, 2 on wrong usage.\n",
  1,
  run,
};
