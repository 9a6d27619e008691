// Copyright 2026 The Outboard authors
// SPDX-License-Identifier: ISC

// Every message the plugin understands, cut at every byte and bent everywhere

#undef NDEBUG

#include "lv2_host.h"
#include "odd_host.h"

#include <lv2/atom/atom.h>
#include <lv2/atom/forge.h>
#include <lv2/atom/util.h>
#include <lv2/midi/midi.h>
#include <lv2/patch/patch.h>
#include <lv2/time/time.h>

#include <assert.h>
#include <stdbool.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

/// Longest input sequence made here [bytes]
#define ROOM 2048U

/// Where the message under test is: behind this note [bytes]
#define NOTE_SIZE 24U

/// An input sequence, with its atom's header
typedef union
{
  LV2_Atom_Sequence sequence;
  uint32_t          words[ROOM / 4U];
  uint8_t           bytes[ROOM];
} Sequence;

/// Return where the message is in a sequence
static LV2_Atom_Event*
message_in(Sequence* const sequence)
{
  return (LV2_Atom_Event*)(void*)(sequence->bytes + sizeof(LV2_Atom_Sequence) +
                                  NOTE_SIZE);
}

static void
write_position(HostPlugin* const plugin, const char* const type)
{
  static const char* const integers[] = { LV2_TIME__frame, LV2_TIME__bar };
  static const char* const reals[]    = {
       LV2_TIME__barBeat,     LV2_TIME__beat,           LV2_TIME__speed,
       LV2_TIME__beatsPerBar, LV2_TIME__beatsPerMinute,
  };
  LV2_Atom_Forge* const forge = &plugin->forge;
  LV2_Atom_Forge_Frame  frame;

  lv2_atom_forge_frame_time(forge, 5);
  lv2_atom_forge_object(forge, &frame, 0U, host_map(LV2_TIME__Position));
  ((LV2_Atom*)lv2_atom_forge_deref(forge, frame.ref))->type = host_map(type);
  for (unsigned i = 0U; i < COUNT(integers); ++i) {
    lv2_atom_forge_key(forge, host_map(integers[i]));
    lv2_atom_forge_long(forge, 3);
  }
  lv2_atom_forge_key(forge, host_map(LV2_TIME__beatUnit));
  lv2_atom_forge_int(forge, 4);
  for (unsigned i = 0U; i < COUNT(reals); ++i) {
    lv2_atom_forge_key(forge, host_map(reals[i]));
    if (i % 2U) {
      lv2_atom_forge_float(forge, 3.5f);
    } else {
      lv2_atom_forge_double(forge, 1.5);
    }
  }
  lv2_atom_forge_pop(forge, &frame);
}

static void
write_object_position(HostPlugin* const plugin)
{
  write_position(plugin, LV2_ATOM__Object);
}

static void
write_blank_position(HostPlugin* const plugin)
{
  write_position(plugin, LV2_ATOM__Blank);
}

static void
write_note(HostPlugin* const plugin)
{
  host_midi(plugin, 5, odd_on);
}

static void
write_sysex(HostPlugin* const plugin)
{
  static const uint8_t sysex[] = { 0xF0U, 1U, 2U, 3U, 4U, 5U, 6U, 7U, 0xF7U };

  host_event(plugin, 5, host_map(LV2_MIDI__MidiEvent), sysex, sizeof(sysex));
}

static void
write_get(HostPlugin* const plugin)
{
  host_get(plugin, "urn:outboard:message", "urn:outboard:script");
}

static void
write_set_path(HostPlugin* const plugin)
{
  host_set_path(plugin, "/nonexistent/outboard/x.py", LV2_ATOM__Path);
}

static void
write_set_string(HostPlugin* const plugin)
{
  host_set_path(plugin, "", LV2_ATOM__String);
}

