// Copyright 2026 The Outboard authors
// SPDX-License-Identifier: ISC

// What the benchmarks have in common: options, pace, statistics, rows of
// figures

#undef NDEBUG

#include "bench.h"

#include "doorbell.h"

#include <jansson.h>

#include <assert.h>
#include <math.h>
#include <sched.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/resource.h>
#include <time.h>

static const uint64_t ns_per_s  = 1000000000U;
static const uint64_t ns_per_ms = 1000000U;
static const double   ns_per_us = 1000.0;

static const double shares[BENCH_PERCENTILES] = {
  [BENCH_P50]  = 0.5,
  [BENCH_P99]  = 0.99,
  [BENCH_P999] = 0.999,
};

BenchOptions bench;

static void
raise_limit(const int resource)
{
  struct rlimit limit;
  if (!getrlimit(resource, &limit)) {
    limit.rlim_cur = limit.rlim_max;
    setrlimit(resource, &limit);
  }
}

void
bench_init(const int argc, char** const argv)
{
  static const char* const sizes[] = { "full", "quick", "tiny" };

  if (argc < 6) {
    fprintf(stderr,
            "Usage: %s MODULE SCRIPTD FILTER PIPE full|quick|tiny [KEY...]\n",
            argv[0]);
    exit(2);
  }

  bench = (BenchOptions){ .module  = argv[1],
                          .scriptd = argv[2],
                          .filter  = argv[3],
                          .pipe    = argv[4],
                          .keys    = argv + 6 };
  while (strcmp(argv[5], sizes[bench.size])) {
    ++bench.size;
    assert(bench.size <= BENCH_TINY);
  }

  raise_limit(RLIMIT_NOFILE);
  raise_limit(RLIMIT_NPROC);
  raise_limit(RLIMIT_MEMLOCK);
  raise_limit(RLIMIT_RTPRIO);
  setvbuf(stdout, NULL, _IOLBF, 0U);
}

bool
bench_wanted(const char* const key)
{
  bool wanted = !bench.keys[0];
  for (char* const* k = bench.keys; *k; ++k) {
    wanted |= !strncmp(key, *k, strlen(*k));
  }
  return wanted;
}

unsigned
bench_choose(const unsigned full, const unsigned quick, const unsigned tiny)
{
  return bench.size == BENCH_FULL    ? full
         : bench.size == BENCH_QUICK ? quick
                                     : tiny;
}

uint64_t
bench_period(const uint32_t frames)
{
  return frames * ns_per_s / BENCH_RATE;
}

void
bench_sleep_until(const uint64_t time)
{
  const struct timespec until = { (time_t)(time / ns_per_s),
                                  (long)(time % ns_per_s) };
  while (clock_nanosleep(CLOCK_MONOTONIC, TIMER_ABSTIME, &until, NULL)) {
  }
}

void
bench_sleep(const unsigned ms)
{
  bench_sleep_until(ob_now() + ms * ns_per_ms);
}

bool
bench_realtime(const pid_t thread, const int priority)
{
  const struct sched_param parameters = { .sched_priority = priority };

  return !sched_setscheduler(
    thread, SCHED_FIFO | SCHED_RESET_ON_FORK, &parameters);
}

void
bench_normal(void)
{
  const struct sched_param parameters = { .sched_priority = 0 };

  sched_setscheduler(0, SCHED_OTHER, &parameters);
}

/// Return the cores that this process may use, as when it was started
static const cpu_set_t*
all_cores(void)
{
  static cpu_set_t cores;
  if (!CPU_COUNT(&cores)) {
    assert(!sched_getaffinity(0, sizeof(cores), &cores));
  }
  return &cores;
}

int
bench_core(unsigned n)
{
  const cpu_set_t* const cores = all_cores();
  for (int core = 0; core < CPU_SETSIZE; ++core) {
    if (CPU_ISSET(core, cores) && !n--) {
      return core;
    }
  }
  return -1;
}

void
bench_pin(const pid_t thread, const int core)
{
  cpu_set_t cores;

  all_cores();
  CPU_ZERO(&cores);
  CPU_SET((unsigned)core, &cores);
  assert(!sched_setaffinity(thread, sizeof(cores), &cores));
}

void
bench_unpin(const pid_t thread)
{
  const cpu_set_t* const cores = all_cores();
  assert(!sched_setaffinity(thread, sizeof(*cores), cores));
}

