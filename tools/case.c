// Copyright 2026 The Outboard authors
// SPDX-License-Identifier: ISC

// Reading golden tests of presets; setup

#include "case.h"

#include "complain.h"
#include "event_text.h"
#include "file.h"
#include "grow.h"

#include <math.h>
#include <stdbool.h>
#include <stdlib.h>
#include <string.h>

/// What a case has if it does not say [frames]
#define BLOCK_USUAL 64U
#define BLOCK_MAX 8192U
#define TAIL (2U * OB_CASE_RATE)

/// Which lines are being read
typedef enum
{
  PART_NONE, ///< Before the first case
  PART_HEAD,
  PART_IN,
  PART_OUT
} Part;

/// Reading a file
typedef struct
{
  ObCases*   cases;
  ObCase*    current; ///< NULL before the first case
  Part       part;
  size_t     line;  ///< Index of the line
  bool       ends;  ///< The case says where it ends
  ObWords    words; ///< Of the line
  ObProblem* problem;
} Reader;

static void
clear_case(ObCase* const item)
{
  ob_tempo_clear(&item->tempo);
  ob_events_clear(&item->input);
  ob_events_clear(&item->output);
  free(item->moves);
  free(item->turns);
}

void
ob_cases_clear(ObCases* const cases)
{
  for (size_t i = 0U; i < cases->count; ++i) {
    clear_case(&cases->cases[i]);
  }
  free(cases->cases);
  ob_lines_clear(&cases->lines);
  ob_lines_clear(&cases->words);
}

/// Return the last frame at which the input has something
static uint32_t
last_input(const ObCase* const item)
{
  const ObEvents* const input = &item->input;
  uint32_t last = input->count ? input->events[input->count - 1U].frame : 0U;
  if (item->n_turns && item->turns[item->n_turns - 1U].frame > last) {
    last = item->turns[item->n_turns - 1U].frame;
  }
  if (item->n_moves && item->moves[item->n_moves - 1U].frame > last) {
    last = item->moves[item->n_moves - 1U].frame;
  }
  return last;
}

static ObStatus
add_move(ObCase* const item, const ObMove* const move)
{
  ObMove* const moves = (ObMove*)ob_grow(
    item->moves, &item->moves_capacity, item->n_moves + 1U, sizeof(ObMove));
  if (!moves) {
    return OB_NO_MEM;
  }
  item->moves            = moves;
  moves[item->n_moves++] = *move;
  return OB_SUCCESS;
}

/// Put tempo and meter among the starts and stops, of which there may be none
static ObStatus
add_changes(ObCase* const item)
{
  ObMove* const switches   = item->moves;
  const size_t  n_switches = item->n_moves;
  size_t        n_changes  = 0U;
  ObMove* const changes    = ob_offline_moves(&item->tempo, &n_changes);

  item->moves          = NULL;
  item->n_moves        = 0U;
  item->moves_capacity = 0U;
  ObStatus status      = changes ? OB_SUCCESS : OB_NO_MEM;
  bool     playing     = true;
  size_t   next        = 0U;
  for (size_t i = 0U; !status && i < n_changes; ++i) {
    for (; !status && next < n_switches &&
           switches[next].frame < changes[i].frame;
         ++next) {
      playing = switches[next].playing;
      status  = add_move(item, &switches[next]);
    }
    if (next < n_switches && switches[next].frame == changes[i].frame) {
      playing = switches[next++].playing;
    }
    changes[i].playing = playing;
    if (!status) {
      status = add_move(item, &changes[i]);
    }
  }
  for (; !status && next < n_switches; ++next) {
    status = add_move(item, &switches[next]);
  }
  free(changes);
  free(switches);
  return status;
}

/// Complete the current case, which ends before the line
static ObStatus
finish_case(const Reader* const reader)
{
  ObCase* const item = reader->current;
  if (!item) {
    return OB_SUCCESS;
  }
  if (reader->part != PART_OUT) {
    return ob_problem(reader->problem,
                      "the case before has no \"%s\"",
                      reader->part == PART_HEAD ? "in" : "out");
  }

  item->end = reader->line;
  ob_events_sort(&item->input);
  ob_events_sort(&item->output);
  const ObStatus status = add_changes(item);
  if (!reader->ends) {
    item->length = last_input(item) + TAIL;
  }
  return status;
}

