// Copyright 2026 The Outboard authors
// SPDX-License-Identifier: ISC

// Children stopped, continued and killed at random moments, notes sounding

#undef NDEBUG

#include "arena.h"
#include "fault_rig.h"
#include "lv2_host.h"
#include "tries.h"

#include <assert.h>
#include <pthread.h>
#include <signal.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/types.h>
#include <time.h>
#include <unistd.h>

/// A pitch bend is answered with the process's number
static const char script[] =
  "from outboard import *\n"
  "import os\n"
  "def on_note_on(note):\n"
  "    for step in 0, 12, 24:\n"
  "        note.send(pitch=note.pitch + step, after_ms=step)\n"
  "def on_pitch_bend(e):\n"
  "    SysEx(b'\\xf0\\x7d' + str(os.getpid()).encode() + b'\\xf7').send()\n";

/// How often an instance is killed before the plugin would let it rest
static const unsigned deaths = 3U;

/// Number of instances to kill
static const unsigned lives = 8U;

/// Number of pauses
static const unsigned pauses = 20U;

static unsigned seed;

/// Return a number from 0 up to, not including, `n`
static unsigned
random_below(const unsigned n)
{
  return (unsigned)rand_r(&seed) % n;
}

/// Return the process in which the attacking script runs
static pid_t
ask_process(Arena* const arena)
{
  arena->answer[0] = '\0';
  for (unsigned i = 0U; i < 1000U && !arena->answer[0]; ++i) {
    arena_run(arena, i % 100U ? -1 : 1);
  }
  assert(arena->answer[0]);
  return (pid_t)atoi(arena->answer);
}

/// A signal that is sent at a moment of its own
typedef struct
{
  pthread_t thread;
  pid_t     process;
  int       signal;
  unsigned  delay; ///< [us]
} Shot;

static void*
shoot(void* const data)
{
  const Shot* const shot = (const Shot*)data;
  usleep(shot->delay);
  kill(shot->process, shot->signal);
  return NULL;
}

/// Send a signal within the next blocks, while keys go down and up
static void
play_under_fire(Arena* const arena, const pid_t process, const int signal)
{
  Shot shot = { .process = process,
                .signal  = signal,
                .delay   = random_below(40000U) };
  assert(!pthread_create(&shot.thread, NULL, shoot, &shot));
  for (unsigned i = 0U; i < 5U; ++i) {
    arena_hold(arena, random_below(2U));
    arena_run(arena, -1);
  }
  assert(!pthread_join(shot.thread, NULL));
}

static bool
pauses_do_no_harm(void)
{
  Arena arena;
  arena_open(&arena, "paused.py", script);
  const pid_t process = ask_process(&arena);
  arena_start_watch(&arena);
  for (unsigned i = 0U; i < pauses; ++i) {
    play_under_fire(&arena, process, SIGSTOP);
    play_under_fire(&arena, process, SIGCONT);
  }

  const bool well = arena_is_well(&arena);
  assert(ask_process(&arena) == process); // Nobody took it for stuck
  arena_close(&arena);
  return well;
}

/// Stop it for so long that it is given up
static bool
a_long_pause_is_ended(void)
{
  Arena arena;
  arena_open(&arena, "stopped.py", script);
  const pid_t process = ask_process(&arena);
  arena_start_watch(&arena);
  play_under_fire(&arena, process, SIGSTOP);
  host_clear_log();
  for (unsigned i = 0U; i < 1000U && !host_logged("started again"); ++i) {
    arena_hold(&arena, random_below(2U));
    arena_run(&arena, -1);
  }

  const bool well = arena_is_well(&arena);
  assert(host_logged("is still stuck and is killed"));
  assert(ask_process(&arena) != process);
  arena_close(&arena);
  return well;
}

static bool
deaths_do_no_harm(void)
{
  bool well = true;
  for (unsigned life = 0U; life < lives; ++life) {
    Arena arena;
    arena_open(&arena, "killed.py", script);
    for (unsigned death = 0U; death < deaths; ++death) {
      const pid_t process = ask_process(&arena);
      arena_start_watch(&arena);
      play_under_fire(&arena, process, SIGKILL);
      well &= arena_is_well(&arena);
      assert(arena_await(&arena, rig_running));
    }
    arena_close(&arena);
  }
  return well;
}

int
main(int argc, char** argv)
{
  assert(argc >= 3);
  const RigResources before = rig_set_up(argv[1], argv[2]);

  seed = argc > 3 ? (unsigned)atoi(argv[3]) : (unsigned)time(NULL);
  fprintf(stderr, "seed %u\n", seed);
  check_in_some_tries(pauses_do_no_harm);
  check_in_some_tries(a_long_pause_is_ended);
  check_in_some_tries(deaths_do_no_harm);

  rig_tear_down(&before);
  return 0;
}
