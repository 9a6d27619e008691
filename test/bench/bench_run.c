// Copyright 2026 The Outboard authors
// SPDX-License-Identifier: ISC

// What run() itself costs, while it does not wait for the script; one thread

#undef NDEBUG

#include "bench.h"
#include "doorbell.h"
#include "lv2_host.h"
#include "partner.h"
#include "player.h"
#include "processes.h"

#include <stdio.h>
#include <stdlib.h>

/// Blocks that leave a slow script time enough [frames]
#define FRAMES 256U

/// So many notes in every block
#define NOTES 4U

/// Idle blocks that are timed together, for the clock to be no part of it
#define BATCH 64U

/// Of the notes
#define PITCH 60U

/// Of each round: not counted [blocks]
#define WARM_UP 4U

/// How long the scripts take for an event [us]
static const unsigned efforts[] = { 0U, 100U, 1000U };

enum
{
  EFFORTS = sizeof(efforts) / sizeof(efforts[0])
};

/// Make an instance whose script transposes, and takes a time for each event
static HostPlugin*
start_script(const unsigned effort)
{
  char name[32];
  char text[512];
  snprintf(name, sizeof(name), "effort%u.py", effort);
  snprintf(text,
           sizeof(text),
           "from outboard import *\n"
           "from time import perf_counter_ns\n"
           "def work():\n"
           "    end = perf_counter_ns() + %u\n"
           "    while perf_counter_ns() < end:\n"
           "        pass\n"
           "def on_note_on(note):\n"
           "    %s\n"
           "    note.send(pitch=note.pitch + 12)\n"
           "def on_note_off(note):\n"
           "    %s\n",
           effort * 1000U,
           effort ? "work()" : "pass",
           effort ? "work()" : "pass");
  char* const       path   = host_write_script(name, text);
  HostPlugin* const plugin = player_start(path, FRAMES, player_pipelined);
  free(path);
  return plugin;
}

/// Run idle blocks as fast as possible; return how long one took [ns]
static double
run_batch(HostPlugin* const plugin)
{
  const uint64_t start = ob_now();
  for (unsigned i = 0U; i < BATCH; ++i) {
    plugin->out.atom.size = plugin->room;
    plugin->descriptor->run(plugin->handle, FRAMES);
  }
  return (double)(ob_now() - start) / BATCH;
}

static void
measure_idle(HostPlugin* const plugin, HostPlugin* const filter)
{
  static BenchSide ours;
  static BenchSide theirs;

  BenchRow row = bench_row(
    "idle_run_vs_c_filter_p50", "run() while nothing happens", "", 2.0);
  row.peer = "x42 midifilter, written in C";
  row.note = filter ? NULL : player_no_filter;
  if (filter && bench_wanted(row.key)) {
    const unsigned rounds = bench_choose(50U, 20U, 2U);
    for (unsigned round = 0U; round < rounds; ++round) {
      host_begin(plugin);
      host_begin(filter);
      for (unsigned i = 0U; i < 200U; ++i) {
        bench_add(&ours, run_batch(plugin));
        bench_add(&theirs, run_batch(filter));
      }
      bench_end_round(&ours);
      bench_end_round(&theirs);
      bench_sleep(10U);
    }
    bench_compare(&row, &ours, &theirs, BENCH_P50);
  }
  bench_print(&row);
}

/// Let one side have its round; with a partner, it is woken in every block
static void
take_round(BenchSide* const  side,
           HostPlugin* const plugin,
           Partner* const    partner,
           const unsigned    blocks)
{
  const uint64_t start = ob_now();
  for (unsigned i = 0U; i < WARM_UP + blocks; ++i) {
    player_notes(plugin, i, NOTES, PITCH);
    bench_sleep_until(start + (i + 1U) * bench_period(FRAMES));

    uint64_t time = player_run(plugin, FRAMES);
    if (partner) {
      const uint64_t woken = ob_now();
      partner_wake(partner);
      time += ob_now() - woken;
    }
    if (i >= WARM_UP) {
      bench_add(side, (double)time);
    }
  }
  bench_end_round(side);
}

static void
measure_pipelined(HostPlugin* const* const plugins,
                  HostPlugin* const        filter,
                  Partner* const           partner)
{
  static BenchSide ours[EFFORTS];
  static BenchSide theirs;
  static char      note[96];

  BenchRow cost = bench_row("pipelined_run_vs_filter_and_wake_p50",
                            "Pipelined: run() with four notes",
                            "",
                            1.5);
  BenchRow slow = bench_row("pipelined_run_slow_vs_fast",
                            "Pipelined: the same with a slow script",
                            "",
                            1.2);
  cost.peer     = "x42 midifilter with four notes, and one futex wake";
  cost.note     = filter ? NULL : player_no_filter;
  slow.peer     = "a script that takes no time";
  if (!bench_wanted(cost.key) && !bench_wanted(slow.key)) {
    return;
  }

  const unsigned rounds = bench_choose(30U, 6U, 1U);
  const unsigned blocks = bench_choose(40U, 40U, 4U);
  for (unsigned round = 0U; round < rounds; ++round) {
    for (unsigned i = 0U; i < EFFORTS; ++i) {
      take_round(&ours[i], plugins[i], NULL, blocks);
      if (filter && !i) {
        take_round(&theirs, filter, partner, blocks);
      }
    }
  }

  const double medium = bench_median(&ours[1], BENCH_P50);
  const double long_  = bench_median(&ours[2], BENCH_P50);
  bench_compare(&slow, &ours[medium > long_ ? 1 : 2], &ours[0], BENCH_P50);
  snprintf(note,
           sizeof(note),
           "%u us per event: %.1f us, %u us: %.1f us; the slower counts",
           efforts[1],
           medium / 1000.0,
           efforts[2],
           long_ / 1000.0);
  slow.note = note;
  if (filter) {
    bench_compare(&cost, &ours[0], &theirs, BENCH_P50);
  }
  bench_print(&cost);
  bench_print(&slow);
}

int
main(const int argc, char** const argv)
{
  bench_init(argc, argv);
  if (!bench_wanted("idle_run_vs_c_filter_p50") &&
      !bench_wanted("pipelined_run_vs_filter_and_wake_p50") &&
      !bench_wanted("pipelined_run_slow_vs_fast")) {
    return 0;
  }

  Partner partner;
  partner_start(&partner, -1);
  host_open(bench.module, bench.scriptd);

  HostPlugin* plugins[EFFORTS];
  for (unsigned i = 0U; i < EFFORTS; ++i) {
    plugins[i] = start_script(efforts[i]);
  }
  HostPlugin* const filter = player_filter();
  bench_pin(0, bench_core(0U));
  processes_tell(bench_realtime(0, BENCH_PRIORITY_AUDIO));

  measure_idle(plugins[0], filter);
  measure_pipelined(plugins, filter, &partner);

  for (unsigned i = 0U; i < EFFORTS; ++i) {
    player_end(plugins[i]);
  }
  player_end(filter);
  host_close();
  partner_stop(&partner);
  return 0;
}
