// Copyright 2026 The Outboard authors
// SPDX-License-Identifier: ISC

// Which parameters the host's ports are; interpreter

#include "ports.h"

#include "message.h"
#include "output.h"
#include "param.h"

#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

/// The parameter's port of each of the host's; NULL: they are the same
static uint32_t* map;
static uint32_t  n_map;

/// Say that some parameters have no knob
static void
warn(const uint32_t count)
{
  char      text[128];
  const int size = snprintf(text,
                            sizeof(text),
                            "%u parameters for %u knobs: "
                            "the rest keep their defaults",
                            count,
                            OB_KNOBS);

  ob_output_log(OB_LOG_WARNING, text, (size_t)size, true);
}

ObStatus
ob_ports_init(const char* const names)
{
  if (!*names) {
    if (ob_param_count() > OB_KNOBS) {
      warn(ob_param_count());
    }
    return OB_SUCCESS;
  }

  // There are no more lines than bytes
  map = (uint32_t*)malloc(strlen(names) * sizeof(*map));
  if (!map) {
    return OB_NO_MEM;
  }

  for (const char* name = names; *name;) {
    const size_t size = strcspn(name, "\n");

    map[n_map++] = ob_param_find(name, size);
    name += size + (name[size] == '\n');
  }

  return OB_SUCCESS;
}

PyObject*
ob_ports_change(const ObParamChange* const change)
{
  const uint32_t index = change->index;
  const uint32_t port  = !map            ? index
                         : index < n_map ? map[index]
                                         : OB_PARAM_NONE;

  return ob_param_set(
    port, change->value, change->record.flags & OB_PARAM_PLAIN);
}
