// Copyright 2026 The Outboard authors
// SPDX-License-Identifier: ISC

// Fuzzes the reading of MIDI files

#undef NDEBUG

#include "event_text.h"
#include "fuzz.h"
#include "midi.h"
#include "song.h"

#include <assert.h>
#include <stdio.h>

/**
   @file

   An input is a MIDI file.
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
  ObSong song;
  if (!ob_song_read(fuzz_file(data, size), 48000.0, 0.0, &song)) {
    expect_order(&song);
  }
  ob_song_clear(&song);
  return 0;
}