static ObStatus
begin_case(Reader* const reader, const char* const name)
{
  ObStatus status = finish_case(reader);
  if (status) {
    return status;
  }

  ObCases* const cases = reader->cases;
  ObCase* const  list  = (ObCase*)ob_grow(
    cases->cases, &cases->capacity, cases->count + 1U, sizeof(ObCase));
  if (!list) {
    return OB_NO_MEM;
  }

  cases->cases    = list;
  reader->current = &list[cases->count++];
  reader->part    = PART_HEAD;
  reader->ends    = false;
  *reader->current =
    (ObCase){ .name = name, .line = reader->line, .block = BLOCK_USUAL };
  return ob_tempo_init(&reader->current->tempo, OB_CASE_RATE, OB_TEMPO_USUAL);
}

/// Return whether the words from `first` on are `name` and `count` others
static bool
is_line(const ObWords* const words,
        const size_t         first,
        const char* const    name,
        const size_t         count)
{
  return words->count == first + 1U + count &&
         !strcmp(words->words[first], name);
}

/// Read "ID = VALUE", which may have spaces
static ObStatus
read_turn(const Reader* const reader, const size_t first, const uint32_t frame)
{
  ObCase* const        item  = reader->current;
  const ObWords* const words = &reader->words;
  ObCaseTurn* const    turns = (ObCaseTurn*)ob_grow(
    item->turns, &item->turns_capacity, item->n_turns + 1U, sizeof(ObCaseTurn));
  if (!turns) {
    return OB_NO_MEM;
  }

  // The words are parts of one text: put the spaces back
  char* const value = words->words[first + 2U];
  for (size_t i = first + 3U; i < words->count; ++i) {
    value[strlen(value)] = ' ';
  }
  item->turns = turns;
  turns[item->n_turns++] =
    (ObCaseTurn){ frame, reader->line, words->words[first], value };
  return OB_SUCCESS;
}

/// Read what "in" and what is before it may both have; OB_EMPTY if it is not
static ObStatus
read_common(const Reader* const reader, const size_t first, const double beat)
{
  ObCase* const        item  = reader->current;
  const ObWords* const words = &reader->words;
  const char* const    last  = words->words[words->count - 1U];

  ObStatus status = OB_EMPTY;
  if (words->count >= first + 3U && !strcmp(words->words[first + 1U], "=")) {
    const double frame = round(ob_tempo_frame(&item->tempo, beat));
    status             = read_turn(reader, first, (uint32_t)frame);
  } else if (is_line(words, first, "tempo", 1U)) {
    status = ob_tempo_set(&item->tempo, beat, strtod(last, NULL));
  } else if (is_line(words, first, "meter", 1U)) {
    const char* const slash = strchr(last, '/');
    status                  = ob_tempo_set_meter(
      &item->tempo, beat, atoi(last), slash ? atoi(slash + 1) : 0);
  }
  return status == OB_BAD_ARG
           ? ob_problem(
               reader->problem, "there is no %s %s", words->words[first], last)
           : status;
}

static ObStatus
read_head(Reader* const reader)
{
  ObCase* const        item  = reader->current;
  const ObWords* const words = &reader->words;
  const char* const    last  = words->words[words->count - 1U];

  if (is_line(words, 0U, "in", 0U)) {
    reader->part = PART_IN;
    return OB_SUCCESS;
  }
  if (is_line(words, 0U, "block", 1U)) {
    item->block = (uint32_t)strtoul(last, NULL, 10);
    return item->block && item->block <= BLOCK_MAX
             ? OB_SUCCESS
             : ob_problem(
                 reader->problem, "a block has 1 to %u frames", BLOCK_MAX);
  }
  if (is_line(words, 0U, "end", 1U)) {
    reader->ends = true;
    return ob_time_parse(
      last, &item->tempo, 0.0, &item->length, reader->problem);
  }

  const ObStatus status = read_common(reader, 0U, 0.0);
  return status == OB_EMPTY
           ? ob_problem(reader->problem,
                        "this is neither a parameter, as \"id = value\", nor "
                        "tempo, meter, block, end or in")
           : status;
}

