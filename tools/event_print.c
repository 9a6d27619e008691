// Copyright 2026 The Outboard authors
// SPDX-License-Identifier: ISC

// Printing MIDI messages as lines of text; setup

#include "event_text.h"
#include "midi.h"
#include "notes.h"

#include <math.h>
#include <stdbool.h>
#include <stdlib.h>

/// Not printed, for it is the one that is assumed
#define OFF_VELOCITY 64U

/// Width of the column of times, so that they are below each other
#define TIME_WIDTH 10

/// Longest time, with its end [bytes]
#define TIME_SIZE 32U

/// Far less than a frame, far more than an error of rounding [beats]
static const double tiny = 1.0e-7;

/// Write the time from `beat` to `frame`
static void
print_time(const ObTempoMap* const tempo,
           const double            beat,
           const uint32_t          frame,
           char* const             text)
{
  double beats = floor(ob_tempo_beat(tempo, frame) - beat + tiny);
  double start = round(ob_tempo_frame(tempo, beat + beats));
  if (start > frame && beats > 0.0) {
    beats -= 1.0;
    start = round(ob_tempo_frame(tempo, beat + beats));
  }

  const double ms    = (frame - start) * 1000.0 / tempo->rate;
  const bool   whole = fabs(ms - round(ms)) < 0.005;
  snprintf(text, TIME_SIZE, whole ? "%.0f:%03.0f" : "%.0f:%06.2f", beats, ms);
}

static void
print_pitch(FILE* const file, const char* const event, const unsigned pitch)
{
  char name[OB_NOTE_NAME];
  ob_note_name(pitch, name);
  fprintf(file, "%s %s", event, name);
}

static void
print_bytes(FILE* const          file,
            const char* const    event,
            const uint8_t* const bytes,
            const uint32_t       size)
{
  fputs(event, file);
  for (uint32_t i = 0U; i < size; ++i) {
    fprintf(file, " %02x", bytes[i]);
  }
}

/// Print a message with what is on a channel; return false for any other
static bool
print_channel_message(FILE* const          file,
                      const uint8_t* const bytes,
                      const uint32_t       size)
{
  switch (ob_midi_kind(bytes, size)) {
    case OB_KIND_NOTE_ON:
      print_pitch(file, "on", bytes[1]);
      fprintf(file, " %u", bytes[2]);
      return true;
    case OB_KIND_NOTE_OFF:
      print_pitch(file, "off", bytes[1]);
      fprintf(file, " %u", bytes[2]);
      return true;
    case OB_KIND_POLY_PRESSURE:
      print_pitch(file, "poly", bytes[1]);
      fprintf(file, " %u", bytes[2]);
      return true;
    case OB_KIND_CC:
      fprintf(file, "cc %u %u", bytes[1], bytes[2]);
      return true;
    case OB_KIND_PROGRAM_CHANGE:
      fprintf(file, "program %u", bytes[1]);
      return true;
    case OB_KIND_CHANNEL_PRESSURE:
      fprintf(file, "pressure %u", bytes[1]);
      return true;
    case OB_KIND_PITCH_BEND:
      fprintf(file,
              "bend %d",
              (bytes[2] << 7U | bytes[1]) - (int)OB_MIDI_BEND_CENTRE);
      return true;
    case OB_KIND_SYSEX:
      print_bytes(file, "sysex", bytes, size);
      return false;
    case OB_KIND_RAW:
      break;
  }
  print_bytes(file, "raw", bytes, size);
  return false;
}

static void
print_note(FILE* const             file,
           const ObNote* const     note,
           const ObTempoMap* const tempo)
{
  char length[TIME_SIZE];
  print_time(tempo, ob_tempo_beat(tempo, note->start), note->end, length);
  print_pitch(file, "note", note->pitch);
  fprintf(file, " %u len %s", note->velocity, length);
  if (note->off_velocity != OFF_VELOCITY) {
    fprintf(file, " off %u", note->off_velocity);
  }
}

/// Print the message at `index`, unless it is part of an earlier line
static void
print_event(FILE* const             file,
            const ObEvents* const   events,
            const size_t            index,
            const ObNote* const     note,
            const ObTempoMap* const tempo)
{
  const ObEvent* const event = &events->events[index];
  const uint8_t* const bytes = ob_events_bytes(events, event);
  const bool whole = note && note->on != SIZE_MAX && note->off != SIZE_MAX;
  if (whole && note->off == index) {
    return;
  }

  char time[TIME_SIZE];
  print_time(tempo, 0.0, event->frame, time);
  fprintf(file, "  %-*s", TIME_WIDTH, time);
  bool on_channel = true;
  if (whole) {
    print_note(file, note, tempo);
  } else {
    on_channel = print_channel_message(file, bytes, event->size);
  }
  const unsigned channel = (bytes[0] & 0x0FU) + 1U;
  if (on_channel && channel > 1U) {
    fprintf(file, " ch %u", channel);
  }
  fputc('\n', file);
}

ObStatus
ob_events_print(const ObEvents* const   events,
                const ObTempoMap* const tempo,
                FILE* const             file)
{
  ObNotes              notes;
  const ObNote** const owners =
    (const ObNote**)calloc(events->count + 1U, sizeof(ObNote*));
  ObStatus status = ob_notes_find(&notes, events, 0U);
  if (!owners) {
    status = OB_NO_MEM;
  }

  for (size_t i = 0U; !status && i < notes.count; ++i) {
    const ObNote* const note = &notes.notes[i];
    if (note->on != SIZE_MAX) {
      owners[note->on] = note;
    }
    if (note->off != SIZE_MAX) {
      owners[note->off] = note;
    }
  }
  for (size_t i = 0U; !status && i < events->count; ++i) {
    print_event(file, events, i, owners[i], tempo);
  }
  free(owners);
  ob_notes_clear(&notes);
  return status ? status : ferror(file) ? OB_ERROR : OB_SUCCESS;
}
