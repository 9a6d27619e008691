// Copyright 2026 The Outboard authors
// SPDX-License-Identifier: ISC

// What the benchmarks have in common: options, pace, statistics, rows of
// figures

#ifndef OUTBOARD_BENCH_H
#define OUTBOARD_BENCH_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <sys/types.h>

/// Sample rate of all that is measured [1/s]
#define BENCH_RATE 48000U

/// Priorities in SCHED_FIFO: of a host's audio thread, and of who answers it
enum
{
  BENCH_PRIORITY_AUDIO = 60,
  BENCH_PRIORITY_CHILD = 10
};

/// How much is measured
typedef enum
{
  BENCH_FULL,
  BENCH_QUICK,
  BENCH_TINY ///< Only to see that it works
} BenchSize;

/// What the command line says
typedef struct
{
  const char*  module;  ///< Of the plugin
  const char*  scriptd; ///< Path of the child's program
  const char*  filter;  ///< Module of the filter in C
  const char*  pipe;    ///< Path of the peer in Python
  BenchSize    size;
  char* const* keys; ///< Beginnings of the rows' names; NULL at the end
} BenchOptions;

extern BenchOptions bench;

/// Read the command line, and raise the limits that many instances need
void
bench_init(int argc, char** argv);

/// Return whether a row was asked for; all are if none was named
bool
bench_wanted(const char* key);

/// Return the number that fits the size
unsigned
bench_choose(unsigned full, unsigned quick, unsigned tiny);

// Pace

/// Return how long a block lasts [ns]
uint64_t
bench_period(uint32_t frames);

/// Sleep until a time [ns, as ob_now()]
void
bench_sleep_until(uint64_t time);

/// Sleep for a time [ms]
void
bench_sleep(unsigned ms);

/// Make the thread or process (0: the caller) real-time; return whether it is
bool
bench_realtime(pid_t thread, int priority);

/// Make the calling thread what it was before
void
bench_normal(void);

/// Return the n-th core that this process may use, or -1 if there is none
int
bench_core(unsigned n);

/// Let the thread or process (0: the caller) run on one core only
void
bench_pin(pid_t thread, int core);

/// Let the thread or process (0: the caller) run on all cores
void
bench_unpin(pid_t thread);

// Statistics

/// The percentiles that are kept
typedef enum
{
  BENCH_P50,
  BENCH_P99,
  BENCH_P999,
  BENCH_PERCENTILES
} BenchPercentile;

#define BENCH_ROUNDS 64U    ///< Most that a side has
#define BENCH_SAMPLES 8192U ///< Most that a round has

/// One of the sides that are measured in turn
typedef struct
{
  double   samples[BENCH_SAMPLES]; ///< Of the present round
  size_t   n_samples;
  double   rounds[BENCH_PERCENTILES][BENCH_ROUNDS];
  unsigned n_rounds;
} BenchSide;

/// Add a sample to the present round
void
bench_add(BenchSide* side, double sample);

/// End the present round
void
bench_end_round(BenchSide* side);

/// Return the median over the rounds of a percentile; NAN if there is none
double
bench_median(const BenchSide* side, BenchPercentile percentile);

// Rows

/// A row of the result; what is not known is NAN or NULL
typedef struct
{
  const char* key;
  const char* what;     ///< Was measured
  const char* unit;     ///< Of the value; "" of a ratio
  double      value;    ///< NAN: could not be measured, see `note`
  double      low;      ///< First quartile of the rounds
  double      high;     ///< Third quartile of the rounds
  double      target;   ///< At most
  double      measured; ///< What a ratio is of
  const char* peer;     ///< What it is compared with
  double      peer_value;
  const char* figures; ///< Unit of both
  const char* note;
} BenchRow;

/// Return a row that knows nothing but these
BenchRow
bench_row(const char* key, const char* what, const char* unit, double target);

/// Set a row to the ratio of two sides' percentile, which was measured in ns
void
bench_compare(BenchRow*        row,
              const BenchSide* ours,
              const BenchSide* peer,
              BenchPercentile  percentile);

/// Print a row as a line of JSON, if it was asked for
void
bench_print(const BenchRow* row);

/// Print a fact of this machine, as a line of JSON
void
bench_fact(const char* name, const char* value);

#endif // OUTBOARD_BENCH_H
