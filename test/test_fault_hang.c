// Copyright 2026 The Outboard authors
// SPDX-License-Identifier: ISC

// Scripts that hang or are slow: who pays, how much, and what is said

#undef NDEBUG

#include "fault_rig.h"
#include "lv2_host.h"
#include "tries.h"

#include <lv2/midi/midi.h>

#include <assert.h>
#include <stdbool.h>
#include <stdio.h>
#include <time.h>
#include <unistd.h>

static const char octave[] = "from outboard import *\n"
                             "def on_note_on(note):\n"
                             "    note.send(pitch=note.pitch + 12)\n";

// Pitch 1 hangs it, other notes are moved up
static const char busy[] = "from outboard import *\n"
                           "def on_note_on(note):\n"
                           "    while note.pitch == 1:\n"
                           "        pass\n"
                           "    note.send(pitch=note.pitch + 12)\n";

static const char unloaded[] = "from outboard import *\n"
                               "def on_load(saved):\n"
                               "    while True:\n"
                               "        pass\n"
                               "def on_note_on(note):\n"
                               "    note.send(pitch=note.pitch + 12)\n";

static const char stubborn[] = "from outboard import *\n"
                               "def on_note_on(note):\n"
                               "    while note.pitch == 1:\n"
                               "        try:\n"
                               "            while True:\n"
                               "                pass\n"
                               "        except BaseException:\n"
                               "            pass\n"
                               "    note.send(pitch=note.pitch + 12)\n";

// Of three notes, two take far longer than a block
static const char moody[] = "from outboard import *\n"
                            "import time\n"
                            "count = 0\n"
                            "def on_note_on(note):\n"
                            "    global count\n"
                            "    count += 1\n"
                            "    if count % 3:\n"
                            "        time.sleep(0.004)\n"
                            "    note.send()\n";

static const char slow[] = "from outboard import *\n"
                           "import time\n"
                           "def on_note_on(note):\n"
                           "    time.sleep(0.003)\n"
                           "    note.send()\n";

static void
send_note(HostPlugin* const plugin, const int64_t frame, const uint8_t pitch)
{
  const uint8_t on[3]  = { 0x90U, pitch, 100U };
  const uint8_t off[3] = { 0x80U, pitch, 64U };
  host_midi(plugin, frame, on);
  host_midi(plugin, frame + 1, off);
}

/// Sleep until the next period of `us` after the last one
static void
pace(struct timespec* const time, const long us)
{
  time->tv_nsec += us * 1000L;
  while (time->tv_nsec >= 1000000000L) {
    time->tv_nsec -= 1000000000L;
    ++time->tv_sec;
  }
  clock_nanosleep(CLOCK_MONOTONIC, TIMER_ABSTIME, time, NULL);
}

/// Run paced blocks until a note comes out of a script again
static void
await_answer(HostPlugin* const plugin)
{
  bool answered = false;
  for (unsigned i = 0U; i < 5000U && !answered; ++i) {
    send_note(plugin, 0, 40U);
    host_run(plugin, 64U);
    answered = rig_has(plugin, 0x90U, 52U, 100U);
    usleep(1333U);
  }
  assert(answered);
}

static void
test_busy_loop_is_interrupted_with_a_traceback(void)
{
  HostPlugin* const plugin = rig_play("busy.py", busy, 64);
  send_note(plugin, 0, 1U);
  rig_await_log(plugin, "ScriptTimeout");
  assert(host_logged("busy.py"));
  assert(host_logged("line 3") || host_logged("line 4"));
  assert(host_logged("on_note_on"));

  await_answer(plugin); // The script goes on
  host_await(plugin, rig_running);
  rig_end(plugin);
}

static void
test_endless_on_load_is_interrupted(void)
{
  HostPlugin* const plugin = rig_play("unloaded.py", unloaded, 64);
  send_note(plugin, 0, 1U);
  rig_await_log(plugin, "in on_load({})");
  assert(host_logged("ScriptTimeout"));
  await_answer(plugin);
  rig_end(plugin);
}

static void
test_who_swallows_the_timeout_is_killed_and_restarted(void)
{
  HostPlugin* const plugin = rig_play("stubborn.py", stubborn, 64);
  const pid_t       child  = rig_only_child();
  send_note(plugin, 0, 1U);
  rig_await_log(plugin, "is still stuck and is killed");
  await_answer(plugin);
  assert(rig_only_child() != child);
  rig_end(plugin);
}

/// Let instances play one note per block; return the time run() took [ns]
static uint64_t
play_blocks(HostPlugin* const* const plugins,
            const unsigned           n,
            const unsigned           blocks,
            const uint8_t            pitch)
{
  uint64_t        sum = 0U;
  struct timespec time;
  clock_gettime(CLOCK_MONOTONIC, &time);
  for (unsigned block = 0U; block < blocks; ++block) {
    for (unsigned i = 0U; i < n; ++i) {
      send_note(plugins[i], 0, pitch);
      sum += rig_timed_run(plugins[i], 1024U);
    }
    pace(&time, 21333L);
  }
  return sum;
}

