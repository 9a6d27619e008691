// Copyright 2026 The Outboard authors
// SPDX-License-Identifier: ISC

// How the transport moves on between what the host tells; real-time

#include "extrapolate.h"

#include <math.h>
#include <stdint.h>

/// A position off by less than this is the same place [quarter notes]
static const double jitter = 1.0 / 64.0;

OB_REALTIME double
ob_transport_slope(const ObTransport* const transport, const double rate)
{
  const double speed =
    (transport->flags & OB_TRANSPORT_ROLLING) ? fabs(transport->speed) : 1.0;

  return transport->tempo * speed / (60.0 * rate);
}

OB_REALTIME void
ob_transport_advance(ObTransport* const transport,
                     const double       frames,
                     const double       slope)
{
  const double beats = slope * frames;

  transport->elapsed += beats;
  transport->beat += beats;
  transport->bar_beat += beats;
  if (transport->flags & OB_TRANSPORT_ROLLING) {
    transport->frame += (int64_t)(frames * transport->speed);
  }
}

OB_REALTIME void
ob_transport_wrap(ObTransport* const transport)
{
  const double bar = 4.0 * transport->numerator / transport->denominator;

  if (transport->bar_beat >= bar) {
    const double bars = floor(transport->bar_beat / bar);
    transport->bar += (int64_t)bars;
    transport->bar_beat -= bars * bar;
  }
}

OB_REALTIME bool
ob_transport_has_jumped(const ObTransport* const expected,
                        const ObTransport* const told)
{
  // While it stands still, our own beats run on but the host's frame does not
  return (told->flags & OB_TRANSPORT_ROLLING)
           ? fabs(told->beat - expected->beat) > jitter
           : told->frame != expected->frame;
}
