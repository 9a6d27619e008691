// Copyright 2026 The Outboard authors
// SPDX-License-Identifier: ISC

// Hostile and odd buffers at the LV2 plugin's two sequences

#undef NDEBUG

#include "lv2_host.h"
#include "lv2_plugin.h"

#include <lv2/atom/atom.h>
#include <lv2/atom/util.h>
#include <lv2/midi/midi.h>
#include <lv2/patch/patch.h>
#include <lv2/time/time.h>

#include <assert.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

static const uint8_t wheel[3] = { 0xB0U, 1U, 64U };

/// Size of a whole event of up to 8 bytes
#define EVENT_SIZE 24U

/// Finish the input sequence in a buffer of its exact size, and run
static void
run_exactly(HostPlugin* const plugin, const uint32_t size)
{
  uint8_t* const exact = (uint8_t*)malloc(sizeof(LV2_Atom) + size);
  assert(exact);
  memcpy(exact, plugin->in.bytes, sizeof(LV2_Atom) + size);
  ((LV2_Atom*)exact)->size = size;

  plugin->descriptor->connect_port(plugin->handle, PORT_IN, exact);
  host_run(plugin, 64U);
  plugin->descriptor->connect_port(plugin->handle, PORT_IN, &plugin->in);
  free(exact);
}

static HostPlugin*
new_active(void)
{
  HostPlugin* const plugin = host_new(64);
  plugin->descriptor->activate(plugin->handle);
  host_run(plugin, 64U);
  return plugin;
}

static void
free_active(HostPlugin* const plugin)
{
  plugin->descriptor->deactivate(plugin->handle);
  host_free(plugin);
}

static void
test_truncated_sequence(void)
{
  HostPlugin* const plugin = new_active();
  const uint32_t    head   = sizeof(LV2_Atom_Sequence_Body);

  for (uint32_t size = 0U; size <= head + 3U * EVENT_SIZE; ++size) {
    for (int64_t i = 0; i < 3; ++i) {
      host_midi(plugin, i, wheel);
    }
    run_exactly(plugin, size);

    // The last one needs no padding
    const uint32_t events = size < head ? 0U : (size - head + 5U) / EVENT_SIZE;
    assert(host_midi_count(plugin) == events);
  }

  free_active(plugin);
}

static void
test_event_beyond_sequence(void)
{
  static const uint32_t sizes[] = { 9U,          4096U,       0x7FFFFFFFU,
                                    0xFFFFFFE0U, 0xFFFFFFF8U, 0xFFFFFFFFU };
  HostPlugin* const     plugin  = new_active();

  for (unsigned i = 0U; i < sizeof(sizes) / sizeof(sizes[0]); ++i) {
    host_midi(plugin, 0, wheel);
    host_midi(plugin, 1, wheel);

    LV2_Atom_Event* const first =
      lv2_atom_sequence_begin(&plugin->in.sequence.body);
    LV2_Atom_Event* const second = lv2_atom_sequence_next(first);
    second->body.size            = sizes[i];
    run_exactly(plugin, sizeof(LV2_Atom_Sequence_Body) + 2U * EVENT_SIZE);
    assert(host_midi_count(plugin) == 1U);
  }

  free_active(plugin);
}

static void
test_sequence_type(void)
{
  HostPlugin* const plugin = new_active();

  host_midi(plugin, 0, wheel);
  plugin->in.atom.type = host_map(LV2_ATOM__Chunk);
  host_run(plugin, 64U);
  assert(!host_midi_count(plugin));

  free_active(plugin);
}

static void
test_odd_frames(void)
{
  HostPlugin* const plugin = new_active();

  host_midi(plugin, 40, wheel);
  host_midi(plugin, -1, wheel);
  host_midi(plugin, INT64_MIN, wheel);
  host_midi(plugin, 64, wheel);
  host_midi(plugin, INT64_MAX, wheel);
  host_run(plugin, 64U);
  assert(host_midi_count(plugin) == 5U); // The host checks their order

  free_active(plugin);
}

static void
test_odd_midi(void)
{
  static const uint8_t bytes[8] = { 0x90U, 60U, 0xFFU, 0U, 0xF0U, 1U, 2U, 3U };
  HostPlugin* const    plugin   = new_active();
  const LV2_URID       midi     = host_map(LV2_MIDI__MidiEvent);

  host_event(plugin, 0, midi, bytes, 0U);
  host_event(plugin, 0, midi, bytes, 1U);
  host_event(plugin, 0, midi, bytes, 2U);
  host_event(plugin, 0, midi, bytes, 3U);
  host_event(plugin, 0, midi, bytes + 1, 3U);
  host_event(plugin, 0, midi, bytes + 4, 4U);
  host_midi(plugin, 0, wheel);
  host_run(plugin, 64U);
  assert(host_midi_count(plugin) == 1U);

  free_active(plugin);
}

static void
test_largest_midi(void)
{
  HostPlugin* const plugin = new_active();
  const uint32_t    size   = 65536U;
  uint8_t* const    sysex  = (uint8_t*)calloc(1U, size);
  assert(sysex);
  sysex[0]         = 0xF0U;
  sysex[size - 1U] = 0xF7U;

  host_event(plugin, 0, host_map(LV2_MIDI__MidiEvent), sysex, size);
  host_run(plugin, 64U);

  const LV2_Atom_Event* const event = host_next(plugin, NULL);
  assert(event && event->body.size == size);
  assert(!memcmp(event + 1, sysex, size));

  free(sysex);
  free_active(plugin);
}

