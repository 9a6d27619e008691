// Copyright 2026 The Outboard authors
// SPDX-License-Identifier: ISC

// The real-time proof: run(), in all that can befall it, on a guarded thread

#undef NDEBUG

#include "fault_rig.h"
#include "lv2_host.h"
#include "lv2_plugin.h"
#include "realtime_guard.h"

#include <lv2/atom/forge.h>
#include <lv2/core/lv2.h>
#include <lv2/midi/midi.h>
#include <lv2/time/time.h>
#include <lv2/urid/urid.h>

#include <assert.h>
#include <signal.h>
#include <stdbool.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#define NOMINAL 64U

/// Controllers with a meaning to realtime.py
enum
{
  SLEEP = 20,
  FLOOD = 21,
  ROLLS = 22
};

static const char lower[] = "from outboard import *\n"
                            "def on_note_on(note):\n"
                            "    note.send(pitch=note.pitch - 12)\n";

static const uint8_t note_on[3]  = { 0x90U, 60U, 100U };
static const uint8_t note_off[3] = { 0x80U, 60U, 64U };

/// Ends and beginnings of the note that realtime.py makes of it
static const uint8_t octave_on[3]  = { 0x90U, 72U, 100U };
static const uint8_t octave_off[2] = { 0x80U, 72U };

/// The paths that the test was given, and then some
static struct
{
  const char* module;
  const char* scriptd;
  const char* script;
  char*       other; ///< Of a second script
} paths;

/// One call of run()
typedef struct
{
  LV2_Handle handle;
  uint32_t   frames;
} Block;

static void
run_block(void* const data)
{
  const Block* const block = (const Block*)data;
  host_descriptor()->run(block->handle, block->frames);
}

/// As the plugin's run(), but on the guarded thread
static void
run_guarded(const LV2_Handle handle, const uint32_t frames)
{
  Block block = { handle, frames };
  guard_run(run_block, &block);
}

static LV2_URID (*map_uri)(LV2_URID_Map_Handle handle, const char* uri);

/// As the host's function, but not for the guarded thread
static LV2_URID
map_guarded(const LV2_URID_Map_Handle handle, const char* const uri)
{
  guard_forbid("the host's urid:map");
  return map_uri(handle, uri);
}

/// Make a plugin whose every block runs on the guarded thread
static HostPlugin*
new_guarded(void)
{
  static LV2_Descriptor descriptor;
  descriptor     = *host_descriptor();
  descriptor.run = run_guarded;

  map_uri              = host_urid_map()->map;
  host_urid_map()->map = map_guarded; // Its log takes a lock as it is

  HostPlugin* const plugin = host_new(NOMINAL);
  plugin->descriptor       = &descriptor;
  return plugin;
}

/// Run a block in about its time
static void
run(HostPlugin* const plugin)
{
  host_run(plugin, NOMINAL);
  usleep(1000U);
}

static void
control(HostPlugin* const plugin, const uint8_t number, const uint8_t value)
{
  const uint8_t bytes[3] = { 0xB0U, number, value };
  host_midi(plugin, 0, bytes);
}

/// Run blocks until a message that begins with these bytes comes out
static void
await_bytes(HostPlugin* const    plugin,
            const uint8_t* const bytes,
            const size_t         size)
{
  for (unsigned i = 0U; i < 5000U; ++i) {
    run(plugin);
    if (rig_count(plugin, bytes, size)) {
      return;
    }
  }

  assert(!"message does not come out");
}

static void
await_control(HostPlugin* const plugin,
              const uint8_t     number,
              const uint8_t     value)
{
  const uint8_t bytes[3] = { 0xB0U, number, value };
  await_bytes(plugin, bytes, sizeof(bytes));
}

/// Press the key and wait until the script's note sounds
static void
sound_note(HostPlugin* const plugin)
{
  host_midi(plugin, 5, note_on);
  await_bytes(plugin, octave_on, sizeof(octave_on));
}

/// Release the key and wait until the script's note is silent
static void
end_note(HostPlugin* const plugin)
{
  host_midi(plugin, 5, note_off);
  await_bytes(plugin, octave_off, sizeof(octave_off));
}

static void
prove_loading(HostPlugin* const plugin)
{
  plugin->descriptor->activate(plugin->handle);
  host_midi(plugin, 5, note_on);
  host_midi(plugin, 6, note_off);
  run(plugin);
  assert(host_midi_count(plugin) == 2U);
  assert(plugin->controls[PORT_STATUS] == rig_stopped);

  host_set_path(plugin, paths.script, LV2_ATOM__Path);
  host_await_announced(plugin, "urn:outboard:file", paths.script);
}

