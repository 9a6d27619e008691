// Copyright 2026 The Outboard authors
// SPDX-License-Identifier: ISC

// Reading MIDI messages from lines of text; setup

#include "event_text.h"
#include "midi.h"
#include "notes.h"

#include <ctype.h>
#include <limits.h>
#include <math.h>
#include <stdarg.h>
#include <stdbool.h>
#include <stdlib.h>
#include <string.h>

/// A note-off's velocity if none is named, as keyboards without send it
#define OFF_VELOCITY 64

/// Numbers beyond this are a mistake [beats, ms], and so are times [frames]
static const double number_max = 1.0e8;
static const double frame_max  = UINT32_MAX / 2U;

ObStatus
ob_problem(ObProblem* const problem, const char* const format, ...)
{
  va_list args;
  va_start(args, format);
  vsnprintf(problem->text, sizeof(problem->text), format, args);
  va_end(args);
  return OB_CORRUPT;
}

void
ob_words_split(ObWords* const words, char* const text)
{
  static const char white[] = " \t\r\n";

  char* rest   = NULL;
  words->count = 0U;
  for (char* word = strtok_r(text, white, &rest);
       word && word[0] != '#' && words->count < OB_WORDS_MAX;
       word = strtok_r(NULL, white, &rest)) {
    words->words[words->count++] = word;
  }
}

/// Read a number that is not negative, and move `text` behind it
static bool
read_number(const char** const text, double* const number)
{
  char* end = NULL;
  if (!isdigit((unsigned char)**text)) {
    return false;
  }
  *number = strtod(*text, &end);
  *text   = end;
  return isfinite(*number);
}

ObStatus
ob_time_parse(const char* const       text,
              const ObTempoMap* const tempo,
              const double            beat,
              uint32_t* const         frame,
              ObProblem* const        problem)
{
  const char* rest  = text;
  double      beats = 0.0;
  double      over  = 1.0;
  double      ms    = 0.0;

  bool good = read_number(&rest, &beats);
  if (good && *rest == '/') {
    ++rest;
    good = read_number(&rest, &over) && over > 0.0;
  }
  if (good && *rest == ':') {
    ++rest;
    good = read_number(&rest, &ms);
  }
  beats /= over;
  if (!good || *rest || beats > number_max || ms > number_max) {
    return ob_problem(problem, "\"%.40s\" is no time, like 1:030 or 3/2", text);
  }

  const double whole = round(ob_tempo_frame(tempo, beat + beats)) +
                       round(ms * tempo->rate / 1000.0);
  if (whole > frame_max) {
    return ob_problem(problem, "\"%.40s\" is later than 12 hours", text);
  }
  *frame = (uint32_t)whole;
  return OB_SUCCESS;
}

/// The words of an event that are still to be read
typedef struct
{
  const ObWords* words;
  size_t         next;
  ObProblem*     problem;
} Reader;

/// Return the next word, or NULL
static const char*
next_word(Reader* const reader)
{
  return reader->next < reader->words->count
           ? reader->words->words[reader->next++]
           : NULL;
}

/// Return whether the next word is `word`, which is read then
static bool
skip_word(Reader* const reader, const char* const word)
{
  const bool is = reader->next < reader->words->count &&
                  !strcmp(reader->words->words[reader->next], word);
  reader->next += is;
  return is;
}

/// Read a number, which stays as it is if that fails
static ObStatus
read_integer(Reader* const     reader,
             const char* const what,
             const long        low,
             const long        high,
             long* const       number)
{
  const char* const word  = next_word(reader);
  char*             end   = NULL;
  const long        value = word ? strtol(word, &end, 10) : LONG_MIN;
  if (!word || !*word || *end || value < low || value > high) {
    return ob_problem(reader->problem,
                      "%s is %.40s, but goes from %ld to %ld",
                      what,
                      word ? word : "missing",
                      low,
                      high);
  }
  *number = value;
  return OB_SUCCESS;
}

static ObStatus
read_pitch(Reader* const reader, long* const pitch)
{
  const char* const word = next_word(reader);
  *pitch                 = word ? ob_note_number(word) : -1;
  return *pitch < 0 ? ob_problem(reader->problem,
                                 "\"%.40s\" is no note from C-1 to G9",
                                 word ? word : "")
                    : OB_SUCCESS;
}

/// Read "ch CHANNEL" if it is there, and nothing else
static ObStatus
read_end(Reader* const reader, uint8_t* const status)
{
  long     channel = 1;
  ObStatus st      = OB_SUCCESS;
  if (skip_word(reader, "ch")) {
    st = read_integer(reader, "the channel", 1, 16, &channel);
  }
  const char* const word = next_word(reader);
  if (!st && word) {
    st = ob_problem(reader->problem, "\"%.40s\" is not expected here", word);
  }
  *status = (uint8_t)(*status | (channel - 1));
  return st;
}

