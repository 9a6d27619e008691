// Copyright 2026 The Outboard authors
// SPDX-License-Identifier: ISC

// Where the song is at every frame of a block; real-time

#include "position.h"

#include "extrapolate.h"

#include <math.h>
#include <stddef.h>
#include <string.h>

/// Tempi and positions beyond these are a host's slip of the pen
static const double  slowest_tempo = 1.0;
static const double  fastest_tempo = 4000.0;
static const double  farthest      = 1.0e9;
static const int64_t last_frame    = INT64_C(1) << 53U;

/// Hosts may round a beat to ticks: Ardour's, with some room for a float
static const double tick = 1.001 / 1920.0;

/// Sums of beats are off by less than this; it is no reason for a frame more
static const double rounding = 1.0e-6;

/// What is so far away never comes: more than half a year
static const double most_frames = 1.0e12;

/// Note that from here on the block has this tempo and position
OB_REALTIME static void
add_part(ObPosition* const position)
{
  if (position->at == 0U) {
    position->first = position->now;
  }

  const uint32_t last = position->n_parts ? position->n_parts - 1U : 0U;
  const bool     same =
    position->n_parts && position->parts[last].start == position->at;
  const bool           full = position->n_parts == OB_POSITION_PARTS;
  const uint32_t       i    = (same || full) ? last : position->n_parts++;
  const ObPositionPart part = {
    position->at, position->now.beat, position->now.elapsed, position->slope
  };

  position->parts[i] = part;
}

/// Let the beats run at the present tempo; remember it, if it is another
OB_REALTIME static void
note_tempo(ObPosition* const position)
{
  position->slope = ob_transport_slope(&position->now, position->rate);

  const ObTempo  now = { position->start + position->at,
                         position->now.elapsed,
                         position->slope };
  ObTempo* const last =
    position->n_tempi ? &position->tempi[position->n_tempi - 1U] : NULL;
  if (last && !(now.slope < last->slope || now.slope > last->slope)) {
    return;
  }

  if (last && last->frame == now.frame) {
    *last = now;
    return;
  }

  if (position->n_tempi == OB_POSITION_TEMPI) {
    memmove(position->tempi,
            position->tempi + 1U,
            sizeof(position->tempi) - sizeof(position->tempi[0]));
    --position->n_tempi;
  }
  position->tempi[position->n_tempi++] = now;
}

void
ob_position_init(ObPosition* const position, const double rate)
{
  const ObTransport start = {
    .tempo = 120.0, .speed = 0.0, .numerator = 4, .denominator = 4
  };

  position->now     = start;
  position->told    = start;
  position->since   = 0U;
  position->rate    = rate;
  position->at      = 0U;
  position->n_parts = 0U;
  position->start   = 0U;
  position->n_tempi = 0U;
  note_tempo(position);
}

/// Let `frames` go by since the host last told something
OB_REALTIME static void
extrapolate(ObPosition* const position, const uint64_t frames)
{
  // Always from what was told: sums of small steps would depend on the blocks
  position->since += frames;
  position->now = position->told;
  ob_transport_advance(
    &position->now, (double)position->since, position->slope);
  ob_transport_wrap(&position->now);
}

OB_REALTIME void
ob_position_pass(ObPosition* const position, const uint64_t frames)
{
  position->start += frames;
  extrapolate(position, frames);
}

OB_REALTIME void
ob_position_begin(ObPosition* const position)
{
  position->start += position->at;
  position->at      = 0U;
  position->n_parts = 0U;
  add_part(position);
}

OB_REALTIME void
ob_position_advance(ObPosition* const position, const uint32_t at)
{
  if (at <= position->at) {
    return;
  }

  extrapolate(position, at - position->at);
  position->at = at;
}

/// Return `value` if it is a number from `low` to `high`, else `other`
OB_REALTIME static double
sane(const double value,
     const double low,
     const double high,
     const double other)
{
  return (value >= low && value <= high) ? value : other;
}

