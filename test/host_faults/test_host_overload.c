// Copyright 2026 The Outboard authors
// SPDX-License-Identifier: ISC

// A host that leaves no processor to anybody for a while, other tests included

#undef NDEBUG

#include "host_rows.h"
#include "lv2_host.h"

#include <assert.h>
#include <pthread.h>
#include <sched.h>
#include <stdint.h>
#include <unistd.h>

static void*
burn(void* const argument)
{
  const uint64_t end = *(const uint64_t*)argument;
  while (host_now() < end) {
  }
  return NULL;
}

/// The host takes all cores for a second and a half, at real-time priority
static void
test_overloaded(void)
{
  const struct sched_param audio = { 40 };
  const long               cores = sysconf(_SC_NPROCESSORS_ONLN);
  pthread_t                threads[64];
  pthread_attr_t           attributes;
  HostPlugin* const        plugin = host_play_octave("overloaded.py");
  const pid_t              child  = rig_only_child();

  uint64_t end = host_now() + 1500000000U;
  pthread_attr_init(&attributes);
  pthread_attr_setinheritsched(&attributes, PTHREAD_EXPLICIT_SCHED);
  pthread_attr_setschedpolicy(&attributes, SCHED_FIFO);
  pthread_attr_setschedparam(&attributes, &audio);
  assert(cores > 0 && cores <= 64);
  for (long i = 0; i < cores; ++i) {
    if (pthread_create(&threads[i], &attributes, burn, &end)) {
      assert(i == 0);
      host_skip("the real-time class is not permitted");
    }
  }

  const uint8_t note_on[3] = { 0x90U, 60U, 100U };
  host_midi(plugin, 0, note_on);
  host_run(plugin, 64U);
  for (long i = 0; i < cores; ++i) {
    assert(!pthread_join(threads[i], NULL));
  }
  pthread_attr_destroy(&attributes);

  host_run_for(plugin, 300U);
  host_check_plays(plugin);
  assert(rig_only_child() == child);
  assert(!host_logged("has been stuck for"));
  rig_end(plugin);
}

int
main(int argc, char** argv)
{
  static const HostRow rows[] = { { "overloaded", test_overloaded, false } };

  return host_rows_run(argc, argv, rows, sizeof(rows) / sizeof(rows[0]));
}
