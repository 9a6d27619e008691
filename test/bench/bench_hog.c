// Copyright 2026 The Outboard authors
// SPDX-License-Identifier: ISC

// Four tracks, of which one is busy for long: what the others notice; a thread
// for each track

#undef NDEBUG

#include "bench.h"
#include "doorbell.h"
#include "gil_peer.h"
#include "lv2_host.h"
#include "player.h"
#include "processes.h"

#include <assert.h>
#include <math.h>
#include <pthread.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>

/// Small blocks as in a studio [frames]
#define FRAMES 64U

/// The first of the tracks is the hog
#define TRACKS 4U

/// Of each round: not counted [blocks]
#define WARM_UP 50U

/// The hog is busy in every 50th block; its notes take two
#define BUSY_EVERY 50U

/// What tells the script to be busy, and what does not
enum
{
  PITCH_BUSY = 127,
  PITCH      = 60
};

static const char script[] = "from outboard import *\n"
                             "from time import perf_counter_ns\n"
                             "def on_note_on(note):\n"
                             "    if note.pitch == 127:\n"
                             "        end = perf_counter_ns() + 20_000_000\n"
                             "        while perf_counter_ns() < end:\n"
                             "            pass\n"
                             "    note.send()\n";

/// A round of all tracks
typedef struct
{
  uint64_t start; ///< [ns, as ob_now()]
  unsigned blocks;
  bool     busy; ///< Whether the hog is one
} Round;

/// What a thread works on
typedef struct
{
  const Round* round;
  HostPlugin*  plugin; ///< NULL: the peer with one lock
  bool         hog;
  uint64_t     times[BENCH_SAMPLES]; ///< [ns]
  double       late;                 ///< Events so far
} Track;

static Track tracks[TRACKS];

/// Run a block of a track; return how long it took [ns]
static uint64_t
run_block(Track* const track, const unsigned block)
{
  const bool     busy  = track->hog && track->round->busy;
  const unsigned phase = block % BUSY_EVERY;
  const uint64_t due =
    track->round->start + (block + 1U) * bench_period(FRAMES);

  if (!track->plugin) {
    bench_sleep_until(due);
    return gil_peer_call(busy && !phase);
  }

  player_notes(
    track->plugin, block, 1U, busy && phase < 2U ? PITCH_BUSY : PITCH);
  bench_sleep_until(due);
  return player_run(track->plugin, FRAMES);
}

static void*
play(void* const handle)
{
  Track* const track = (Track*)handle;
  bench_realtime(0, BENCH_PRIORITY_AUDIO);
  for (unsigned i = 0U; i < WARM_UP + track->round->blocks; ++i) {
    const uint64_t time = run_block(track, i);
    if (i >= WARM_UP) {
      track->times[i - WARM_UP] = time;
    }
  }
  return NULL;
}

/// Play a round on all tracks; the times of all but the first go to `side`
static void
take_round(BenchSide* const side, const bool busy, const unsigned blocks)
{
  const Round round = { ob_now() + bench_period(FRAMES), blocks, busy };
  pthread_t   threads[TRACKS];
  for (unsigned i = 0U; i < TRACKS; ++i) {
    tracks[i].round = &round;
    assert(!pthread_create(&threads[i], NULL, play, &tracks[i]));
  }
  for (unsigned i = 0U; i < TRACKS; ++i) {
    pthread_join(threads[i], NULL);
  }

  for (unsigned i = 1U; i < TRACKS; ++i) {
    for (unsigned block = 0U; block < blocks; ++block) {
      bench_add(side, (double)tracks[i].times[block]);
    }
  }
  bench_end_round(side);
}

/// Return the late events of the innocents
static double
late_events(void)
{
  double late = 0.0;
  for (unsigned i = 1U; i < TRACKS; ++i) {
    const HostPlugin* const plugin = tracks[i].plugin;
    late += plugin ? (double)plugin->controls[PORT_LATE] : 0.0;
  }
  return late;
}

