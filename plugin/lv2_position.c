// Copyright 2026 The Outboard authors
// SPDX-License-Identifier: ISC

// What an LV2 host tells of its transport; real-time

#include "lv2_position.h"

#include "lv2_atoms.h"

#include <math.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

/// Integers up to this are exact as double and safe to convert
static const double largest = 9007199254740992.0;

/// A time:Position; NaN is what the host did not say
typedef struct
{
  double frame;
  double speed;
  double bar;
  double bar_beat;  ///< [beats of the meter]
  double beat;      ///< [beats of the meter]
  double beat_unit; ///< 4 for a quarter note
  double beats_per_bar;
  double beats_per_minute;
} Position;

/// Return where in `position` a property goes, or NULL
OB_REALTIME static double*
member(const ObLv2Uris* const uris,
       Position* const        position,
       const LV2_URID         key)
{
  const struct
  {
    LV2_URID key;
    double*  value;
  } members[] = {
    { uris->time_frame, &position->frame },
    { uris->time_speed, &position->speed },
    { uris->time_bar, &position->bar },
    { uris->time_barBeat, &position->bar_beat },
    { uris->time_beat, &position->beat },
    { uris->time_beatUnit, &position->beat_unit },
    { uris->time_beatsPerBar, &position->beats_per_bar },
    { uris->time_beatsPerMinute, &position->beats_per_minute },
  };

  for (size_t i = 0U; i < sizeof(members) / sizeof(members[0]); ++i) {
    if (members[i].key == key) {
      return members[i].value;
    }
  }

  return NULL;
}

OB_REALTIME static Position
read_position(const ObLv2Uris* const uris, const LV2_Atom_Object* const object)
{
  Position    position = { NAN, NAN, NAN, NAN, NAN, NAN, NAN, NAN };
  ObLv2Cursor cursor   = ob_lv2_properties(object);

  const LV2_Atom_Property_Body* property = NULL;
  while ((property = (const LV2_Atom_Property_Body*)ob_lv2_next(&cursor))) {
    double* const value = member(uris, &position, property->key);
    if (value) {
      *value = ob_lv2_number(uris, &property->value);
    }
  }

  return position;
}

/// Return whether `value` is a number from `low` to `high`
OB_REALTIME static bool
within(const double value, const double low, const double high)
{
  return value >= low && value <= high;
}

/**
   Return the song position in beats of the meter, or NaN.

   Few hosts send time:beat, and some of those mean the beat within the bar by
   it.  In any bar but the first that shows: then it is no more than barBeat.
*/
OB_REALTIME static double
song_beat(const Position* const position, const double beats_per_bar)
{
  const bool within_bar =
    position->bar >= 1.0 && position->beat < position->bar_beat + 1.0;

  return (isnan(position->beat) || within_bar)
           ? position->bar * beats_per_bar + position->bar_beat
           : position->beat;
}

/// Return whether beats are whole, counted from 1, and barBeat is where the bar
/// begins in the song: Qtractor
OB_REALTIME static bool
counts_beats(const Position* const position, const double beats_per_bar)
{
  const double beat  = position->beat;
  const bool   later = position->bar >= 1.0;

  return position->bar >= 0.0 && within(beat, 1.0, beats_per_bar) &&
         beat <= floor(beat) &&
         within(position->bar_beat,
                later ? beats_per_bar : 0.0,
                later ? largest : 0.0);
}

/**
   Return the song position where a host tells only the beat that has begun.

   Its frame says the rest if the tempo was never another, else what was
   expected may.

   @param begun The beat that has begun [beats of the meter].
   @param by_frame, expected The position after these [beats of the meter].
*/
OB_REALTIME static double
within_beat(const double begun, const double by_frame, const double expected)
{
  return floor(by_frame) == begun   ? by_frame
         : floor(expected) == begun ? expected
                                    : begun;
}

/// Find out the place within the beat, for a host that counts_beats()
OB_REALTIME static void
refine(Position* const          position,
       const ObTransport* const transport,
       const double             expected,
       const double             rate)
{
  const double beats   = transport->denominator / 4.0; // In a quarter note
  const double minutes = (double)transport->frame / rate / 60.0;
  const double start   = position->bar_beat;

  position->beat     = within_beat(start + position->beat - 1.0,
                               minutes * transport->tempo * beats,
                               expected * beats);
  position->bar_beat = position->beat - start;
}

OB_REALTIME ObTransport
ob_lv2_position(const ObLv2Uris* const       uris,
                const LV2_Atom_Object* const object,
                const ObTransport* const     known,
                const double                 rate)
{
  Position    position  = read_position(uris, object);
  ObTransport transport = *known;

  if (within(position.beat_unit, 1.0, INT32_MAX)) {
    transport.denominator = (int32_t)position.beat_unit;
  }
  if (within(position.beats_per_bar, 1.0, INT32_MAX)) {
    transport.numerator = (int32_t)position.beats_per_bar;
  }
  if (within(position.bar, -largest, largest)) {
    transport.bar = (int64_t)position.bar;
  }
  if (within(position.frame, -largest, largest)) {
    transport.frame = (int64_t)position.frame;
  }
  if (!isnan(position.speed)) {
    transport.speed = position.speed;
  }

  /* By the letter this would be in beats of the meter too.  But a host's tempo
     is what its musician has set, in quarter notes whatever the meter: JACK's
     is handed on as it is, and Ardour's counts the tempo's own note, which is
     the quarter unless one takes trouble, and not the meter's. */
  if (!isnan(position.beats_per_minute)) {
    transport.tempo = position.beats_per_minute;
  }

  const double quarters      = 4.0 / transport.denominator;
  const double beats_per_bar = isnan(position.beats_per_bar)
                                 ? transport.numerator
                                 : position.beats_per_bar;
  if (counts_beats(&position, beats_per_bar)) {
    refine(&position, &transport, known->beat, rate);
  }

  const double beat = song_beat(&position, beats_per_bar);
  if (!isnan(beat)) {
    transport.beat = beat * quarters;
  }
  if (!isnan(position.bar_beat)) {
    transport.bar_beat = position.bar_beat * quarters;
  }

  return transport;
}