/// An object in an object in an object, and a sequence in that
static void
write_nested(HostPlugin* const plugin, const char* const type)
{
  LV2_Atom_Forge* const forge = &plugin->forge;
  LV2_Atom_Forge_Frame  frames[4];

  lv2_atom_forge_frame_time(forge, 5);
  lv2_atom_forge_object(forge, &frames[0], 0U, host_map(type));
  lv2_atom_forge_key(forge, host_map(LV2_PATCH__property));
  lv2_atom_forge_urid(forge, host_map("urn:outboard:file"));
  lv2_atom_forge_key(forge, host_map(LV2_PATCH__value));
  lv2_atom_forge_object(forge, &frames[1], 0U, host_map(LV2_PATCH__Set));
  lv2_atom_forge_key(forge, host_map(LV2_PATCH__value));
  lv2_atom_forge_tuple(forge, &frames[2]);
  lv2_atom_forge_sequence_head(forge, &frames[3], 0U);
  lv2_atom_forge_frame_time(forge, 1);
  lv2_atom_forge_path(forge, "/x", 2U);
  lv2_atom_forge_pop(forge, &frames[3]);
  lv2_atom_forge_pop(forge, &frames[2]);
  lv2_atom_forge_pop(forge, &frames[1]);
  lv2_atom_forge_pop(forge, &frames[0]);
}

static void
write_nested_set(HostPlugin* const plugin)
{
  write_nested(plugin, LV2_PATCH__Set);
}

static void
write_put(HostPlugin* const plugin)
{
  write_nested(plugin, LV2_PATCH__Put);
}

/// The messages; those up to `n_harmless` do not choose another script
static void (*const messages[])(HostPlugin*) = {
  write_note,           write_sysex,    write_object_position,
  write_blank_position, write_get,      write_put,
  write_nested_set,     write_set_path, write_set_string,
};
static const unsigned n_harmless = 6U;

/// Write a sequence of a note, a message and another note
static void
write_sequence(Odd* const odd, const unsigned message, Sequence* const sequence)
{
  HostPlugin* const plugin = odd->plugin;

  host_midi(plugin, 3, odd_on);
  messages[message](plugin);
  host_midi(plugin, 9, odd_off);
  assert(sizeof(LV2_Atom) + plugin->in.atom.size <= sizeof(*sequence));
  memcpy(sequence, &plugin->in, sizeof(LV2_Atom) + plugin->in.atom.size);
  host_begin(plugin);
}

/// Run a sequence that is broken somehow, then see that all is well
static void
run_broken(Odd* const            odd,
           const Sequence* const sequence,
           const uint32_t        size,
           const uint8_t         pitch)
{
  odd_run_exactly(odd, sequence, size);
  odd_check_sane(odd, pitch);
}

/// The sequence ends at every byte
static void
cut_sequence(Odd* const            odd,
             const Sequence* const sequence,
             const uint8_t         pitch)
{
  for (uint32_t size = 0U; size <= sequence->sequence.atom.size; ++size) {
    run_broken(odd, sequence, size, pitch);
  }
}

/// The message ends at every byte, with padding and without
static void
cut_message(Odd* const odd, const Sequence* whole, const uint8_t pitch)
{
  Sequence        sequence = *whole;
  LV2_Atom* const body     = &message_in(&sequence)->body;
  const uint32_t  before =
    sizeof(LV2_Atom_Sequence_Body) + NOTE_SIZE + sizeof(LV2_Atom_Event);

  for (uint32_t size = body->size; size--;) {
    body->size = size;
    run_broken(odd, &sequence, before + size, pitch);
    run_broken(odd, &sequence, before + lv2_atom_pad_size(size), pitch);
  }
}

/// Every word of the sequence is replaced by the worst there are
static void
bend_words(Odd* const            odd,
           const Sequence* const whole,
           const bool            thorough,
           const uint8_t         pitch)
{
  const uint32_t values[] = {
    0U,
    UINT32_MAX,
    0x7FFFFFFFU,
    0x80000000U,
    0xFFFFFFF8U, // A size that is 0 when padded and added to 8
    0x7F800000U, // Infinity
    0x7FC00000U, // Not a number
    0x7FF00000U, // The upper half of the same
    0xFFF00000U,
    1U,
    4U,
    7U,
    8U,
    9U,
    0xFFFFU,
    0x10000U,
    host_map(LV2_ATOM__Path),
    host_map(LV2_ATOM__Object),
    host_map(LV2_ATOM__Blank),
    host_map(LV2_ATOM__Double),
    host_map(LV2_ATOM__Sequence),
    host_map(LV2_MIDI__MidiEvent),
    host_map(LV2_PATCH__Set),
    host_map(LV2_PATCH__Get),
    host_map(LV2_PATCH__value),
    host_map(LV2_TIME__Position),
  };
  const unsigned n_values = thorough ? COUNT(values) : 9U;
  const uint32_t size     = whole->sequence.atom.size;
  Sequence       sequence = *whole;

  // The first word is the size, the only one that is believed
  for (uint32_t at = 1U; at < (sizeof(LV2_Atom) + size) / 4U; ++at) {
    const uint32_t word = sequence.words[at];
    for (unsigned i = 0U; i < n_values; ++i) {
      sequence.words[at] = values[i];
      run_broken(odd, &sequence, size, pitch);
    }
    sequence.words[at] = word + 1U;
    run_broken(odd, &sequence, size, pitch);
    sequence.words[at] = word - 1U;
    run_broken(odd, &sequence, size, pitch);
    sequence.words[at] = word;
  }
}

