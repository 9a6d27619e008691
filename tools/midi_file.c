// Copyright 2026 The Outboard authors
// SPDX-License-Identifier: ISC

// Writing a Standard MIDI File; setup

#include "midi_file.h"

#include <smf.h>

#include <stddef.h>

/// The format's default tempo is 120, so half a second is a quarter note
#define QUARTERS_PER_SECOND 2U

/// A division is a 15-bit number of ticks per quarter note
#define DIVISION_MAX 0x7FFFU

static ObStatus
add_event(smf_track_t* const track, const ObMidiEvent* const event)
{
  uint8_t bytes[OB_MIDI_LIST_BYTES]; // libsmf copies, but does not say const
  for (uint32_t i = 0; i < event->size; ++i) {
    bytes[i] = event->bytes[i];
  }

  smf_event_t* const smf_event =
    smf_event_new_from_pointer(bytes, (int)event->size);
  if (!smf_event) {
    return OB_NO_MEM;
  }
  smf_track_add_event_pulses(track, smf_event, (int)event->frame);
  return OB_SUCCESS;
}

ObStatus
ob_midi_file_write(const ObMidiList* const list,
                   const uint32_t          rate,
                   const char* const       path)
{
  const uint32_t division = rate / QUARTERS_PER_SECOND;
  if (rate % QUARTERS_PER_SECOND || division > DIVISION_MAX) {
    return OB_BAD_ARG;
  }

  smf_t* const       smf   = smf_new();
  smf_track_t* const track = smf ? smf_track_new() : NULL;
  ObStatus           st    = OB_NO_MEM;
  if (track) {
    smf_add_track(smf, track);
    st = smf_set_ppqn(smf, (int)division) ? OB_ERROR : OB_SUCCESS;
  }
  for (size_t i = 0; !st && i < list->count; ++i) {
    st = add_event(track, &list->events[i]);
  }
  if (!st && smf_save(smf, path)) {
    st = OB_ERROR;
  }
  if (smf) {
    smf_delete(smf);
  }
  return st;
}
