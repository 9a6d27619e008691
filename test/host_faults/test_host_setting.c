// Copyright 2026 The Outboard authors
// SPDX-License-Identifier: ISC

// Hosts whose folders, signals, environment and clocks are odd

#undef NDEBUG

#include "host_rows.h"
#include "lv2_host.h"
#include "lv2_storage.h"

#include <lv2/state/state.h>

#include <assert.h>
#include <pthread.h>
#include <signal.h>
#include <stdatomic.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <sys/syscall.h>
#include <sys/time.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

static atomic_bool jumping; ///< Clocks that people set are wrong, and counted
static atomic_uint jumps;   ///< How often one was read

// These are the clocks of the plugin, too

/// Jump back and forth by years
static time_t
jump(const time_t seconds)
{
  const time_t   year  = 31536000;
  const unsigned count = atomic_fetch_add(&jumps, 1U);
  const time_t   shift = (time_t)(count % 5U) * year;
  return count % 2U ? seconds + shift : seconds - shift;
}

int
clock_gettime(const clockid_t clock, struct timespec* const time)
{
  const int result = (int)syscall(SYS_clock_gettime, clock, time);
  if (atomic_load(&jumping) && clock != CLOCK_MONOTONIC &&
      clock != CLOCK_MONOTONIC_COARSE && clock != CLOCK_MONOTONIC_RAW) {
    time->tv_sec = jump(time->tv_sec);
  }
  return result;
}

time_t
time(time_t* const place)
{
  struct timespec now;
  clock_gettime(CLOCK_REALTIME, &now);
  if (place) {
    *place = now.tv_sec;
  }
  return now.tv_sec;
}

int
gettimeofday(struct timeval* const place, void* const zone)
{
  (void)zone;
  place->tv_sec  = time(NULL);
  place->tv_usec = 0;
  return 0;
}

/// Make the script be used in all ways: play, restart, reload, save
static void
use(HostPlugin* const plugin, const char* const name)
{
  Storage                          storage = { .count = 0U };
  const LV2_State_Interface* const state =
    (const LV2_State_Interface*)plugin->descriptor->extension_data(
      LV2_STATE__interface);

  host_check_plays(plugin);
  host_kill_child();
  host_run_for(plugin, 20U);
  host_check_plays(plugin);

  char* const path = host_write_script(name, host_octave);
  FILE* const file = fopen(path, "a");
  assert(file && fprintf(file, "log('edition of', '%s')\n", name) > 0);
  assert(!fclose(file));
  char expected[64];
  snprintf(expected, sizeof(expected), "edition of %s", name);
  rig_await_log(plugin, expected);
  host_check_plays(plugin);

  assert(!state->save(plugin->handle, storage_store, &storage, 0U, NULL));
  assert(storage.count);
  storage_clear(&storage);
  free(path);
}

static void
play_and_use(const char* const name)
{
  HostPlugin* const plugin = host_play_octave(name);
  use(plugin, name);
  rig_end(plugin);
}

static void
test_clocks(void)
{
  atomic_store(&jumping, true);
  assert(time(NULL) != time(NULL));
  atomic_store(&jumps, 0U);
  play_and_use("clocks.py");
  assert(!atomic_load(&jumps)); // What nobody reads may jump
}

static void
test_umask(void)
{
  HostPlugin* const plugin = host_play_octave("umask.py");
  const mode_t      former = umask(0777);
  host_kill_child();
  host_run_for(plugin, 20U);
  host_check_plays(plugin);
  rig_end(plugin);
  umask(former);
}

/// The working folder is removed
static void
test_no_working_folder(void)
{
  char folder[64];
  snprintf(folder, sizeof(folder), "%s/work", host_folder());
  assert(!mkdir(folder, 0755) && !chdir(folder) && !rmdir(folder));
  play_and_use("nowhere.py");
  assert(!chdir("/"));
}

/// Loaded by a relative path, by a host that then goes elsewhere
static void
test_relative_library(void)
{
  char command[512];
  snprintf(command,
           sizeof(command),
           "mkdir %s/rel && cp -L %s %s/rel/outboard.so && "
           "ln -s $(realpath %s) %s/rel/outboard-scriptd",
           host_folder(),
           host_module,
           host_folder(),
           host_scriptd,
           host_folder());
  assert(!system(command));
  assert(!chdir(host_folder()));

  host_load("rel/outboard.so", "rel");
  assert(!chdir("/"));
  play_and_use("relative.py");
}

static atomic_bool changing;

static void*
change_environment(void* const argument)
{
  (void)argument;
  for (unsigned i = 0U; atomic_load(&changing); ++i) {
    char name[32];
    char value[4096];
    memset(value, 'x', sizeof(value));
    value[i % sizeof(value)] = '\0';
    snprintf(name, sizeof(name), "OUTBOARD_TEST_%u", i % 1000U);
    if (i % 3U) {
      setenv(name, value, 1);
    } else {
      unsetenv(name);
    }
  }
  return NULL;
}

