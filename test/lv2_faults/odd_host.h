// Copyright 2026 The Outboard authors
// SPDX-License-Identifier: ISC

// What the tests of odd hosts have in common: exact buffers, and what sounds

#ifndef OUTBOARD_TEST_ODD_HOST_H
#define OUTBOARD_TEST_ODD_HOST_H

#include "lv2_plugin.h"
#include "lv2_storage.h"

#include <lv2/state/state.h>

#include <stdint.h>

/// Number of elements of an array
#define COUNT(array) (sizeof(array) / sizeof((array)[0]))

/// Note-on, note-off, and what the octave script makes of the former
static const uint8_t odd_on[3]  = { 0x90U, 60U, 100U };
static const uint8_t odd_off[3] = { 0x80U, 60U, 64U };

/// Text of a script that plays an octave higher
extern const char odd_octave[];

/// Number of properties of a session
#define ODD_URIS 5U

/// Those properties: file, text, state, files, knobs
extern const char* const odd_uris[ODD_URIS];

/// An instance, and the notes that its output has begun and not ended
typedef struct
{
  HostPlugin* plugin;
  uint8_t     sounding[16][128];
} Odd;

/// Make an active instance that logs nothing
void
odd_begin(Odd* odd);

/// Let every block wait for the script, from where it is running
void
odd_render(Odd* odd);

/// As odd_begin(), playing the octave script, and waited for in every block
void
odd_begin_octave(Odd* odd);

/// Deactivate and free it
void
odd_end(Odd* odd);

/// Run a block, and check that all MIDI in the output is valid
void
odd_run(Odd* odd, uint32_t frames);

/// Run a block on `size` bytes of an input sequence in memory of that size
void
odd_run_exactly(Odd* odd, const void* sequence, uint32_t size);

/**
   Check that a note comes and goes as if nothing had happened.

   Then the host ends all notes, and none may be left.

   @param pitch At which key 60 is heard.
*/
void
odd_check_sane(Odd* odd, uint8_t pitch);

/// Return the means to save and restore
const LV2_State_Interface*
odd_state(const Odd* odd);

/// Fill a session with everything that it can have
void
odd_make_session(Storage* storage);

/// Restore a session, which others may read meanwhile
void
odd_restore(const Odd* odd, const Storage* session);

#endif // OUTBOARD_TEST_ODD_HOST_H
