// Copyright 2026 The Outboard authors
// SPDX-License-Identifier: ISC

// outboard reload and reset: what can be demanded of an instance; setup

#include "command.h"
#include "journal.h"
#include "reading.h"
#include "view.h"
#include "view_talk.h"

#include <stdbool.h>
#include <stdio.h>

/// Looks until a script has to have loaded, for which it has 10 s
#define PATIENT_LOOKS 150U

/// Show what went wrong meanwhile
static bool
show(void* const                handle,
     const ObInspectLine* const line,
     const char* const          text,
     const bool                 gap)
{
  (void)handle;
  (void)gap;
  if (line->level < OB_LOG_WARNING) {
    return false;
  }

  fprintf(stderr, "%s\n", text);
  return true;
}

/// Wait until the script plays or has failed to; return OB_EMPTY if neither
static ObStatus
await(const ObView* const view, ObReading* const problems)
{
  ObStatus status = OB_EMPTY;

  for (unsigned i = 0U; status == OB_EMPTY && i < PATIENT_LOOKS; ++i) {
    ob_reading_pause();
    status = ob_view_demand(view, OB_INSPECT_OUTCOME);
    ob_reading_advance(problems);
  }

  return status;
}

/// Say what came of it
static ObExit
demand(const ObView* const view,
       const ObInspectType type,
       const char* const   refusal,
       const char* const   success)
{
  ObReading problems = { .view  = view,
                         .after = ob_journal_time(),
                         .show  = show };
  char      id[32];
  ob_view_id(view, id, sizeof(id));

  ObStatus status = ob_view_demand(view, type);
  if (status) {
    ob_complain("%s: %s: %s",
                view->texts[OB_INSPECT_PATH][0] ? view->texts[OB_INSPECT_PATH]
                                                : id,
                refusal,
                ob_strerror(status));
    return OB_EXIT_FAILED;
  }

  status = await(view, &problems);
  switch (status) {
    case OB_SUCCESS:
      printf("%s: %s\n", id, success);
      return OB_EXIT_GOOD;
    case OB_EMPTY:
      ob_complain("%s: it is still loading, see outboard log", id);
      break;
    case OB_CLOSED:
      ob_complain("%s: no script plays there now", id);
      break;
    case OB_ERROR:
      ob_complain("%s: it did not load; what was there before plays on", id);
      break;
    default:
      ob_view_complain(view, status);
      break;
  }
  return OB_EXIT_FAILED;
}

static ObExit
reload(const ObView* const view)
{
  return demand(
    view, OB_INSPECT_RELOAD, "cannot be read", "loaded again, and plays");
}

static ObExit
reset(const ObView* const view)
{
  return demand(
    view, OB_INSPECT_RESET, "not started afresh", "started afresh, and plays");
}

static ObExit
run_reload(const ObEnvironment* const environment,
           const int                  count,
           char* const* const         arguments)
{
  (void)environment;
  return ob_view_command(count, arguments, reload);
}

static ObExit
run_reset(const ObEnvironment* const environment,
          const int                  count,
          char* const* const         arguments)
{
  (void)environment;
  return ob_view_command(count, arguments, reset);
}

const ObCommand ob_command_reload = {
  "reload",
  "ID",
  "have an instance read its script's file once more",
  "As if the file had been saved just now: parameters, what the script\n"
  "remembers, and the notes that sound stay.  It is waited for until it plays\n"
  "or has failed to, which is said; then what was there before plays on.  ID\n"
  "is as for outboard log.\n",
  1,
  run_reload,
};

const ObCommand ob_command_reset = {
  "reset",
  "ID",
  "start the script of an instance afresh",
  "In a new process, from what was last saved of it, even if it rests because\n"
  "it died too often.  What sounds is ended.  It is waited for until it plays\n"
  "or has failed to, which is said.  ID is as for outboard log.\n",
  1,
  run_reset,
};
