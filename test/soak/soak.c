// Copyright 2026 The Outboard authors
// SPDX-License-Identifier: ISC

// Many instances under a JACK server while everything goes wrong; setup

#undef NDEBUG

#include "../lv2_host.h"
#include "doorbell.h"
#include "role.h"
#include "slot.h"
#include "stage.h"
#include "trouble.h"
#include "verdict.h"

#include <getopt.h>
#include <inttypes.h>
#include <stdbool.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/random.h>
#include <time.h>
#include <unistd.h>

/// Exit status
typedef enum
{
  EXIT_KEPT   = 0,
  EXIT_BROKEN = 1,
  EXIT_USAGE  = 2
} Exit;

/// One instance in so many is a bystander
#define BYSTANDERS 3U

/// At least one bystander and two victims
#define FEWEST 3U

#define MOST 64U

/// How long a warm-up lasts [ms]
static const uint64_t warm_up_time = 3000U;

/// How long scripts may take to play again at the end [ms]
static const uint64_t return_time = 30000U;

/// How long the last sounds may take to end [ms]
static const uint64_t end_time = 60000U;

/// How often progress is shown [ms], to a terminal and else
static const uint64_t shown_period  = 10000U;
static const uint64_t logged_period = 60000U;

/// Values of the status port
enum
{
  status_running = 1,
  status_late    = 2
};

typedef struct
{
  double      minutes;
  uint64_t    seed;
  unsigned    instances;
  unsigned    plan; ///< Only print so many faults of the plan
  const char* json;
  bool        help;
} Options;

typedef struct
{
  Slot     slots[MOST];
  unsigned n_slots;
  Stage    stage;
  Trouble  trouble;
} Soak;

static const char usage[] =
  "Usage: soak [OPTION]... MODULE SCRIPTD PRESETS SCRIPTS\n"
  "Run instances of the plugin in a JACK client, with scripts from two "
  "folders,\n"
  "while everything goes wrong.  See tools/soak.\n"
  "\n"
  "  -m, --minutes N    how long (default 30)\n"
  "  -s, --seed N       what happens, where and when (default: any)\n"
  "  -i, --instances N  how many (3 to 64, default 12)\n"
  "  -j, --json FILE    write the figures as JSON, too\n"
  "  -p, --plan N       only print the first N faults of the seed's plan\n"
  "  -h, --help         show this help and exit\n"
  "\n"
  "Exit status: 0 if all promises were kept, 1 if not, 2 on wrong usage.\n";

static void
doze(void)
{
  usleep(5000U);
}

static uint64_t
milliseconds(void)
{
  return ob_now() / 1000000U;
}

static Slot*
victims(Soak* const soak)
{
  return &soak->slots[soak->n_slots / BYSTANDERS];
}

static unsigned
n_victims(const Soak* const soak)
{
  return soak->n_slots - soak->n_slots / BYSTANDERS;
}

static void
fill(Soak* const soak, const uint64_t seed)
{
  for (unsigned i = 0U; i < soak->n_slots; ++i) {
    Slot* const slot   = &soak->slots[i];
    Chance      chance = chance_new(seed, 1000U + i);
    slot_fill(slot, soak->stage.length);
    slot_choose(
      slot, slot->bystander ? role_of_bystander(i) : role_of_chance(&chance));
    // The last bystander is one block behind, as Pipelined is
    slot->plugin->controls[PORT_MODE] =
      i + 1U == soak->n_slots / BYSTANDERS ? 1.0f : 0.0f;
    stage_give(&soak->stage, slot);
  }
}

static void
empty(Soak* const soak)
{
  for (unsigned i = 0U; i < soak->n_slots; ++i) {
    stage_take(&soak->stage, &soak->slots[i]);
    slot_empty(&soak->slots[i]);
  }
}

/// Let everything happen once that a process keeps something of, then count
static Belongings
warm_up(Soak* const soak)
{
  fill(soak, 0U);
  trouble_begin(
    &soak->trouble, &soak->stage, victims(soak), n_victims(soak), 0U);
  const uint64_t end = milliseconds() + warm_up_time;
  while (milliseconds() < end) {
    doze();
  }
  for (unsigned kind = 0U; kind < FAULTS; ++kind) {
    const Fault fault = { .kind = (FaultKind)kind };
    trouble_make(&soak->trouble, &fault);
  }
  trouble_end(&soak->trouble);
  empty(soak);

  for (unsigned i = 0U; i < soak->n_slots; ++i) {
    Slot* const slot = &soak->slots[i];
    storage_clear(&slot->storage);
    slot->stored = NULL;
    memset(&slot->tally, 0, sizeof(slot->tally));
    memset(&slot->ear, 0, sizeof(slot->ear));
    slot->musician.ons = 0U;
  }
  return verdict_count();
}

