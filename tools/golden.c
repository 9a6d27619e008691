// Copyright 2026 The Outboard authors
// SPDX-License-Identifier: ISC

// outboard test: runs presets on what is written, and compares; setup

#include "case.h"
#include "case_run.h"
#include "command.h"

#include <errno.h>
#include <glob.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

/// Ends of the names of presets and of their tests
static const char preset_end[] = ".py";
static const char test_end[]   = ".test";

/// What is counted
typedef struct
{
  unsigned passed;
  unsigned failed;
  unsigned updated;
} Tally;

static bool
ends_with(const char* const text, const char* const end)
{
  const size_t length     = strlen(text);
  const size_t end_length = strlen(end);
  return length > end_length && !strcmp(text + length - end_length, end);
}

/// Return `path` with another end, to be freed, or NULL
static char*
replace_end(const char* const path, const char* const end, const char* const by)
{
  const size_t kept     = strlen(path) - strlen(end);
  char*        replaced = NULL;
  return asprintf(&replaced, "%.*s%s", (int)kept, path, by) < 0 ? NULL
                                                                : replaced;
}

/// Return whether a line is empty or a comment
static bool
is_void(const char* const line)
{
  const char first = line[strspn(line, " \t\r")];
  return !first || first == '#';
}

/// Write the file with what the cases have given
static bool
update(const char* const path, const ObCases* const cases, char* const* actual)
{
  FILE* const file = fopen(path, "we");
  size_t      line = 0U;
  for (size_t i = 0U; file && i < cases->count; ++i) {
    const ObCase* const item = &cases->cases[i];
    while (line <= item->out) {
      fprintf(file, "%s\n", cases->lines.lines[line++]);
    }
    fputs(actual[i], file);

    // What is between cases, such as comments, stays
    line = item->end;
    while (line > item->out + 1U && is_void(cases->lines.lines[line - 1U])) {
      --line;
    }
  }
  while (file && line < cases->lines.count) {
    fprintf(file, "%s\n", cases->lines.lines[line++]);
  }
  if (!file || fclose(file)) {
    ob_complain("%s: %s", path, strerror(errno));
    return false;
  }
  return true;
}

/// Run the cases in a file
static void
test_cases(ObCaseBench* const   bench,
           const ObCases* const cases,
           const char* const    path,
           const bool           updates,
           Tally* const         tally)
{
  char** const actual = (char**)calloc(cases->count + 1U, sizeof(char*));
  bool         stale  = false;
  for (size_t i = 0U; actual && i < cases->count; ++i) {
    const ObCaseResult result =
      ob_case_run(bench, &cases->cases[i], path, updates, &actual[i]);
    stale |= result == OB_CASE_DIFFERS;
    if (result == OB_CASE_PASSED) {
      ++tally->passed;
    } else if (result == OB_CASE_DIFFERS && updates) {
      ++tally->updated;
    } else {
      ++tally->failed;
    }
  }

  bool complete = actual != NULL;
  for (size_t i = 0U; complete && i < cases->count; ++i) {
    complete = actual[i] != NULL;
  }
  if (updates && stale && complete && !update(path, cases, actual)) {
    ++tally->failed;
  }
  for (size_t i = 0U; actual && i < cases->count; ++i) {
    free(actual[i]);
  }
  free(actual);
}

/// Test one preset, whose file or whose test's file is `path`
static void
test_file(const ObEnvironment* const environment,
          const char* const          path,
          const bool                 updates,
          Tally* const               tally)
{
  const bool        is_test = ends_with(path, test_end);
  const char* const end     = is_test ? test_end : preset_end;
  if (!is_test && !ends_with(path, preset_end)) {
    ob_complain("%s: neither a preset (.py) nor its test (.test)", path);
    ++tally->failed;
    return;
  }

  char* const test   = replace_end(path, end, test_end);
  char* const preset = replace_end(path, end, preset_end);
  ObCases     cases  = { .count = 0U };
  ObCaseBench bench  = { .world = NULL };
  if (!test || !preset || ob_cases_read(&cases, test) ||
      ob_case_bench_open(&bench, environment, preset)) {
    ++tally->failed;
  } else {
    test_cases(&bench, &cases, test, updates, tally);
  }
  ob_case_bench_close(&bench);
  ob_cases_clear(&cases);
  free(preset);
  free(test);
}

/// Test all presets with tests in this folder; return whether there are any
static bool
test_folder(const ObEnvironment* const environment,
            const bool                 updates,
            Tally* const               tally)
{
  glob_t     found;
  const bool any = !glob("*.test", 0, NULL, &found);
  for (size_t i = 0U; any && i < found.gl_pathc; ++i) {
    test_file(environment, found.gl_pathv[i], updates, tally);
  }
  if (any) {
    globfree(&found);
  }
  return any;
}

static ObExit
run(const ObEnvironment* const environment,
    const int                  count,
    char* const* const         arguments)
{
  bool  updates = false;
  Tally tally   = { 0U, 0U, 0U };
  int   first   = 0;
  for (; first < count && arguments[first][0] == '-'; ++first) {
    if (strcmp(arguments[first], "--update")) {
      ob_complain("test: unknown option %s", arguments[first]);
      return OB_EXIT_USAGE;
    }
    updates = true;
  }

  if (first == count && !test_folder(environment, updates, &tally)) {
    ob_complain("test: there is no *.test in this folder");
    return OB_EXIT_FAILED;
  }
  for (int i = first; i < count; ++i) {
    test_file(environment, arguments[i], updates, &tally);
  }

  if (tally.updated) {
    printf("%u updated, ", tally.updated);
  }
  printf("%u passed, %u failed\n", tally.passed, tally.failed);
  return tally.failed ? OB_EXIT_FAILED : OB_EXIT_GOOD;
}

const ObCommand ob_command_test = {
  "test",
  "[--update] [FILE...]",
  "run presets on what is written in their tests, and compare",
  "FILE is a preset, as chord.py, or its test beside it, chord.test; without,\n"
  "all tests in this folder are run.  Each case is run through the plugin as\n"
  "when a host renders, in blocks of two different lengths.  What differs "
  "from\n"
  "what the test expects is printed, \"-\" before what was expected, \"+\" "
  "before\n"
  "what came out.  With --update, that becomes what is expected.\n"
  "\n"
  "  case in minor, and then in major   a name; any text\n"
  "    chord = minor                    a parameter, before the first block\n"
  "    tempo 90                         120 if there is none\n"
  "    meter 3/4                        4/4 if there is none\n"
  "    block 128                        frames; 64 if there is none\n"
  "    end 16:000                       two seconds after the last input if "
  "none\n"
  "  in\n"
  "    0:000  note C4 100 len 1:000     at BEAT:MILLISECONDS, counted from 0\n"
  "    3/2    note E4 90 len 1/2        or at a beat, which may be a fraction\n"
  "    2:030  cc 74 64 ch 2             channel 1 if there is none\n"
  "    4      chord = major             a parameter changes\n"
  "    8      stop                      the transport stops; play starts it\n"
  "  out\n"
  "    0:000  note C4 100 len 1:000     one line for note-on and note-off\n"
  "\n"
  "Other events: on PITCH VELOCITY, off PITCH VELOCITY, bend -8192 to 8191,\n"
  "pressure VALUE, poly PITCH VALUE, program NUMBER, sysex f0 ... f7, raw "
  "BYTES.\n"
  "A word that begins with # begins a comment.  The sample rate is 48000.\n"
  "Exit status: 0 if all cases pass, 1 if not, 2 on wrong usage.\n",
  0,
  run,
};
