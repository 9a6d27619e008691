// Copyright 2026 The Outboard authors
// SPDX-License-Identifier: ISC

// outboard log and trace: what instances have said; setup

#include "command.h"
#include "journal.h"
#include "text.h"
#include "view.h"

#include <errno.h>
#include <getopt.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>
#include <unistd.h>

/// Between two looks for more [ns]
#define PERIOD 100000000

/// A stack has been written if nothing more has come for so many looks
#define QUIET_LOOKS 3U

/// Looks until it begins to be written
#define PATIENT_LOOKS 20U

/// How Python begins to write a stack
static const char stack[] = "Stack (most recent call first):";

static void
pause_briefly(void)
{
  const struct timespec period = { 0, PERIOD };

  nanosleep(&period, NULL);
}

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

/// One log that is read
typedef struct
{
  const ObView* view;
  char          label[40]; ///< Before each line
  bool          timed;     ///< Say when a line was written
  uint64_t      after;     ///< Lines up to this time are not shown [ns]
  uint64_t      last;      ///< Number of the last line
  bool          stack;     ///< One has begun
  bool          ended;     ///< Nothing more will come
} Reading;

/// Print a text whose further lines do not look like lines of the log
static void
print_text(const char* text)
{
  for (const char* end = NULL; (end = strchr(text, '\n')); text = end + 1) {
    printf("%.*s\n  ", (int)(end - text), text);
  }

  printf("%s\n", text);
}

static void
print_line(Reading* const             reading,
           const ObInspectLine* const line,
           const char* const          text)
{
  char         shown[OB_MESSAGE_MAX];
  char         time[16]  = "";
  const time_t seconds   = (time_t)(line->time / 1000000000U);
  struct tm    broken    = { .tm_sec = 0 };
  const bool   has_gap   = line->number > reading->last + 1U && reading->last;
  const char*  separator = reading->timed ? " " : "";

  reading->last = line->number;
  if (line->time <= reading->after) {
    return;
  }
  if (reading->timed && localtime_r(&seconds, &broken)) {
    strftime(time, sizeof(time), "%H:%M:%S", &broken);
  }
  if (has_gap) {
    printf("%s(lines were left out)\n", reading->label);
  }
  ob_text_clean(shown, sizeof(shown), text, line->size);
  printf("%s%s%s%s",
         reading->label,
         time,
         separator,
         reading->timed ? level_name(line->level) : "");
  print_text(shown);
  reading->stack |= strstr(shown, stack) != NULL;
}

/**
   Print some lines that are new.

   @param count Number of lines that were.
   @return OB_SUCCESS; OB_CLOSED if the host is gone or the instance is not
   there any more; or as ob_view_receive().
*/
static ObStatus
read_lines(Reading* const reading, const int socket, uint32_t* const count)
{
  char          payload[OB_MESSAGE_MAX];
  ObMessage     message;
  ObInspectLine line;
  ObInspectEnd  end;
  ObStatus      status = OB_SUCCESS;

  *count = 0U;
  if (!ob_view_ask(
        socket, OB_INSPECT_LOG, reading->view->record.number, reading->last)) {
    return OB_CLOSED;
  }

  while (
    !(status = ob_view_receive(socket, &message, payload, OB_VIEW_PATIENCE))) {
    if (message.type == OB_INSPECT_END && message.size == sizeof(end)) {
      memcpy(&end, payload, sizeof(end));
      fflush(stdout);
      return end.found ? OB_SUCCESS : OB_CLOSED;
    }
    if (message.type != OB_INSPECT_LINE || message.size < sizeof(line)) {
      return OB_CORRUPT;
    }
    memcpy(&line, payload, sizeof(line));
    line.size = message.size - (uint32_t)sizeof(line);
    print_line(reading, &line, payload + sizeof(line));
    ++*count;
  }

  return status;
}

/// Print all there is now; a connection that were kept would be in the way of
/// others, as a host has only some at a time
static ObStatus
read_all(Reading* const reading, uint32_t* const total)
{
  uint32_t count = 0U;

  *total           = 0U;
  const int socket = ob_view_connect(reading->view->socket);
  if (socket < 0) {
    return ob_status_from_errno(errno);
  }

  ObStatus status = OB_SUCCESS;
  do {
    status = read_lines(reading, socket, &count);
    *total += count;
  } while (!status && count == OB_INSPECT_PAGE);

  close(socket);
  return status;
}

/// Read the logs, once or on and on while there are some
static ObExit
read_logs(Reading* const readings, const size_t count, const bool on)
{
  size_t   open  = 0U;
  uint32_t lines = 0U;

  do {
    open = 0U;
    for (size_t i = 0U; i < count; ++i) {
      Reading* const reading = &readings[i];
      reading->ended |= !reading->ended && read_all(reading, &lines);
      open += !reading->ended;
    }
    if (on && open) {
      pause_briefly();
    }
  } while (on && open);

  return OB_EXIT_GOOD;
}

/// Read the log of one instance, or of all if it is NULL
static ObExit
show_logs(const ObViews* const views, const ObView* const one, const bool on)
{
  const size_t   count    = one ? 1U : views->count;
  Reading* const readings = (Reading*)calloc(count, sizeof(Reading));
  if (!readings) {
    ob_complain("%s", ob_strerror(OB_NO_MEM));
    return OB_EXIT_FAILED;
  }

  for (size_t i = 0U; i < count; ++i) {
    const ObView* const view    = one ? one : &views->views[i];
    Reading* const      reading = &readings[i];
    char                id[32];
    ob_view_id(view, id, sizeof(id));
    reading->view  = view;
    reading->timed = true;
    if (!one) {
      snprintf(reading->label, sizeof(reading->label), "%s: ", id);
    }
  }

  const ObExit result = read_logs(readings, count, on);
  free(readings);
  return result;
}

static ObExit
run_log(const ObEnvironment* const environment,
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

/// Have the stack written, and print what comes
static ObExit
trace(const ObView* const view)
{
  Reading reading = { .view = view, .after = ob_journal_time() };
  if (ob_view_demand(view, OB_INSPECT_TRACE)) {
    ob_complain("no script plays there now");
    return OB_EXIT_FAILED;
  }

  uint32_t lines = 0U;
  unsigned quiet = 0U;
  for (unsigned i = 0U; quiet < QUIET_LOOKS && i < PATIENT_LOOKS; ++i) {
    pause_briefly();
    if (read_all(&reading, &lines)) {
      break;
    }
    quiet = lines || !reading.stack ? 0U : quiet + 1U;
  }
  return reading.stack ? OB_EXIT_GOOD : OB_EXIT_FAILED;
}

static ObExit
run_trace(const ObEnvironment* const environment,
          const int                  count,
          char* const* const         arguments)
{
  (void)environment;
  return ob_view_command(count, arguments, trace);
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
  run_log,
};

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
  run_trace,
};