/// Show how far it is
static void
show_progress(const Soak* const soak, const uint64_t now, const uint64_t whole)
{
  const bool terminal = isatty(STDOUT_FILENO);
  uint64_t   blocks = 0U, held = 0U, stuck = 0U, restarts = 0U, faults = 0U;
  for (unsigned i = 0U; i < soak->n_slots; ++i) {
    const Tally* const tally = &soak->slots[i].tally;
    blocks += tally->blocks;
    held += tally->held;
    stuck += tally->stuck;
    restarts += tally->restarts;
  }
  for (unsigned i = 0U; i < FAULTS; ++i) {
    faults += soak->trouble.done[i];
  }

  printf("%s%3" PRIu64 ":%02" PRIu64 " of %" PRIu64 ":%02" PRIu64 ": %" PRIu64
         " blocks, %.2f %% within the deadline, %" PRIu64 " faults, %" PRIu64
         " restarts, %" PRIu64 " stuck%s",
         terminal ? "\r" : "",
         now / 60000U,
         now / 1000U % 60U,
         whole / 60000U,
         whole / 1000U % 60U,
         blocks,
         100.0 * (double)held / (double)(blocks ? blocks : 1U),
         faults,
         restarts,
         stuck,
         terminal ? "\033[K" : "\n");
  fflush(stdout);
}

/// Carry the plan out; return how long that took [ms]
static uint64_t
suffer(Soak* const soak, const Options* const options)
{
  const uint64_t whole  = (uint64_t)(options->minutes * 60000.0);
  const uint64_t period = isatty(STDOUT_FILENO) ? shown_period : logged_period;
  const uint64_t start  = milliseconds();
  uint64_t       now    = 0U;
  uint64_t       next   = period;

  trouble_begin(&soak->trouble,
                &soak->stage,
                victims(soak),
                n_victims(soak),
                options->seed);
  while ((now = milliseconds() - start) < whole && !soak->stage.closed) {
    trouble_step(&soak->trouble, now);
    if (now >= next) {
      next += period;
      show_progress(soak, now, whole);
    }
    doze();
  }
  trouble_end(&soak->trouble);
  return now;
}

static bool
is_quiet(const Soak* const soak)
{
  bool quiet = true;
  for (unsigned i = 0U; i < soak->n_slots; ++i) {
    quiet &= soak->slots[i].quiet == QUIET_OFF;
  }
  return quiet;
}

static void
await_quiet(const Soak* const soak)
{
  const uint64_t start = milliseconds();
  while (!is_quiet(soak) && !soak->stage.closed &&
         milliseconds() - start < end_time) {
    doze();
  }
}

static unsigned
count_silent(const Soak* const soak)
{
  unsigned count = 0U;
  for (unsigned i = 0U; i < soak->n_slots; ++i) {
    const int status = soak->slots[i].status;
    count += status != status_running && status != status_late;
  }
  return count;
}

/// Let everybody play something harmless, then let everything end; return how
/// many scripts did not play
static unsigned
recover(Soak* const soak)
{
  await_quiet(soak);
  for (unsigned i = 0U; i < n_victims(soak); ++i) {
    Slot* const slot = &victims(soak)[i];
    slot_tell(
      slot,
      &(Command){ .kind = COMMAND_SET, .number = PORT_ENABLED, .value = 1.0f });
    slot_choose(slot, role_named("chord"));
  }
  doze(); // For the old script's status to be gone

  const uint64_t start  = milliseconds();
  unsigned       silent = 0U;
  while ((silent = count_silent(soak)) && !soak->stage.closed &&
         milliseconds() - start < return_time) {
    doze();
  }

  const Command quiet = { .kind = COMMAND_QUIET };
  for (unsigned i = 0U; i < soak->n_slots; ++i) {
    soak->slots[i].quiet = QUIET_ASKED;
    slot_tell(&soak->slots[i], &quiet);
  }
  await_quiet(soak);
  return silent;
}