static void
prove_idle(HostPlugin* const plugin)
{
  for (unsigned i = 0U; i < 1000U; ++i) {
    host_run(plugin, NOMINAL);
    assert(!host_midi_count(plugin));
    assert(plugin->controls[PORT_STATUS] == rig_running);
  }
}

static void
prove_events(HostPlugin* const plugin)
{
  static const uint32_t lengths[] = { 1U, 7U, NOMINAL, 8192U };

  for (unsigned i = 0U; i < 200U; ++i) {
    plugin->controls[PORT_KNOB1 + i % 16U] = (float)i / 200.0f;
    host_midi(plugin, 0, i % 2U ? note_off : note_on);
    host_run(plugin, lengths[i % 4U]);
  }
  sound_note(plugin);
  end_note(plugin);
}

static void
prove_sysex(HostPlugin* const plugin)
{
  static uint8_t bytes[65536];

  for (uint32_t size = 4U; size <= sizeof(bytes); size *= 4U) {
    memset(bytes, 0, size);
    bytes[0]         = 0xF0U;
    bytes[1]         = (uint8_t)(size % 127U);
    bytes[size - 1U] = 0xF7U;
    host_event(plugin, 5, host_map(LV2_MIDI__MidiEvent), bytes, size);
    await_bytes(plugin, bytes, size);
  }
}

/// More than the queue of requests holds while the script does not read it
static void
prove_input_overflow(HostPlugin* const plugin)
{
  const float dropped = plugin->controls[PORT_DROPPED];

  sound_note(plugin);
  control(plugin, SLEEP, 50U);
  for (unsigned block = 0U; block < 5U; ++block) {
    for (unsigned i = 0U; i < 5000U; ++i) {
      control(plugin, 1U, i % 128U);
    }
    host_run(plugin, NOMINAL);
  }
  assert(plugin->controls[PORT_DROPPED] > dropped);
  end_note(plugin);
}

/// More than the queue of replies, the schedule and the output hold
static void
prove_output_overflow(HostPlugin* const plugin)
{
  unsigned full = 0U;

  sound_note(plugin);
  control(plugin, FLOOD, 50U);
  plugin->room = 1024U;
  for (unsigned i = 0U; i < 200U; ++i) {
    run(plugin);
    full += plugin->out.atom.size + 24U > plugin->room;
  }
  assert(full > 50U);
  plugin->room = HOST_ROOM;
  end_note(plugin);
}

static void
prove_late(HostPlugin* const plugin)
{
  const float misses = plugin->controls[PORT_MISSES];
  const float late   = plugin->controls[PORT_LATE];

  control(plugin, SLEEP, 3U);
  host_run(plugin, NOMINAL);
  assert(plugin->controls[PORT_MISSES] == misses + 1.0f);
  await_control(plugin, SLEEP, 3U);
  assert(plugin->controls[PORT_LATE] > late);
}

/// Run() does not wait, but sends, and takes what comes
static void
prove_open_breaker(HostPlugin* const plugin)
{
  for (uint8_t i = 0U; plugin->controls[PORT_STATUS] != rig_late; ++i) {
    assert(i < 127U);
    control(plugin, SLEEP, 3U);
    run(plugin);
  }

  control(plugin, SLEEP, 50U);
  for (unsigned i = 0U; i < 20U; ++i) {
    host_midi(plugin, 0, i % 2U ? note_off : note_on);
    run(plugin);
    assert(plugin->controls[PORT_STATUS] == rig_late);
  }
  await_control(plugin, SLEEP, 50U);
}

static void
prove_death(HostPlugin* const plugin)
{
  sound_note(plugin);
  assert(!kill(rig_only_child(), SIGKILL));
  await_bytes(plugin, octave_off, sizeof(octave_off));
  assert(plugin->controls[PORT_STATUS] != rig_running);
  host_midi(plugin, 0, note_off);
  run(plugin);
}

/// A child that has died unnoticed is asked and waited for
static void
prove_death_in_wait(HostPlugin* const plugin)
{
  sound_note(plugin);
  control(plugin, SLEEP, 100U);
  run(plugin);
  assert(!kill(rig_only_child(), SIGKILL));
  for (unsigned i = 0U; plugin->controls[PORT_STATUS] != rig_restarting; ++i) {
    assert(i < 1000U);
    host_midi(plugin, 0, note_off);
    run(plugin);
  }
}

