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
ob_moment_init(const double rate, const uint32_t nominal)
{
  static const ObTransport start = { .tempo       = 120.0,
                                     .numerator   = 4,
                                     .denominator = 4 };

  moment = (ObMoment){ .nominal = nominal, .rate = rate, .transport = start };
}

void
ob_moment_set_block(const ObBlock* const block)
{
  moment.phase     = OB_PHASE_BLOCK;
  moment.nominal   = block->nominal;
  moment.known     = block->frame;
  moment.transport = block->transport;
  ob_moment_set(block->frame, 0U);
}

void
ob_moment_set_transport(const ObTransportChange* const change)
{
  moment.known     = change->frame;
  moment.transport = change->transport;
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

double
ob_moment_beats_per_frame(void)
{
  const ObTransport* const now = &moment.transport;
  const double             speed =
    (now->flags & OB_TRANSPORT_ROLLING) ? fabs(now->speed) : 1.0;

  return now->tempo * speed / (60.0 * moment.rate);
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
