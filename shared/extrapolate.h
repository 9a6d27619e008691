// Copyright 2026 The Outboard authors
// SPDX-License-Identifier: ISC

// How the transport moves on between what the host tells; real-time

#ifndef OUTBOARD_EXTRAPOLATE_H
#define OUTBOARD_EXTRAPOLATE_H

#include "attributes.h"
#include "record.h"

#include <stdbool.h>

/// Return the beats per frame at a sample rate [1/s]; they run on when stopped
OB_REALTIME double
ob_transport_slope(const ObTransport* transport, double rate);

/// Move on by `frames`, at `slope` beats per frame; ob_transport_wrap() is next
OB_REALTIME void
ob_transport_advance(ObTransport* transport, double frames, double slope);

/// Count a position behind the end of the bar into later bars
OB_REALTIME void
ob_transport_wrap(ObTransport* transport);

/// Return whether the song went on elsewhere than it should have
OB_REALTIME bool
ob_transport_has_jumped(const ObTransport* expected, const ObTransport* told);

#endif // OUTBOARD_EXTRAPOLATE_H