/// Return what the host told, with what is out of all reason replaced
OB_REALTIME static ObTransport
checked(const ObTransport* const told, const ObTransport* const known)
{
  ObTransport t = *told;

  t.tempo    = sane(t.tempo, slowest_tempo, fastest_tempo, known->tempo);
  t.beat     = sane(t.beat, -farthest, farthest, known->beat);
  t.bar_beat = sane(t.bar_beat, 0.0, 4096.0, known->bar_beat);
  t.speed    = sane(t.speed, -64.0, 64.0, known->speed);
  t.elapsed  = known->elapsed;
  t.padding  = 0U;
  if (t.numerator < 1 || t.numerator > 1024) {
    t.numerator = known->numerator;
  }
  if (t.denominator < 1 || t.denominator > 1024) {
    t.denominator = known->denominator;
  }
  if (t.bar < -0x7FFFFFFF || t.bar > 0x7FFFFFFF) {
    t.bar = known->bar;
  }
  if (t.frame < -last_frame || t.frame > last_frame) {
    t.frame = known->frame;
  }

  t.flags &= ~(uint32_t)OB_TRANSPORT_ROLLING;
  t.flags |= OB_TRANSPORT_KNOWN;
  if (t.speed < 0.0 || t.speed > 0.0) {
    t.flags |= OB_TRANSPORT_ROLLING;
  }

  return t;
}

OB_REALTIME static ObChange
difference(const ObTransport* const was, const ObTransport* const is)
{
  const bool rolled = was->flags & OB_TRANSPORT_ROLLING;
  const bool rolls  = is->flags & OB_TRANSPORT_ROLLING;
  if (rolls != rolled) {
    return rolls ? OB_CHANGE_START : OB_CHANGE_STOP;
  }

  if (ob_transport_has_jumped(was, is)) {
    return (rolls && is->beat < was->beat) ? OB_CHANGE_LOOP : OB_CHANGE_LOCATE;
  }

  return (is->tempo < was->tempo || is->tempo > was->tempo ||
          is->speed < was->speed || is->speed > was->speed ||
          is->numerator != was->numerator ||
          is->denominator != was->denominator)
           ? OB_CHANGE_TEMPO
           : OB_CHANGE_NONE;
}

/**
   Undo that a host rounds the beat, unless it is elsewhere than expected.

   A host's frame is exact, and says the beat where the tempo has not changed
   before it.  Where that does not fit, our own extrapolation may.
*/
OB_REALTIME static void
refine(const ObPosition* const  position,
       const ObTransport* const was,
       ObTransport* const       is)
{
  const double by_frame =
    (double)is->frame * is->tempo / (60.0 * position->rate);
  const double exact = fabs(by_frame - is->beat) < tick ? by_frame : was->beat;
  const double error = exact - is->beat;

  if (fabs(error) < tick && (is->flags & OB_TRANSPORT_ROLLING)) {
    is->beat = exact;
    is->bar_beat += error;
    if (is->bar_beat < 0.0) {
      is->bar_beat += 4.0 * is->numerator / is->denominator;
      --is->bar;
    }
  }
}

OB_REALTIME ObChange
ob_position_tell(ObPosition* const position, const ObTransport* const told)
{
  ObTransport    is     = checked(told, &position->now);
  const ObChange change = difference(&position->now, &is);

  // A host that repeats itself while stopped does not turn our beats back
  const bool keep       = change == OB_CHANGE_NONE || change == OB_CHANGE_TEMPO;
  const bool idle       = !(is.flags & OB_TRANSPORT_ROLLING);
  const ObTransport was = position->now;

  refine(position, &was, &is);
  position->now = is;
  ob_transport_wrap(&position->now);
  if (keep && idle && (was.flags & OB_TRANSPORT_KNOWN)) {
    position->now.beat     = was.beat;
    position->now.bar_beat = was.bar_beat;
    position->now.bar      = was.bar;
  }

  position->told  = position->now;
  position->since = 0U;
  note_tempo(position);
  add_part(position);
  return change;
}

OB_REALTIME double
ob_position_frames(const double beats, const double slope)
{
  const double frames = ceil(beats / slope - rounding);

  return fmin(fmax(frames, -most_frames), most_frames);
}

OB_REALTIME double
ob_position_elapsed(const ObPosition* const position, const double frame)
{
  const double at = (double)position->start + frame;

  uint32_t i = position->n_tempi - 1U;
  while (i && (double)position->tempi[i].frame > at) {
    --i;
  }

  const ObTempo* const tempo = &position->tempi[i];
  return tempo->elapsed + tempo->slope * (at - (double)tempo->frame);
}

OB_REALTIME int64_t
ob_position_frame_of(const ObPosition* const position, const double elapsed)
{
  uint32_t i = position->n_tempi - 1U;
  while (i && position->tempi[i].elapsed > elapsed) {
    --i;
  }

  const ObTempo* const tempo = &position->tempi[i];
  const double         after =
    ob_position_frames(elapsed - tempo->elapsed, tempo->slope);
  return (int64_t)tempo->frame + (int64_t)after;
}
