// Copyright 2026 The Outboard authors
// SPDX-License-Identifier: ISC

// A script gets the core of the thread that waits for it, and is not held there

#undef NDEBUG

#include "fault_rig.h"
#include "lv2_host.h"
#include "lv2_plugin.h"

#include <assert.h>
#include <sched.h>
#include <stdbool.h>
#include <stdint.h>
#include <stdio.h>
#include <sys/types.h>
#include <unistd.h>

/// So long that a script is in time on a busy machine [frames]
#define FRAMES 16384

/// Pitch 1 hangs it
static const char script[] = "from outboard import *\n"
                             "def on_note_on(note):\n"
                             "    while note.pitch == 1:\n"
                             "        pass\n"
                             "    note.send(pitch=note.pitch + 12)\n";

/// Of this process at first
static cpu_set_t all_cores;

/// Return whether the child may run on all cores, or else on one only
static bool
has_cores(const pid_t child, const bool all)
{
  cpu_set_t cores;
  assert(!sched_getaffinity(child, sizeof(cores), &cores));
  return all ? CPU_EQUAL(&cores, &all_cores)
             : CPU_COUNT(&cores) == 1 && CPU_ISSET(sched_getcpu(), &cores);
}

static void
run_note(HostPlugin* const plugin, const uint8_t pitch)
{
  const uint8_t on[3]  = { 0x90U, pitch, 100U };
  const uint8_t off[3] = { 0x80U, pitch, 64U };
  host_begin(plugin);
  host_midi(plugin, 0, on);
  host_midi(plugin, 1, off);
  rig_timed_run(plugin, FRAMES);
}

/// Play until the child may run on all cores, or on ours only
static void
await_cores(HostPlugin* const plugin, const pid_t child, const bool all)
{
  for (unsigned i = 0U; !has_cores(child, all); ++i) {
    assert(i < 400000U);
    run_note(plugin, 60U);
    if (i % 16U == 0U) {
      usleep(500U); // For the supervisor, if this is the only free core
    }
  }
}

/// Stay on the present core, above the scripts; return whether that is allowed
static bool
take_core(void)
{
  const struct sched_param audio = { 20 };
  cpu_set_t                core;
  CPU_ZERO(&core);
  CPU_SET((unsigned)sched_getcpu(), &core);
  return !sched_setscheduler(0, SCHED_FIFO, &audio) &&
         !sched_setaffinity(0, sizeof(core), &core);
}

static void
leave_core(void)
{
  const struct sched_param normal = { 0 };
  assert(!sched_setscheduler(0, SCHED_OTHER, &normal));
  assert(!sched_setaffinity(0, sizeof(all_cores), &all_cores));
}

/// Make the only instance; set its child
static HostPlugin*
start(pid_t* const child)
{
  HostPlugin* const plugin = rig_play("seat.py", script, FRAMES);
  *child                   = rig_only_child();
  assert(has_cores(*child, true));
  return plugin;
}

static bool
test_seat_is_given_and_taken_back(void)
{
  pid_t             child  = 0;
  HostPlugin* const plugin = start(&child);
  const bool        may    = take_core();
  if (may) {
    await_cores(plugin, child, false);
    leave_core(); // What is started now is to know all cores

    HostPlugin* const other = rig_play("other.py", script, FRAMES);
    await_cores(plugin, child, true);
    rig_end(other);
  }
  rig_end(plugin);
  return may;
}

static void
test_script_that_hangs_has_none(void)
{
  pid_t             child  = 0;
  HostPlugin* const plugin = start(&child);
  assert(take_core());
  await_cores(plugin, child, false);
  run_note(plugin, 1U);
  for (unsigned i = 0U; !has_cores(child, true); ++i) {
    assert(i < 5000U);
    usleep(1000U);
  }
  leave_core();
  rig_end(plugin);
}

int
main(int argc, char** argv)
{
  assert(argc == 3);
  assert(!sched_getaffinity(0, sizeof(all_cores), &all_cores));
  if (CPU_COUNT(&all_cores) < 2) {
    printf("skipped: there is only one core\n");
    return 77;
  }

  host_open(argv[1], argv[2]);
  const bool may = test_seat_is_given_and_taken_back();
  if (may) {
    test_script_that_hangs_has_none();
  } else {
    printf("skipped: real-time priority is not permitted\n");
  }
  host_close();
  return may ? 0 : 77;
}
