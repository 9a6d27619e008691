// Copyright 2026 The Outboard authors
// SPDX-License-Identifier: ISC

// What LV2 hosts tell of their transport, and how that is understood

#undef NDEBUG

#include "lv2_position.h"
#include "lv2_uris.h"

#include <lv2/atom/atom.h>
#include <lv2/atom/forge.h>
#include <lv2/time/time.h>
#include <lv2/urid/urid.h>

#include <assert.h>
#include <math.h>
#include <stdint.h>
#include <string.h>

/// A value to be told; as whichever number type
typedef struct
{
  const char* uri;
  double      value;
} Said;

static const ObTransport known = { .tempo       = 90.0,
                                   .beat        = 17.25,
                                   .bar_beat    = 1.25,
                                   .speed       = 1.0,
                                   .bar         = 4,
                                   .frame       = 4800,
                                   .numerator   = 4,
                                   .denominator = 4 };

static LV2_URID
map_uri(LV2_URID_Map_Handle handle, const char* const uri)
{
  static char     uris[64][80];
  static LV2_URID count = 0U;

  (void)handle;
  for (LV2_URID i = 0U; i < count; ++i) {
    if (!strcmp(uris[i], uri)) {
      return i + 1U;
    }
  }

  assert(count < 64U && strlen(uri) < sizeof(uris[0]));
  strcpy(uris[count], uri);
  return ++count;
}

static LV2_URID_Map map = { NULL, map_uri };

static void
write_number(LV2_Atom_Forge* const forge,
             const char* const     type,
             const double          value)
{
  if (!strcmp(type, LV2_ATOM__Int)) {
    lv2_atom_forge_int(forge, (int32_t)value);
  } else if (!strcmp(type, LV2_ATOM__Long)) {
    lv2_atom_forge_long(forge, (int64_t)value);
  } else if (!strcmp(type, LV2_ATOM__Float)) {
    lv2_atom_forge_float(forge, (float)value);
  } else if (!strcmp(type, LV2_ATOM__Double)) {
    lv2_atom_forge_double(forge, value);
  } else if (!strcmp(type, LV2_ATOM__Bool)) {
    lv2_atom_forge_bool(forge, value > 0.0);
  } else {
    lv2_atom_forge_string(forge, "4", 1U);
  }
}

/// Return how a position is understood, of which `told` bytes are told
static ObTransport
understand(const Said* said, const char* const type, const uint32_t told)
{
  ObLv2Uris            uris;
  LV2_Atom_Forge       forge;
  LV2_Atom_Forge_Frame frame;
  union
  {
    LV2_Atom_Object object;
    uint8_t         bytes[512];
  } buffer;

  assert(!ob_lv2_uris_init(&uris, &map));
  lv2_atom_forge_init(&forge, &map);
  lv2_atom_forge_set_buffer(&forge, buffer.bytes, sizeof(buffer.bytes));
  lv2_atom_forge_object(&forge, &frame, 0U, uris.time_Position);
  for (; said->uri; ++said) {
    lv2_atom_forge_key(&forge, map_uri(NULL, said->uri));
    write_number(&forge, type, said->value);
  }
  lv2_atom_forge_pop(&forge, &frame);

  if (buffer.object.atom.size > told) {
    buffer.object.atom.size = told;
  }
  return ob_lv2_position(&uris, &buffer.object, &known, 48000.0);
}

static void
test_number_types(void)
{
  static const char* const types[] = {
    LV2_ATOM__Int, LV2_ATOM__Long, LV2_ATOM__Float, LV2_ATOM__Double
  };
  static const Said said[] = { { LV2_TIME__frame, 96000.0 },
                               { LV2_TIME__speed, 2.0 },
                               { LV2_TIME__bar, 3.0 },
                               { LV2_TIME__barBeat, 2.0 },
                               { LV2_TIME__beatUnit, 8.0 },
                               { LV2_TIME__beatsPerBar, 6.0 },
                               { LV2_TIME__beatsPerMinute, 132.0 },
                               { NULL, 0.0 } };

  for (unsigned i = 0U; i < 4U; ++i) {
    const ObTransport t = understand(said, types[i], UINT32_MAX);
    assert(t.frame == 96000);
    assert(t.speed == 2.0);
    assert(t.bar == 3);
    assert(t.denominator == 8);
    assert(t.numerator == 6);
    assert(t.tempo == 132.0);

    // Eighth notes are half a quarter
    assert(t.bar_beat == 1.0);
    assert(t.beat == (3.0 * 6.0 + 2.0) / 2.0);
  }

  static const Said rolls[] = { { LV2_TIME__speed, 1.0 }, { NULL, 0.0 } };
  assert(understand(rolls, LV2_ATOM__Bool, UINT32_MAX).speed == 1.0);
}

static void
test_missing_fields(void)
{
  static const Said nothing[] = { { NULL, 0.0 } };
  static const Said tempo[]   = { { LV2_TIME__beatsPerMinute, 60.0 },
                                  { "urn:foreign", 1.0 },
                                  { NULL, 0.0 } };
  static const Said place[]   = { { LV2_TIME__bar, 2.0 },
                                  { LV2_TIME__barBeat, 1.0 },
                                  { NULL, 0.0 } };

  ObTransport t = understand(nothing, LV2_ATOM__Double, UINT32_MAX);
  assert(!memcmp(&t, &known, sizeof(t)));

  // The meter is as before
  t = understand(place, LV2_ATOM__Double, UINT32_MAX);
  assert(t.bar == 2 && t.bar_beat == 1.0 && t.beat == 9.0);

  t = understand(tempo, LV2_ATOM__Double, UINT32_MAX);
  assert(t.tempo == 60.0);
  t.tempo = known.tempo;
  assert(!memcmp(&t, &known, sizeof(t)));
}

