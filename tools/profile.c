// Copyright 2026 The Outboard authors
// SPDX-License-Identifier: ISC

// outboard profile: says where a script's time goes; setup

#include "command.h"
#include "options.h"
#include "view.h"
#include "view_talk.h"

#include <getopt.h>
#include <math.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>
#include <unistd.h>

/// How long to measure [s]
#define SECONDS 5.0

/// How long to measure; the functions of commands know only the instance [s]
static double seconds = SECONDS;

/// Ask for the times; the first time that begins the measurement
static ObStatus
ask(const int socket, const uint32_t number, ObInspectTimes* const times)
{
  char      payload[OB_MESSAGE_MAX];
  ObMessage message;
  ObStatus  status = OB_SUCCESS;

  if (!ob_view_ask(socket, OB_INSPECT_PROFILE, number, 0U)) {
    return OB_CLOSED;
  }

  while (!(status = ob_view_receive(socket, &message, payload))) {
    if (message.type != OB_INSPECT_TIMES || message.size != sizeof(*times)) {
      return ob_view_end(&message, payload);
    }
    memcpy(times, payload, sizeof(*times));
  }

  return status;
}

static int
compare(const void* const a, const void* const b)
{
  const ObInspectTime* const* const first  = (const ObInspectTime* const*)a;
  const ObInspectTime* const* const second = (const ObInspectTime* const*)b;

  if ((*first)->total != (*second)->total) {
    return (*first)->total > (*second)->total ? -1 : 1;
  }
  return 0;
}

static void
print(const ObInspectTimes* const times)
{
  const ObInspectTime* order[OB_PARTS];
  const double         since = (double)times->since;

  for (unsigned i = 0U; i < OB_PARTS; ++i) {
    order[i] = &times->parts[i];
  }
  qsort(order, OB_PARTS, sizeof(order[0]), compare);

  printf("%-20s %9s %11s %7s %11s %11s\n",
         "",
         "CALLS",
         "TOTAL ms",
         "SHARE",
         "MEAN us",
         "WORST us");
  for (unsigned i = 0U; i < OB_PARTS && order[i]->count; ++i) {
    const ObInspectTime* const time  = order[i];
    const unsigned             part  = (unsigned)(time - times->parts);
    const double               total = (double)time->total;
    printf("%-20s %9llu %11.3f %6.2f%% %11.1f %11.1f\n",
           part < OB_CALLBACKS ? ob_callback_name((ObCallback)part) : "tasks",
           (unsigned long long)time->count,
           total / 1.0e6,
           100.0 * total / since,
           total / 1.0e3 / (double)time->count,
           (double)time->worst / 1.0e3);
  }
  if (!order[0]->count) {
    printf(
      "No call of the script has ended in this time; if it hangs, outboard "
      "trace says where.\n");
  }
}

static ObExit
profile(const ObView* const view)
{
  ObInspectTimes        times;
  const double          whole  = floor(seconds);
  const struct timespec pause  = { (time_t)whole,
                                   (long)(1.0e9 * (seconds - whole)) };
  int                   socket = -1;
  ObStatus              status = ob_view_connect(view->socket, &socket);

  if (!status) {
    status = ask(socket, view->record.number, &times);
  }
  if (!status) {
    nanosleep(&pause, NULL);
    status = ask(socket, view->record.number, &times);
  }
  if (socket >= 0) {
    close(socket);
  }

  if (!status) {
    print(&times);
    return OB_EXIT_GOOD;
  }
  if (status == OB_CLOSED) {
    ob_complain("no script plays there now");
  } else {
    ob_view_complain(view, status);
  }
  return OB_EXIT_FAILED;
}

static ObExit
run(const ObEnvironment* const environment,
    const int                  count,
    char* const* const         arguments)
{
  static const struct option options[] = {
    { "seconds", required_argument, NULL, 's' },
    { NULL, 0, NULL, 0 },
  };

  (void)environment;
  int c  = 0;
  optind = 0;
  while ((c = getopt_long(count + 1, arguments - 1, "s:", options, NULL)) !=
         -1) {
    if (c != 's') {
      return OB_EXIT_USAGE;
    }
    if (!ob_option_number("--seconds", optarg, 0.01, 86400.0, &seconds)) {
      return OB_EXIT_USAGE;
    }
  }

  return ob_view_command(count - (optind - 1), arguments + optind - 1, profile);
}

const ObCommand ob_command_profile = {
  "profile",
  "[-s SECONDS] ID",
  "say where the time of a running script goes",
  "For some seconds, the calls of each callback are counted and timed, with\n"
  "what they call; a callback with yield counts each of its parts.  Tasks\n"
  "started by spawn(), and every(), count as \"tasks\".  The script plays on, "
  "and\n"
  "nothing is measured otherwise.  SHARE is of real time.  ID is as for\n"
  "outboard log.\n"
  "\n"
  "  -s, --seconds SECONDS  how long; 5 if not given\n",
  1,
  run,
};
