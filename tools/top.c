// Copyright 2026 The Outboard authors
// SPDX-License-Identifier: ISC

// outboard top: shows the instances that run in all hosts; setup

#include "command.h"
#include "options.h"
#include "top_json.h"
#include "view.h"
#include "view_process.h"

#include <getopt.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <time.h>
#include <unistd.h>

/// Between two looks [s]
#define PERIOD 1.0

/// How to show them
typedef struct
{
  bool   once;
  bool   json;
  double period; ///< [s]
} Options;

/// As wide as the heading of print_table()
#define SCRIPT_WIDTH 18U

/// Print a duration as short as can be
static void
print_time(const uint64_t ns)
{
  if (!ns) {
    printf("      -");
  } else if (ns < 1000000U) {
    printf(" %3.0f us", (double)ns / 1.0e3);
  } else {
    printf(ns < 10000000U ? " %3.1f ms" : " %3.0f ms", (double)ns / 1.0e6);
  }
}

static void
print_row(const ObView* const view)
{
  const ObInspectInstance* const record  = &view->record;
  const ObViewProcess            process = ob_view_process(record->child);
  const char* const              script  = view->texts[OB_INSPECT_SCRIPT];
  const size_t                   length  = ob_view_name_length(view);
  char                           id[32];

  ob_view_id(view, id, sizeof(id));
  printf("%-11s %-12.12s %-18.*s %-10s %4.0f%%",
         id,
         view->program,
         (int)(length && length < SCRIPT_WIDTH ? length : SCRIPT_WIDTH),
         script[0] ? script : "-",
         ob_view_state(record->state),
         100.0 * (double)record->load);
  print_time(record->median);
  print_time(record->most);
  print_time(record->longest);
  printf(" %6llu %6llu %6llu %5.1f MB  %-7s%s",
         (unsigned long long)record->misses,
         (unsigned long long)record->late,
         (unsigned long long)record->dropped,
         (double)process.memory / 1.0e6,
         process.real_time ? "FIFO" : "normal",
         ob_view_sandbox(record));
  printf("\n");
}

static void
print_table(const ObViews* const views)
{
  printf("%-11s %-12s %-18s %-10s %5s %6s %6s %6s %6s %6s %6s %8s  %-7s%s\n",
         "ID",
         "HOST",
         "SCRIPT",
         "STATE",
         "LOAD",
         "p50",
         "p99",
         "MAX",
         "MISSES",
         "LATE",
         "DROP",
         "MEMORY",
         "CLASS",
         "SANDBOX");
  for (size_t i = 0U; i < views->count; ++i) {
    print_row(&views->views[i]);
  }
  if (!views->count) {
    printf("No instance of Outboard is running in a host of yours.\n");
  }
}

/// Look once; return whether that succeeded
static bool
look(const Options* const options)
{
  ObViews views;
  if (!ob_views_open(&views)) {
    return false;
  }

  bool good = true;
  if (options->json) {
    good = ob_top_json(&views, stdout);
  } else {
    print_table(&views);
  }
  ob_views_clear(&views);
  return good && !fflush(stdout);
}

static ObExit
top(const Options* const options)
{
  const bool            watched = isatty(STDOUT_FILENO) && !options->json;
  const struct timespec pause   = {
      (time_t)options->period,
      (long)(1.0e9 * (options->period - (double)(time_t)options->period))
  };

  for (;;) {
    if (watched && !options->once) {
      printf("\033[H\033[J"); // To the top, and clear what is below
    }
    if (!look(options)) {
      return OB_EXIT_FAILED;
    }
    if (options->once) {
      return OB_EXIT_GOOD;
    }
    nanosleep(&pause, NULL);
  }
}

static ObExit
run(const ObEnvironment* const environment,
    const int                  count,
    char* const* const         arguments)
{
  static const struct option options[] = {
    { "once", no_argument, NULL, 'o' },
    { "json", no_argument, NULL, 'j' },
    { "every", required_argument, NULL, 'e' },
    { NULL, 0, NULL, 0 },
  };

  (void)environment;
  Options wanted = { .period = PERIOD };
  int     c      = 0;
  optind         = 0;
  while ((c = getopt_long(count + 1, arguments - 1, "", options, NULL)) != -1) {
    switch (c) {
      case 'o':
        wanted.once = true;
        break;
      case 'j':
        wanted.json = true;
        break;
      case 'e':
        if (!ob_option_number("--every", optarg, 0.1, 3600.0, &wanted.period)) {
          return OB_EXIT_USAGE;
        }
        break;
      default:
        return OB_EXIT_USAGE;
    }
  }
  if (optind - 1 < count) {
    ob_complain("unexpected argument \"%s\", see outboard top --help",
                arguments[optind - 1]);
    return OB_EXIT_USAGE;
  }

  return top(&wanted);
}

const ObCommand ob_command_top = {
  "top",
  "[--once] [--json] [--every SECONDS]",
  "show the instances that run in your hosts",
  "For each instance of the plugin in any host of yours:\n"
  "\n"
  "  ID       what outboard log, trace, profile, reload and reset take\n"
  "  HOST     the program that has loaded the plugin\n"
  "  SCRIPT   what the script calls itself\n"
  "  STATE    loading, running, late, error, restarting or stopped\n"
  "  LOAD     share of real time that the script uses\n"
  "  p50 p99  what half, and 99 of 100, of its answers in Live mode did not\n"
  "  MAX      exceed, and the longest, from the beginning of the block\n"
  "  MISSES   blocks whose answer did not come by the deadline\n"
  "  LATE     events that came out after their time\n"
  "  DROP     events that were lost\n"
  "  MEMORY   of the script's process, without what is shared\n"
  "  CLASS    scheduling of that process: FIFO is real-time\n"
  "  SANDBOX  around that process: full, weaker, none or off; outboard check\n"
  "           says more\n"
  "\n"
  "      --once           look once; else again and again, until Ctrl-C\n"
  "      --json           print an array with more than that, for programs\n"
  "      --every SECONDS  between two looks; 1 if not given\n",
  0,
  run,
};
