// Copyright 2026 The Outboard authors
// SPDX-License-Identifier: ISC

// Writing a Standard MIDI File; setup

#ifndef OUTBOARD_MIDI_FILE_H
#define OUTBOARD_MIDI_FILE_H

#include "midi_list.h"
#include "status.h"

#include <stdint.h>

/**
   Write `list` as a MIDI file in which one tick is one frame.

   @param rate Sample rate [1/s], even and at most 65534.
   @return OB_SUCCESS; OB_BAD_ARG if the format cannot express the rate; or
   OB_ERROR: errno may say why.
*/
ObStatus
ob_midi_file_write(const ObMidiList* list, uint32_t rate, const char* path);

#endif // OUTBOARD_MIDI_FILE_H
