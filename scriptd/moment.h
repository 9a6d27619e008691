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
  OB_PHASE_BLOCK,   ///< Within a block
  OB_PHASE_SAVING   ///< on_save() runs between blocks: nothing can be sent
} ObPhase;

/// What the host's word on the transport changed
typedef enum
{
  OB_MOVE_TEMPO, ///< At most tempo or speed
  OB_MOVE_METER,
  OB_MOVE_START,
  OB_MOVE_STOP,
  OB_MOVE_LOCATE, ///< It jumped elsewhere
  OB_MOVE_LOOP    ///< It plays on from an earlier place
} ObMove;

/// Now, as the script sees it
typedef struct
{
  ObPhase     phase;
  uint16_t    order;     ///< ObSend.order of what is sent now
  uint8_t     channel;   ///< Of the event that this is due to, or 0
  uint32_t    nominal;   ///< The host's usual block length [frames]
  uint32_t    latency;   ///< Look-ahead of the script [frames]
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

/// Set the look-ahead of the script [ms]
void
ob_moment_set_latency(double latency);

/// A block begins; return how its transport differs from what was expected
ObMove
ob_moment_set_block(const ObBlock* block);

/// The transport changed; return how it differs from what was expected
ObMove
ob_moment_set_transport(const ObTransportChange* change);

/// Return what distinguishes two transports of the same frame
ObMove
ob_moment_compare(const ObTransport* was, const ObTransport* is);

/// Something happens at `frame`, due to no event on a channel
void
ob_moment_set(uint64_t frame, uint16_t order);

/// An event arrived on a channel (1 to 16)
void
ob_moment_set_event(uint64_t frame, uint16_t order, unsigned channel);

/// A task goes on that is due to an event on a channel, or to none (0)
void
ob_moment_set_task(uint64_t frame, unsigned channel);

/// Go back to the end of the last block, for what was due after it; return
/// whether there was one and nothing has been done since
bool
ob_moment_catch_up(void);

/// The block is over, and ended at this time [ns, as ob_now()]
void
ob_moment_end_block(const ObBlock* block, uint64_t time);

/// Something happens between blocks, at this time [ns, as ob_now()]
void
ob_moment_set_idle(uint64_t time);

/// As ob_moment_set_idle(), and nothing can be sent
void
ob_moment_set_saving(uint64_t time);

/// Return whether the host renders
bool
ob_moment_is_offline(void);

/// Return quarter notes per frame
double
ob_moment_beats_per_frame(void);

/// Return the first frame at which a beat has come, if the tempo stays; that of
/// `transport` if it came before
uint64_t
ob_moment_frame_of(ObAnchor anchor, double beat);

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
