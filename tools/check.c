// Copyright 2026 The Outboard authors
// SPDX-License-Identifier: ISC

// outboard check: loads scripts as a host would, and describes them; setup

#include "callback.h"
#include "command.h"
#include "preset.h"
#include "probe.h"
#include "status.h"

#include <errno.h>
#include <jansson.h>
#include <math.h>
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

/// Print a value as the parameter shows it
static void
print_value(const ObPresetPort* const port, const float value)
{
  const char* const label =
    json_string_value(json_array_get(port->choices, (size_t)lrintf(value)));

  if (port->type == OB_PORT_CHOICE && label) {
    printf("%s", label);
  } else if (port->type == OB_PORT_BOOL || port->type == OB_PORT_TRIGGER) {
    printf("%s", value > 0.0f ? "on" : "off");
  } else {
    printf("%g", (double)value);
  }
}

/// Print what a knob of the generic plugin does
static void
print_knob(const uint32_t index, const ObPresetPort* const port)
{
  if (index < OB_KNOBS) {
    printf("  knob %-6u %s: ", index + 1U, port->name);
  } else {
    printf("  no knob     %s: ", port->name);
  }

  print_value(port, port->low);
  printf(" to ");
  print_value(port, port->high);
  printf("%s%s, at first ", port->unit[0] ? " " : "", port->unit);
  print_value(port, port->initial);
  printf("\n");
}

/// Print the parameters in the order in which they get the knobs
static void
print_parameters(const char* const json)
{
  static ObPreset preset;
  ObPresetProblem problem;

  if (!json || ob_preset_parse(&preset, json, strlen(json), &problem)) {
    return; // Only installing such a script fails
  }

  for (uint32_t i = 0U; i < preset.n_ports; ++i) {
    print_knob(i, &preset.ports[i]);
  }
  ob_preset_clear(&preset);
}

static void
print_description(const char* const path, const ObProbe* const probe)
{
  const ObDescription* const description = &probe->description;

  printf("%s\n  path        %s\n  callbacks  ", description->name, path);
  for (uint32_t i = 0; i < OB_CALLBACKS; ++i) {
    if (description->callbacks & (1U << i)) {
      printf(" %s", ob_callback_name((ObCallback)i));
    }
  }
  printf("%s\n", description->callbacks ? "" : " none");
  print_parameters(probe->json);
}

static bool
check(const ObEnvironment* const environment, const char* const path)
{
  ObProbe        probe;
  const ObStatus st = ob_probe_load(&probe, environment, path);

  if (!st) {
    print_description(path, &probe);
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
  "callbacks, parameters and what it logs are printed; errors go to standard\n"
  "error, with file and line.  A parameter is driven by the knob beside it in\n"
  "the generic plugin.  What happens inside callbacks is not tried: see "
  "render.  Exit status: 0 if every FILE loads,\n"
  "1 if one does not, 2 on wrong usage.\n",
  1,
  run,
};
