// Copyright 2026 The Outboard authors
// SPDX-License-Identifier: ISC

// Two instances on one host: one whose script attacks, and an innocent one

#undef NDEBUG

#include "arena.h"

#include "fault_rig.h"
#include "lv2_host.h"

#include <lv2/midi/midi.h>

#include <assert.h>
#include <stdio.h>
#include <string.h>

static const char octave[] = "from outboard import *\n"
                             "def on_note_on(note):\n"
                             "    note.send(pitch=note.pitch + 12)\n";

/// Length of a block [ns]
static const long block_time = 1000000000L / 48000L * (long)ARENA_BLOCK;

/// What run() may take: the deadline of 20 %, and as much for itself [ns]
static const uint64_t long_run = 2U * 1000000000U / 48000U * ARENA_BLOCK / 5U;

/// How long something is waited for at most [blocks]
static const unsigned patience = 1000U;

static const uint8_t key_down[3] = { 0x90U, 60U, 100U };
static const uint8_t key_up[3]   = { 0x80U, 60U, 64U };

void
arena_start_watch(Arena* const arena)
{
  arena->watch = (ArenaWatch){
    .late    = arena->innocent->controls[PORT_LATE],
    .dropped = arena->innocent->controls[PORT_DROPPED],
  };
}

bool
arena_is_well(const Arena* const arena)
{
  const ArenaWatch* const watch    = &arena->watch;
  const HostPlugin* const innocent = arena->innocent;
  const float             late = innocent->controls[PORT_LATE] - watch->late;
  const float dropped = innocent->controls[PORT_DROPPED] - watch->dropped;
  const bool  well    = late == 0.0f && dropped == 0.0f &&
                    watch->long_runs <= 1U + watch->blocks / 20U;
  if (!well) {
    fprintf(stderr,
            "innocent: %.0f late, %.0f dropped; attacked: %u of %u run() "
            "took long\n",
            (double)late,
            (double)dropped,
            watch->long_runs,
            watch->blocks);
  }
  return well;
}

void
arena_open(Arena* const arena, const char* const name, const char* const script)
{
  *arena = (Arena){ .attacked = rig_play(name, script, ARENA_BLOCK),
                    .innocent = rig_play("octave.py", octave, ARENA_BLOCK) };
  arena->innocent->controls[PORT_DEADLINE] = 80.0f;
  clock_gettime(CLOCK_MONOTONIC, &arena->time);
  for (unsigned i = 0U; i < 10U; ++i) {
    arena_run(arena, -1); // Until the innocent one's usual time is known
  }
  arena_start_watch(arena);
}

static unsigned
count_sounding(const ArenaNotes* const notes)
{
  unsigned count = 0U;
  for (unsigned channel = 0U; channel < 16U; ++channel) {
    for (unsigned pitch = 0U; pitch < 128U; ++pitch) {
      count += notes->sounds[channel][pitch];
    }
  }
  return count;
}

void
arena_close(Arena* const arena)
{
  if (arena->key) {
    arena_hold(arena, false);
  }

  // What is late comes in a later block
  unsigned sounding = 1U;
  for (unsigned i = 0U; i < patience && sounding; ++i) {
    arena_run(arena, -1);
    sounding = count_sounding(&arena->attacked_notes) +
               count_sounding(&arena->innocent_notes);
  }
  assert(!sounding);
  assert(arena->innocent_notes.ons > 0U);
  rig_end(arena->attacked);
  rig_end(arena->innocent);
}

/// Follow what comes out of an instance
static void
follow(Arena* const arena, ArenaNotes* const notes, HostPlugin* const plugin)
{
  const LV2_Atom_Event* event = NULL;
  while ((event = host_next(plugin, event))) {
    const uint8_t* const bytes = (const uint8_t*)(event + 1);
    const uint32_t       size  = event->body.size;
    if (event->body.type != host_map(LV2_MIDI__MidiEvent)) {
      continue;
    }
    if (size == 3U && (bytes[0] & 0xE0U) == 0x80U) {
      const bool on                           = bytes[0] & 0x10U && bytes[2];
      notes->sounds[bytes[0] & 15U][bytes[1]] = on;
      notes->ons += on;
    } else if (size > 3U && bytes[0] == 0xF0U && bytes[1] == 0x7DU &&
               size - 3U < ARENA_ANSWER) {
      memcpy(arena->answer, bytes + 2, size - 3U);
      arena->answer[size - 3U] = '\0';
    }
  }
}

/// Sleep until it is time for the next block; do not hurry after a delay
static void
pace(struct timespec* const time)
{
  struct timespec now;
  time->tv_nsec += block_time;
  if (time->tv_nsec >= 1000000000L) {
    time->tv_nsec -= 1000000000L;
    ++time->tv_sec;
  }

  clock_gettime(CLOCK_MONOTONIC, &now);
  if (now.tv_sec > time->tv_sec ||
      (now.tv_sec == time->tv_sec && now.tv_nsec > time->tv_nsec)) {
    *time = now;
  } else {
    clock_nanosleep(CLOCK_MONOTONIC, TIMER_ABSTIME, time, NULL);
  }
}

void
arena_hold(Arena* const arena, const bool down)
{
  arena->key = down;
  host_midi(arena->attacked, 0, down ? key_down : key_up);
}

void
arena_run(Arena* const arena, const int number)
{
  const uint8_t pitch  = (uint8_t)(arena->blocks++ % 100U);
  const uint8_t on[3]  = { 0x90U, pitch, 100U };
  const uint8_t off[3] = { 0x80U, pitch, 64U };
  host_midi(arena->innocent, 10, on);
  host_midi(arena->innocent, 200, off);

  if (number >= 0) {
    const uint8_t bend[3] = { 0xE0U,
                              (uint8_t)(number & 127),
                              (uint8_t)(number >> 7) };
    host_midi(arena->attacked, 20, bend);
  }

  ++arena->watch.blocks;
  arena->watch.long_runs +=
    rig_timed_run(arena->attacked, ARENA_BLOCK) > long_run;
  host_run(arena->innocent, ARENA_BLOCK);
  follow(arena, &arena->attacked_notes, arena->attacked);
  follow(arena, &arena->innocent_notes, arena->innocent);
  pace(&arena->time);
}

bool
arena_await(Arena* const arena, const float status)
{
  for (unsigned i = 0U; i < patience; ++i) {
    arena_run(arena, -1);
    if (arena->attacked->controls[PORT_STATUS] == status) {
      return true;
    }
  }

  return false;
}

bool
arena_await_note(Arena* const arena)
{
  const unsigned before = arena->attacked_notes.ons;
  for (unsigned i = 0U; i < patience; ++i) {
    arena_hold(arena, i % 2U == 0U);
    arena_run(arena, -1);
    if (rig_has(arena->attacked, 0x90U, 72U, 100U)) {
      arena_hold(arena, false);
      arena_run(arena, -1);
      return arena->attacked_notes.ons > before;
    }
  }

  return false;
}