static bool
hog_costs_no_other_instance_an_event(void)
{
  HostPlugin* const hog             = rig_play("busy.py", busy, 1024);
  HostPlugin* const innocent        = rig_play("octave.py", octave, 1024);
  HostPlugin* const both[]          = { hog, innocent };
  innocent->controls[PORT_DEADLINE] = 80.0f;
  play_blocks(both, 2U, 10U, 40U);

  send_note(hog, 0, 1U);
  play_blocks(both, 2U, 100U, 40U);
  assert(hog->controls[PORT_MISSES] >= 3.0f);
  const bool  runs    = innocent->controls[PORT_STATUS] == rig_running;
  const float late    = innocent->controls[PORT_LATE];
  const float dropped = innocent->controls[PORT_DROPPED];
  fprintf(stderr,
          "innocent: %.0f late, %.0f dropped\n",
          (double)late,
          (double)dropped);
  rig_end(hog);
  rig_end(innocent);
  return runs && late == 0.0f && dropped == 0.0f;
}

static bool
breaker_bounds_what_a_hang_costs(void)
{
  HostPlugin* const plugin = rig_play("busy.py", busy, 1024);
  play_blocks(&plugin, 1U, 10U, 40U);

  // 30 blocks with a hung script: three waits of 4 ms at the most, not 30
  send_note(plugin, 0, 1U);
  const uint64_t waited = play_blocks(&plugin, 1U, 30U, 40U);
  const bool     hangs  = plugin->controls[PORT_STATUS] == rig_late;
  rig_end(plugin);
  return hangs && waited < 10U * 4266000U;
}

/// Return how long run() of some hogs took together, after they hung [ns]
static uint64_t
time_hogs(const unsigned n)
{
  HostPlugin* plugins[6];
  for (unsigned i = 0U; i < n; ++i) {
    plugins[i] = rig_play("busy.py", busy, 1024);
  }
  play_blocks(plugins, n, 10U, 40U);
  for (unsigned i = 0U; i < n; ++i) {
    send_note(plugins[i], 0, 1U);
  }

  const uint64_t time = play_blocks(plugins, n, 20U, 40U);
  for (unsigned i = 0U; i < n; ++i) {
    rig_end(plugins[i]);
  }
  return time;
}

static bool
six_hogs_cost_about_what_one_costs(void)
{
  const uint64_t one = time_hogs(1U);
  const uint64_t six = time_hogs(6U);
  fprintf(stderr, "waited: one %.1f ms, six %.1f ms\n", one / 1e6, six / 1e6);
  return six < 3U * one; // Each on its own would be six times as much
}

static bool
missing_twice_and_hitting_once_does_not_escape(void)
{
  HostPlugin* const plugin = rig_play("moody.py", moody, 128);
  unsigned          waits  = 0U;
  bool              late   = false;
  for (unsigned block = 0U; block < 300U; ++block) {
    send_note(plugin, 0, 40U);
    waits += rig_timed_run(plugin, 128U) > 250000U; // Half of the deadline
    late |= plugin->controls[PORT_STATUS] == rig_late;
    usleep(13000U); // It catches up each time
  }
  assert(late);
  rig_end(plugin);
  return waits < 100U; // Two of three blocks would be 200
}

static bool
slow_callback_is_late_in_order_and_complete(void)
{
  HostPlugin* const plugin   = rig_play("slow.py", slow, 128);
  uint8_t           expected = 20U;
  uint8_t           sent     = 20U;
  unsigned          blocks   = 0U;
  bool              complete = true;
  struct timespec   time;
  clock_gettime(CLOCK_MONOTONIC, &time);
  for (; expected < 60U && blocks < 2000U; ++blocks) {
    if (sent < 60U && blocks % 4U == 0U) {
      send_note(plugin, 10, sent++);
    }
    host_run(plugin, 128U);

    const LV2_Atom_Event* event = NULL;
    while ((event = host_next(plugin, event))) {
      const uint8_t* const bytes = (const uint8_t*)(event + 1);
      if (event->body.type == host_map(LV2_MIDI__MidiEvent) &&
          bytes[0] == 0x90U) {
        assert(bytes[1] >= expected);
        complete &= bytes[1] == expected;
        expected = (uint8_t)(bytes[1] + 1U);
      }
    }
    pace(&time, 2666L);
  }

  // On a busy machine one may be so late that it is dropped, but not silently
  const bool dropped = plugin->controls[PORT_DROPPED] != 0.0f;
  complete &= expected == 60U;
  assert(complete || dropped);
  assert(plugin->controls[PORT_LATE] > 0.0f); // 3 ms are more than a block
  rig_end(plugin);
  return complete && !dropped;
}

int
main(int argc, char** argv)
{
  assert(argc == 3);
  const RigResources before = rig_set_up(argv[1], argv[2]);

  test_busy_loop_is_interrupted_with_a_traceback();
  test_endless_on_load_is_interrupted();
  test_who_swallows_the_timeout_is_killed_and_restarted();
  check_in_some_tries(hog_costs_no_other_instance_an_event);
  check_in_some_tries(breaker_bounds_what_a_hang_costs);
  check_in_some_tries(six_hogs_cost_about_what_one_costs);
  check_in_some_tries(missing_twice_and_hitting_once_does_not_escape);
  check_in_some_tries(slow_callback_is_late_in_order_and_complete);

  rig_tear_down(&before);
  return 0;
}