static void
prove_swap(HostPlugin* const plugin)
{
  static const uint8_t lower_on[3] = { 0x90U, 48U, 100U };

  sound_note(plugin);
  host_set_path(plugin, paths.other, LV2_ATOM__Path);
  host_await_announced(plugin, "urn:outboard:file", paths.other);
  host_midi(plugin, 0, note_off);
  run(plugin);
  for (unsigned i = 0U; !rig_count(plugin, lower_on, sizeof(lower_on)); ++i) {
    assert(i < 1000U);
    host_midi(plugin, 0, i % 2U ? note_off : note_on);
    run(plugin);
  }
  host_midi(plugin, 0, note_off);

  // One that does not load, then the first again
  host_set_path(plugin, "/nonexistent.py", LV2_ATOM__Path);
  host_await_announced(plugin, "urn:outboard:message", "/nonexistent.py");
  host_set_path(plugin, paths.script, LV2_ATOM__Path);
  host_await_announced(plugin, "urn:outboard:file", paths.script);
}

static void
prove_get(HostPlugin* const plugin)
{
  host_get(plugin, NULL, NULL);
  host_get(plugin, "urn:foreign", NULL);
  host_run(plugin, NOMINAL);
  assert(host_announced(plugin, "urn:outboard:file"));
  assert(host_announced(plugin, "urn:outboard:message"));
}

/// Tell the plugin where the song is
static void
tell_position(HostPlugin* const plugin,
              const int64_t     frame,
              const float       speed,
              const float       tempo,
              const double      beat)
{
  LV2_Atom_Forge* const forge = &plugin->forge;
  LV2_Atom_Forge_Frame  object;

  lv2_atom_forge_frame_time(forge, frame);
  lv2_atom_forge_object(forge, &object, 0U, host_map(LV2_TIME__Position));
  lv2_atom_forge_key(forge, host_map(LV2_TIME__speed));
  lv2_atom_forge_float(forge, speed);
  lv2_atom_forge_key(forge, host_map(LV2_TIME__beatsPerMinute));
  lv2_atom_forge_float(forge, tempo);
  lv2_atom_forge_key(forge, host_map(LV2_TIME__beat));
  lv2_atom_forge_double(forge, beat);
  lv2_atom_forge_pop(forge, &object);
}

static void
prove_transport(HostPlugin* const plugin)
{
  tell_position(plugin, 0, 1.0f, 120.0f, 0.0);
  await_control(plugin, ROLLS, 1U);

  // Tempo, and a jump within a block
  sound_note(plugin);
  tell_position(plugin, 3, 1.0f, 90.0f, 16.0);
  tell_position(plugin, 7, 1.0f, 180.0f, 4.0);
  run(plugin);

  tell_position(plugin, 9, 0.0f, 180.0f, 4.0);
  await_control(plugin, ROLLS, 0U);
  end_note(plugin);
}

static void
prove_bypass(HostPlugin* const plugin)
{
  sound_note(plugin);
  plugin->controls[PORT_ENABLED] = 0.0f;
  await_bytes(plugin, octave_off, sizeof(octave_off));
  host_midi(plugin, 1, note_off);
  host_midi(plugin, 2, note_on);
  run(plugin);
  assert(rig_count(plugin, note_on, sizeof(note_on)));
  plugin->controls[PORT_ENABLED] = 1.0f;
  host_midi(plugin, 1, note_off);
  run(plugin);
  assert(rig_count(plugin, note_off, sizeof(note_off)));
}

static void
prove_pipelined(HostPlugin* const plugin)
{
  plugin->controls[PORT_MODE] = 1.0f;
  run(plugin);
  assert(plugin->controls[PORT_LATENCY] == (float)NOMINAL);

  host_midi(plugin, 5, note_on);
  run(plugin);
  assert(!host_midi_count(plugin));
  await_bytes(plugin, octave_on, sizeof(octave_on));
  end_note(plugin);
  plugin->controls[PORT_MODE] = 0.0f;
  run(plugin);
}

/// Run() waits for a new child, then for all it does, then for another one
static void
prove_freewheel(HostPlugin* const plugin)
{
  plugin->controls[PORT_FREEWHEEL] = 1.0f;
  control(plugin, SLEEP, 50U);
  host_midi(plugin, 5, note_on);
  host_run(plugin, NOMINAL);
  assert(rig_count(plugin, octave_on, sizeof(octave_on)) == 1U);

  control(plugin, FLOOD, 20U);
  host_run(plugin, NOMINAL);
  assert(host_midi_count(plugin) > 1000U);

  assert(!kill(rig_only_child(), SIGKILL));
  control(plugin, SLEEP, 1U);
  host_run(plugin, NOMINAL);
  plugin->controls[PORT_FREEWHEEL] = 0.0f;
  host_midi(plugin, 5, note_off);
  host_run(plugin, NOMINAL);
}