static Exit
perform(Soak* const soak, const Options* const options)
{
  Findings findings = { .slots   = soak->slots,
                        .n_slots = soak->n_slots,
                        .trouble = &soak->trouble,
                        .seed    = options->seed };

  for (unsigned i = 0U; i < soak->n_slots; ++i) {
    slot_init(&soak->slots[i],
              i,
              i < soak->n_slots / BYSTANDERS,
              chance_new(options->seed, 1U + i));
  }
  if (!stage_open(&soak->stage, soak->slots, soak->n_slots)) {
    fprintf(stderr, "soak: no JACK server, or it refuses us\n");
    return EXIT_BROKEN;
  }

  findings.before = warm_up(soak);
  fill(soak, options->seed);
  findings.time   = suffer(soak, options);
  findings.silent = recover(soak);
  empty(soak);
  for (unsigned i = 0U; i < soak->n_slots; ++i) {
    storage_clear(&soak->slots[i].storage);
  }
  findings.after  = verdict_recount(&findings.before);
  findings.xruns  = soak->stage.xruns;
  findings.closed = soak->stage.closed;
  stage_close(&soak->stage);

  const bool kept = verdict_tell(&findings, options->json);
  for (unsigned i = 0U; i < soak->n_slots; ++i) {
    slot_clear(&soak->slots[i]);
  }
  return kept ? EXIT_KEPT : EXIT_BROKEN;
}

static void
print_plan(const Options* const options)
{
  Plan plan = plan_new(options->seed,
                       options->instances - options->instances / BYSTANDERS);
  for (unsigned i = 0U; i < options->plan; ++i) {
    const Fault fault = plan_next(&plan);
    printf("%" PRIu64 " ms: %s, victim %u, value %" PRIu32 "\n",
           fault.time,
           plan_name(fault.kind),
           fault.victim,
           fault.value);
  }
}

/// Return whether the arguments make sense
static bool
parse(Options* const options, const int argc, char** const argv)
{
  static const struct option long_options[] = {
    { "minutes", required_argument, NULL, 'm' },
    { "seed", required_argument, NULL, 's' },
    { "instances", required_argument, NULL, 'i' },
    { "json", required_argument, NULL, 'j' },
    { "plan", required_argument, NULL, 'p' },
    { "help", no_argument, NULL, 'h' },
    { NULL, 0, NULL, 0 },
  };

  int c = 0;
  while ((c = getopt_long(argc, argv, "m:s:i:j:p:h", long_options, NULL)) !=
         -1) {
    switch (c) {
      case 'm':
        options->minutes = strtod(optarg, NULL);
        break;
      case 's':
        options->seed = strtoull(optarg, NULL, 10);
        break;
      case 'i':
        options->instances = (unsigned)strtoul(optarg, NULL, 10);
        break;
      case 'j':
        options->json = optarg;
        break;
      case 'p':
        options->plan = (unsigned)strtoul(optarg, NULL, 10);
        break;
      case 'h':
        options->help = true;
        break;
      default:
        return false;
    }
  }
  return options->help ||
         (options->minutes > 0.0 && options->instances >= FEWEST &&
          options->instances <= MOST && (options->plan || optind + 4 == argc));
}

int
main(int argc, char** argv)
{
  static Soak soak;

  Options options = { .minutes = 30.0, .instances = 12U };
  if (getrandom(&options.seed, sizeof(options.seed), 0) !=
      sizeof(options.seed)) {
    options.seed = ob_now();
  }
  options.seed %= 1000000U; // Short enough to be typed again
  if (!parse(&options, argc, argv)) {
    fputs(usage, stderr);
    return EXIT_USAGE;
  }
  if (options.help) {
    fputs(usage, stdout);
    return EXIT_KEPT;
  }
  if (options.plan) {
    print_plan(&options);
    return EXIT_KEPT;
  }

  printf("seed %" PRIu64 ", %g minutes, %u instances\n",
         options.seed,
         options.minutes,
         options.instances);
  fflush(stdout);
  soak.n_slots = options.instances;
  host_open(argv[optind], argv[optind + 1]);
  roles_open(argv[optind + 2], argv[optind + 3]);
  const Exit status = perform(&soak, &options);
  roles_close();
  host_close();
  return status;
}