void
bench_add(BenchSide* const side, const double sample)
{
  assert(side->n_samples < BENCH_SAMPLES);
  side->samples[side->n_samples++] = sample;
}

static int
compare(const void* const a, const void* const b)
{
  const double x = *(const double*)a;
  const double y = *(const double*)b;
  return (x > y) - (x < y);
}

/// Return what a share of some sorted numbers is not above
static double
quantile(const double* const sorted, const size_t count, const double share)
{
  const size_t index = (size_t)((double)count * share);
  return count ? sorted[index < count ? index : count - 1U] : NAN;
}

/// Sort a copy of some numbers; return its quantile
static double
quantile_of(const double* const numbers,
            const unsigned      count,
            const double        share)
{
  double sorted[BENCH_ROUNDS];
  memcpy(sorted, numbers, count * sizeof(sorted[0]));
  qsort(sorted, count, sizeof(sorted[0]), compare);
  return quantile(sorted, count, share);
}

void
bench_end_round(BenchSide* const side)
{
  assert(side->n_rounds < BENCH_ROUNDS);
  qsort(side->samples, side->n_samples, sizeof(side->samples[0]), compare);
  for (unsigned i = 0U; i < BENCH_PERCENTILES; ++i) {
    side->rounds[i][side->n_rounds] =
      quantile(side->samples, side->n_samples, shares[i]);
  }
  ++side->n_rounds;
  side->n_samples = 0U;
}

double
bench_median(const BenchSide* const side, const BenchPercentile percentile)
{
  return quantile_of(side->rounds[percentile], side->n_rounds, 0.5);
}

BenchRow
bench_row(const char* const key,
          const char* const what,
          const char* const unit,
          const double      target)
{
  return (BenchRow){ .key        = key,
                     .what       = what,
                     .unit       = unit,
                     .value      = NAN,
                     .low        = NAN,
                     .high       = NAN,
                     .target     = target,
                     .measured   = NAN,
                     .peer_value = NAN };
}

void
bench_compare(BenchRow* const        row,
              const BenchSide* const ours,
              const BenchSide* const peer,
              const BenchPercentile  percentile)
{
  const unsigned rounds =
    ours->n_rounds < peer->n_rounds ? ours->n_rounds : peer->n_rounds;
  double ratios[BENCH_ROUNDS];
  for (unsigned i = 0U; i < rounds; ++i) {
    ratios[i] = ours->rounds[percentile][i] / peer->rounds[percentile][i];
  }

  const double a  = bench_median(ours, percentile);
  const double b  = bench_median(peer, percentile);
  row->value      = a / b;
  row->low        = quantile_of(ratios, rounds, 0.25);
  row->high       = quantile_of(ratios, rounds, 0.75);
  row->measured   = a / ns_per_us;
  row->peer_value = b / ns_per_us;
  row->figures    = "us";
}

static json_t*
number(const double value)
{
  return isfinite(value) ? json_real(value) : json_null();
}

static json_t*
text(const char* const value)
{
  return value ? json_string(value) : json_null();
}

static void
print_line(json_t* const object)
{
  char* const line = json_dumps(object, JSON_COMPACT | JSON_REAL_PRECISION(6));
  assert(line);
  puts(line);
  free(line);
  json_decref(object);
}

void
bench_print(const BenchRow* const row)
{
  if (!bench_wanted(row->key)) {
    return;
  }

  json_t* const object = json_object();
  json_object_set_new(object, "key", text(row->key));
  json_object_set_new(object, "what", text(row->what));
  json_object_set_new(object, "unit", text(row->unit));
  json_object_set_new(object, "value", number(row->value));
  json_object_set_new(object, "low", number(row->low));
  json_object_set_new(object, "high", number(row->high));
  json_object_set_new(object, "target", number(row->target));
  json_object_set_new(object, "measured", number(row->measured));
  json_object_set_new(object, "peer", text(row->peer));
  json_object_set_new(object, "peer_value", number(row->peer_value));
  json_object_set_new(object, "figures", text(row->figures));
  json_object_set_new(object, "note", text(row->note));
  print_line(object);
}

void
bench_fact(const char* const name, const char* const value)
{
  json_t* const object = json_object();
  json_object_set_new(object, "fact", text(name));
  json_object_set_new(object, "value", text(value));
  print_line(object);
}