/// Without a script everything passes, and that shows whether it is intact
static void
test_passing(void)
{
  Sequence sequence;
  Odd      odd;

  odd_begin(&odd);
  for (unsigned i = 0U; i < COUNT(messages); ++i) {
    write_sequence(&odd, i, &sequence);
    cut_sequence(&odd, &sequence, odd_on[1]);
    cut_message(&odd, &sequence, odd_on[1]);
    bend_words(&odd, &sequence, true, odd_on[1]);
  }
  odd_end(&odd);
}

/// What reaches a script must not confuse it either
static void
test_playing(void)
{
  Sequence sequence;
  Odd      odd;

  odd_begin_octave(&odd);
  for (unsigned i = 0U; i < n_harmless; ++i) {
    write_sequence(&odd, i, &sequence);
    bend_words(&odd, &sequence, false, odd_on[1] + 12U);
  }
  odd_end(&odd);
}

/// Messages of all sorts, whole and not, with every first byte
static void
test_midi(void)
{
  static const uint8_t data[] = { 0U, 0x7FU, 0x80U, 0xF7U };
  const LV2_URID       midi   = host_map(LV2_MIDI__MidiEvent);
  Odd                  odd;

  odd_begin(&odd);
  for (unsigned status = 0U; status < 256U; ++status) {
    for (uint32_t size = 0U; size <= 4U; ++size) {
      for (unsigned i = 0U; i < COUNT(data); ++i) {
        const uint8_t bytes[4] = { (uint8_t)status, data[i], data[i], data[i] };
        host_event(odd.plugin, i, midi, bytes, size);
      }
    }
    odd_run(&odd, 64U);
    odd_check_sane(&odd, odd_on[1]);
  }
  odd_end(&odd);
}

/// A message that is longer than any may be is dropped, and said so
static void
test_endless_midi(void)
{
  static const uint32_t sizes[] = { 65537U, 1048576U };
  const LV2_URID        midi    = host_map(LV2_MIDI__MidiEvent);
  uint8_t* const        sysex   = (uint8_t*)calloc(1U, 1048576U);
  Odd                   odd;

  assert(sysex);
  odd_begin_octave(&odd);
  for (unsigned i = 0U; i < COUNT(sizes); ++i) {
    sysex[0]             = 0xF0U;
    sysex[sizes[i] - 1U] = 0xF7U;
    host_event(odd.plugin, 0, midi, sysex, sizes[i]);
    sysex[sizes[i] - 1U] = 0U;
    odd_run(&odd, 64U);
    assert(odd.plugin->controls[PORT_DROPPED] == (float)(i + 1U));
    odd_check_sane(&odd, odd_on[1] + 12U);
  }
  odd_end(&odd);
  free(sysex);
}

/// A note must end although there was no room to say so
static void
test_no_room(void)
{
  Odd odd;

  odd_begin_octave(&odd);
  for (uint32_t room = 0U; room <= 80U; ++room) {
    for (unsigned first = 0U; first < 2U; ++first) {
      odd.plugin->room = first ? room : HOST_ROOM;
      host_midi(odd.plugin, 0, odd_on);
      odd_run(&odd, 64U);
      odd.plugin->room = first ? HOST_ROOM : room;
      host_midi(odd.plugin, 0, odd_off);
      odd_run(&odd, 64U);
      odd.plugin->room = HOST_ROOM;
      odd_run(&odd, 64U);
      assert(!odd.sounding[0][odd_on[1] + 12U]);
    }
    odd_check_sane(&odd, odd_on[1] + 12U);
  }
  odd_end(&odd);
}

int
main(int argc, char** argv)
{
  assert(argc == 3);
  host_open(argv[1], argv[2]);

  test_passing();
  test_playing();
  test_midi();
  test_endless_midi();
  test_no_room();

  host_close();
  return 0;
}
