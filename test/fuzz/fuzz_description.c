// Copyright 2026 The Outboard authors
// SPDX-License-Identifier: ISC

// Fuzzes the way of a script's description into a bundle's Turtle

#undef NDEBUG

#include "fuzz.h"
#include "preset.h"
#include "preset_ttl.h"
#include "slots.h"

#include <serd/serd.h>

#include <assert.h>
#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

/**
   @file

   An input is a description, as a child sends it.  Whatever it says, if it is
   accepted then what is written is Turtle.
*/

static void
expect_order(const ObPreset* const preset, const ObSlots* const slots)
{
  assert(preset->n_ports <= OB_VALUES_MAX && slots->count <= OB_VALUES_MAX);
  for (uint32_t i = 0U; i < preset->n_ports; ++i) {
    const ObPresetPort* const port = &preset->ports[i];
    assert(isfinite(port->low) && isfinite(port->high));
    assert(port->low < port->high);
    assert(port->initial >= port->low && port->initial <= port->high);
    fuzz_expect_shown(port->name);
    fuzz_expect_shown(port->unit);
  }

  for (uint32_t i = 0U; i < slots->count; ++i) {
    for (uint32_t j = 0U; j < i; ++j) {
      assert(strcmp(slots->slots[i].symbol, slots->slots[j].symbol) != 0);
    }
  }
}

static SerdStatus
ignore_error(void* const handle, const SerdError* const error)
{
  (void)handle;
  (void)error;
  return SERD_SUCCESS;
}

/// Read a document back
static void
expect_turtle(const char* const text)
{
  SerdReader* const reader =
    serd_reader_new(SERD_TURTLE, NULL, NULL, NULL, NULL, NULL, NULL);

  serd_reader_set_error_sink(reader, ignore_error, NULL);
  const SerdStatus status =
    serd_reader_read_string(reader, (const uint8_t*)text);
  if (status) {
    fprintf(stderr, "no Turtle: %s\n%s\n", serd_strerror(status), text);
  }
  assert(!status);
  serd_reader_free(reader);
}

static void
expect_bundle(const ObPlugin* const plugin)
{
  char*       text = NULL;
  size_t      size = 0U;
  FILE* const file = open_memstream(&text, &size);

  assert(file);
  const ObStatus status = ob_preset_ttl_data(plugin, file);
  fclose(file);
  if (!status) {
    expect_turtle(text);
  }
  free(text);
}

int
LLVMFuzzerTestOneInput(const uint8_t* const data, const size_t size)
{
  static ObPreset preset;
  static ObSlots  slots;
  static ObIndex  former = {
     .n_ports = 2U, .ports = { { "amount", false }, { "gone", true } }
  };
  ObPresetProblem problem = { "" };

  if (ob_preset_parse(&preset, (const char*)data, size, &problem)) {
    assert(problem.text[0] && !strchr(problem.text, '\n'));
    fuzz_expect_shown(problem.text);
    return 0;
  }

  ob_slots_init(&slots, &preset, &former);
  expect_order(&preset, &slots);
  expect_bundle(&(const ObPlugin){ .preset   = &preset,
                                   .slots    = &slots,
                                   .uri      = "urn:outboard:preset:fuzz",
                                   .name     = preset.name,
                                   .prefix   = "Outboard ",
                                   .data     = "fuzz.ttl",
                                   .binary   = "/usr/lib/outboard.so",
                                   .template = FUZZ_TEMPLATE,
                                   .minor    = 2U });
  ob_preset_clear(&preset);
  return 0;
}
