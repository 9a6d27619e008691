// Copyright 2026 The Outboard authors
// SPDX-License-Identifier: ISC

// Where the beats and bars of a song are, through tempo and meter changes;
// setup

#ifndef OUTBOARD_TEMPO_H
#define OUTBOARD_TEMPO_H

#include "status.h"

#include <stddef.h>
#include <stdint.h>

/// Where the tempo or the meter changes; until the next one, both hold
typedef struct
{
  double  beat;        ///< From the start [quarter notes]
  double  frame;       ///< From the start, not rounded [frames]
  double  tempo;       ///< [quarter notes per minute]
  int64_t bar;         ///< Number of the current bar, from 0
  double  bar_line;    ///< Where that bar began [quarter notes]
  int     numerator;   ///< Of the meter
  int     denominator; ///< Of the meter
} ObTempoChange;

/// A song's beats; changes are in order, the first one is at 0
typedef struct
{
  double         rate; ///< [frames per second]
  ObTempoChange* changes;
  size_t         count;
  size_t         capacity;
} ObTempoMap;

/// What a host's transport shows
typedef struct
{
  double  beat;     ///< From the start [quarter notes]
  int64_t bar;      ///< From 0
  double  bar_beat; ///< From the bar's line [quarter notes]
  double  tempo;    ///< [quarter notes per minute]
  int     numerator;
  int     denominator;
} ObPosition;

/// The range of a tempo that makes sense [quarter notes per minute]
#define OB_TEMPO_MIN 1.0
#define OB_TEMPO_MAX 1000.0

/// The tempo where nobody tells one [quarter notes per minute]
#define OB_TEMPO_USUAL 120.0

/**
   Begin a song in 4/4 at `tempo`.

   @param rate Sample rate [1/s].
   @return OB_SUCCESS or OB_NO_MEM.
*/
ObStatus
ob_tempo_init(ObTempoMap* map, double rate, double tempo);

/// Free what the map owns
void
ob_tempo_clear(ObTempoMap* map);

/**
   Change the tempo at `beat`, which is not before the last change.

   @return OB_SUCCESS, OB_BAD_ARG or OB_NO_MEM.
*/
ObStatus
ob_tempo_set(ObTempoMap* map, double beat, double tempo);

/**
   Change the meter at `beat`, which is not before the last change.

   A bar begins there; the one before is cut short if need be.

   @param denominator A power of two.
   @return OB_SUCCESS, OB_BAD_ARG or OB_NO_MEM.
*/
ObStatus
ob_tempo_set_meter(ObTempoMap* map,
                   double      beat,
                   int         numerator,
                   int         denominator);

/// Return the frame of a beat, not rounded
double
ob_tempo_frame(const ObTempoMap* map, double beat);

/// Return the beat at a frame
double
ob_tempo_beat(const ObTempoMap* map, double frame);

/// Return the position at a frame
ObPosition
ob_tempo_position(const ObTempoMap* map, double frame);

/// Return the beat of the first bar line at or after `beat`
double
ob_tempo_next_bar(const ObTempoMap* map, double beat);

#endif // OUTBOARD_TEMPO_H