/// A message of a status byte and one or two numbers
typedef struct
{
  const char* name;
  uint8_t     status;
  bool        pitched; ///< The first number is a note
  int         numbers;
} Form;

static const Form forms[] = {
  { "on", 0x90, true, 2 },       { "off", 0x80, true, 2 },
  { "poly", 0xA0, true, 2 },     { "cc", 0xB0, false, 2 },
  { "program", 0xC0, false, 1 }, { "pressure", 0xD0, false, 1 },
};

static ObStatus
parse_plain(Reader* const     reader,
            const Form* const form,
            const uint32_t    frame,
            ObEvents* const   events)
{
  uint8_t  bytes[3] = { form->status, 0U, 0U };
  ObStatus status   = OB_SUCCESS;
  for (int i = 1; !status && i <= form->numbers; ++i) {
    long number = 0;
    status      = form->pitched && i == 1
                    ? read_pitch(reader, &number)
                    : read_integer(reader, "a value", 0, 127, &number);
    bytes[i]    = (uint8_t)number;
  }
  if (!status) {
    status = read_end(reader, &bytes[0]);
  }
  return status ? status
                : ob_events_append(
                    events, frame, bytes, 1U + (uint32_t)form->numbers);
}

static ObStatus
parse_bend(Reader* const reader, const uint32_t frame, ObEvents* const events)
{
  long     value    = 0;
  uint8_t  bytes[3] = { 0xE0U, 0U, 0U };
  ObStatus status   = read_integer(reader, "the bend", -8192, 8191, &value);
  if (!status) {
    status = read_end(reader, &bytes[0]);
  }
  value += (long)OB_MIDI_BEND_CENTRE;
  bytes[1] = (uint8_t)(value & 0x7F);
  bytes[2] = (uint8_t)(value >> 7);
  return status ? status : ob_events_append(events, frame, bytes, 3U);
}

static ObStatus
parse_bytes(Reader* const reader, const uint32_t frame, ObEvents* const events)
{
  uint8_t     bytes[OB_WORDS_MAX];
  uint32_t    size = 0U;
  const char* word = NULL;
  while ((word = next_word(reader))) {
    char*               end  = NULL;
    const unsigned long byte = strtoul(word, &end, 16);
    if (*end || byte > UINT8_MAX) {
      return ob_problem(
        reader->problem, "\"%.40s\" is no byte in hexadecimal", word);
    }
    bytes[size++] = (uint8_t)byte;
  }
  return ob_midi_valid(bytes, size)
           ? ob_events_append(events, frame, bytes, size)
           : ob_problem(reader->problem, "the bytes are no MIDI message");
}

static ObStatus
parse_note(Reader* const           reader,
           const uint32_t          frame,
           const ObTempoMap* const tempo,
           ObEvents* const         events)
{
  long     pitch    = 0;
  long     velocity = 0;
  long     release  = OFF_VELOCITY;
  uint32_t end      = 0U;

  ObStatus status = read_pitch(reader, &pitch);
  if (!status) {
    status = read_integer(reader, "the velocity", 1, 127, &velocity);
  }
  if (!status) {
    const char* const word =
      skip_word(reader, "len") ? next_word(reader) : NULL;
    status =
      word ? ob_time_parse(
               word, tempo, ob_tempo_beat(tempo, frame), &end, reader->problem)
           : ob_problem(reader->problem, "a note needs \"len LENGTH\"");
  }
  if (!status && skip_word(reader, "off")) {
    status = read_integer(reader, "the velocity", 0, 127, &release);
  }

  uint8_t bytes[3] = { 0x90U, (uint8_t)pitch, (uint8_t)velocity };
  if (!status) {
    status = read_end(reader, &bytes[0]);
  }
  if (!status) {
    status = ob_events_append(events, frame, bytes, 3U);
  }
  bytes[0] = 0x80U | (bytes[0] & 0x0FU);
  bytes[2] = (uint8_t)release;
  return status ? status : ob_events_append(events, end, bytes, 3U);
}

ObStatus
ob_event_parse(const ObWords* const    words,
               const size_t            first,
               const uint32_t          frame,
               const ObTempoMap* const tempo,
               ObEvents* const         events,
               ObProblem* const        problem)
{
  Reader            reader = { words, first, problem };
  const char* const name   = next_word(&reader);
  if (!name) {
    return ob_problem(problem, "nothing happens at this time");
  }
  if (!strcmp(name, "note")) {
    return parse_note(&reader, frame, tempo, events);
  }
  if (!strcmp(name, "bend")) {
    return parse_bend(&reader, frame, events);
  }
  if (!strcmp(name, "sysex") || !strcmp(name, "raw")) {
    return parse_bytes(&reader, frame, events);
  }
  for (size_t i = 0U; i < sizeof(forms) / sizeof(forms[0]); ++i) {
    if (!strcmp(name, forms[i].name)) {
      return parse_plain(&reader, &forms[i], frame, events);
    }
  }
  return ob_problem(problem, "\"%.40s\" is no event", name);
}