static void
prove_no_frames(HostPlugin* const plugin)
{
  for (unsigned i = 0U; i < 100U; ++i) {
    host_midi(plugin, 0, i % 2U ? note_off : note_on);
    host_run(plugin, 0U);
    assert(!host_midi_count(plugin));
  }
  sound_note(plugin);
  end_note(plugin);
}

/// Atoms of any size, with anything in them
static void
prove_invalid_atoms(HostPlugin* const plugin)
{
  const float    dropped = plugin->controls[PORT_DROPPED];
  const LV2_URID types[] = { host_map(LV2_MIDI__MidiEvent),
                             host_map(LV2_ATOM__Object),
                             host_map(LV2_ATOM__Blank),
                             host_map("urn:foreign") };
  uint8_t        bytes[64];
  uint32_t       random = 1U;

  for (unsigned i = 0U; i < 10000U; ++i) {
    for (unsigned j = 0U; j < sizeof(bytes); ++j) {
      random   = random * 1664525U + 1013904223U;
      bytes[j] = (uint8_t)(random >> 24U);
    }
    host_event(plugin, 0, types[i % 4U], bytes, random % sizeof(bytes));
    if (i % 10U == 9U) {
      plugin->in.sequence.atom.size -= random % 16U;
      host_run(plugin, NOMINAL);
    }
  }
  assert(plugin->controls[PORT_DROPPED] > dropped);
}

/// Run() without a child that could be asked
static void
prove_no_script(HostPlugin* const plugin)
{
  host_set_path(plugin, "", LV2_ATOM__Path);
  host_await(plugin, rig_stopped);
  host_midi(plugin, 5, note_on);
  host_midi(plugin, 6, note_off);
  run(plugin);
  assert(host_midi_count(plugin) == 2U);
}

typedef struct
{
  const char* name;
  void (*prove)(HostPlugin* plugin);
} Phase;

static const Phase phases[] = {
  { "loading", prove_loading },
  { "idle", prove_idle },
  { "events", prove_events },
  { "sysex", prove_sysex },
  { "input overflow", prove_input_overflow },
  { "output overflow", prove_output_overflow },
  { "late", prove_late },
  { "breaker open", prove_open_breaker },
  { "child dead", prove_death },
  { "child dead while it is waited for", prove_death_in_wait },
  { "child swapped", prove_swap },
  { "patch:Get", prove_get },
  { "transport", prove_transport },
  { "bypass", prove_bypass },
  { "pipelined", prove_pipelined },
  { "freewheel", prove_freewheel },
  { "no frames", prove_no_frames },
  { "invalid atoms", prove_invalid_atoms },
};

/// Take one plugin through all phases; in a process of its own
static void
prove_all(void* const data)
{
  (void)data;
  assert(guard_start());
  host_open(paths.module, paths.scriptd);
  paths.other = host_write_script("lower.py", lower);

  HostPlugin* const plugin = new_guarded();
  for (unsigned i = 0U; i < sizeof(phases) / sizeof(phases[0]); ++i) {
    fprintf(stderr, "%s\n", phases[i].name);
    guard_phase(phases[i].name);
    phases[i].prove(plugin);
    host_await(plugin, rig_running);
  }

  guard_phase("no script");
  prove_no_script(plugin);

  rig_end(plugin);
  free(paths.other);
  host_close();
}

static void
instantiate_guarded(void* const data)
{
  (void)data;
  host_descriptor()->instantiate(
    host_descriptor(), 48000.0, host_folder(), NULL);
}

static void
break_a_rule(void* const data)
{
  (void)data;
  assert(guard_start());
  host_open(paths.module, paths.scriptd);
  guard_run(instantiate_guarded, NULL);
}

/// The guard would see what the plugin's binary calls
static void
test_plugin_is_guarded(void)
{
  const GuardEnd end = guard_watch(break_a_rule, NULL);

  assert(end.status == -1);
  assert(end.function && !strcmp(end.function, "calloc"));
}

static void
test_run_is_realtime(void)
{
  const GuardEnd end = guard_watch(prove_all, NULL);

  if (end.function) {
    fprintf(stderr, "run() calls %s: %s\n", end.function, end.phase);
  } else if (end.call >= 0) {
    fprintf(stderr, "run() makes system call %d: %s\n", end.call, end.phase);
  } else if (end.status) {
    fprintf(stderr, "failed: %s\n", end.phase ? end.phase : "start");
  }
  assert(!end.status);
}

int
main(int argc, char** argv)
{
  assert(argc == 4);
  paths.module  = argv[1];
  paths.scriptd = argv[2];
  paths.script  = argv[3];

  const char* const obstacle = guard_obstacle();
  if (obstacle) {
    printf("skipped: %s\n", obstacle);
    return 77;
  }

  test_plugin_is_guarded();
  test_run_is_realtime();
  return 0;
}
