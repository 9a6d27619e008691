// Copyright 2026 The Outboard authors
// SPDX-License-Identifier: ISC

// Many instances under a JACK server while everything goes wrong; setup

#undef NDEBUG

#include "../lv2_host.h"
#include "doorbell.h"
#include "options.h"
#include "role.h"
#include "slot.h"
#include "stage.h"
#include "trouble.h"
#include "verdict.h"
#include "witness.h"

#include <inttypes.h>
#include <stdbool.h>
#include <stdint.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>

/// Exit status
typedef enum
{
  EXIT_KEPT   = 0,
  EXIT_BROKEN = 1,
  EXIT_USAGE  = 2,
  EXIT_SLOW   = 3
} Exit;

/// How long a warm-up lasts [ms]
static const uint64_t warm_up_time = 3000U;

/// How long scripts may take to play again at the end [ms]
static const uint64_t return_time = 30000U;

/// How long the last sounds may take to end [ms]
static const uint64_t end_time = 60000U;

/// How often to look for losses [ms]: late enough for the witness to know why
static const uint64_t told_period = 200U;

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
  Slot     slots[OPTIONS_MOST];
  unsigned n_slots;
  Stage    stage;
  Trouble  trouble;
  Witness  witness;
  uint64_t told; ///< When losses were looked for last [ms]
} Soak;

static uint64_t
milliseconds(void)
{
  return ob_now() / 1000000U;
}

/// Wait a little, and now and then see what was lost
static void
doze(Soak* const soak)
{
  usleep(5000U);
  const uint64_t now = milliseconds();
  if (now - soak->told < told_period) {
    return;
  }

  const bool excused = witness_excuses(&soak->witness);
  for (unsigned i = 0U; i < soak->n_slots; ++i) {
    slot_tell_losses(&soak->slots[i], excused);
  }
  soak->told = now;
}

static Slot*
victims(Soak* const soak)
{
  return &soak->slots[soak->n_slots / OPTIONS_BYSTANDERS];
}

static unsigned
n_victims(const Soak* const soak)
{
  return soak->n_slots - soak->n_slots / OPTIONS_BYSTANDERS;
}

/// Let every victim play something
static void
choose_all(Soak* const soak, const uint64_t seed)
{
  for (unsigned i = 0U; i < n_victims(soak); ++i) {
    Chance chance = chance_new(seed, 1000U + i);
    slot_choose(&victims(soak)[i], role_of_chance(&chance));
  }
}

