// Copyright 2026 The Outboard authors
// SPDX-License-Identifier: ISC

// Measures how long run() waits for a script, without a host; real-time if let

#include "doorbell.h"
#include "engine.h"
#include "instance.h"
#include "status.h"

#include <sched.h>
#include <stdbool.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <time.h>

/// What is measured: small blocks as in a studio, one note in each
#define RATE 48000U
#define FRAMES 128U
#define BLOCKS 1000U

/// Not measured: caches and clocks settle [blocks]
#define WARM_UP 50U

/// How long the script may take to load [ms]
#define LOAD_TIMEOUT 15000U

/// Priority of the measuring thread, as a host's audio thread might have
#define PRIORITY 60

static const uint64_t second = 1000000000U; // [ns]

static void
on_log(void* const handle, const ObLogLevel level, const char* const text)
{
  (void)handle;
  if (level != OB_LOG_NOTE) {
    fprintf(stderr, "round_trip: %s\n", text);
  }
}

static ObStatus
discard(void* const          handle,
        const uint32_t       frame,
        const uint8_t* const bytes,
        const uint32_t       size)
{
  (void)handle;
  (void)frame;
  (void)bytes;
  (void)size;
  return OB_SUCCESS;
}

/// Run one block with a note-on or its note-off; return how long it took [ns]
static uint64_t
run_block(ObEngine* const engine, const bool down)
{
  static const ObControls controls = {
    .enabled  = true,
    .mode     = OB_MODE_LIVE,
    .deadline = 0.8F,
  };
  const uint8_t note[] = { down ? 0x90 : 0x80, 60, 100 };
  ObSink        sink   = { discard, NULL, 8192U, 16U };

  const uint64_t start = ob_now();
  ob_engine_begin(engine, FRAMES, &controls);
  ob_engine_midi(engine, 0, note, sizeof(note));
  ob_engine_finish(engine, &sink);
  return ob_now() - start;
}

static void
sleep_until(const uint64_t time)
{
  const struct timespec until = { (time_t)(time / second),
                                  (long)(time % second) };
  while (clock_nanosleep(CLOCK_MONOTONIC, TIMER_ABSTIME, &until, NULL)) {
  }
}

static int
compare(const void* const a, const void* const b)
{
  const uint64_t x = *(const uint64_t*)a;
  const uint64_t y = *(const uint64_t*)b;
  return (x > y) - (x < y);
}

static void
measure(ObEngine* const engine)
{
  static uint64_t times[BLOCKS]; // [ns]

  const struct sched_param param = { .sched_priority = PRIORITY };
  const bool realtime            = !sched_setscheduler(0, SCHED_FIFO, &param);

  const uint64_t start  = ob_now();
  ObReport       before = ob_engine_report(engine);
  for (unsigned i = 0; i < WARM_UP + BLOCKS; ++i) {
    sleep_until(start + i * second * FRAMES / RATE);
    const uint64_t time = run_block(engine, !(i % 2U));
    if (i >= WARM_UP) {
      times[i - WARM_UP] = time;
    } else {
      before = ob_engine_report(engine);
    }
  }

  const uint64_t misses = ob_engine_report(engine).misses - before.misses;
  qsort(times, BLOCKS, sizeof(times[0]), compare);
  printf("%u blocks of %u frames (%u us), a note in each, %s: median %u us, "
         "99%% within %u us, longest %u us, %u too late\n",
         BLOCKS,
         FRAMES,
         (unsigned)(second * FRAMES / RATE / 1000U),
         realtime ? "real-time" : "not real-time",
         (unsigned)(times[BLOCKS / 2U] / 1000U),
         (unsigned)(times[BLOCKS * 99U / 100U] / 1000U),
         (unsigned)(times[BLOCKS - 1U] / 1000U),
         (unsigned)misses);
}

int
main(const int argc, char** const argv)
{
  if (argc != 3) {
    fputs("Usage: round_trip SCRIPTD SCRIPT\n"
          "Measure the time from a note into run() to the script's answer.\n",
          stderr);
    return 2;
  }

  const ObInstanceOptions options = {
    .rate = RATE, .nominal = FRAMES, .scriptd = argv[1], .log = on_log
  };
  ObInstance* const instance = ob_instance_new(&options);
  ObStatus          st       = instance ? OB_SUCCESS : OB_ERROR;
  if (!st &&
      !(st = ob_instance_load(instance, &(const ObSaved){ .path = argv[2] })) &&
      !(st = ob_instance_wait(instance, LOAD_TIMEOUT, NULL))) {
    ob_instance_activate(instance);
    measure(ob_instance_engine(instance));
    ob_instance_deactivate(instance);
  }
  ob_instance_free(instance);
  if (st) {
    fprintf(stderr, "round_trip: %s: %s\n", argv[2], ob_strerror(st));
  }
  return st ? 1 : 0;
}
