// Copyright 2026 The Outboard authors
// SPDX-License-Identifier: ISC

// Hosts that hand all that comes out of one plugin to the next, or back to it

#undef NDEBUG

#include "fault_rig.h"
#include "lv2_host.h"
#include "odd_host.h"

#include <lv2/atom/atom.h>
#include <lv2/atom/forge.h>
#include <lv2/midi/midi.h>
#include <lv2/time/time.h>

#include <assert.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#define FRAMES 64U

/// At 120 beats per minute [frames]
#define BEAT 24000

/// Text of a script that plays a fifth higher
static const char fifth[] = "from outboard import *\n"
                            "def on_note_on(note):\n"
                            "    note.send(pitch=note.pitch + 7)\n";

/// Text of a script that plays on every beat of the song
static const char grid[] = "from outboard import *\n"
                           "def tick(i):\n"
                           "    play(60 + i % 12, beats=1/8)\n"
                           "every(1, tick)\n";

/// Run a block of one plugin, then one of the next on what came out
static void
run_both(Odd* const first, Odd* const second)
{
  HostPlugin* const next = second->plugin;

  odd_run(first, FRAMES);
  next->descriptor->connect_port(
    next->handle, PORT_IN, &first->plugin->out.sequence);
  odd_run(second, FRAMES);
  next->descriptor->connect_port(next->handle, PORT_IN, &next->in);
}

/// Return the path of the script that an instance announces when asked
static const char*
asked_path(Odd* const odd)
{
  host_get(odd->plugin, "urn:outboard:file", NULL);
  odd_run(odd, FRAMES);
  return host_announced(odd->plugin, "urn:outboard:file");
}

/// Let `second` hear all that `first` announces, and see what it makes of it
static void
pass_announcements(Odd* const first, Odd* const second)
{
  host_get(first->plugin, NULL, NULL);
  run_both(first, second);
  assert(host_announced(first->plugin, "urn:outboard:file"));
  assert(host_announced(first->plugin, "urn:outboard:message"));
  assert(host_announced(first->plugin, "urn:outboard:shown"));

  // Another has been loaded meanwhile, so what was asked for has been done
  Odd third;
  odd_begin_octave(&third);
  odd_end(&third);
  odd_run(second, FRAMES);
}

/// Each plays its own script, whatever the other announces
static void
test_both_have_scripts(void)
{
  Odd         first;
  Odd         second;
  char* const path = host_write_script("fifth.py", fifth);

  odd_begin_octave(&first);
  odd_begin(&second);
  host_set_path(second.plugin, path, LV2_ATOM__Path);
  odd_render(&second);

  for (unsigned i = 0U; i < 3U; ++i) {
    pass_announcements(&first, &second);
    assert(!strcmp(asked_path(&second), path));
    assert(strstr(asked_path(&first), "octave.py"));

    host_midi(first.plugin, 1, odd_on);
    run_both(&first, &second);
    assert(rig_has(second.plugin, 0x90U, odd_on[1] + 19U, odd_on[2]));
    host_midi(first.plugin, 2, odd_off);
    run_both(&first, &second);
    assert(!second.sounding[0][odd_on[1] + 19U]);
  }

  odd_end(&second);
  odd_end(&first);
  free(path);
}

/// One without a script does not get one from its neighbour
static void
test_only_first_has_script(void)
{
  Odd first;
  Odd second;

  odd_begin_octave(&first);
  odd_begin(&second);
  pass_announcements(&first, &second);
  assert(!strcmp(asked_path(&second), ""));
  odd_check_sane(&second, odd_on[1]);

  odd_end(&second);
  odd_end(&first);
}

/// What comes out goes in again, block after block: one note, and no more
static void
feed_back(Odd* const odd)
{
  HostPlugin* const plugin = odd->plugin;

  host_midi(plugin, 1, odd_on);
  host_midi(plugin, 2, odd_off);
  host_get(plugin, NULL, NULL);
  odd_run(odd, FRAMES);
  for (unsigned i = 0U; i < 50U; ++i) {
    memcpy(&plugin->in, &plugin->out, sizeof(LV2_Atom) + plugin->out.atom.size);
    odd_run(odd, FRAMES);
    assert(host_midi_count(plugin) == 2U);
  }
  odd_run(odd, FRAMES);
}

