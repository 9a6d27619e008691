// Copyright 2026 The Outboard authors
// SPDX-License-Identifier: ISC

// Hosts that make and free instances at any time, in any thread

#undef NDEBUG

#include "host_rows.h"
#include "lv2_host.h"

#include <assert.h>
#include <dlfcn.h>
#include <pthread.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/prctl.h>
#include <sys/ptrace.h>
#include <sys/wait.h>
#include <unistd.h>

static void
end_in_time(HostPlugin* const plugin)
{
  const uint64_t start = host_now();
  rig_end(plugin);
  const uint64_t ns = host_now() - start;
  printf("  cleaned up within %u ms\n", (unsigned)(ns / 1000000U));
  assert(ns < host_cleanup_limit);
}

static void
test_loaded_again_and_again(void)
{
  for (unsigned i = 0U; i < 10U; ++i) {
    void* const library = dlopen(host_module, RTLD_NOW | RTLD_LOCAL);
    assert(library && dlsym(library, "lv2_lib_descriptor"));
    HostPlugin* const plugin = i % 2U ? host_play_octave("again.py") : NULL;
    assert(!dlclose(library));
    if (plugin) {
      host_check_plays(plugin);
      rig_end(plugin);
    }
  }
}

static void*
live(void* const argument)
{
  char* const path = (char*)argument;
  for (unsigned i = 0U; i < 5U; ++i) {
    HostPlugin* const plugin = rig_choose(path, 64);
    host_run_for(plugin, 5U * i);
    rig_end(plugin);
  }
  return NULL;
}

static void
test_threads(void)
{
  pthread_t   threads[4];
  char* const path = host_write_script("threads.py", host_octave);
  for (unsigned i = 0U; i < 4U; ++i) {
    assert(!pthread_create(&threads[i], NULL, live, path));
  }
  for (unsigned i = 0U; i < 4U; ++i) {
    assert(!pthread_join(threads[i], NULL));
  }
  free(path);
}

static void
test_hundred(void)
{
  char* const path        = host_write_script("hundred.py", host_octave);
  HostPlugin* plugins[12] = { NULL };
  unsigned    seed        = 7U;
  for (unsigned made = 0U; made < 100U;) {
    const unsigned i = (unsigned)rand_r(&seed) % 12U;
    if (plugins[i]) {
      rig_end(plugins[i]);
      plugins[i] = NULL;
    } else {
      plugins[i] = rig_choose(path, 64);
      ++made;
    }
    usleep((useconds_t)rand_r(&seed) % 3000U);
  }

  for (unsigned i = 0U; i < 12U; ++i) {
    if (plugins[i]) {
      host_await(plugins[i], rig_running);
      host_check_plays(plugins[i]);
      rig_end(plugins[i]);
    }
  }
  free(path);
}

/// At any moment after a script was chosen
static void
test_cleanup_while_loading(void)
{
  char* const path = host_write_script("loading.py", host_octave);
  for (unsigned us = 0U; us < 60000U; us += 4000U) {
    HostPlugin* const plugin = rig_choose(path, 64);
    usleep(us);
    rig_end(plugin);
  }
  free(path);
}

static void
test_cleanup_while_loading_for_ever(void)
{
  char* const       path   = host_write_script("ever.py", "while True: pass\n");
  HostPlugin* const plugin = rig_choose(path, 64);
  usleep(300000U);
  end_in_time(plugin);
  free(path);
}

static void
test_cleanup_while_restarting(void)
{
  for (unsigned us = 0U; us < 40000U; us += 8000U) {
    HostPlugin* const plugin = host_play_octave("restarting.py");
    host_kill_child();
    usleep(us);
    rig_end(plugin);
  }
}

static void
test_cleanup_while_reloading(void)
{
  for (unsigned ms = 0U; ms < 300U; ms += 50U) {
    HostPlugin* const plugin = host_play_octave("reloading.py");
    free(host_write_script("reloading.py", "from outboard import *\n"));
    usleep(ms * 1000U);
    rig_end(plugin);
  }
}

static void
test_cleanup_while_stopped(void)
{
  HostPlugin* const plugin = host_play_octave("stopped.py");
  assert(!kill(rig_only_child(), SIGSTOP));
  end_in_time(plugin);
}

/// Hold a process as a debugger does that does not look; return the debugger
static pid_t
hold(const pid_t child, const long options)
{
  int ready[2];
  assert(!pipe(ready));
  const pid_t debugger = fork();
  assert(debugger >= 0);
  if (!debugger) {
    prctl(PR_SET_PDEATHSIG, SIGKILL);
    const char held = !ptrace(PTRACE_SEIZE, child, NULL, options);
    assert(write(ready[1], &held, 1U) == 1);
    pause();
    _exit(EXIT_SUCCESS);
  }

  char held = 0;
  assert(read(ready[0], &held, 1U) == 1);
  close(ready[0]);
  close(ready[1]);
  if (!held) {
    kill(debugger, SIGKILL);
    host_skip("tracing is not permitted");
  }
  return debugger;
}

static void
clean_up_while_held(const long options)
{
  HostPlugin* const plugin   = host_play_octave("held.py");
  const pid_t       child    = rig_only_child();
  const pid_t       debugger = hold(child, options);
  end_in_time(plugin);

  assert(!kill(debugger, SIGKILL));
  assert(waitpid(debugger, NULL, 0) == debugger);
  waitpid(child, NULL, 0);
}

/// Dead, it stays: its debugger has not taken note of that
static void
test_cleanup_while_held(void)
{
  clean_up_while_held(0L);
}

/// Killed, it does not die
static void
test_cleanup_while_unkillable(void)
{
  clean_up_while_held(PTRACE_O_TRACEEXIT);
}

/// The next one comes although the former does not go
static void
restart_while_held(const long options, const int signal)
{
  HostPlugin* const plugin   = host_play_octave("held.py");
  const pid_t       child    = rig_only_child();
  const pid_t       debugger = hold(child, options);
  assert(!kill(child, signal));
  const uint8_t note_on[3] = { 0x90U, 60U, 100U };
  host_midi(plugin, 0, note_on);
  rig_await_log(plugin, "it is started again");
  host_check_plays(plugin);

  assert(!kill(debugger, SIGKILL));
  assert(waitpid(debugger, NULL, 0) == debugger);
  waitpid(child, NULL, 0);
  rig_end(plugin);
}

static void
test_restart_while_held(void)
{
  restart_while_held(0L, SIGKILL);
}

static void
test_restart_while_unkillable(void)
{
  restart_while_held(PTRACE_O_TRACEEXIT, SIGSTOP); // The watchdog kills it
}

int
main(int argc, char** argv)
{
  static const HostRow rows[] = {
    { "loaded again and again", test_loaded_again_and_again, false },
    { "threads", test_threads, false },
    { "hundred", test_hundred, false },
    { "cleanup while loading", test_cleanup_while_loading, false },
    { "cleanup while loading for ever",
      test_cleanup_while_loading_for_ever,
      false },
    { "cleanup while restarting", test_cleanup_while_restarting, false },
    { "cleanup while reloading", test_cleanup_while_reloading, false },
    { "cleanup while stopped", test_cleanup_while_stopped, false },
    { "cleanup while held", test_cleanup_while_held, false },
    { "cleanup while unkillable", test_cleanup_while_unkillable, false },
    { "restart while held", test_restart_while_held, false },
    { "restart while unkillable", test_restart_while_unkillable, false },
  };

  return host_rows_run(argc, argv, rows, sizeof(rows) / sizeof(rows[0]));
}
