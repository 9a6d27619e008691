// Copyright 2026 The Outboard authors
// SPDX-License-Identifier: ISC

// What the fault tests have in common: plugins that play, and what came out

#ifndef OUTBOARD_TEST_FAULT_RIG_H
#define OUTBOARD_TEST_FAULT_RIG_H

#include "lv2_plugin.h"

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <sys/types.h>

/// Values of the status port
static const float rig_loading    = 0.0f;
static const float rig_running    = 1.0f;
static const float rig_late       = 2.0f;
static const float rig_error      = 3.0f;
static const float rig_restarting = 4.0f;
static const float rig_stopped    = 5.0f;

/// What a process must not have more of afterwards
typedef struct
{
  unsigned descriptors;
  unsigned threads;
  unsigned mappings; ///< Of segments
  unsigned children; ///< Processes, dead ones included
  unsigned servers;  ///< Processes that children are copied from
} RigResources;

/// Count what this process has now
RigResources
rig_resources(void);

/// Wait until this process has no more than before; some seconds at most
void
rig_check_resources(const RigResources* before);

/// Load the plugin, and use it once: some things stay in a process after the
/// first time; return what this process has then
RigResources
rig_set_up(const char* module, const char* scriptd);

/// Check as rig_check_resources(), and unload the plugin
void
rig_tear_down(const RigResources* before);

/// Wait until this process has only one child, and return that
pid_t
rig_only_child(void);

/// Make an active instance that plays a script of this text
HostPlugin*
rig_play(const char* name, const char* text, int32_t nominal);

/// Make an active instance that was told to play a script, whatever comes
HostPlugin*
rig_choose(const char* path, int32_t nominal);

/// Deactivate and free an instance, and forget what the host has logged
void
rig_end(HostPlugin* plugin);

/// Run a block and return how long that took [ns]
uint64_t
rig_timed_run(HostPlugin* plugin, uint32_t frames);

/// Return the number of messages in the output that begin with these bytes
unsigned
rig_count(const HostPlugin* plugin, const uint8_t* bytes, size_t size);

/// Return whether the output has such a message of three bytes
bool
rig_has(const HostPlugin* plugin,
        uint8_t           status,
        uint8_t           first,
        uint8_t           second);

/// Run blocks of 64 frames, a millisecond each, until the log has `text`
void
rig_await_log(HostPlugin* plugin, const char* text);

#endif // OUTBOARD_TEST_FAULT_RIG_H
