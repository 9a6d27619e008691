// Copyright 2026 The Outboard authors
// SPDX-License-Identifier: ISC

// outboard check: loads scripts as a host would, and describes them; setup

#include "callback.h"
#include "command.h"
#include "jail.h"
#include "options.h"
#include "preset.h"
#include "probe.h"
#include "status.h"

#include <errno.h>
#include <getopt.h>
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
  } else if (port->type == OB_PORT_BOOL) {
    printf("%s", value > 0.0f ? "on" : "off");
  } else {
    printf("%g", (double)value);
  }
}

/// Print which values the parameter may have
static void
print_range(const ObPresetPort* const port)
{
  size_t        i    = 0U;
  const json_t* item = NULL;

  if (port->type == OB_PORT_CHOICE) {
    json_array_foreach(port->choices, i, item)
    {
      printf("%s%s", i ? ", " : "", json_string_value(item));
    }
  } else if (port->type == OB_PORT_BOOL) {
    printf("off or on");
  } else {
    printf("%g to %g%s%s%s",
           (double)port->low,
           (double)port->high,
           port->unit[0] ? " " : "",
           port->unit,
           port->logarithmic ? " (log)" : "");
  }
}

/// Print what a knob of the generic plugin does; align the ids in `width`
static void
print_knob(const uint32_t            index,
           const ObPresetPort* const port,
           const int                 width)
{
  char knob[16] = "no knob";
  if (index < OB_KNOBS) {
    snprintf(knob, sizeof(knob), "knob %u", index + 1U);
  }

  printf("  %-10s  %-*s  %s: ", knob, width, port->id, port->name);
  if (port->type == OB_PORT_TRIGGER) {
    printf("a button\n");
    return;
  }

  print_range(port);
  printf("; at first ");
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

  int width = 0;
  for (uint32_t i = 0U; i < preset.n_ports; ++i) {
    const int length = (int)strlen(preset.ports[i].id);
    width            = length > width ? length : width;
  }
  for (uint32_t i = 0U; i < preset.n_ports; ++i) {
    print_knob(i, &preset.ports[i], width);
  }
  ob_preset_clear(&preset);
}

static void
print_description(const char* const path, const ObProbe* const probe)
{
  const ObDescription* const description = &probe->description;
  char                       sandbox[128];

  ob_jail_describe(&description->jail, sandbox, sizeof(sandbox));
  printf("%s\n  path        %s\n  callbacks  ", description->name, path);
  for (uint32_t i = 0; i < OB_CALLBACKS; ++i) {
    if (description->callbacks & (1U << i)) {
      printf(" %s", ob_callback_name((ObCallback)i));
    }
  }
  printf(
    "%s\n  sandbox     %s\n", description->callbacks ? "" : " none", sandbox);
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
  if (!ob_no_options(count, arguments)) {
    return OB_EXIT_USAGE;
  }

  ObExit result = OB_EXIT_GOOD;
  for (int i = optind - 1; i < count; ++i) {
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
  "callbacks, sandbox, parameters and what it logs are printed; errors go to\n"
  "standard error, with file and line.  Of a parameter there are the knob "
  "that\n"
  "drives it in the generic plugin, its id, which render and test set it by,\n"
  "its label and its values.  What happens inside callbacks is not tried: see\n"
  "outboard help render.\n"
  "Exit status: 0 if every FILE loads, 1 if one does not, 2 on wrong usage.\n",
  1,
  run,
};