static void
test_feedback(void)
{
  Odd odd;

  odd_begin(&odd);
  feed_back(&odd);
  odd_check_sane(&odd, odd_on[1]);
  odd_end(&odd);

  odd_begin_octave(&odd);
  feed_back(&odd);
  assert(strstr(asked_path(&odd), "octave.py"));
  odd_check_sane(&odd, odd_on[1] + 12U);
  odd_end(&odd);
}

/// Tell the position as Qtractor does, when another beat has begun
static void
tell_beat(HostPlugin* const plugin, const int64_t frame, const int64_t beat)
{
  LV2_Atom_Forge* const forge = &plugin->forge;
  const int64_t         bar   = beat / 4;
  LV2_Atom_Forge_Frame  object;

  lv2_atom_forge_frame_time(forge, 0);
  lv2_atom_forge_object(forge, &object, 0U, host_map(LV2_TIME__Position));
  lv2_atom_forge_key(forge, host_map(LV2_TIME__frame));
  lv2_atom_forge_long(forge, frame);
  lv2_atom_forge_key(forge, host_map(LV2_TIME__speed));
  lv2_atom_forge_float(forge, 1.0f);
  lv2_atom_forge_key(forge, host_map(LV2_TIME__bar));
  lv2_atom_forge_long(forge, bar);
  lv2_atom_forge_key(forge, host_map(LV2_TIME__beat));
  lv2_atom_forge_double(forge, (double)(beat % 4 + 1));
  lv2_atom_forge_key(forge, host_map(LV2_TIME__barBeat));
  lv2_atom_forge_float(forge, (float)(4 * bar));
  lv2_atom_forge_key(forge, host_map(LV2_TIME__beatUnit));
  lv2_atom_forge_int(forge, 4);
  lv2_atom_forge_key(forge, host_map(LV2_TIME__beatsPerBar));
  lv2_atom_forge_float(forge, 4.0f);
  lv2_atom_forge_key(forge, host_map(LV2_TIME__beatsPerMinute));
  lv2_atom_forge_float(forge, 120.0f);
  lv2_atom_forge_pop(forge, &object);
}

/// Run a block; return the number of notes, which must begin at whole beats
static unsigned
count_beats(Odd* const odd, const int64_t frame, const uint32_t frames)
{
  const LV2_Atom_Event* event = NULL;
  unsigned              count = 0U;

  odd_run(odd, frames);
  while ((event = host_next(odd->plugin, event))) {
    const uint8_t* const bytes = (const uint8_t*)(event + 1);
    if (event->body.type == host_map(LV2_MIDI__MidiEvent) &&
        bytes[0] == 0x90U) {
      assert((frame + event->time.frames) % BEAT == 0);
      ++count;
    }
  }
  return count;
}

/// From the song's begin and from the midst of a beat, the grid is on the beat
static void
test_position_in_whole_beats(void)
{
  static const int64_t  starts[] = { 0, 9 * BEAT + 11111 };
  static const int64_t  length   = 6 * BEAT - BEAT / 4;
  static const uint32_t block    = 256U;

  Odd         odd;
  char* const path = host_write_script("grid.py", grid);
  odd_begin(&odd);
  host_set_path(odd.plugin, path, LV2_ATOM__Path);
  odd_render(&odd);

  for (unsigned i = 0U; i < COUNT(starts); ++i) {
    int64_t  told  = -1;
    unsigned notes = 0U;
    for (int64_t at = starts[i]; at < starts[i] + length; at += block) {
      if (at / BEAT != told) {
        told = at / BEAT;
        tell_beat(odd.plugin, at, told);
      }
      notes += count_beats(&odd, at, block);
    }
    assert(notes == 6U);
  }

  odd_end(&odd);
  free(path);
}

int
main(int argc, char** argv)
{
  assert(argc == 3);
  host_open(argv[1], argv[2]);

  test_both_have_scripts();
  test_only_first_has_script();
  test_feedback();
  test_position_in_whole_beats();

  host_close();
  return 0;
}
