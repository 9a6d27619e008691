// Copyright 2026 The Outboard authors
// SPDX-License-Identifier: ISC

// From records to the script's callbacks; interpreter

#ifndef OUTBOARD_DISPATCH_H
#define OUTBOARD_DISPATCH_H

#include "record.h"
#include "script.h"

#include <stdint.h>

/// A block begins
void
ob_dispatch_block(const ObBlock* block);

/// The keys and parameters it begins with are known: call what comes first
void
ob_dispatch_enter(const ObScript* script, const ObBlock* block);

/// A message arrived, of `event->length` bytes, that is ob_midi_valid()
void
ob_dispatch_event(const ObScript* script,
                  const ObEvent*  event,
                  const uint8_t*  bytes);

/// The transport changed
void
ob_dispatch_transport(const ObScript* script, const ObTransportChange* change);

/// A parameter changed
void
ob_dispatch_param(const ObScript* script, const ObParamChange* change);

/// Notes were ended by the host; on_reset() waits for the frame's last reset
void
ob_dispatch_reset(const ObReset* reset);

/// Nothing more of what has begun will come: call what waited for that
void
ob_dispatch_settle(const ObScript* script);

/// The script itself ends all notes, and tasks that events have started
void
ob_dispatch_panic(void);

/// Only these keys are down
void
ob_dispatch_resync(const ObScript* script, const ObResync* resync);

/// Time for on_idle()
void
ob_dispatch_idle(const ObScript* script);

#endif // OUTBOARD_DISPATCH_H
