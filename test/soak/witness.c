// Copyright 2026 The Outboard authors
// SPDX-License-Identifier: ISC

// Watches whether a core is left for the scripts, and who took it; a thread of
// its own, of the scripts' priority where the system allows

#undef NDEBUG

#include "witness.h"

#include "doorbell.h"

#include <assert.h>
#include <inttypes.h>
#include <sched.h>
#include <stdio.h>
#include <sys/resource.h>
#include <time.h>
#include <unistd.h>

/// The scripts' priority, see README.md
static const int priority = 10;

/// How often a core is wanted, and how often its use is noted [ns]
static const uint64_t period       = 10000000U;
static const uint64_t usage_period = 100000000U;

/// Waiting for longer is a stall [ns]
static const uint64_t limit = 100000000U;

/// For so long after a stall, events may still be late because of it [ns]
static const uint64_t aftermath = 1000000000U;

static uint64_t
nanoseconds(const struct timeval* const time)
{
  return (uint64_t)time->tv_sec * 1000000000U + (uint64_t)time->tv_usec * 1000U;
}

static uint64_t
of_ticks(const uint64_t ticks)
{
  return ticks * 1000000000U / (uint64_t)sysconf(_SC_CLK_TCK);
}

/// Return how long the cores have been idle, together [ns]
static uint64_t
read_idle(void)
{
  uint64_t    idle = 0U;
  uint64_t    disk = 0U;
  FILE* const file = fopen("/proc/stat", "re");
  const int   count =
    fscanf(file, "cpu %*u %*u %*u %" SCNu64 " %" SCNu64, &idle, &disk);
  assert(count == 2);
  fclose(file);
  return of_ticks(idle + disk);
}

/// Return how long a process has run, 0 if it is gone [ns]
static uint64_t
read_process(const int pid)
{
  char     path[64];
  uint64_t user   = 0U;
  uint64_t system = 0U;
  snprintf(path, sizeof(path), "/proc/%d/stat", pid);

  FILE* const file = pid ? fopen(path, "re") : NULL;
  if (!file) {
    return 0U;
  }
  if (fscanf(file,
             "%*d (%*[^)]) %*c %*d %*d %*d %*d %*d %*u %*u %*u %*u %*u"
             " %" SCNu64 " %" SCNu64,
             &user,
             &system) != 2) {
    user = system = 0U;
  }
  fclose(file);
  return of_ticks(user + system);
}

static Usage
read_usage(const Witness* const witness)
{
  struct timespec own;
  struct rusage   dead;
  clock_gettime(CLOCK_PROCESS_CPUTIME_ID, &own);
  getrusage(RUSAGE_CHILDREN, &dead);

  Usage usage = { .time = ob_now(), .idle = read_idle() };
  usage.own   = (uint64_t)own.tv_sec * 1000000000U + (uint64_t)own.tv_nsec +
              nanoseconds(&dead.ru_utime) + nanoseconds(&dead.ru_stime);
  for (unsigned i = 0U; i < witness->n_slots; ++i) {
    usage.own += read_process(witness->slots[i].pid);
  }
  return usage;
}

/// Return whether others have used half a core or more between two moments
static bool
blames_others(const Usage* const from, const Usage* const to)
{
  const int64_t time  = (int64_t)(to->time - from->time);
  const int64_t whole = time * sysconf(_SC_NPROCESSORS_ONLN);
  const int64_t used =
    (int64_t)(to->idle - from->idle) + (int64_t)(to->own - from->own);

  fprintf(stderr,
          "soak: no core left: of %" PRId64 " ms, %" PRId64
          " were idle or our own\n",
          whole / 1000000,
          used / 1000000);
  return whole - used >= time / 2;
}

static void
note_stall(Witness* const witness, const uint64_t time)
{
  const Usage now     = read_usage(witness);
  const bool  foreign = blames_others(&witness->usage, &now);

  ++witness->n_stalls;
  witness->n_foreign += foreign;
  witness->worst = time > witness->worst ? time : witness->worst;
  if (foreign) {
    witness->excuse = now.time + aftermath;
  }
  witness->usage = now;
}

static void*
watch(void* const handle)
{
  Witness* const           witness    = (Witness*)handle;
  const struct sched_param parameters = { .sched_priority = priority };
  const struct timespec    nap        = { .tv_nsec = (long)period };

  sched_setscheduler(0, SCHED_FIFO, &parameters); // Else as those are then
  witness->usage = read_usage(witness);
  while (!witness->quit) {
    const uint64_t start = ob_now();
    nanosleep(&nap, NULL);

    const uint64_t now = ob_now();
    if (now - start > period + limit) {
      note_stall(witness, now - start - period);
    } else if (now - witness->usage.time > usage_period) {
      witness->usage = read_usage(witness);
    }
  }
  return NULL;
}

void
witness_begin(Witness* const witness, const Slot* const slots, unsigned n_slots)
{
  witness->slots   = slots;
  witness->n_slots = n_slots;
  assert(!pthread_create(&witness->thread, NULL, watch, witness));
}

bool
witness_excuses(const Witness* const witness)
{
  return ob_now() < witness->excuse;
}

void
witness_end(Witness* const witness)
{
  witness->quit = true;
  pthread_join(witness->thread, NULL);
}