static void
test_song_beat(void)
{
  static const Said song[] = {
    { LV2_TIME__bar, 3.0 },      { LV2_TIME__barBeat, 1.5 },
    { LV2_TIME__beat, 10.5 },    { LV2_TIME__beatsPerBar, 4.0 },
    { LV2_TIME__beatUnit, 4.0 }, { NULL, 0.0 }
  };
  static const Said in_bar[] = {
    { LV2_TIME__bar, 3.0 },      { LV2_TIME__barBeat, 1.5 },
    { LV2_TIME__beat, 1.0 },     { LV2_TIME__beatsPerBar, 4.0 },
    { LV2_TIME__beatUnit, 4.0 }, { NULL, 0.0 }
  };

  // After changes of meter only the host knows
  assert(understand(song, LV2_ATOM__Double, UINT32_MAX).beat == 10.5);
  assert(understand(in_bar, LV2_ATOM__Double, UINT32_MAX).beat == 13.5);
}

/// Check where the song is for a host that tells this of beats
static void
check_counted(const double frame,
              const double bar,
              const double beat,
              const double bar_beat,
              const double song,
              const double in_bar)
{
  const Said said[] = { { LV2_TIME__frame, frame },
                        { LV2_TIME__speed, 1.0 },
                        { LV2_TIME__bar, bar },
                        { LV2_TIME__beat, beat },
                        { LV2_TIME__barBeat, bar_beat },
                        { LV2_TIME__beatUnit, 4.0 },
                        { LV2_TIME__beatsPerBar, 4.0 },
                        { LV2_TIME__beatsPerMinute, 120.0 },
                        { NULL, 0.0 } };

  const ObTransport t = understand(said, LV2_ATOM__Double, UINT32_MAX);
  assert(t.bar == (isnan(bar) ? known.bar : (int64_t)bar));
  assert(fabs(t.beat - song) < 1e-9);
  assert(fabs(t.bar_beat - in_bar) < 1e-9);
}

/// Qtractor: beats are whole and counted from 1, barBeat is the bar's begin
static void
test_counted_beats(void)
{
  check_counted(0.0, 0.0, 1.0, 0.0, 0.0, 0.0);
  check_counted(
    24064.0, 0.0, 2.0, 0.0, 1.0 + 64.0 / 24000.0, 1.0 + 64.0 / 24000.0);
  check_counted(96000.0, 1.0, 1.0, 4.0, 4.0, 0.0);
  check_counted(
    120064.0, 1.0, 2.0, 4.0, 5.0 + 64.0 / 24000.0, 1.0 + 64.0 / 24000.0);
  check_counted(180000.0, 1.0, 4.0, 4.0, 7.5, 3.5);
  check_counted(192000.0, 2.0, 1.0, 8.0, 8.0, 0.0);

  // The tempo was another before: as expected, if it can be, else the beat
  check_counted(999.0, 4.0, 2.0, 16.0, 17.25, 1.25);
  check_counted(999.0, 4.0, 3.0, 16.0, 18.0, 2.0);

  // The others are not mistaken for it
  check_counted(24000.0, 0.0, 1.0, 1.0, 1.0, 1.0);
  check_counted(96000.0, 1.0, 4.0, 0.0, 4.0, 0.0);
  check_counted(120000.0, 1.0, 1.0, 1.0, 5.0, 1.0);
  check_counted(96000.0, NAN, 4.0, 0.0, 4.0, 0.0);
}

static void
test_absurd_values(void)
{
  static const double values[] = { NAN, INFINITY, -INFINITY, 1e300, -1e300 };

  for (unsigned i = 0U; i < sizeof(values) / sizeof(values[0]); ++i) {
    const double      v      = values[i];
    const Said        said[] = { { LV2_TIME__frame, v },
                                 { LV2_TIME__bar, v },
                                 { LV2_TIME__beatUnit, v },
                                 { LV2_TIME__beatsPerBar, v },
                                 { NULL, 0.0 } };
    const ObTransport t      = understand(said, LV2_ATOM__Double, UINT32_MAX);
    assert(t.frame == known.frame);
    assert(t.bar == known.bar);
    assert(t.denominator == known.denominator);
    assert(t.numerator == known.numerator);
  }
}

static void
test_foreign_type(void)
{
  static const Said said[] = { { LV2_TIME__beatUnit, 8.0 },
                               { LV2_TIME__bar, 9.0 },
                               { NULL, 0.0 } };

  const ObTransport t = understand(said, LV2_ATOM__String, UINT32_MAX);
  assert(!memcmp(&t, &known, sizeof(t)));
}

static void
test_truncated(void)
{
  static const Said said[] = { { LV2_TIME__frame, 96000.0 },
                               { LV2_TIME__bar, 9.0 },
                               { NULL, 0.0 } };

  // The head, then two properties of 16 bytes and 8 of value each
  for (uint32_t size = 0U; size <= 56U; ++size) {
    const ObTransport t = understand(said, LV2_ATOM__Long, size);
    assert(t.frame == (size < 32U ? known.frame : 96000));
    assert(t.bar == (size < 56U ? known.bar : 9));
  }
}

int
main(void)
{
  test_number_types();
  test_missing_fields();
  test_song_beat();
  test_counted_beats();
  test_absurd_values();
  test_foreign_type();
  test_truncated();

  return 0;
}
