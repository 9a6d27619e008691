// Copyright 2026 The Outboard authors
// SPDX-License-Identifier: ISC

// Scripts that hold the processors at real-time priority: they lose it

#undef NDEBUG

#include "fault_rig.h"
#include "lv2_host.h"
#include "segment.h"
#include "tries.h"

#include <assert.h>
#include <pthread.h>
#include <sched.h>
#include <signal.h>
#include <stdatomic.h>
#include <stdbool.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/types.h>
#include <time.h>
#include <unistd.h>

/// A pitch bend hangs it for good
static const char hog[] = "from outboard import *\n"
                          "import os\n"
                          "show('process', os.getpid())\n"
                          "def on_note_on(note):\n"
                          "    note.send(pitch=note.pitch + 12)\n"
                          "def on_pitch_bend(e):\n"
                          "    while True:\n"
                          "        try:\n"
                          "            while True:\n"
                          "                work()\n"
                          "        except BaseException:\n"
                          "            pass\n";

/// What it does then: nothing, or tell the host that all is done and goes well
static const char idle[] = "def work(): pass\n";
static const char lying[] =
  "import ctypes, mmap\n"
  "libc = ctypes.CDLL(None)\n"
  "begin, end = os.pipe()\n"
  "page = mmap.mmap(-1, 1 << 20)\n"
  "page = ctypes.addressof(ctypes.c_char.from_buffer(page))\n"
  "while (libc.write(end, ctypes.c_void_p(page), 4) < 4\n"
  "       or os.read(begin, 4) != b'GSBO'):\n"
  "    page += 4096\n"
  "def words(at): return (ctypes.c_uint32 * 2).from_address(page + at)\n"
  "host, child = words(%zu), words(%zu)\n"
  "def work():\n"
  "    child[0] = host[0]\n"
  "    child[1] += 1\n";

static const uint8_t bend[3] = { 0xE0U, 1U, 2U };

enum
{
  hogs = 2 ///< As many as this needs to hold both of two processors
};

/// Somebody who goes about his work at no priority
typedef struct
{
  pthread_t        thread;
  _Atomic bool     over;
  _Atomic uint64_t longest; ///< That he was kept from it [ns]
} Bystander;

static uint64_t
now(void)
{
  struct timespec time;
  clock_gettime(CLOCK_MONOTONIC, &time);
  return (uint64_t)time.tv_sec * 1000000000U + (uint64_t)time.tv_nsec;
}

static void*
stand_by(void* const data)
{
  Bystander* const bystander = (Bystander*)data;
  uint64_t         last      = now();
  while (!atomic_load(&bystander->over)) {
    usleep(1000U);
    const uint64_t time = now();
    if (time - last > atomic_load(&bystander->longest)) {
      atomic_store(&bystander->longest, time - last);
    }
    last = time;
  }
  return NULL;
}

static void
start_bystander(Bystander* const bystander)
{
  const struct sched_param normal = { 0 };
  pthread_attr_t           attributes;
  *bystander = (Bystander){ .over = false };
  assert(!pthread_attr_init(&attributes));
  assert(!pthread_attr_setinheritsched(&attributes, PTHREAD_EXPLICIT_SCHED));
  assert(!pthread_attr_setschedpolicy(&attributes, SCHED_OTHER));
  assert(!pthread_attr_setschedparam(&attributes, &normal));
  assert(!pthread_create(&bystander->thread, &attributes, stand_by, bystander));
  pthread_attr_destroy(&attributes);
}

static void
run_all(HostPlugin* const plugins[hogs])
{
  for (unsigned i = 0U; i < hogs; ++i) {
    host_run(plugins[i], 512U);
  }
  usleep(10000U);
}

/// Return the process of a script by what it shows
static pid_t
process_of(HostPlugin* const plugin)
{
  host_get(plugin, "urn:outboard:shown", NULL);
  host_await_announced(plugin, "urn:outboard:shown", "process");
  const char* const text  = host_announced(plugin, "urn:outboard:shown");
  const char* const value = strpbrk(text, "0123456789");
  assert(value);
  return (pid_t)atoi(value);
}