/// Late events of the others in rounds of both kinds
typedef struct
{
  double quiet;
  double busy;
} Late;

/// Fill a row in with rounds of both kinds
static Late
measure(BenchRow* const row, BenchSide* const quiet, BenchSide* const hog)
{
  const unsigned rounds = bench_choose(15U, 3U, 1U);
  const unsigned blocks = bench_choose(500U, 400U, 60U);

  Late late = { 0.0, 0.0 };
  for (unsigned i = 0U; i < rounds; ++i) {
    const double before = late_events();
    take_round(quiet, false, blocks);
    const double between = late_events();
    take_round(hog, true, blocks);
    late.quiet += between - before;
    late.busy += late_events() - between;
    bench_sleep(100U); // It is trusted again
  }

  row->peer = "nobody is busy";
  bench_compare(row, hog, quiet, BENCH_P999);
  return late;
}

/// Measure our plugin in a mode
static void
measure_ours(const float       mode,
             const char* const tail_key,
             const char* const late_key,
             const char* const name)
{
  static BenchSide sides[2][2];
  static char      whats[2][2][96];
  static char      notes[2][64];

  BenchSide* const side = sides[mode > 0.0f];
  char(*const what)[96] = whats[mode > 0.0f];
  if (!bench_wanted(tail_key) && !bench_wanted(late_key)) {
    return;
  }
  for (unsigned i = 0U; i < TRACKS; ++i) {
    tracks[i].plugin->controls[PORT_MODE] = mode;
  }

  snprintf(what[0],
           sizeof(what[0]),
           "%s: run() beside a busy script, 999 of 1000 blocks",
           name);
  snprintf(what[1], sizeof(what[1]), "%s: late events of the others", name);
  BenchRow tail = bench_row(tail_key, what[0], "", 1.3);
  BenchRow late = bench_row(late_key, what[1], "events", 0.0);

  const Late  events = measure(&tail, &side[0], &side[1]);
  char* const note   = notes[mode > 0.0f];
  snprintf(note, sizeof(notes[0]), "%g while nobody is busy", events.quiet);
  late.value = events.busy;
  late.note  = note;
  bench_print(&tail);
  bench_print(&late);
}

static void
measure_peer(void)
{
  static BenchSide sides[2];

  BenchRow row = bench_row("gil_innocent_p999_hog_vs_quiet",
                           "One Python in the host, shown for comparison",
                           "",
                           (double)NAN);
  if (bench_wanted(row.key)) {
    for (unsigned i = 0U; i < TRACKS; ++i) {
      tracks[i].plugin = NULL;
    }
    gil_peer_start();
    measure(&row, &sides[0], &sides[1]);
    gil_peer_stop();
    bench_print(&row);
  }
}

int
main(const int argc, char** const argv)
{
  bench_init(argc, argv);

  tracks[0].hog = true;
  if (bench_wanted("innocent_p999_hog_vs_quiet") ||
      bench_wanted("innocent_late_events") ||
      bench_wanted("innocent_p999_hog_vs_quiet_pipelined")) {
    HostPlugin* plugins[TRACKS];
    host_open(bench.module, bench.scriptd);
    char* const path = host_write_script("hog.py", script);
    for (unsigned i = 0U; i < TRACKS; ++i) {
      plugins[i] = player_start(path, FRAMES, player_live);
      plugins[i]->controls[PORT_DEADLINE] = 20.0f; // As it is at first
      tracks[i].plugin                    = plugins[i];
    }
    processes_tell(bench_realtime(0, BENCH_PRIORITY_AUDIO));
    measure_ours(player_live,
                 "innocent_p999_hog_vs_quiet",
                 "innocent_late_events",
                 "Live");
    measure_ours(player_pipelined,
                 "innocent_p999_hog_vs_quiet_pipelined",
                 "innocent_late_events_pipelined",
                 "Pipelined");
    for (unsigned i = 0U; i < TRACKS; ++i) {
      player_end(plugins[i]);
    }
    free(path);
    host_close();
  }
  measure_peer();
  return 0;
}
