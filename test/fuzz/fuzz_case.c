// Copyright 2026 The Outboard authors
// SPDX-License-Identifier: ISC

// Fuzzes the reading of golden tests: cases and their events

#undef NDEBUG

#include "case.h"
#include "event_text.h"
#include "fuzz.h"
#include "midi.h"

#include <assert.h>
#include <stdio.h>

/**
   @file

   An input is a file of cases.
*/

/// What is expected can be printed
static void
expect_order(const ObCase* const one)
{
  FILE* const sink = fopen("/dev/null", "we");

  assert(one->block && one->out < one->end);
  for (size_t i = 0U; i < one->output.count; ++i) {
    const ObEvent* const event = &one->output.events[i];
    assert(!i || event->frame >= event[-1].frame);
    assert(ob_midi_valid(ob_events_bytes(&one->output, event), event->size));
  }
  assert(sink && !ob_events_print(&one->output, &one->tempo, sink));
  fclose(sink);
}

int
LLVMFuzzerTestOneInput(const uint8_t* const data, const size_t size)
{
  ObCases cases;
  if (!ob_cases_read(&cases, fuzz_file(data, size))) {
    for (size_t i = 0U; i < cases.count; ++i) {
      expect_order(&cases.cases[i]);
    }
  }
  ob_cases_clear(&cases);
  return 0;
}
