// Copyright 2026 The Outboard authors
// SPDX-License-Identifier: ISC

// The moment that a callback lives in; interpreter

#include "moment.h"

#include "extrapolate.h"

#include <math.h>

/// Sums of beats are off by less than this; it is no reason for a frame more
static const double rounding = 1.0e-6;

/// What is so far away never comes: more than half a year
static const double most_frames = 1.0e12;

/// Beats are rounded to this, so that a line of a grid is where it should be
static const double resolution = 0x1p-40;

static ObMoment moment;

/// When the last block ended, and the frame after it [ns], [frames]
static uint64_t end_time;
static uint64_t end_frame;

/// Whether anything has happened since: it is not late for the next block
static bool idled = true;

const ObMoment*
ob_moment(void)
{
  return &moment;
}

void
ob_moment_init(const double rate, const uint32_t nominal, const bool offline)
{
  const ObTransport start = { .tempo       = 120.0,
                              .numerator   = 4,
                              .denominator = 4,
                              .flags = offline ? OB_TRANSPORT_OFFLINE : 0U };

  moment = (ObMoment){
    .nominal = nominal, .rate = rate, .transport = start, .before = start
  };
}

void
ob_moment_set_latency(const double latency)
{
  moment.latency = (uint32_t)floor(latency * moment.rate / 1000.0 + 0.5);
}

bool
ob_moment_is_offline(void)
{
  return moment.transport.flags & OB_TRANSPORT_OFFLINE;
}

double
ob_moment_beats_per_frame(void)
{
  return ob_transport_slope(&moment.transport, moment.rate);
}

/// Return the frames from when the transport was known
static double
frames_since(const uint64_t frame)
{
  return (double)(int64_t)(frame - moment.known);
}

/// Return beats without the noise of adding them up
static double
neat(const double beats)
{
  return nearbyint(beats / resolution) * resolution;
}

/// Return the transport moved on to a frame
static ObTransport
transport_at(const uint64_t frame)
{
  ObTransport now = moment.transport;

  ob_transport_advance(&now, frames_since(frame), ob_moment_beats_per_frame());
  now.beat     = neat(now.beat);
  now.elapsed  = neat(now.elapsed);
  now.bar_beat = neat(now.bar_beat);
  ob_transport_wrap(&now);
  return now;
}

ObTransport
ob_moment_transport(void)
{
  return transport_at(moment.frame);
}

ObMove
ob_moment_compare(const ObTransport* const was, const ObTransport* const is)
{
  const bool rolled = was->flags & OB_TRANSPORT_ROLLING;
  const bool rolls  = is->flags & OB_TRANSPORT_ROLLING;

  if (rolls != rolled) {
    return rolls ? OB_MOVE_START : OB_MOVE_STOP;
  }
  if (ob_transport_has_jumped(was, is)) {
    return rolls && is->beat < was->beat ? OB_MOVE_LOOP : OB_MOVE_LOCATE;
  }

  return is->numerator != was->numerator || is->denominator != was->denominator
           ? OB_MOVE_METER
           : OB_MOVE_TEMPO;
}

/// The host has told where the song is at a frame
static ObMove
set_transport(const uint64_t frame, const ObTransport* const transport)
{
  const ObTransport expected = transport_at(frame);

  // A block and a change at its first frame tell of the same change
  if (frame != moment.known) {
    moment.before = expected;
  }

  moment.known     = frame;
  moment.transport = *transport;
  ob_moment_set(frame, 0U);
  return ob_moment_compare(&expected, transport);
}

ObMove
ob_moment_set_block(const ObBlock* const block)
{
  moment.phase   = OB_PHASE_BLOCK;
  moment.nominal = block->nominal;
  return set_transport(block->frame, &block->transport);
}

ObMove
ob_moment_set_transport(const ObTransportChange* const change)
{
  return set_transport(change->frame, &change->transport);
}

/// Move on to a frame
static void
set(const uint64_t frame, const uint16_t order, const unsigned channel)
{
  moment.frame   = frame;
  moment.order   = order;
  moment.channel = (uint8_t)channel;
}

void
ob_moment_set(const uint64_t frame, const uint16_t order)
{
  set(frame, order, 0U);
}

void
ob_moment_set_event(const uint64_t frame,
                    const uint16_t order,
                    const unsigned channel)
{
  set(frame, order, channel);
}

void
ob_moment_set_task(const uint64_t frame, const unsigned channel)
{
  set(frame, UINT16_MAX, channel);
}

bool
ob_moment_catch_up(void)
{
  if (idled) {
    return false;
  }

  moment.phase = OB_PHASE_BLOCK;
  set(end_frame, UINT16_MAX, 0U);
  return true;
}

void
ob_moment_end_block(const ObBlock* const block, const uint64_t time)
{
  moment.phase = OB_PHASE_IDLE;
  end_time     = time;
  end_frame    = block->frame + block->frames;
  idled        = false;
  ob_moment_set(end_frame, 0U);
}

void
ob_moment_set_saving(const uint64_t time)
{
  ob_moment_set_idle(time);
  moment.phase = OB_PHASE_SAVING;
}

void
ob_moment_set_idle(const uint64_t time)
{
  const double seconds = end_time ? (double)(time - end_time) * 1.0e-9 : 0.0;

  moment.phase = OB_PHASE_IDLE;
  idled        = true;
  ob_moment_set(end_frame + (uint64_t)(seconds * moment.rate), 0U);
}

/// Return the beats since the transport was known
static double
beats_since(void)
{
  return frames_since(moment.frame) * ob_moment_beats_per_frame();
}

double
ob_moment_beat(void)
{
  return neat(moment.transport.beat + beats_since());
}

double
ob_moment_elapsed(void)
{
  return neat(moment.transport.elapsed + beats_since());
}

uint64_t
ob_moment_frame_of(const ObAnchor anchor, const double beat)
{
  const ObTransport* const known = &moment.transport;
  const double from = anchor == OB_ANCHOR_SONG ? known->beat : known->elapsed;
  const double frames =
    ceil((beat - from) / ob_moment_beats_per_frame() - rounding);

  return moment.known + (uint64_t)fmin(fmax(frames, 0.0), most_frames);
}
