// Copyright 2026 The Outboard authors
// SPDX-License-Identifier: ISC

// More events than anything can hold: counted, bounded, and nothing sticks

#undef NDEBUG

#include "fault_rig.h"
#include "lv2_host.h"

#include <lv2/midi/midi.h>

#include <assert.h>
#include <stdbool.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>

static const char through[] = "from outboard import *\n"
                              "def on_note_on(note):\n"
                              "    note.send()\n"
                              "def on_cc(e):\n"
                              "    e.send()\n";

// One note makes 100 000 events, some of them notes without an end
static const char flood[] = "from outboard import *\n"
                            "def on_note_on(note):\n"
                            "    for i in range(50000):\n"
                            "        note.send(pitch=i % 128)\n"
                            "        CC(i % 32, i % 128).send()\n";

enum
{
  many = 100000
};

/// The notes that sound, by what has come out
typedef struct
{
  bool     sounds[16][128];
  unsigned ons;
  unsigned offs;
} Notes;

static void
follow(Notes* const notes, const HostPlugin* const plugin)
{
  const LV2_Atom_Event* event = NULL;
  while ((event = host_next(plugin, event))) {
    const uint8_t* const bytes = (const uint8_t*)(event + 1);
    if (event->body.type != host_map(LV2_MIDI__MidiEvent)) {
      continue;
    }
    bool* const sounds = &notes->sounds[bytes[0] & 15U][bytes[1]];
    if ((bytes[0] & 0xF0U) == 0x90U && bytes[2]) {
      assert(!*sounds); // A pitch struck again is ended first
      *sounds = true;
      ++notes->ons;
    } else if ((bytes[0] & 0xF0U) == 0x80U) {
      *sounds = false;
      ++notes->offs;
    }
  }
}

static unsigned
count_sounding(const Notes* const notes)
{
  unsigned count = 0U;
  for (unsigned channel = 0U; channel < 16U; ++channel) {
    for (unsigned pitch = 0U; pitch < 128U; ++pitch) {
      count += notes->sounds[channel][pitch];
    }
  }
  return count;
}

/// Run paced blocks for a while, following the notes
static void
settle(HostPlugin* const plugin, Notes* const notes, const unsigned blocks)
{
  for (unsigned i = 0U; i < blocks; ++i) {
    host_run(plugin, 128U);
    follow(notes, plugin);
    usleep(2666U);
  }
}

static void
test_flood_of_input(void)
{
  HostPlugin* const plugin = rig_play("through.py", through, 128);
  Notes             notes  = { .ons = 0U };
  plugin->room             = 8192U; // As some hosts have it

  // Every key goes down and up again and again, and one controller moves
  for (unsigned i = 0U; i < many; ++i) {
    const uint8_t pitch    = (uint8_t)(i / 3U % 128U);
    const uint8_t value    = (uint8_t)(i == many - 1U ? 77U : i % 64U);
    const uint8_t bytes[3] = { (uint8_t[]){ 0x90U, 0x80U, 0xB0U }[i % 3U],
                               i % 3U == 2U || i == many - 1U ? 7U : pitch,
                               i % 3U == 2U || i == many - 1U ? value : 100U };
    const uint8_t last[3]  = { 0xB0U, 7U, 77U };
    host_midi(plugin, i * 127 / many, i == many - 1U ? last : bytes);
  }

  const uint64_t time = rig_timed_run(plugin, 128U);
  fprintf(stderr, "%u events in, run() took %.1f ms\n", many, time / 1e6);
  follow(&notes, plugin);
  assert(plugin->controls[PORT_DROPPED] > 0.0f);

  bool latest = false;
  for (unsigned i = 0U; i < 1000U; ++i) {
    settle(plugin, &notes, 1U);
    latest |= rig_has(plugin, 0xB0U, 7U, 77U);
  }
  assert(latest); // The latest value of a controller is not lost
  assert(!count_sounding(&notes));
  assert(notes.ons > 0U);
  host_await(plugin, rig_running);
  rig_end(plugin);
}

static void
test_flood_of_output(void)
{
  HostPlugin* const plugin = rig_play("flood.py", flood, 128);
  Notes             notes  = { .ons = 0U };
  plugin->room             = 8192U;

  const uint8_t on[3]  = { 0x90U, 60U, 100U };
  const uint8_t off[3] = { 0x80U, 60U, 64U };
  host_midi(plugin, 0, on);
  settle(plugin, &notes, 10U);

  // What passes by does not wait for the flood
  const uint8_t bend[3] = { 0xE0U, 1U, 2U };
  host_midi(plugin, 64, bend);
  host_run(plugin, 128U);
  follow(&notes, plugin);
  assert(rig_has(plugin, 0xE0U, 1U, 2U));

  host_midi(plugin, 0, off);
  settle(plugin, &notes, 2000U);
  fprintf(
    stderr,
    "flood of output: %u notes began, %u ended, %.0f dropped, %.0f late\n",
    notes.ons,
    notes.offs,
    (double)plugin->controls[PORT_DROPPED],
    (double)plugin->controls[PORT_LATE]);
  assert(notes.ons > 0U);
  assert(plugin->controls[PORT_DROPPED] + plugin->controls[PORT_LATE] > 0.0f);
  assert(!count_sounding(&notes));
  rig_end(plugin);
}

static void
test_flood_without_a_script(void)
{
  HostPlugin* const plugin = host_new(128);
  Notes             notes  = { .ons = 0U };
  plugin->room             = 8192U;
  plugin->descriptor->activate(plugin->handle);
  for (unsigned i = 0U; i < many; ++i) {
    const uint8_t bytes[3] = { i % 2U ? 0x80U : 0x90U,
                               (uint8_t)(i / 2U % 128U),
                               100U };
    host_midi(plugin, i * 127 / many, bytes);
  }
  settle(plugin, &notes, 100U);
  assert(notes.ons > 0U && !count_sounding(&notes));
  assert(plugin->controls[PORT_DROPPED] > 0.0f);
  rig_end(plugin);
}

int
main(int argc, char** argv)
{
  assert(argc == 3);
  const RigResources before = rig_set_up(argv[1], argv[2]);

  test_flood_of_input();
  test_flood_of_output();
  test_flood_without_a_script();

  rig_tear_down(&before);
  return 0;
}
