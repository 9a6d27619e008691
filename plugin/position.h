// Copyright 2026 The Outboard authors
// SPDX-License-Identifier: ISC

// Where the song is at every frame of a block; real-time

#ifndef OUTBOARD_POSITION_H
#define OUTBOARD_POSITION_H

#include "attributes.h"
#include "record.h"

#include <stdbool.h>
#include <stdint.h>

/// Changes of tempo or position that one block can tell apart
#define OB_POSITION_PARTS 16U

/// A part of a block at one tempo, without a jump
typedef struct
{
  uint32_t start;   ///< Its first frame in the block
  double   beat;    ///< ObTransport.beat there
  double   elapsed; ///< ObTransport.elapsed there
  double   slope;   ///< Beats per frame
} ObPositionPart;

/// Tempo changes that are remembered, for what comes out later than it went in
#define OB_POSITION_TEMPI 32U

/// Since when the beats have run at a tempo
typedef struct
{
  uint64_t frame;   ///< Since the start of the plugin
  double   elapsed; ///< ObTransport.elapsed there
  double   slope;   ///< Beats per frame
} ObTempo;

/// What a host's message changed
typedef enum
{
  OB_CHANGE_NONE,
  OB_CHANGE_TEMPO,  ///< Tempo, meter or speed
  OB_CHANGE_START,  ///< It plays now
  OB_CHANGE_STOP,   ///< It stands still now
  OB_CHANGE_LOOP,   ///< It plays on from an earlier place
  OB_CHANGE_LOCATE, ///< It jumped elsewhere
} ObChange;

/// Return whether a change ends what is pending in the song
OB_REALTIME static inline bool
ob_change_is_break(const ObChange change)
{
  return change == OB_CHANGE_STOP || change == OB_CHANGE_LOCATE ||
         change == OB_CHANGE_LOOP;
}

/// The transport, extrapolated between the host's messages
typedef struct
{
  ObTransport    first; ///< At the block's first frame
  ObTransport    now;   ///< At frame `at` of the block
  ObTransport    told;  ///< When the host last said something
  double         rate;  ///< Sample rate [1/s]
  double         slope; ///< Beats per frame, as told
  uint32_t       at;    ///< [frames]
  uint64_t       since; ///< Frames from `told` to `now`
  uint32_t       n_parts;
  ObPositionPart parts[OB_POSITION_PARTS];
  uint64_t       start;   ///< Of the block [frames since the plugin's start]
  uint32_t       n_tempi; ///< At least 1
  ObTempo        tempi[OB_POSITION_TEMPI]; ///< The oldest first
} ObPosition;

/// Start at beat 0, at 120 quarter notes per minute in 4/4, stopped
void
ob_position_init(ObPosition* position, double rate);

/// So many frames have passed in which the host told nothing
OB_REALTIME void
ob_position_pass(ObPosition* position, uint64_t frames);

/// Begin a block where the last one ended
OB_REALTIME void
ob_position_begin(ObPosition* position);

/// Go on to frame `at` of the block; never back
OB_REALTIME void
ob_position_advance(ObPosition* position, uint32_t at);

/// Take over what the host told at the present frame; say what that changed
OB_REALTIME ObChange
ob_position_tell(ObPosition* position, const ObTransport* told);

/// Return how many whole frames `beats` take at `slope` beats per frame, at
/// most 1e12, also backwards
OB_REALTIME double
ob_position_frames(double beats, double slope);

/// Return ObTransport.elapsed at a frame of the block, or not long before it
OB_REALTIME double
ob_position_elapsed(const ObPosition* position, double frame);

/// Return the first frame, since the plugin's start, at which the beats that
/// have elapsed are `elapsed`; not long before the block, or in it
OB_REALTIME int64_t
ob_position_frame_of(const ObPosition* position, double elapsed);

#endif // OUTBOARD_POSITION_H
