// Copyright 2026 The Outboard authors
// SPDX-License-Identifier: ISC

// Live: how long run() takes until a note has been answered; one thread

#undef NDEBUG

#include "bench.h"
#include "doorbell.h"
#include "lv2_host.h"
#include "partner.h"
#include "pipe_peer.h"
#include "player.h"
#include "processes.h"

#include <math.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>

/// Small blocks as in a studio [frames]
#define FRAMES 64U

/// Before all rounds: what is learnt while it plays is known then [blocks]
#define SETTLE 800U

/// Of the notes
#define PITCH 60U

/// Of each round: not counted, for the side before to cool down [blocks]
#define WARM_UP 20U

static const char script[] = "from outboard import *\n"
                             "def on_note_on(note):\n"
                             "    note.send(pitch=note.pitch + 12)\n";

/// Who takes turns
static struct
{
  HostPlugin* plugin;
  Partner     other_core;
  Partner     same_core;
  PipePeer    pipe;
  bool        has_other; ///< There is another core
  bool        has_pipe;  ///< Python has what it needs

  BenchSide run_times;
  BenchSide other_times;
  BenchSide same_times;
  BenchSide bounded_times; ///< The same, with a deadline as we have one
  BenchSide pipe_times;
  unsigned  blocks;     ///< Of ours
  unsigned  unanswered; ///< Of these
} live;

/// Run one block of ours; what is not answered takes as long as a block
static double
run_block(const unsigned block)
{
  const uint64_t time = player_run(live.plugin, FRAMES);
  const bool     answered =
    live.plugin->out.atom.size > sizeof(LV2_Atom_Sequence_Body);

  ++live.blocks;
  live.unanswered += !answered;
  player_notes(live.plugin, block + 1U, 1U, PITCH);
  return answered ? (double)time : (double)bench_period(FRAMES);
}

/// Let one side have its round; `partner` is NULL for ours, `limit` as for
/// partner_ask()
static void
take_round(BenchSide* const side,
           Partner* const   partner,
           const uint64_t   limit,
           const unsigned   blocks)
{
  const uint64_t start = ob_now();
  for (unsigned i = 0U; i < WARM_UP + blocks; ++i) {
    bench_sleep_until(start + (i + 1U) * bench_period(FRAMES));
    const double time =
      partner ? (double)partner_ask(partner, limit) : run_block(i);
    if (i >= WARM_UP) {
      bench_add(side, time);
    }
  }
  bench_end_round(side);
}

/// Let our side play, unmeasured
static void
settle(void)
{
  const uint64_t start = ob_now();
  for (unsigned i = 0U; i < bench_choose(SETTLE, SETTLE, 0U); ++i) {
    bench_sleep_until(start + (i + 1U) * bench_period(FRAMES));
    run_block(i);
  }
}

static void
take_pipe_round(const unsigned blocks)
{
  static double times[WARM_UP + BENCH_SAMPLES];
  if (live.has_pipe &&
      pipe_peer_ask(
        &live.pipe, bench_period(FRAMES), times, WARM_UP + blocks)) {
    for (unsigned i = 0U; i < blocks; ++i) {
      bench_add(&live.pipe_times, times[WARM_UP + i]);
    }
    bench_end_round(&live.pipe_times);
  }
}

/// Return the side that is faster at a percentile
static const BenchSide*
best_floor(const BenchPercentile percentile)
{
  const bool other =
    live.has_other && bench_median(&live.other_times, percentile) <
                        bench_median(&live.same_times, percentile);
  return other ? &live.other_times : &live.same_times;
}

/// Say what the row does not
static const char*
describe(const BenchPercentile percentile)
{
  static char note[160];
  snprintf(note,
           sizeof(note),
           "futex to another core %.1f us, handed over on the same core %.1f "
           "us; %u of %u notes unanswered",
           live.has_other ? bench_median(&live.other_times, percentile) / 1000.0
                          : (double)NAN,
           bench_median(&live.same_times, percentile) / 1000.0,
           live.unanswered,
           live.blocks);
  return note;
}

static void
print_rows(void)
{
  BenchRow median = bench_row("live_rtt_vs_floor_p50",
                              "Live: run() until a note is answered, median",
                              "",
                              2.0);
  BenchRow tail   = bench_row(
    "live_rtt_vs_floor_p99", "Live: the same, 99 of 100 notes", "", 2.0);
  BenchRow bounded =
    bench_row("live_rtt_vs_bounded_p50",
              "Live: the same, median, against a wait with a deadline as ours",
              "",
              NAN);
  BenchRow pipe = bench_row("live_rtt_vs_mp_pipe_p50",
                            "Live: the same, against Python's own means",
                            "",
                            0.25);

  median.peer = tail.peer = "bare futex ping-pong of two C processes";
  bounded.peer            = "the ping-pong on one core, with a deadline";
  pipe.peer               = "multiprocessing.Pipe";
  bench_compare(&median, &live.run_times, best_floor(BENCH_P50), BENCH_P50);
  bench_compare(&tail, &live.run_times, best_floor(BENCH_P99), BENCH_P99);
  bench_compare(&bounded, &live.run_times, &live.bounded_times, BENCH_P50);
  bench_compare(&pipe, &live.run_times, &live.pipe_times, BENCH_P50);
  pipe.note = live.has_pipe ? NULL : "/usr/bin/python3 has no multiprocessing";

  median.note = describe(BENCH_P50);
  bench_print(&median);
  tail.note = describe(BENCH_P99);
  bench_print(&tail);
  bench_print(&bounded);
  bench_print(&pipe);
}

int
main(const int argc, char** const argv)
{
  bench_init(argc, argv);
  if (!bench_wanted("live_rtt_vs_floor_p50") &&
      !bench_wanted("live_rtt_vs_floor_p99") &&
      !bench_wanted("live_rtt_vs_bounded_p50") &&
      !bench_wanted("live_rtt_vs_mp_pipe_p50")) {
    return 0;
  }

  const int core = bench_core(0U);
  live.has_other = bench_core(1U) >= 0;
  partner_start(&live.same_core, core);
  if (live.has_other) {
    partner_start(&live.other_core, bench_core(1U));
  }
  live.has_pipe = pipe_peer_start(&live.pipe, core);

  host_open(bench.module, bench.scriptd);
  char* const path = host_write_script("octave.py", script);
  live.plugin      = player_start(path, FRAMES, player_live);
  free(path);
  bench_pin(0, core);
  processes_tell(bench_realtime(0, BENCH_PRIORITY_AUDIO));

  player_notes(live.plugin, 0U, 1U, PITCH);
  settle();
  const uint64_t limit  = bench_period(FRAMES) * 8U / 10U; // As the player's
  const unsigned rounds = bench_choose(30U, 6U, 1U);
  const unsigned blocks = bench_choose(300U, 200U, 20U);
  for (unsigned i = 0U; i < rounds; ++i) {
    take_round(&live.run_times, NULL, 0U, blocks);
    take_round(&live.same_times, &live.same_core, 0U, blocks);
    take_round(&live.bounded_times, &live.same_core, limit, blocks);
    if (live.has_other) {
      take_round(&live.other_times, &live.other_core, 0U, blocks);
    }
    take_pipe_round(blocks);
  }
  print_rows();

  player_end(live.plugin);
  host_close();
  pipe_peer_stop(&live.pipe);
  partner_stop(&live.same_core);
  if (live.has_other) {
    partner_stop(&live.other_core);
  }
  return 0;
}