/// Run blocks until all processes are of a class; return whether they are
static bool
await_class(HostPlugin* const plugins[hogs],
            const pid_t       processes[hogs],
            const int         policy)
{
  bool all = false;
  for (unsigned i = 0U; i < 300U && !all; ++i) {
    run_all(plugins);
    all = true;
    for (unsigned j = 0U; j < hogs; ++j) {
      const int current = sched_getscheduler(processes[j]);
      all &= (current & ~SCHED_RESET_ON_FORK) == policy;
    }
  }
  return all;
}

/// Start them, and wait until they are trusted
static void
start_hogs(HostPlugin*       plugins[hogs],
           pid_t             processes[hogs],
           const char* const work)
{
  char script[sizeof(hog) + sizeof(lying)];
  snprintf(script, sizeof(script), "%s%s", hog, work);
  for (unsigned i = 0U; i < hogs; ++i) {
    plugins[i]   = rig_play("hog.py", script, 512);
    processes[i] = process_of(plugins[i]);
  }
  assert(await_class(plugins, processes, SCHED_FIFO));
}

/// Let both hang; return whether others could work
static bool
hogs_are_put_in_their_place(void)
{
  HostPlugin* plugins[hogs];
  pid_t       processes[hogs];
  Bystander   bystander;
  start_hogs(plugins, processes, idle);

  start_bystander(&bystander);
  for (unsigned i = 0U; i < hogs; ++i) {
    host_midi(plugins[i], 0, bend);
  }
  const uint64_t start   = now();
  const bool     demoted = await_class(plugins, processes, SCHED_OTHER);
  const uint64_t time    = now() - start;
  atomic_store(&bystander.over, true);
  assert(!pthread_join(bystander.thread, NULL));
  assert(demoted);

  // Whoever is started in their place is trusted again
  for (unsigned i = 0U; i < hogs; ++i) {
    for (unsigned j = 0U; j < 500U && !kill(processes[i], 0); ++j) {
      run_all(plugins);
    }
    host_await(plugins[i], rig_running);
    assert(process_of(plugins[i]) != processes[i]);
  }
  for (unsigned i = 0U; i < hogs; ++i) {
    rig_end(plugins[i]);
  }

  fprintf(stderr,
          "normal class after %.1f ms, others waited %.1f ms at most\n",
          (double)time / 1e6,
          (double)bystander.longest / 1e6);
  return time < 500000000U && bystander.longest < 500000000U;
}

/// Let both hang while they say that they do not
static void
test_liars(void)
{
  HostPlugin* plugins[hogs];
  pid_t       processes[hogs];
  char        work[sizeof(lying) + 16U];
  snprintf(work,
           sizeof(work),
           lying,
           offsetof(ObSegmentHeader, host),
           offsetof(ObSegmentHeader, child));
  start_hogs(plugins, processes, work);

  for (unsigned i = 0U; i < hogs; ++i) {
    host_midi(plugins[i], 0, bend);
  }

  // One may hold up the other, which is found out after it
  bool demoted = false;
  for (unsigned i = 0U; i < 5U && !demoted; ++i) {
    demoted = await_class(plugins, processes, SCHED_OTHER);
  }
  assert(demoted);
  assert(host_logged("takes a processor for itself"));
  for (unsigned i = 0U; i < hogs; ++i) {
    rig_end(plugins[i]);
  }
}

int
main(int argc, char** argv)
{
  const struct sched_param priority = { 50 };
  assert(argc == 3);
  if (sched_setscheduler(0, SCHED_FIFO, &priority)) {
    fprintf(stderr, "skipped: no real-time priority here\n");
    return 77;
  }

  const RigResources before = rig_set_up(argv[1], argv[2]);

  check_in_some_tries(hogs_are_put_in_their_place);
  test_liars();
  rig_tear_down(&before);
  return 0;
}
