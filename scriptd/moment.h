// Copyright 2026 The Outboard authors
// SPDX-License-Identifier: ISC

// The moment that a callback lives in; interpreter

#ifndef OUTBOARD_MOMENT_H
#define OUTBOARD_MOMENT_H

#include "record.h"

#include <stdbool.h>
#include <stdint.h>

/**
   @file

   There is one moment per process, as there is one script.  The loop moves it
   from record to record; everything that asks for the time looks here.
*/

/// What the child is doing
typedef enum
{
  OB_PHASE_LOADING, ///< Module level: nothing can be sent
  OB_PHASE_IDLE,    ///< Between blocks: the frame is an estimate
  OB_PHASE_BLOCK    ///< Within a block
} ObPhase;

/// Now, as the script sees it
typedef struct
{
  ObPhase     phase;
  uint16_t    order;     ///< ObEvent.order of the event being answered, or 0
  uint32_t    nominal;   ///< The host's usual block length [frames]
  double      rate;      ///< Sample rate [1/s]
  uint64_t    frame;     ///< Now
  uint64_t    known;     ///< Frame of `transport`
  ObTransport transport; ///< As the host told it
  ObTransport before;    ///< What it would have been, had the host not told
} ObMoment;

/// Return the current moment; never NULL
const ObMoment*
ob_moment(void);

/// Begin the script's time, in the loading phase
void
ob_moment_init(double rate, uint32_t nominal, bool offline);

/// A block begins
void
ob_moment_set_block(const ObBlock* block);

/// The transport changed
void
ob_moment_set_transport(const ObTransportChange* change);

/// Something happens at `frame`; `order` is that of an input event, else 0
void
ob_moment_set(uint64_t frame, uint16_t order);

/// The block is over, and ended at this time [ns, as ob_now()]
void
ob_moment_end_block(const ObBlock* block, uint64_t time);

/// Something happens between blocks, at this time [ns, as ob_now()]
void
ob_moment_set_idle(uint64_t time);

/// Return quarter notes per frame
double
ob_moment_beats_per_frame(void);

/// Return the transport moved on to now
ObTransport
ob_moment_transport(void);

/// Return the song position [quarter notes]
double
ob_moment_beat(void);

/// Return the beats since instantiate [quarter notes]
double
ob_moment_elapsed(void);

#endif // OUTBOARD_MOMENT_H
