// Copyright 2026 The Outboard authors
// SPDX-License-Identifier: ISC

// Tests that each need a host process of their own, which they may ruin

#ifndef OUTBOARD_TEST_HOST_ROWS_H
#define OUTBOARD_TEST_HOST_ROWS_H

#include "fault_rig.h"
#include "lv2_plugin.h"

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

/// How long cleanup() may take, whatever a child does [ns]: a killed process is
/// given 2 s, in which a busy machine may have kept the supervisor from looking
static const uint64_t host_cleanup_limit = 12000000000U;

/// A test in a process of its own
typedef struct
{
  const char* name;
  void (*run)(void);
  bool ruins; ///< What is left over cannot be counted afterwards
} HostRow;

/// A script that plays each note an octave higher
extern const char host_octave[];

/// Path of the plugin's binary
extern const char* host_module;

/// Path of the child's program
extern const char* host_scriptd;

/// Run tests with the files in `argv`, none of which leaves a process behind;
/// return for main()
int
host_rows_run(int argc, char** argv, const HostRow* rows, size_t count);

/// End this test: it cannot be done here
_Noreturn void
host_skip(const char* reason);

/// Return the time [ns]
uint64_t
host_now(void);

/// Make an active instance that plays host_octave
HostPlugin*
host_play_octave(const char* name);

/// Check that keys are answered by host_octave, soon
void
host_check_plays(HostPlugin* plugin);

/// Kill the only child
void
host_kill_child(void);

/// Run blocks of 64 frames for some time [ms]
void
host_run_for(HostPlugin* plugin, unsigned ms);

/// Become a user without privileges and see whether the plugin can be reached
void
host_become_nobody(void);

#endif // OUTBOARD_TEST_HOST_ROWS_H
