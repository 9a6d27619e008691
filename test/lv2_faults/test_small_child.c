// Copyright 2026 The Outboard authors
// SPDX-License-Identifier: ISC

// Children whose memory does not suffice, from none at all to enough

#undef NDEBUG

#include "fault_rig.h"
#include "lv2_host.h"
#include "odd_host.h"

#include <lv2/atom/atom.h>

#include <assert.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/stat.h>
#include <unistd.h>

/// Sizes of a child's address space: too small, from there on, enough [KiB]
static const unsigned none   = 4096U;
static const unsigned first  = 10240U;
static const unsigned step   = 768U;
static const unsigned plenty = 4194304U;

/// Put a program in the child's place that becomes it with so much memory
static void
limit_child(const char* const scriptd, const unsigned size)
{
  char text[512];
  char path[64];

  snprintf(path, sizeof(path), "%s/outboard-scriptd", host_folder());
  unlink(path);
  snprintf(
    text, sizeof(text), "#!/bin/sh\nulimit -v %u\nexec '%s'\n", size, scriptd);
  free(host_write_script("outboard-scriptd", text));
  assert(!chmod(path, 0700));
}

/// Wait until the script plays, or the user is told why it does not
static bool
plays(const char* const path)
{
  static const char message[] = "urn:outboard:message";

  HostPlugin* const plugin  = rig_choose(path, 64);
  const float*      status  = &plugin->controls[PORT_STATUS];
  bool              told    = false;
  bool              playing = false;
  for (unsigned i = 0U; i < 10000U && !told && !playing; ++i) {
    host_run(plugin, 64U);
    const char* const text = host_announced(plugin, message);

    playing = *status == rig_running;
    told    = text && text[0];
    usleep(1000U);
  }

  assert(told || playing);
  rig_end(plugin);
  return playing;
}

/// The same, with a child that has so much memory
static bool
plays_within(const unsigned    size,
             const char* const path,
             const char* const scriptd)
{
  limit_child(scriptd, size);
  return plays(path);
}

int
main(int argc, char** argv)
{
  bool playing = false;

  assert(argc == 3);
  host_open(argv[1], argv[2]);
  char* const path    = host_write_script("octave.py", odd_octave);
  char* const scriptd = realpath(argv[2], NULL);
  assert(scriptd);

  const RigResources before = rig_resources();
  assert(!plays_within(none, path, scriptd));
  for (unsigned size = first; size < plenty && !playing; size += step) {
    playing = plays_within(size, path, scriptd);
    rig_check_resources(&before);
  }
  assert(plays_within(plenty, path, scriptd));

  free(scriptd);
  free(path);
  host_close();
  return 0;
}
