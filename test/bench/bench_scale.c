// Copyright 2026 The Outboard authors
// SPDX-License-Identifier: ISC

// Many instances in one host thread: start, memory, time; one thread

#undef NDEBUG

#include "bench.h"
#include "doorbell.h"
#include "lv2_host.h"
#include "player.h"
#include "processes.h"

#include <lv2/atom/atom.h>
#include <lv2/core/lv2.h>

#include <math.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

/// A usual block [frames]
#define FRAMES 256U

/// A large session, and a very large one
enum
{
  LARGE      = 128,
  VERY_LARGE = 512
};

/// Instances that are started at once
#define TOGETHER 16U

/// Of the notes
#define PITCH 60U

/// Not counted: what is learnt while it plays is known then [blocks]
#define SETTLE 600U

static const char script[] = "from outboard import *\n"
                             "def on_note_on(note):\n"
                             "    note.send(pitch=note.pitch + 12)\n";

static const char too_few[] = "too few instances were started";

static char*       path; ///< Of the script
static HostPlugin* plugins[VERY_LARGE];
static unsigned    count; ///< Of plugins

/**
   What a host goes through in each block.

   A HostPlugin has megabytes of buffers, so that each would be in pages far
   from all others, and most of the time would go into finding these.
*/
static struct
{
  LV2_Handle handle;
  float      controls[PORTS]; ///< By port index
} strips[VERY_LARGE];

/// What was seen in some blocks of all instances
typedef struct
{
  unsigned  blocks;
  unsigned  over; ///< Blocks that took longer than they last
  double    late; ///< Events
  double    missed;
  BenchSide times; ///< Of all calls of run() for a block [ns]
} Play;

/// Start instances until there are `wanted`, one after the other
static void
start_in_turn(const unsigned wanted, BenchSide* const times)
{
  for (; count < wanted; ++count) {
    const uint64_t start = ob_now();
    plugins[count]       = player_start(path, FRAMES, player_pipelined);
    if (count) {
      bench_add(times, (double)(ob_now() - start));
    }
  }
  bench_end_round(times);
}

/// Start instances until there are `wanted`, some at once
static void
start_together(const unsigned wanted)
{
  while (count < wanted) {
    const unsigned first = count;
    while (count < wanted && count < first + TOGETHER) {
      plugins[count++] = player_choose(path, FRAMES, player_pipelined);
    }
    for (unsigned i = first; i < count; ++i) {
      player_await(plugins[i], FRAMES);
    }
  }
}

/// Have an instance's values together, and its buffers be those of the first,
/// as in hosts
static void
connect_strip(const unsigned number)
{
  const HostPlugin* const     plugin     = plugins[number];
  const LV2_Descriptor* const descriptor = plugin->descriptor;
  float* const                controls   = strips[number].controls;

  strips[number].handle = plugin->handle;
  memcpy(controls, plugin->controls, sizeof(plugin->controls));
  for (uint32_t i = PORT_ENABLED; i < PORTS; ++i) {
    descriptor->connect_port(plugin->handle, i, &controls[i]);
  }
  descriptor->connect_port(plugin->handle, PORT_IN, &plugins[0]->in);
  descriptor->connect_port(plugin->handle, PORT_OUT, &plugins[0]->out);
}

/// Run all instances on the first one's input; return how long it took [ns]
static uint64_t
run_all(void)
{
  const LV2_Descriptor* const descriptor = plugins[0]->descriptor;
  const uint32_t              room       = plugins[0]->room;
  LV2_Atom* const             out        = &plugins[0]->out.atom;
  const uint64_t              start      = ob_now();
  for (unsigned i = 0U; i < count; ++i) {
    out->size = room;
    descriptor->run(strips[i].handle, FRAMES);
  }
  return ob_now() - start;
}

/// Return a sum over all instances of what a port shows
static double
sum_of(const unsigned port)
{
  double sum = 0.0;
  for (unsigned i = 0U; i < count; ++i) {
    sum += (double)strips[i].controls[port];
  }
  return sum;
}

/// Run all instances in each block, with a note for each or without
static void
play(Play* const play, const unsigned blocks, const unsigned notes)
{
  double         late     = 0.0;
  double         missed   = 0.0;
  const unsigned settling = bench_choose(SETTLE, SETTLE, 4U);
  const uint64_t start    = ob_now();
  for (unsigned i = 0U; i < count; ++i) {
    connect_strip(i);
  }
  for (unsigned block = 0U; block < settling + blocks; ++block) {
    player_notes(plugins[0], block, notes, PITCH);
    if (block == settling) {
      late   = sum_of(PORT_LATE);
      missed = sum_of(PORT_MISSES);
    }

    bench_sleep_until(start + (block + 1U) * bench_period(FRAMES));
    const uint64_t time = run_all();
    if (block >= settling) {
      bench_add(&play->times, (double)time);
      play->over += time > bench_period(FRAMES);
    }
  }

  play->blocks = blocks;
  play->late   = sum_of(PORT_LATE) - late;
  play->missed = sum_of(PORT_MISSES) - missed;
  bench_end_round(&play->times);
}

