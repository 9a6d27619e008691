// Copyright 2026 The Outboard authors
// SPDX-License-Identifier: ISC

// Where the beats and bars of a song are, through tempo and meter changes;
// setup

#include "tempo.h"

#include "grow.h"

#include <math.h>
#include <stdbool.h>
#include <stdlib.h>

/// Beats that are nearer than this are the same [quarter notes]
static const double same = 1.0e-9;

/// Largest numerator and denominator of a meter
static const int meter_max = 128;

ObStatus
ob_tempo_init(ObTempoMap* const map, const double rate, const double tempo)
{
  *map = (ObTempoMap){ .rate = rate };
  if (!(tempo >= OB_TEMPO_MIN && tempo <= OB_TEMPO_MAX)) {
    return OB_BAD_ARG;
  }

  map->changes =
    (ObTempoChange*)ob_grow(NULL, &map->capacity, 1U, sizeof(ObTempoChange));
  if (!map->changes) {
    return OB_NO_MEM;
  }

  map->changes[0] =
    (ObTempoChange){ .tempo = tempo, .numerator = 4, .denominator = 4 };
  map->count = 1U;
  return OB_SUCCESS;
}

void
ob_tempo_clear(ObTempoMap* const map)
{
  free(map->changes);
  map->changes = NULL;
  map->count   = 0U;
}

static double
frames_per_beat(const ObTempoMap* const map, const ObTempoChange* const change)
{
  return map->rate * 60.0 / change->tempo;
}

static double
bar_length(const ObTempoChange* const change)
{
  return 4.0 * change->numerator / change->denominator;
}

/// Return how many bar lines there are from the change's bar up to `beat`
static double
bars_until(const ObTempoChange* const change, const double beat)
{
  return (beat - change->bar_line) / bar_length(change);
}

/// Return the change that holds at `beat`
static const ObTempoChange*
change_at(const ObTempoMap* const map, const double beat)
{
  size_t i = map->count - 1U;
  while (i && map->changes[i].beat > beat) {
    --i;
  }
  return &map->changes[i];
}

/// Return the change at `beat`, made of the last one if need be, or NULL
static ObTempoChange*
add_change(ObTempoMap* const map, const double beat)
{
  ObTempoChange* const last = &map->changes[map->count - 1U];
  if (beat - last->beat < same) {
    return last;
  }

  ObTempoChange change = *last;
  change.beat          = beat;
  change.frame = last->frame + (beat - last->beat) * frames_per_beat(map, last);

  ObTempoChange* const changes = (ObTempoChange*)ob_grow(
    map->changes, &map->capacity, map->count + 1U, sizeof(ObTempoChange));
  if (!changes) {
    return NULL;
  }
  map->changes          = changes;
  changes[map->count++] = change;
  return &changes[map->count - 1U];
}

ObStatus
ob_tempo_set(ObTempoMap* const map, const double beat, const double tempo)
{
  if (!(tempo >= OB_TEMPO_MIN && tempo <= OB_TEMPO_MAX)) {
    return OB_BAD_ARG;
  }

  ObTempoChange* const change = add_change(map, beat);
  if (!change) {
    return OB_NO_MEM;
  }
  change->tempo = tempo;
  return OB_SUCCESS;
}

ObStatus
ob_tempo_set_meter(ObTempoMap* const map,
                   const double      beat,
                   const int         numerator,
                   const int         denominator)
{
  const bool power = denominator > 0 && !(denominator & (denominator - 1));
  if (numerator < 1 || numerator > meter_max || !power ||
      denominator > meter_max) {
    return OB_BAD_ARG;
  }

  ObTempoChange* const change = add_change(map, beat);
  if (!change) {
    return OB_NO_MEM;
  }
  change->bar += (int64_t)ceil(bars_until(change, beat) - same);
  change->bar_line    = beat;
  change->numerator   = numerator;
  change->denominator = denominator;
  return OB_SUCCESS;
}

double
ob_tempo_frame(const ObTempoMap* const map, const double beat)
{
  const ObTempoChange* const change = change_at(map, beat);
  return change->frame + (beat - change->beat) * frames_per_beat(map, change);
}

double
ob_tempo_beat(const ObTempoMap* const map, const double frame)
{
  size_t i = map->count - 1U;
  while (i && map->changes[i].frame > frame) {
    --i;
  }

  const ObTempoChange* const change = &map->changes[i];
  return change->beat + (frame - change->frame) / frames_per_beat(map, change);
}

ObPosition
ob_tempo_position(const ObTempoMap* const map, const double frame)
{
  const double               beat   = ob_tempo_beat(map, frame);
  const ObTempoChange* const change = change_at(map, beat);
  const double               bars   = floor(bars_until(change, beat) + same);
  const double bar_line = change->bar_line + bars * bar_length(change);

  const ObPosition position = {
    .beat        = beat,
    .bar         = change->bar + (int64_t)bars,
    .bar_beat    = fmax(0.0, beat - bar_line),
    .tempo       = change->tempo,
    .numerator   = change->numerator,
    .denominator = change->denominator,
  };
  return position;
}

double
ob_tempo_next_bar(const ObTempoMap* const map, const double beat)
{
  const ObTempoChange* const change = change_at(map, beat);
  const double               bars   = ceil(bars_until(change, beat) - same);
  double line = change->bar_line + bars * bar_length(change);

  // A meter change begins a bar, wherever it is
  const ObTempoChange* const end = map->changes + map->count;
  for (const ObTempoChange* next = change + 1; next < end; ++next) {
    if (next->bar_line > beat && next->bar_line < line) {
      line = next->bar_line;
    }
  }
  return line;
}
