// Copyright 2026 The Outboard authors
// SPDX-License-Identifier: ISC

// Hosts that have used up what there is, or may not have it

#undef NDEBUG

#include "host_rows.h"
#include "lv2_host.h"

#include <lv2/atom/atom.h>
#include <lv2/core/lv2.h>
#include <lv2/log/log.h>
#include <lv2/urid/urid.h>

#include <assert.h>
#include <fcntl.h>
#include <sched.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/mman.h>
#include <sys/mount.h>
#include <sys/resource.h>
#include <sys/stat.h>
#include <unistd.h>

/// How many descriptors a process may have here
#define FEW 128

static int      taken[FEW];
static unsigned n_taken;

/// Set a soft limit; return the one before
static rlim_t
limit(const __rlimit_resource_t resource, const rlim_t value)
{
  struct rlimit former;
  assert(!getrlimit(resource, &former));
  const struct rlimit now = { value, former.rlim_max };
  assert(!setrlimit(resource, &now));
  return former.rlim_cur;
}

/// Use up all descriptors but some
static void
take_descriptors(const unsigned left)
{
  limit(RLIMIT_NOFILE, FEW);
  for (n_taken = 0U; n_taken < FEW; ++n_taken) {
    taken[n_taken] = open("/dev/null", O_RDONLY | O_CLOEXEC);
    if (taken[n_taken] < 0) {
      break;
    }
  }
  assert(n_taken > left);
  for (unsigned i = 0U; i < left; ++i) {
    close(taken[--n_taken]);
  }
}

static void
return_descriptors(void)
{
  while (n_taken) {
    close(taken[--n_taken]);
  }
}

/// Whatever is missing, an instance comes, or none; and later one does
static void
test_descriptors_at_instantiate(void)
{
  const LV2_Feature        map        = { LV2_URID__map, host_urid_map() };
  const LV2_Feature        log        = { LV2_LOG__log, host_log() };
  const LV2_Feature* const features[] = { &map, &log, NULL };

  for (unsigned left = 0U; left < 4U; ++left) {
    take_descriptors(left);
    HostPlugin* const plugin = host_new_with(features);
    if (plugin) {
      plugin->descriptor->activate(plugin->handle);
      host_run(plugin, 64U);
      rig_end(plugin);
    } else {
      assert(host_logged("Outboard could not start: too many open files"));
    }
    return_descriptors();
  }

  HostPlugin* const plugin = host_play_octave("late.py");
  host_check_plays(plugin);
  rig_end(plugin);
}

/// A script that cannot be read or started now is so later, by itself; however
/// many descriptors are left
static void
test_descriptors_at_load(void)
{
  char* const path = host_write_script("limited.py", host_octave);
  bool        said = false;
  for (unsigned left = 0U; left < 12U; left += 4U) {
    HostPlugin* const plugin = host_new(64);
    plugin->descriptor->activate(plugin->handle);
    take_descriptors(left);
    host_set_path(plugin, path, LV2_ATOM__Path);
    host_run_for(plugin, 30U);
    return_descriptors();
    host_check_plays(plugin);
    said |= host_logged("could not be started: too many open files or "
                        "processes; it is tried again every second");
    rig_end(plugin);
  }
  assert(said);
  free(path);
}

static void
test_descriptors_at_restart(void)
{
  HostPlugin* const plugin = host_play_octave("restarted.py");
  const pid_t       child  = rig_only_child();
  take_descriptors(0U);
  assert(!kill(child, SIGKILL));
  rig_await_log(plugin, "it is tried again every second");
  host_await(plugin, rig_error);
  host_run_for(plugin, 1200U);
  assert(plugin->controls[PORT_STATUS] == rig_error);
  return_descriptors();
  host_await(plugin, rig_running);
  host_check_plays(plugin);
  rig_end(plugin);
}

static void
test_descriptors_at_reload(void)
{
  HostPlugin* const plugin = host_play_octave("reloaded.py");
  char* const       path   = host_write_script("reloaded.py", host_octave);
  FILE* const       file   = fopen(path, "a");
  assert(file);
  take_descriptors(0U);
  assert(fputs("log('second edition')\n", file) >= 0 && !fclose(file));
  const int last = open("/dev/null", O_RDONLY); // What was the file's
  assert(last >= 0);

  host_run_for(plugin, 400U);
  assert(!host_logged("second edition"));
  host_check_plays(plugin);
  return_descriptors();
  close(last);
  rig_await_log(plugin, "second edition");
  host_check_plays(plugin);
  rig_end(plugin);
  free(path);
}