/// Play notes in a mode, and print the two rows of it
static void
measure_playing(const float       mode,
                const char* const late_key,
                const char* const over_key,
                const double      target)
{
  static Play plays[2];
  Play* const seen = &plays[mode > 0.0f];
  char        note[160];

  if (!bench_wanted(late_key) && !bench_wanted(over_key)) {
    return;
  }
  for (unsigned i = 0U; i < count; ++i) {
    plugins[i]->controls[PORT_MODE]     = mode;
    plugins[i]->controls[PORT_DEADLINE] = 20.0f;
  }
  play(seen, bench_choose(1500U, 400U, 4U), 1U);

  snprintf(note,
           sizeof(note),
           "in %u blocks with a note for each instance; all run() calls of a "
           "block take %.2f ms of %.2f; %g of %u answers not in time",
           seen->blocks,
           bench_median(&seen->times, BENCH_P50) / 1.0e6,
           (double)bench_period(FRAMES) / 1.0e6,
           seen->missed,
           seen->blocks * count);

  const bool live = mode < 0.5f;
  BenchRow   late = bench_row(late_key,
                            live ? "128 instances, Live: late events"
                                   : "128 instances: late events",
                            "events",
                            target);
  BenchRow   over = bench_row(over_key,
                            live ? "128 instances, Live: blocks over"
                                   : "128 instances: blocks over",
                            "blocks",
                            target);
  late.value      = count == LARGE ? seen->late : (double)NAN;
  over.value      = count == LARGE ? seen->over : (double)NAN;
  late.note = over.note = count == LARGE ? note : too_few;
  bench_print(&late);
  bench_print(&over);
}

static void
measure_start(void)
{
  static BenchSide times;
  static BenchSide sizes;
  static pid_t     children[VERY_LARGE];
  char             note[96];

  const double before = processes_private(getpid());
  start_in_turn(bench_choose(LARGE, LARGE, 3U), &times);
  const double growth = (processes_private(getpid()) - before) / count;

  const size_t found = processes_find(children, VERY_LARGE);
  for (size_t i = 0U; i < found && i < VERY_LARGE; ++i) {
    bench_add(&sizes, processes_private(children[i]));
  }
  bench_end_round(&sizes);

  BenchRow start = bench_row(
    "instance_start_ms", "From instantiate() until a script plays", "ms", 3.0);
  BenchRow size = bench_row("instance_private_kib",
                            "Memory that is an instance's own process's alone",
                            "KiB",
                            1500.0);
  snprintf(note,
           sizeof(note),
           "and in the host %.0f KiB for each, this program's buffers included",
           growth);
  start.value = bench_median(&times, BENCH_P50) / 1.0e6;
  size.value  = bench_median(&sizes, BENCH_P50);
  size.note   = note;
  bench_print(&start);
  bench_print(&size);
}

static void
measure_idle(void)
{
  static Play idle;
  BenchRow    row = bench_row("scale_idle_512_run_share",
                           "512 idle instances: share of time in run()",
                           "%",
                           1.0);
  if (!bench_wanted(row.key)) {
    return;
  }

  bench_normal();
  start_together(bench_choose(VERY_LARGE, VERY_LARGE, 6U));
  bench_realtime(0, BENCH_PRIORITY_AUDIO);
  processes_await_realtime();
  play(&idle, bench_choose(800U, 200U, 4U), 0U);
  if (count == VERY_LARGE) {
    row.value = 100.0 * bench_median(&idle.times, BENCH_P50) /
                (double)bench_period(FRAMES);
  } else {
    row.note = too_few;
  }
  bench_print(&row);
}

int
main(const int argc, char** const argv)
{
  bench_init(argc, argv);
  if (!bench_wanted("instance_start_ms") &&
      !bench_wanted("instance_private_kib") &&
      !bench_wanted("scale_128_late_events_live") &&
      !bench_wanted("scale_128_blocks_over_live") &&
      !bench_wanted("scale_idle_512_run_share")) {
    return 0;
  }

  host_open(bench.module, bench.scriptd);
  path = host_write_script("octave.py", script);
  measure_start();
  processes_tell(bench_realtime(0, BENCH_PRIORITY_AUDIO));
  measure_playing(
    player_pipelined, "scale_128_late_events", "scale_128_blocks_over", 0.0);
  measure_playing(player_live,
                  "scale_128_late_events_live",
                  "scale_128_blocks_over_live",
                  (double)NAN);
  measure_idle();

  for (unsigned i = 0U; i < count; ++i) {
    player_end(plugins[i]);
  }
  free(path);
  host_close();
  return 0;
}
