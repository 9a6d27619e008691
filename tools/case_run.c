// Copyright 2026 The Outboard authors
// SPDX-License-Identifier: ISC

// Running a golden test through the real plugin; one thread

#include "case_run.h"

#include "event_text.h"
#include "setting.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

/// The second length of a block: one that divides nothing [frames]
static const uint32_t other_block = 1021U;

/// What came of a case, or of what was expected
typedef struct
{
  char* text; ///< Lines of "out"; owned; NULL if there are none to be had
  char* log;  ///< What was logged, and what else went wrong; owned
  bool  good; ///< Nothing went wrong
} Outcome;

static void
clear_outcome(Outcome* const outcome)
{
  free(outcome->text);
  free(outcome->log);
}

ObStatus
ob_case_bench_open(ObCaseBench* const         bench,
                   const ObEnvironment* const environment,
                   const char* const          preset)
{
  *bench       = (ObCaseBench){ .world = NULL };
  bench->world = ob_world_new();
  if (!bench->world) {
    ob_complain("%s", ob_strerror(OB_NO_MEM));
    return OB_NO_MEM;
  }
  return ob_source_open(&bench->source, environment, bench->world, preset);
}

void
ob_case_bench_close(ObCaseBench* const bench)
{
  ob_world_free(bench->world);
  ob_source_close(&bench->source);
}

/// Print messages to a text, to be freed; NULL on failure
static char*
print_events(const ObEvents* const events, const ObTempoMap* const tempo)
{
  char*       text = NULL;
  size_t      size = 0U;
  FILE* const file = open_memstream(&text, &size);
  if (!file) {
    return NULL;
  }

  const ObStatus status = ob_events_print(events, tempo, file);
  if (fclose(file) || status) {
    free(text);
    return NULL;
  }
  return text;
}

/// Understand the parameters of a case; return them, to be freed, or NULL
static ObTurn*
find_turns(const ObCaseBench* const bench,
           const ObCase* const      item,
           FILE* const              log)
{
  ObTurn* const turns = (ObTurn*)calloc(item->n_turns + 1U, sizeof(ObTurn));
  for (size_t i = 0U; turns && i < item->n_turns; ++i) {
    const ObCaseTurn* const turn    = &item->turns[i];
    ObProblem               problem = { "" };
    ObSetting               setting = { 0U, 0.0f };
    if (ob_setting_parse(&setting,
                         bench->world,
                         bench->source.plugin,
                         turn->id,
                         turn->value,
                         &problem)) {
      fprintf(log, "line %zu: %s\n", turn->line + 1U, problem.text);
      free(turns);
      return NULL;
    }
    turns[i] = (ObTurn){ turn->frame, setting.port, setting.value };
  }
  return turns;
}

/// Run a case in a plugin, and say what goes wrong
static ObStatus
play(ObHost* const       host,
     const ObTake* const take,
     ObEvents* const     output,
     FILE* const         log)
{
  // Those that are set before it begins are the script's first ones
  for (size_t i = 0U; i < take->n_turns && !take->turns[i].frame; ++i) {
    ob_host_set(host, take->turns[i].port, take->turns[i].value);
  }

  ObHealth health = { 0U, 0U, 0U };
  ObStatus status = ob_offline_wait(host);
  if (!status) {
    status = ob_offline_run(host, take, output, &health);
  }
  if (status) {
    fprintf(log, "could not be run: %s\n", ob_strerror(status));
  } else if (health.late || health.dropped) {
    fprintf(log, "%u events were late, %u lost\n", health.late, health.dropped);
    status = OB_TIMEOUT;
  }
  return status ? status : ob_host_errors(host) ? OB_ERROR : OB_SUCCESS;
}

static Outcome
run_case(const ObCaseBench* const bench,
         const ObCase* const      item,
         const uint32_t           block)
{
  Outcome     outcome = { NULL, NULL, false };
  size_t      size    = 0U;
  FILE* const log     = open_memstream(&outcome.log, &size);
  if (!log) {
    return outcome;
  }

  const ObHostOptions options = { OB_CASE_RATE, block, log };
  ObTurn* const       turns   = find_turns(bench, item, log);
  ObHost* const       host =
    turns ? ob_host_new(bench->world, bench->source.plugin, &options) : NULL;
  const ObTake take   = { .input   = &item->input,
                          .moves   = item->moves,
                          .n_moves = item->n_moves,
                          .turns   = turns,
                          .n_turns = item->n_turns,
                          .block   = block,
                          .length  = item->length };
  ObEvents     output = { .count = 0U };
  if (host) {
    outcome.good = !play(host, &take, &output, log);
    outcome.text = print_events(&output, &item->tempo);
  }
  ob_host_free(host); // Which may log
  ob_events_clear(&output);
  free(turns);
  fclose(log);
  return outcome;
}

/// Print a text's lines with something before each
static void
print_lines(const char* text)
{
  while (text && *text) {
    const size_t length = strcspn(text, "\n");
    printf("   %.*s\n", (int)length, text);
    text += length + !!text[length];
  }
}

/// Print what differs between two texts
static void
print_difference(const char* const expected, const char* const actual)
{
  ObLines        a;
  ObLines        b;
  const ObStatus split_a = ob_lines_split(&a, expected);
  const ObStatus split_b = ob_lines_split(&b, actual);
  if (!split_a && !split_b) {
    ob_lines_compare(&a, &b, stdout);
  }
  ob_lines_clear(&a);
  ob_lines_clear(&b);
}

ObCaseResult
ob_case_run(ObCaseBench* const  bench,
            const ObCase* const item,
            const char* const   path,
            const bool          updates,
            char** const        actual)
{
  char* const expected = print_events(&item->output, &item->tempo);
  Outcome     first    = run_case(bench, item, item->block);
  Outcome     second   = { NULL, NULL, true };
  if (first.good) {
    second = run_case(bench, item, other_block);
  }

  ObCaseResult result = OB_CASE_FAILED;
  *actual             = NULL;
  if (!expected || !first.good || !second.good || !first.text || !second.text) {
    printf("%s:%zu: %s: failed\n", path, item->line + 1U, item->name);
    print_lines(first.log);
    print_lines(second.log);
  } else if (strcmp(first.text, second.text)) {
    printf("%s:%zu: %s: blocks of %u (-) and %u (+) frames differ\n",
           path,
           item->line + 1U,
           item->name,
           item->block,
           other_block);
    print_difference(first.text, second.text);
  } else {
    result  = strcmp(expected, first.text) ? OB_CASE_DIFFERS : OB_CASE_PASSED;
    *actual = strdup(first.text);
  }

  if (result == OB_CASE_DIFFERS) {
    printf("%s:%zu: %s: %s\n",
           path,
           item->line + 1U,
           item->name,
           updates ? "updated" : "expected (-) and actual (+) differ");
    print_difference(expected, first.text);
    if (!updates) {
      print_lines(first.log);
    }
  }
  free(expected);
  clear_outcome(&first);
  clear_outcome(&second);
  return result;
}
