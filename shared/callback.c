// Copyright 2026 The Outboard authors
// SPDX-License-Identifier: ISC

// The callbacks a script may define, numbered for both processes; any thread

#include "callback.h"

#include "midi.h"

#include <assert.h>

static_assert((unsigned)OB_ON_PITCH_BEND == (unsigned)OB_KIND_PITCH_BEND, "");
static_assert((unsigned)OB_ON_SYSEX == (unsigned)OB_KIND_SYSEX, "");
static_assert((unsigned)OB_ON_EVENT == (unsigned)OB_KIND_RAW, "");

const char*
ob_callback_name(const ObCallback callback)
{
  static const char* const names[] = {
    "on_note_off",   "on_note_on",        "on_poly_pressure",
    "on_cc",         "on_program_change", "on_channel_pressure",
    "on_pitch_bend", "on_sysex",          "on_event",
    "on_param",      "on_transport",      "on_block",
    "on_load",       "on_save",           "on_reset",
    "on_idle",
  };

  static_assert(sizeof(names) / sizeof(names[0]) == OB_CALLBACKS,
                "a name each");
  assert((unsigned)callback < OB_CALLBACKS);
  return names[callback];
}
