// Copyright 2026 The Outboard authors
// SPDX-License-Identifier: ISC

// Fuzzes the reading of MIDI files

#undef NDEBUG

#include "event_text.h"
#include "fuzz.h"
#include "midi.h"
#include "smf_parse.h"
#include "song.h"

#include <assert.h>
#include <stdio.h>
#include <stdlib.h>

/**
   @file

   An input is a MIDI file; it is parsed in memory that ends where it does, and
   read as a file.
*/

/// What was read is in order and can be printed
static void
expect_order(const ObSong* const song)
{
  FILE* const sink  = fopen("/dev/null", "we");
  uint32_t    frame = 0U;

  for (size_t i = 0U; i < song->events.count; ++i) {
    const ObEvent* const event = &song->events.events[i];
    assert(event->frame >= frame && event->frame <= song->length);
    assert(ob_midi_valid(ob_events_bytes(&song->events, event), event->size));
    frame = event->frame;
  }

  assert(sink && !ob_events_print(&song->events, &song->tempo, sink));
  fclose(sink);
}

int
LLVMFuzzerTestOneInput(const uint8_t* const data, const size_t size)
{
  FuzzInput      input    = { data, size };
  uint8_t* const bytes    = (uint8_t*)fuzz_copy(&input, size, NULL);
  ObEvents       events   = { .count = 0U };
  ObProblem      problem  = { "" };
  int            division = 0;
  ObSong         song;

  ob_smf_parse(bytes, size, &division, &events, &problem);
  ob_events_clear(&events);
  free(bytes);
  if (!ob_song_read(fuzz_file(data, size), 48000.0, 0.0, &song)) {
    expect_order(&song);
  }
  ob_song_clear(&song);
  return 0;
}