static void
fill(Soak* const soak, const uint64_t seed)
{
  for (unsigned i = 0U; i < soak->n_slots; ++i) {
    Slot* const slot = &soak->slots[i];
    slot_fill(slot, soak->stage.length);
    slot->plugin->controls[PORT_MODE] = slot->pipelined ? 1.0f : 0.0f;
    stage_give(&soak->stage, slot);
    if (slot->bystander) {
      slot_choose(slot, role_of_bystander(i));
    }
  }
  choose_all(soak, seed);
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
  const Plan plan = plan_new(0U, n_victims(soak), 1U, 0U);
  trouble_begin(&soak->trouble, &soak->stage, victims(soak), &plan);
  const uint64_t end = milliseconds() + warm_up_time;
  while (milliseconds() < end) {
    doze(soak);
  }
  for (unsigned kind = 0U; kind < FAULTS; ++kind) {
    const Fault fault = { .kind = (FaultKind)kind };
    trouble_make(&soak->trouble, &fault);
  }
  trouble_pause(&soak->trouble);
  empty(soak);

  for (unsigned i = 0U; i < soak->n_slots; ++i) {
    Slot* const slot = &soak->slots[i];
    storage_clear(&slot->storage);
    slot->stored = NULL;
    memset(&slot->tally, 0, sizeof(slot->tally));
    slot->dropped = 0U;
    slot->late    = 0U;
    memset(&slot->ear, 0, sizeof(slot->ear));
    slot->musician.ons = 0U;
  }
  return belongings_count();
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
await_quiet(Soak* const soak)
{
  const uint64_t start = milliseconds();
  while (!is_quiet(soak) && !soak->stage.closed &&
         milliseconds() - start < end_time) {
    doze(soak);
  }
}

/// Return how many victims have no new process that plays
static unsigned
count_silent(Soak* const soak, const uint64_t* const children)
{
  unsigned count = 0U;
  for (unsigned i = 0U; i < n_victims(soak); ++i) {
    const Slot* const slot   = &victims(soak)[i];
    const int         status = slot->status;
    count += slot->tally.children == children[i] ||
             (status != status_running && status != status_late);
  }
  return count;
}

/// Let everybody play something harmless, then let everything end; return how
/// many scripts did not play
static unsigned
recover(Soak* const soak)
{
  uint64_t children[OPTIONS_MOST];
  trouble_pause(&soak->trouble);
  await_quiet(soak);
  for (unsigned i = 0U; i < n_victims(soak); ++i) {
    Slot* const slot = &victims(soak)[i];
    children[i]      = slot->tally.children;
    slot_tell(
      slot,
      &(Command){ .kind = COMMAND_SET, .number = PORT_ENABLED, .value = 1.0f });
    slot_choose(slot, role_named("chord"));
  }

  const uint64_t start  = milliseconds();
  unsigned       silent = 0U;
  while ((silent = count_silent(soak, children)) && !soak->stage.closed &&
         milliseconds() - start < return_time) {
    doze(soak);
  }

  const Command quiet = { .kind = COMMAND_QUIET };
  for (unsigned i = 0U; i < soak->n_slots; ++i) {
    soak->slots[i].quiet = QUIET_ASKED;
    slot_tell(&soak->slots[i], &quiet);
  }
  await_quiet(soak);
  return silent;
}

/// Carry the plan out, in movements after each of which all must come back
static void
suffer(Soak* const soak, const Options* const options, Findings* const findings)
{
  const uint64_t whole    = (uint64_t)(options->minutes * 60000.0);
  const uint64_t movement = (uint64_t)(options->movement * 1000.0);
  const uint64_t period = isatty(STDOUT_FILENO) ? shown_period : logged_period;
  uint64_t       start  = milliseconds();
  uint64_t       now    = 0U;
  uint64_t       shown  = 0U;
  uint64_t       ended  = 0U;

  const Plan plan =
    plan_new(options->seed, n_victims(soak), options->gap, options->kinds);
  trouble_begin(&soak->trouble, &soak->stage, victims(soak), &plan);
  while ((now = milliseconds() - start) < whole && !soak->stage.closed) {
    trouble_step(&soak->trouble, now);
    if (now - shown >= period) {
      shown += period;
      show_progress(soak, now, whole);
    }
    if (now - ended >= movement) {
      ended += movement;
      findings->silent += recover(soak);
      choose_all(soak, options->seed + now);
      start = milliseconds() - now; // The plan stood still
    }
    doze(soak);
  }
  findings->silent += recover(soak);
  findings->time = now;
}

static Exit
perform(Soak* const soak, const Options* const options)
{
  Findings findings = { .slots   = soak->slots,
                        .n_slots = soak->n_slots,
                        .trouble = &soak->trouble,
                        .witness = &soak->witness,
                        .seed    = options->seed };

  for (unsigned i = 0U; i < soak->n_slots; ++i) {
    slot_init(&soak->slots[i],
              i,
              i < soak->n_slots / OPTIONS_BYSTANDERS,
              chance_new(options->seed, 1U + i));
    soak->slots[i].pipelined = i + 1U == soak->n_slots / OPTIONS_BYSTANDERS;
  }
  if (!stage_open(&soak->stage, soak->slots, soak->n_slots)) {
    fprintf(stderr, "soak: no JACK server, or it refuses us\n");
    return EXIT_BROKEN;
  }

  findings.before = warm_up(soak);
  fill(soak, options->seed);
  witness_begin(&soak->witness, soak->slots, soak->n_slots);
  suffer(soak, options, &findings);
  witness_end(&soak->witness);
  empty(soak);
  for (unsigned i = 0U; i < soak->n_slots; ++i) {
    storage_clear(&soak->slots[i].storage);
  }
  findings.after  = belongings_recount(&findings.before);
  findings.xruns  = soak->stage.xruns;
  findings.closed = soak->stage.closed;
  stage_close(&soak->stage);

  static const Exit exits[] = {
    [VERDICT_KEPT]   = EXIT_KEPT,
    [VERDICT_SLOW]   = EXIT_SLOW,
    [VERDICT_BROKEN] = EXIT_BROKEN,
  };
  const Verdict verdict = verdict_tell(&findings, options->json);
  for (unsigned i = 0U; i < soak->n_slots; ++i) {
    slot_clear(&soak->slots[i]);
  }
  return exits[verdict];
}

static void
print_plan(const Options* const options)
{
  Plan plan =
    plan_new(options->seed,
             options->instances - options->instances / OPTIONS_BYSTANDERS,
             options->gap,
             options->kinds);
  for (unsigned i = 0U; i < options->plan; ++i) {
    const Fault fault = plan_next(&plan);
    printf("%" PRIu64 " ms: %s, victim %u, value %" PRIu32 "\n",
           fault.time,
           plan_name(fault.kind),
           fault.victim,
           fault.value);
  }
}

int
main(int argc, char** argv)
{
  static Soak soak;

  Options options;
  if (!options_read(&options, argc, argv)) {
    fputs(options_usage, stderr);
    return EXIT_USAGE;
  }
  if (options.help) {
    fputs(options_usage, stdout);
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
  host_open(options.module, options.scriptd);
  roles_open(options.presets, options.scripts);
  const Exit status = perform(&soak, &options);
  roles_close();
  host_close();
  return status;
}