static void
test_environment(void)
{
  pthread_t         thread;
  HostPlugin* const plugin = host_play_octave("environment.py");
  atomic_store(&changing, true);
  assert(!pthread_create(&thread, NULL, change_environment, NULL));
  for (unsigned i = 0U; i < 3U; ++i) {
    host_kill_child();
    host_run_for(plugin, 20U);
    host_check_plays(plugin);
  }
  atomic_store(&changing, false);
  assert(!pthread_join(thread, NULL));
  rig_end(plugin);
}

static void
get_actions(struct sigaction actions[NSIG])
{
  for (int i = 1; i < NSIG; ++i) {
    memset(&actions[i], 0, sizeof(actions[i]));
    sigaction(i, NULL, &actions[i]);
  }
}

static atomic_uint caught;

static void
on_signal(const int number)
{
  (void)number;
  atomic_fetch_add(&caught, 1U);
}

/// What the host does with signals stays as it is, and none comes from us
static void
test_signals(void)
{
  static struct sigaction before[NSIG];
  static struct sigaction after[NSIG];
  for (int i = 1; i < NSIG; ++i) {
    if (i != SIGKILL && i != SIGSTOP && i != SIGCHLD && i != SIGALRM) {
      signal(i, i == SIGPIPE ? SIG_DFL : on_signal);
    }
  }
  get_actions(before);
  play_and_use("signals.py");
  get_actions(after);
  for (int i = 1; i < NSIG; ++i) {
    assert(before[i].sa_handler == after[i].sa_handler);
    assert(before[i].sa_flags == after[i].sa_flags);
  }
  assert(!atomic_load(&caught));
}

static void
test_blocked_signals(void)
{
  sigset_t all;
  sigset_t former;
  sigfillset(&all);
  assert(!pthread_sigmask(SIG_SETMASK, &all, &former));
  HostPlugin* const plugin = host_play_octave("blocked.py");
  host_kill_child();
  host_run_for(plugin, 20U);
  host_check_plays(plugin);
  rig_end(plugin);
  assert(!pthread_sigmask(SIG_SETMASK, &former, NULL));
}

/// To write to one that has just died is no reason to die
static void
test_broken_pipe(void)
{
  static const char saves[] = "from outboard import *\n"
                              "def on_save():\n"
                              "    return 'state'\n";
  signal(SIGPIPE, SIG_DFL);
  const LV2_State_Interface* state = NULL;
  for (unsigned i = 0U; i < 5U; ++i) {
    Storage           storage = { .count = 0U };
    HostPlugin* const plugin  = rig_play("pipe.py", saves, 64);
    state = (const LV2_State_Interface*)plugin->descriptor->extension_data(
      LV2_STATE__interface);
    host_kill_child();
    usleep(i * 300U);
    assert(!state->save(plugin->handle, storage_store, &storage, 0U, NULL));
    storage_clear(&storage);
    rig_end(plugin);
  }
}

/// A host with all its children sleeps, as on a machine that is suspended
static void
test_suspended(void)
{
  // At its first note it is busy for a while, however slow the machine is
  static const char busy[] = "from outboard import *\n"
                             "import time\n"
                             "steps = 30\n"
                             "def on_note_on(note):\n"
                             "    global steps\n"
                             "    while steps:\n"
                             "        time.sleep(0.01)\n"
                             "        steps -= 1\n"
                             "    note.send(pitch=note.pitch + 12)\n";

  int tell[2];
  assert(!pipe(tell));
  const pid_t host = fork();
  assert(host >= 0);
  if (!host) {
    const uint8_t     note_on[3] = { 0x90U, 60U, 100U };
    HostPlugin* const plugin     = rig_play("suspended.py", busy, 64);
    const pid_t       child      = rig_only_child();
    host_midi(plugin, 0, note_on);
    host_run(plugin, 64U);
    assert(write(tell[1], &child, sizeof(child)) == sizeof(child));

    host_run_for(plugin, 700U);
    host_check_plays(plugin);
    assert(rig_only_child() == child);
    assert(!host_logged("has been stuck for"));
    rig_end(plugin);
    _exit(EXIT_SUCCESS);
  }

  pid_t child  = 0;
  int   status = 0;
  assert(read(tell[0], &child, sizeof(child)) == sizeof(child));
  assert(!kill(child, SIGSTOP) && !kill(host, SIGSTOP));
  sleep(3U);
  assert(!kill(host, SIGCONT)); // It runs first, and finds the other asleep
  usleep(20000U);
  assert(!kill(child, SIGCONT));
  assert(waitpid(host, &status, 0) == host && !status);
  close(tell[0]);
  close(tell[1]);
}

int
main(int argc, char** argv)
{
  static const HostRow rows[] = {
    { "clocks", test_clocks, false },
    { "umask", test_umask, false },
    { "no working folder", test_no_working_folder, false },
    { "relative library", test_relative_library, false },
    { "environment", test_environment, false },
    { "signals", test_signals, false },
    { "blocked signals", test_blocked_signals, false },
    { "broken pipe", test_broken_pipe, false },
    { "suspended", test_suspended, false },
  };

  return host_rows_run(argc, argv, rows, sizeof(rows) / sizeof(rows[0]));
}
