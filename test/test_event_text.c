// Copyright 2026 The Outboard authors
// SPDX-License-Identifier: ISC

// Tests of MIDI messages as lines of text

#undef NDEBUG

#include "event_text.h"

#include <assert.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#define RATE 48000.0

static ObTempoMap tempo;

/// Read a line; return its problem, or ""
static const char*
parse(const char* const line, ObEvents* const events)
{
  static ObProblem problem;
  static ObWords   words;
  uint32_t         frame = 0U;
  char* const      copy  = strdup(line);
  assert(copy);

  problem.text[0] = '\0';
  ob_words_split(&words, copy);
  assert(words.count);
  if (!ob_time_parse(words.words[0], &tempo, 0.0, &frame, &problem)) {
    const ObStatus status =
      ob_event_parse(&words, 1U, frame, &tempo, events, &problem);
    assert(!status == !problem.text[0]);
  }
  free(copy);
  return problem.text;
}

/// What is read from `line` is printed as `text`
static void
expect_print(const char* const line, const char* const text)
{
  ObEvents events = { .count = 0U };
  assert(!strcmp(parse(line, &events), ""));

  char*       printed = NULL;
  size_t      size    = 0U;
  FILE* const file    = open_memstream(&printed, &size);
  assert(file);
  ob_events_sort(&events);
  assert(!ob_events_print(&events, &tempo, file));
  fclose(file);
  if (strcmp(printed, text)) {
    fprintf(stderr, "%s: %s", line, printed);
  }
  assert(!strcmp(printed, text));
  free(printed);
  ob_events_clear(&events);
}

static void
test_print(void)
{
  static const struct
  {
    const char* line;
    const char* text;
  } lines[] = {
    { "0 note C4 100 len 1", "  0:000     note C4 100 len 1:000\n" },
    { "3/2 note C#-1 1 len 1/4", "  1:250     note C#-1 1 len 0:125\n" },
    { "0:030 note Db4 1 len 0:030.02 off 0 ch 16",
      "  0:030     note C#4 1 len 0:030.02 off 0 ch 16\n" },
    { "1.25 on G9 127", "  1:125     on G9 127\n" },
    { "1:125.02 off 127 0 # a comment", "  1:125.02  off G9 0\n" },
    { "0:10000 cc 1 64 ch 2", "  20:000    cc 1 64 ch 2\n" },
    { "0 bend -8192", "  0:000     bend -8192\n" },
    { "0 bend 8191", "  0:000     bend 8191\n" },
    { "0 pressure 127", "  0:000     pressure 127\n" },
    { "0 poly C4 5", "  0:000     poly C4 5\n" },
    { "0 program 127", "  0:000     program 127\n" },
    { "0 sysex f0 7d 1 f7", "  0:000     sysex f0 7d 01 f7\n" },
    { "0 raw F8", "  0:000     raw f8\n" },
  };

  for (size_t i = 0U; i < sizeof(lines) / sizeof(lines[0]); ++i) {
    expect_print(lines[i].line, lines[i].text);
  }
}

static void
test_problems(void)
{
  static const struct
  {
    const char* line;
    const char* words;
  } lines[] = {
    { "x note C4 1 len 1", "no time" },
    { "-1 cc 1 1", "no time" },
    { "1/0 cc 1 1", "no time" },
    { "1:2:3 cc 1 1", "no time" },
    { "nan cc 1 1", "no time" },
    { "1e9 cc 1 1", "no time" },
    { "1000000 cc 1 1", "later than 12 hours" },
    { "0", "nothing happens" },
    { "0 note", "no note" },
    { "0 nonsense 1", "no event" },
    { "0 note H4 1 len 1", "no note" },
    { "0 note G#9 1 len 1", "no note" },
    { "0 note C4 0 len 1", "the velocity is 0, but goes from 1 to 127" },
    { "0 note C4 1", "a note needs \"len LENGTH\"" },
    { "0 note C4 1 len", "a note needs \"len LENGTH\"" },
    { "0 note C4 1 len 1 off 128", "the velocity is 128" },
    { "0 cc 128 1", "a value is 128" },
    { "0 cc 1", "a value is missing" },
    { "0 cc 1 1 ch 17", "the channel is 17" },
    { "0 cc 1 1 ch -9223372036854775808", "the channel is -92" },
    { "0 cc 1 1 1", "\"1\" is not expected here" },
    { "0 bend 8192", "the bend is 8192" },
    { "0 bend 9223372036854775807", "the bend is 92" },
    { "0 sysex f0 7d", "no MIDI message" },
    { "0 sysex f0 xx f7", "no byte" },
    { "0 raw 100", "no byte" },
  };

  for (size_t i = 0U; i < sizeof(lines) / sizeof(lines[0]); ++i) {
    ObEvents          events  = { .count = 0U };
    const char* const problem = parse(lines[i].line, &events);
    if (!strstr(problem, lines[i].words)) {
      fprintf(stderr, "%s: %s\n", lines[i].line, problem);
    }
    assert(strstr(problem, lines[i].words));
    ob_events_clear(&events);
  }
}

/// Every frame has a text of its own
static void
test_every_frame(void)
{
  for (uint32_t frame = 0U; frame < 50000U; ++frame) {
    const uint8_t clock  = 0xF8U;
    ObEvents      events = { .count = 0U };
    assert(!ob_events_append(&events, frame, &clock, 1U));

    char*       text = NULL;
    size_t      size = 0U;
    FILE* const file = open_memstream(&text, &size);
    assert(file);
    assert(!ob_events_print(&events, &tempo, file));
    fclose(file);
    text[strcspn(text, "\n")] = '\0';

    assert(!strcmp(parse(text, &events), ""));
    assert(events.count == 2U && events.events[1].frame == frame);
    free(text);
    ob_events_clear(&events);
  }
}

int
main(void)
{
  assert(!ob_tempo_init(&tempo, RATE, 120.0));
  test_print();
  test_problems();
  test_every_frame();

  // Where a beat is no whole number of frames
  assert(!ob_tempo_set(&tempo, 0.0, 133.7));
  test_every_frame();
  ob_tempo_clear(&tempo);
  return 0;
}
