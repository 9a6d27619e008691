// Copyright 2026 The Outboard authors
// SPDX-License-Identifier: ISC

// What the soak's command line says; setup

#include "options.h"

#include "doorbell.h"
#include "plan.h"

#include <getopt.h>
#include <stdlib.h>
#include <sys/random.h>
#include <unistd.h>

/// Seeds that were not given are below, short enough to be typed again
static const uint64_t seeds = 1000000U;

const char options_usage[] =
  "Usage: soak [OPTION]... MODULE SCRIPTD PRESETS SCRIPTS\n"
  "Run instances of the plugin in a JACK client, with scripts from two "
  "folders,\n"
  "while everything goes wrong.  See tools/soak.\n"
  "\n"
  "  -m, --minutes N    how long (default 30)\n"
  "  -s, --seed N       what happens, where and when (default: any)\n"
  "  -i, --instances N  how many (3 to 64, default 12)\n"
  "  -g, --gap MS       between two faults, on average (default 350)\n"
  "  -o, --only KINDS   only faults of these kinds, with commas between them\n"
  "  -r, --recover S    how often all scripts must come back (default 60)\n"
  "  -j, --json FILE    write the figures as JSON, too\n"
  "  -p, --plan N       only print the first N faults of the seed's plan\n"
  "  -h, --help         show this help and exit\n"
  "\n"
  "Exit status: 0 if all promises were kept, 3 if all but those that need a\n"
  "core left, 1 if not, 2 on wrong usage.\n";

/// Take one option; return whether it is known
static bool
take(Options* const options, const int option)
{
  switch (option) {
    case 'm':
      options->minutes = strtod(optarg, NULL);
      return true;
    case 'r':
      options->movement = strtod(optarg, NULL);
      return options->movement > 0.0;
    case 's':
      options->seed = strtoull(optarg, NULL, 10);
      return true;
    case 'i':
      options->instances = (unsigned)strtoul(optarg, NULL, 10);
      return true;
    case 'g':
      options->gap = (uint32_t)strtoul(optarg, NULL, 10);
      return options->gap;
    case 'o':
      options->kinds = plan_kinds(optarg);
      return options->kinds;
    case 'j':
      options->json = optarg;
      return true;
    case 'p':
      options->plan = (unsigned)strtoul(optarg, NULL, 10);
      return true;
    case 'h':
      options->help = true;
      return true;
    default:
      return false;
  }
}

static uint64_t
any_seed(void)
{
  uint64_t seed = 0U;
  if (getrandom(&seed, sizeof(seed), 0U) != sizeof(seed)) {
    seed = ob_now();
  }
  return seed % seeds;
}

bool
options_read(Options* const options, const int argc, char** const argv)
{
  static const struct option long_options[] = {
    { "minutes", required_argument, NULL, 'm' },
    { "recover", required_argument, NULL, 'r' },
    { "seed", required_argument, NULL, 's' },
    { "instances", required_argument, NULL, 'i' },
    { "gap", required_argument, NULL, 'g' },
    { "only", required_argument, NULL, 'o' },
    { "json", required_argument, NULL, 'j' },
    { "plan", required_argument, NULL, 'p' },
    { "help", no_argument, NULL, 'h' },
    { NULL, 0, NULL, 0 },
  };

  *options = (Options){ .minutes   = 30.0,
                        .movement  = 60.0,
                        .seed      = any_seed(),
                        .instances = 12U,
                        .gap       = 350U };
  int c    = 0;
  while ((c = getopt_long(
            argc, argv, "m:r:s:i:g:o:j:p:h", long_options, NULL)) != -1) {
    if (!take(options, c)) {
      return false;
    }
  }
  if (options->help) {
    return true;
  }
  if (!(options->minutes > 0.0) || options->instances < OPTIONS_FEWEST ||
      options->instances > OPTIONS_MOST) {
    return false;
  }

  if (optind + 4 == argc) {
    options->module  = argv[optind];
    options->scriptd = argv[optind + 1];
    options->presets = argv[optind + 2];
    options->scripts = argv[optind + 3];
  }
  return options->plan || options->module;
}
