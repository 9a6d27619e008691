// Copyright 2026 The Outboard authors
// SPDX-License-Identifier: ISC

// outboard log: what instances have said; setup

#include "command.h"
#include "reading.h"
#include "view.h"
#include "view_talk.h"

#include <getopt.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

static const char*
level_name(const uint32_t level)
{
  switch ((ObLogLevel)level) {
    case OB_LOG_NOTE:
      return "";
    case OB_LOG_WARNING:
      return "warning: ";
    case OB_LOG_ERROR:
      return "error: ";
  }

  return "";
}

/// One log that is shown
typedef struct
{
  ObReading reading;
  char      id[32];
  bool      labelled; ///< Each line begins with the ID
  bool      ended;    ///< Nothing more will come
} Log;

/// Print a text whose further lines do not look like lines of the log
static void
print_text(const char* text)
{
  for (const char* end = NULL; (end = strchr(text, '\n')); text = end + 1) {
    printf("%.*s\n  ", (int)(end - text), text);
  }

  printf("%s\n", text);
}

static bool
show(void* const                handle,
     const ObInspectLine* const line,
     const char* const          text,
     const bool                 gap)
{
  const Log* const  log       = (const Log*)handle;
  const char* const label     = log->labelled ? log->id : "";
  const char* const separator = log->labelled ? ": " : "";
  char              time[16]  = "";
  const time_t      seconds   = (time_t)(line->time / 1000000000U);
  struct tm         broken    = { .tm_sec = 0 };

  if (localtime_r(&seconds, &broken)) {
    strftime(time, sizeof(time), "%H:%M:%S", &broken);
  }
  if (gap) {
    printf("%s%s(lines were left out)\n", label, separator);
  }
  printf("%s%s%s %s", label, separator, time, level_name(line->level));
  print_text(text);
  return true;
}

/// A log cannot be read any more; return whether that is as it should be
static bool
end(Log* const log, const ObStatus status, const bool on)
{
  log->ended = true;
  if (status == OB_CLOSED) {
    ob_complain("%s has ended", log->id);
    return on;
  }

  ob_view_complain(log->reading.view, status);
  return false;
}

/// Read the logs, once or on and on while there are some
static ObExit
read_logs(Log* const logs, const size_t count, const bool on)
{
  bool   good = true;
  size_t open = 0U;

  do {
    open = 0U;
    for (size_t i = 0U; i < count; ++i) {
      if (!logs[i].ended) {
        const ObStatus status = ob_reading_advance(&logs[i].reading);
        good                  = (!status || end(&logs[i], status, on)) && good;
        open += !logs[i].ended;
      }
    }
    if (on && open) {
      ob_reading_pause();
    }
  } while (on && open);

  return good ? OB_EXIT_GOOD : OB_EXIT_FAILED;
}

/// Read the log of one instance, or of all if it is NULL
static ObExit
show_logs(const ObViews* const views, const ObView* const one, const bool on)
{
  const size_t count = one ? 1U : views->count;
  Log* const   logs  = (Log*)calloc(count, sizeof(Log));
  if (!logs) {
    ob_complain("%s", ob_strerror(OB_NO_MEM));
    return OB_EXIT_FAILED;
  }

  for (size_t i = 0U; i < count; ++i) {
    const ObView* const view = one ? one : &views->views[i];
    Log* const          log  = &logs[i];
    log->labelled            = !one;
    log->reading = (ObReading){ .view = view, .show = show, .handle = log };
    ob_view_id(view, log->id, sizeof(log->id));
  }

  const ObExit result = read_logs(logs, count, on);
  free(logs);
  return result;
}

static ObExit
run(const ObEnvironment* const environment,
    const int                  count,
    char* const* const         arguments)
{
  static const struct option options[] = {
    { "follow", no_argument, NULL, 'f' },
    { NULL, 0, NULL, 0 },
  };

  (void)environment;
  bool on = false;
  int  c  = 0;
  optind  = 0;
  while ((c = getopt_long(count + 1, arguments - 1, "f", options, NULL)) !=
         -1) {
    if (c != 'f') {
      return OB_EXIT_USAGE;
    }
    on = true;
  }
  if (optind < count) {
    ob_complain("name one instance or none, see outboard log --help");
    return OB_EXIT_USAGE;
  }

  ObViews views;
  if (!ob_views_open(&views)) {
    return OB_EXIT_FAILED;
  }
  const char* const   wanted = arguments[optind - 1];
  const ObView* const view   = wanted ? ob_views_find(&views, wanted) : NULL;
  ObExit              result = OB_EXIT_FAILED;
  if (view || (!wanted && views.count)) {
    result = show_logs(&views, view, on);
  } else if (!wanted) {
    ob_complain("no instance of Outboard is running in a host of yours");
  }
  ob_views_clear(&views);
  return result;
}

const ObCommand ob_command_log = {
  "log",
  "[-f] [ID]",
  "print what running instances have logged",
  "The last lines of an instance, at most 256, as they were sent to the log "
  "of\n"
  "its host.  ID is from outboard top; the name of the script or of its file\n"
  "does as well, if only one instance plays it.  Without ID, the lines of all\n"
  "instances are printed.\n"
  "\n"
  "  -f, --follow  go on with what is logged from now on, until Ctrl-C\n",
  0,
  run,
};