static void
test_odd_objects(void)
{
  HostPlugin* const plugin  = new_active();
  const LV2_URID    types[] = { host_map(LV2_ATOM__Object),
                                host_map(LV2_ATOM__Blank),
                                host_map(LV2_ATOM__Resource),
                                host_map("urn:foreign"),
                                0U };
  const LV2_URID    kinds[] = { host_map(LV2_TIME__Position),
                                host_map(LV2_PATCH__Set),
                                host_map(LV2_PATCH__Get),
                                host_map(LV2_PATCH__Put),
                                0U };

  for (unsigned i = 0U; i < 25U; ++i) {
    const uint32_t body[8] = {
      0U, kinds[i % 5U], UINT32_MAX, UINT32_MAX, UINT32_MAX
    };
    for (uint32_t size = 0U; size <= sizeof(body); ++size) {
      host_event(plugin, 0, types[i / 5U], body, size);
    }
    host_midi(plugin, 0, wheel);
    host_run(plugin, 64U);
    assert(host_midi_count(plugin) == 1U);
  }

  free_active(plugin);
}

static void
test_odd_paths(void)
{
  HostPlugin* const plugin = new_active();
  char* const       huge   = (char*)malloc(8192U);
  assert(huge);
  memset(huge, 'x', 8191U);
  huge[8191] = '\0';

  host_set_path(plugin, huge, LV2_ATOM__Path);
  host_set_path(plugin, "/a", LV2_ATOM__Chunk);
  host_set_path(plugin, "/a", LV2_ATOM__URI);
  host_midi(plugin, 0, wheel);
  host_run(plugin, 64U);
  assert(host_midi_count(plugin) == 1U);

  host_get(plugin, "urn:outboard:file", NULL);
  host_run(plugin, 64U);
  assert(!strcmp(host_announced(plugin, "urn:outboard:file"), ""));

  free(huge);
  free_active(plugin);
}

/// A generator of numbers that are the same each time
static uint32_t
next_random(void)
{
  static uint32_t state = 1U;
  state                 = state * 1664525U + 1013904223U;
  return state >> 8U;
}

static void
test_mutations(void)
{
  HostPlugin* const plugin = new_active();

  for (unsigned i = 0U; i < 20000U; ++i) {
    host_midi(plugin, 3, wheel);
    host_get(plugin, "urn:outboard:message", "urn:outboard:script");
    host_set_path(plugin, "", LV2_ATOM__Path);
    host_midi(plugin, 9, wheel);

    const uint32_t size = plugin->in.atom.size;
    for (unsigned j = 0U; j < 4U; ++j) {
      const uint32_t at                       = next_random() % size;
      plugin->in.bytes[sizeof(LV2_Atom) + at] = (uint8_t)next_random();
    }
    run_exactly(plugin, next_random() % 2U ? size : next_random() % size);
  }

  free_active(plugin);
}

static void
test_tiny_output(void)
{
  HostPlugin* const plugin = new_active();

  for (uint32_t room = 0U; room < 128U; ++room) {
    plugin->room = room;
    for (int64_t i = 0; i < 8; ++i) {
      host_midi(plugin, i, wheel);
    }
    host_run(plugin, 64U); // The host checks what is behind the room
    assert(host_midi_count(plugin) <= room / EVENT_SIZE);
    assert(room < 8U + EVENT_SIZE || host_midi_count(plugin));
  }

  free_active(plugin);
}

static void
test_answer_waits_for_room(void)
{
  HostPlugin* const plugin = new_active();

  host_get(plugin, NULL, NULL);
  plugin->room = 64U;
  host_run(plugin, 64U);
  assert(!host_next(plugin, NULL));

  plugin->room = 120U;
  host_run(plugin, 64U);
  assert(host_announced(plugin, "urn:outboard:file"));
  assert(!host_announced(plugin, "urn:outboard:message"));

  host_run(plugin, 64U);
  assert(host_announced(plugin, "urn:outboard:message"));
  host_run(plugin, 64U);
  assert(host_announced(plugin, "urn:outboard:shown"));
  host_run(plugin, 64U);
  assert(!host_next(plugin, NULL));

  free_active(plugin);
}

static void
test_get(void)
{
  HostPlugin* const plugin = new_active();

  host_get(plugin, NULL, "urn:outboard:script");
  host_run(plugin, 64U);
  assert(host_announced(plugin, "urn:outboard:file"));
  assert(host_announced(plugin, "urn:outboard:message"));
  assert(host_announced(plugin, "urn:outboard:shown"));

  host_get(plugin, "urn:outboard:message", NULL);
  host_run(plugin, 64U);
  assert(!host_announced(plugin, "urn:outboard:file"));
  assert(host_announced(plugin, "urn:outboard:message"));

  host_get(plugin, "urn:foreign", NULL);
  host_get(plugin, NULL, "urn:foreign");
  host_run(plugin, 64U);
  assert(!host_next(plugin, NULL));

  free_active(plugin);
}

static void
test_nothing_connected(void)
{
  HostPlugin* const plugin = new_active();

  host_midi(plugin, 0, wheel);
  for (uint32_t i = 0U; i < PORTS + 3U; ++i) {
    plugin->descriptor->connect_port(plugin->handle, i, NULL);
    plugin->descriptor->run(plugin->handle, 64U);
  }
  plugin->descriptor->run(plugin->handle, 0U);

  free_active(plugin);
}

int
main(int argc, char** argv)
{
  assert(argc == 3);
  host_open(argv[1], argv[2]);

  test_truncated_sequence();
  test_event_beyond_sequence();
  test_sequence_type();
  test_odd_frames();
  test_odd_midi();
  test_largest_midi();
  test_odd_objects();
  test_odd_paths();
  test_mutations();
  test_tiny_output();
  test_answer_waits_for_room();
  test_get();
  test_nothing_connected();

  host_close();
  return 0;
}
