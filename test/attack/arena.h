// Copyright 2026 The Outboard authors
// SPDX-License-Identifier: ISC

// Two instances on one host: one whose script attacks, and an innocent one

#ifndef OUTBOARD_TEST_ATTACK_ARENA_H
#define OUTBOARD_TEST_ATTACK_ARENA_H

#include "lv2_plugin.h"

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <time.h>

/// The host's block length [frames]
#define ARENA_BLOCK 512U

/// Room for what a script answers [bytes]
#define ARENA_ANSWER 64U

/// What an instance has sent
typedef struct
{
  bool     sounds[16][128];
  unsigned ons;
} ArenaNotes;

/// How the host has fared since arena_start_watch()
typedef struct
{
  unsigned blocks;
  unsigned long_runs; ///< Of the attacked instance: far over its deadline
  float    late;      ///< Events of the innocent instance
  float    dropped;   ///< Events of the innocent instance
} ArenaWatch;

/// Both instances, played in real time
typedef struct
{
  HostPlugin*     attacked;
  HostPlugin*     innocent;
  ArenaNotes      attacked_notes;
  ArenaNotes      innocent_notes;
  ArenaWatch      watch;
  uint64_t        blocks;               ///< In all
  bool            key;                  ///< Held on the attacked instance
  char            answer[ARENA_ANSWER]; ///< The attacking script's last
  struct timespec time;                 ///< When the next block is due
} Arena;

/// Let a script be attacked through, beside an innocent one
void
arena_open(Arena* arena, const char* name, const char* script);

/// End both; check that no note is left sounding
void
arena_close(Arena* arena);

/// Begin to count anew
void
arena_start_watch(Arena* arena);

/// Return whether the host was not disturbed since arena_start_watch()
bool
arena_is_well(const Arena* arena);

/// Let the attacking script hold a note, or let go of it, in the next block
void
arena_hold(Arena* arena, bool down);

/// Run one block of both, in which the script is told to make an attack if
/// `number` is not negative
void
arena_run(Arena* arena, int number);

/// Run blocks until the attacking script's instance shows `status`; return
/// whether it did so in some seconds
bool
arena_await(Arena* arena, float status);

/// Run blocks until the attacking script plays a note; return whether it did
/// so in some seconds
bool
arena_await_note(Arena* arena);

#endif // OUTBOARD_TEST_ATTACK_ARENA_H
