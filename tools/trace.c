// Copyright 2026 The Outboard authors
// SPDX-License-Identifier: ISC

// outboard trace: where a script is just now; setup

#include "command.h"
#include "journal.h"
#include "reading.h"
#include "view.h"
#include "view_talk.h"

#include <stdbool.h>
#include <stdio.h>
#include <string.h>

/// A stack has been written if nothing more has come for so many looks
#define QUIET_LOOKS 3U

/// Looks until it begins to be written
#define PATIENT_LOOKS 20U

/// How Python begins to write a stack
static const char stack[] = "Stack (most recent call first):";

/// How its other lines begin
static const char frame[] = "  ";

/// What comes before each line of the stack: the script's name
typedef struct
{
  char   text[512];
  size_t length;
  bool   known; ///< The stack has begun
} Label;

/// Show a line if it is one of the stack's
static bool
show(void* const                handle,
     const ObInspectLine* const line,
     const char* const          text,
     const bool                 gap)
{
  Label* const      label = (Label*)handle;
  const char* const first = strstr(text, stack);

  (void)gap;
  if (line->level != OB_LOG_ERROR) {
    return false;
  }
  if (first && (size_t)(first - text) < sizeof(label->text)) {
    label->known  = true;
    label->length = (size_t)(first - text);
    memcpy(label->text, text, label->length);
  } else if (!label->known || strncmp(text, label->text, label->length) != 0 ||
             strncmp(text + label->length, frame, strlen(frame)) != 0) {
    return false;
  }

  puts(text + label->length);
  return true;
}

/// Have the stack written, and print it
static ObExit
trace(const ObView* const view)
{
  Label     label   = { .length = 0U };
  ObReading reading = {
    .view = view, .after = ob_journal_time(), .show = show, .handle = &label
  };
  ObStatus status = ob_view_demand(view, OB_INSPECT_TRACE);
  if (status == OB_CLOSED) {
    ob_complain("no script plays there now");
    return OB_EXIT_FAILED;
  }

  unsigned quiet = 0U;
  for (unsigned i = 0U; !status && quiet < QUIET_LOOKS && i < PATIENT_LOOKS;
       ++i) {
    ob_reading_pause();
    status = ob_reading_advance(&reading);
    quiet  = reading.lines || !label.known ? 0U : quiet + 1U;
  }
  if (status) {
    ob_view_complain(view, status);
  } else if (!label.known) {
    ob_complain("the script's process does not answer; something has stopped "
                "it, such as a debugger");
  }
  return !status && label.known ? OB_EXIT_GOOD : OB_EXIT_FAILED;
}

static ObExit
run(const ObEnvironment* const environment,
    const int                  count,
    char* const* const         arguments)
{
  (void)environment;
  return ob_view_command(count, arguments, trace);
}

const ObCommand ob_command_trace = {
  "trace",
  "ID",
  "print where a script is just now, stuck or not",
  "The script's stack is printed, the innermost line first, and its host's "
  "log\n"
  "has it too.  The script is not stopped.  \"<no Python frame>\" means that "
  "it\n"
  "has nothing to do.  ID is as for outboard log.\n",
  1,
  run,
};