/// As an unprivileged user: no process, no thread
static void
test_processes(void)
{
  host_become_nobody();
  HostPlugin* const plugin = host_play_octave("processes.py");
  const rlim_t      former = limit(RLIMIT_NPROC, 0U);
  host_kill_child();
  rig_await_log(plugin, "it is tried again every second");
  host_await(plugin, rig_error);
  limit(RLIMIT_NPROC, former);
  host_await(plugin, rig_running);
  host_check_plays(plugin);
  rig_end(plugin);

  // Without a thread there is no supervisor
  const LV2_Feature        map        = { LV2_URID__map, host_urid_map() };
  const LV2_Feature        log        = { LV2_LOG__log, host_log() };
  const LV2_Feature* const features[] = { &map, &log, NULL };
  limit(RLIMIT_NPROC, 0U);
  assert(!host_new_with(features));
  assert(host_logged("Outboard could not start: too many open files or "
                     "processes"));
  limit(RLIMIT_NPROC, former);

  HostPlugin* const second = host_play_octave("processes.py");
  host_check_plays(second);
  rig_end(second);
}

/// Everything works for a user who may do nothing special
static void
test_unprivileged(void)
{
  host_become_nobody();
  const struct rlimit none = { 0U, 0U };
  assert(!setrlimit(RLIMIT_MEMLOCK, &none));
  assert(!setrlimit(RLIMIT_RTPRIO, &none));
  assert(!setrlimit(RLIMIT_NICE, &none));

  HostPlugin* const plugin = host_play_octave("nobody.py");
  host_check_plays(plugin);
  if (mlock(&none, sizeof(none))) { // Sanitizers do as if they had locked it
    rig_await_log(plugin, "Memory cannot be locked (see RLIMIT_MEMLOCK)");
  }
  host_kill_child();
  host_run_for(plugin, 50U);
  host_check_plays(plugin);
  rig_end(plugin);
}

/// Hide a folder of the system from this process and its children
static void
hide(const char* const folder)
{
  if (unshare(CLONE_NEWNS) ||
      mount(NULL, "/", NULL, MS_REC | MS_PRIVATE, NULL) ||
      mount("none", folder, "tmpfs", 0U, "size=0,mode=0555")) {
    host_skip("mounting is not permitted");
  }
}

static void
play_without(const char* const folder)
{
  hide(folder);
  HostPlugin* const plugin = host_play_octave("hidden.py");
  host_check_plays(plugin);
  rig_end(plugin);
}

static void
test_no_shared_memory_folder(void)
{
  play_without("/dev/shm");
}

static void
test_no_proc(void)
{
  play_without("/proc");
}

/// A home that cannot be written to, and none at all
static void
test_home(void)
{
  char home[64];
  snprintf(home, sizeof(home), "%s/home", host_folder());
  assert(!mkdir(home, 0555));
  assert(!setenv("HOME", home, 1));
  HostPlugin* const first = host_play_octave("home.py");
  host_check_plays(first);
  rig_end(first);
  assert(!rmdir(home)); // It is empty

  assert(!unsetenv("HOME"));
  HostPlugin* const second = host_play_octave("home.py");
  host_check_plays(second);
  rig_end(second);
}

int
main(int argc, char** argv)
{
  static const HostRow rows[] = {
    { "descriptors at instantiate", test_descriptors_at_instantiate, false },
    { "descriptors at load", test_descriptors_at_load, false },
    { "descriptors at restart", test_descriptors_at_restart, false },
    { "descriptors at reload", test_descriptors_at_reload, false },
    { "processes", test_processes, true },
    { "unprivileged", test_unprivileged, true },
    { "no /dev/shm", test_no_shared_memory_folder, true },
    { "no /proc", test_no_proc, true },
    { "home", test_home, false },
  };

  return host_rows_run(argc, argv, rows, sizeof(rows) / sizeof(rows[0]));
}
