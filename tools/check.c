// Copyright 2026 The Outboard authors
// SPDX-License-Identifier: ISC

// outboard check: loads scripts as a host would, and describes them; setup

#include "callback.h"
#include "command.h"
#include "probe.h"
#include "status.h"

#include <errno.h>
#include <stdbool.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

/// Print each line of `text` behind `label`
static void
print_lines(FILE* const file, const char* const label, const char* text)
{
  while (text && *text) {
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

static bool
check(const ObEnvironment* const environment, const char* const path)
{
  ObProbe        probe;
  const ObStatus st = ob_probe_load(&probe, environment, path);

  if (st) {
    printf("%s\n", path);
  } else {
    print_description(path, &probe.description);
  }
  print_lines(stdout, "  log         ", probe.notes);
  fflush(stdout);
  print_lines(stderr, "", probe.errors);
  if (st && (!probe.errors || !probe.errors[0])) {
    ob_complain("%s: not loaded: %s", path, ob_strerror(st));
  }
  ob_probe_clear(&probe);
  return !st;
}

static ObExit
run(const ObEnvironment* const environment,
    const int                  count,
    char* const* const         arguments)
{
  ObExit result = OB_EXIT_GOOD;
  for (int i = 0; i < count; ++i) {
    char* const path = ob_probe_path(arguments[i]);
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