/// Read a line of "in"; time does not go back
static ObStatus
read_in(Reader* const reader)
{
  ObCase* const        item  = reader->current;
  const ObWords* const words = &reader->words;
  uint32_t             frame = 0U;
  if (is_line(words, 0U, "out", 0U)) {
    reader->part = PART_OUT;
    item->out    = reader->line;
    return OB_SUCCESS;
  }

  ObStatus status =
    ob_time_parse(words->words[0], &item->tempo, 0.0, &frame, reader->problem);
  if (!status && words->count < 2U) {
    status = ob_problem(reader->problem, "nothing happens at this time");
  }
  if (status) {
    return status;
  }

  const double beat = ob_tempo_beat(&item->tempo, frame);
  if (is_line(words, 1U, "stop", 0U) || is_line(words, 1U, "play", 0U)) {
    const ObMove move = { frame,
                          ob_tempo_position(&item->tempo, frame),
                          words->words[1][0] == 'p' };
    return add_move(item, &move);
  }
  status = read_common(reader, 1U, beat);
  return status == OB_EMPTY
           ? ob_event_parse(
               words, 1U, frame, &item->tempo, &item->input, reader->problem)
           : status;
}

static ObStatus
read_out(Reader* const reader)
{
  ObCase* const item   = reader->current;
  uint32_t      frame  = 0U;
  ObStatus      status = ob_time_parse(
    reader->words.words[0], &item->tempo, 0.0, &frame, reader->problem);
  return status ? status
                : ob_event_parse(&reader->words,
                                 1U,
                                 frame,
                                 &item->tempo,
                                 &item->output,
                                 reader->problem);
}

/// Return the name in a line that begins a case, or NULL
static const char*
name_of_case(const char* const line)
{
  static const char word[] = "case ";

  return strncmp(line, word, sizeof(word) - 1U) ? NULL
                                                : line + sizeof(word) - 1U;
}

static ObStatus
read_line(Reader* const reader)
{
  const char* const name =
    name_of_case(reader->cases->lines.lines[reader->line]);
  if (name) {
    return begin_case(reader, name);
  }

  ob_words_split(&reader->words, reader->cases->words.lines[reader->line]);
  if (!reader->words.count) {
    return OB_SUCCESS;
  }
  switch (reader->part) {
    case PART_NONE:
      break;
    case PART_HEAD:
      return read_head(reader);
    case PART_IN:
      return read_in(reader);
    case PART_OUT:
      return read_out(reader);
  }
  return ob_problem(reader->problem, "this is before the first \"case NAME\"");
}

static ObStatus
read_lines(ObCases* const cases, const char* const path)
{
  ObProblem problem = { "" };
  Reader    reader  = { .cases = cases, .problem = &problem };

  ObStatus status = OB_SUCCESS;
  for (; !status && reader.line < cases->lines.count; ++reader.line) {
    status = read_line(&reader);
  }
  if (!status) {
    status = finish_case(&reader);
  }
  if (status) {
    ob_complain("%s:%zu: %s",
                path,
                reader.line,
                problem.text[0] ? problem.text : ob_strerror(status));
  }
  return status;
}

ObStatus
ob_cases_read(ObCases* const cases, const char* const path)
{
  ObText* text = NULL;

  *cases          = (ObCases){ .count = 0U };
  ObStatus status = ob_file_read(path, &text);
  if (!status) {
    status = ob_lines_split(&cases->lines, text->bytes);
  }
  if (!status) {
    status = ob_lines_split(&cases->words, text->bytes);
  }
  ob_text_release(text);
  if (status == OB_NO_FILE) {
    ob_complain("%s: no such file; write it, see \"outboard help test\"", path);
  } else if (status) {
    ob_complain("%s: %s", path, ob_strerror(status));
  }
  return status ? status : read_lines(cases, path);
}
