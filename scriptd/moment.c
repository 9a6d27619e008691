// Copyright 2026 The Outboard authors
// SPDX-License-Identifier: ISC

// The moment that a callback lives in; interpreter

#include "moment.h"

#include <math.h>

static ObMoment moment;

/// When the last block ended, and the frame after it [ns], [frames]
static uint64_t end_time;
static uint64_t end_frame;

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

double
ob_moment_beats_per_frame(void)
{
  const ObTransport* const now = &moment.transport;
  const double             speed =
    (now->flags & OB_TRANSPORT_ROLLING) ? fabs(now->speed) : 1.0;

  return now->tempo * speed / (60.0 * moment.rate);
}

/// Return the transport moved on to a frame that is not before it was known
static ObTransport
transport_at(const uint64_t frame)
{
  ObTransport  now    = moment.transport;
  const double frames = (double)(frame - moment.known);
  const double beats  = frames * ob_moment_beats_per_frame();
  const double bar    = 4.0 * now.numerator / now.denominator;

  now.beat += beats;
  now.elapsed += beats;
  now.bar_beat += beats;
  if (now.bar_beat >= bar) {
    const double bars = floor(now.bar_beat / bar);
    now.bar += (int64_t)bars;
    now.bar_beat -= bars * bar;
  }
  if (now.flags & OB_TRANSPORT_ROLLING) {
    now.frame += (int64_t)(frames * now.speed);
  }

  return now;
}

ObTransport
ob_moment_transport(void)
{
  return transport_at(moment.frame);
}

/// The host has told where the song is at a frame
static void
set_transport(const uint64_t frame, const ObTransport* const transport)
{
  // A block and a change at its first frame tell of the same change
  if (frame != moment.known) {
    moment.before = transport_at(frame);
  }

  moment.known     = frame;
  moment.transport = *transport;
}

void
ob_moment_set_block(const ObBlock* const block)
{
  moment.phase   = OB_PHASE_BLOCK;
  moment.nominal = block->nominal;
  set_transport(block->frame, &block->transport);
  ob_moment_set(block->frame, 0U);
}

void
ob_moment_set_transport(const ObTransportChange* const change)
{
  set_transport(change->frame, &change->transport);
  ob_moment_set(change->frame, 0U);
}

void
ob_moment_set(const uint64_t frame, const uint16_t order)
{
  moment.frame = frame;
  moment.order = order;
}

void
ob_moment_end_block(const ObBlock* const block, const uint64_t time)
{
  moment.phase = OB_PHASE_IDLE;
  end_time     = time;
  end_frame    = block->frame + block->frames;
  ob_moment_set(end_frame, 0U);
}

void
ob_moment_set_idle(const uint64_t time)
{
  const double seconds = end_time ? (double)(time - end_time) * 1.0e-9 : 0.0;

  moment.phase = OB_PHASE_IDLE;
  ob_moment_set(end_frame + (uint64_t)(seconds * moment.rate), 0U);
}

/// Return the beats since the transport was known
static double
beats_since(void)
{
  return (double)(moment.frame - moment.known) * ob_moment_beats_per_frame();
}

double
ob_moment_beat(void)
{
  return moment.transport.beat + beats_since();
}

double
ob_moment_elapsed(void)
{
  return moment.transport.elapsed + beats_since();
}
