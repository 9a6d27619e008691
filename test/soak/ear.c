// Copyright 2026 The Outboard authors
// SPDX-License-Identifier: ISC

// What sounds at an instance's output, as an instrument would know it;
// whoever runs the instance

#include "ear.h"

#include <stdio.h>

static const uint8_t centre = 64U; ///< Upper half of a bend that is none

static void
set(Ear* const ear, bool* const state, const bool on)
{
  ear->open += on && !*state ? 1U : 0U;
  ear->open -= !on && *state ? 1U : 0U;
  *state = on;
}

void
ear_hear(Ear* const ear, const uint8_t* const bytes, const size_t size)
{
  if (size != 3U) {
    return;
  }

  const unsigned channel = bytes[0] & 0x0FU;
  bool* const    note    = &ear->notes[channel][bytes[1] & 0x7FU];
  switch (bytes[0] & 0xF0U) {
    case 0x90U:
      if (bytes[2]) {
        ++ear->ons;
        ear->doubled += *note;
      }
      set(ear, note, bytes[2]);
      break;
    case 0x80U:
      set(ear, note, false);
      break;
    case 0xB0U:
      if (bytes[1] == 64U) {
        set(ear, &ear->sustain[channel], bytes[2] >= 64U);
      } else if (bytes[1] == 66U) {
        set(ear, &ear->sostenuto[channel], bytes[2] >= 64U);
      }
      break;
    case 0xE0U:
      set(ear, &ear->bend[channel], bytes[1] || bytes[2] != centre);
      break;
    default:
      break;
  }
}

void
ear_forget(Ear* const ear)
{
  const Ear silent = { .ons = ear->ons, .doubled = ear->doubled };

  *ear = silent;
}

/// Append one thing that is open
static size_t
append(char* const       text,
       const size_t      size,
       const size_t      used,
       const char* const what,
       const unsigned    channel,
       const unsigned    number)
{
  const int n =
    used < size
      ? snprintf(
          text + used, size - used, " %s %u/%u", what, channel + 1U, number)
      : 0;
  return used + (size_t)n;
}

void
ear_describe(const Ear* const ear, char* const text, const size_t size)
{
  size_t used = 0U;

  text[0] = '\0';
  for (unsigned c = 0U; c < 16U; ++c) {
    for (unsigned i = 0U; i < 128U; ++i) {
      if (ear->notes[c][i]) {
        used = append(text, size, used, "note", c, i);
      }
    }
    if (ear->sustain[c]) {
      used = append(text, size, used, "pedal", c, 64U);
    }
    if (ear->sostenuto[c]) {
      used = append(text, size, used, "pedal", c, 66U);
    }
    if (ear->bend[c]) {
      used = append(text, size, used, "bend", c, 0U);
    }
  }
}
