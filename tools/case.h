// Copyright 2026 The Outboard authors
// SPDX-License-Identifier: ISC

// Golden tests of presets, as text; setup

#ifndef OUTBOARD_CASE_H
#define OUTBOARD_CASE_H

#include "events.h"
#include "lines.h"
#include "offline.h"
#include "status.h"
#include "tempo.h"

#include <stddef.h>
#include <stdint.h>

/**
   @file

   A file of cases, for example:

       # Tests of chord.py

       case minor, a bit later
         chord = minor
         tempo 90
       in
         0:000     note C4 100 len 1/2
         2:000     chord = major
         2:010     note C4 80 len 1
       out
         0:000     note C4 100 len 0:333.33
         ...

   The lines of "in" and "out" are those of event_text.h; "in" may also have, at
   a time, a parameter, "tempo BPM", "meter 3/4", and "stop" and "play" for the
   transport, which plays at first.  Before "in" may be parameters, "tempo BPM",
   "meter 3/4", "block FRAMES", and "end TIME", which is two seconds after the
   last input otherwise.  The sample rate is 48000.
*/

/// Sample rate of all cases [1/s]
#define OB_CASE_RATE 48000U

/// A parameter gets a value
typedef struct
{
  uint32_t    frame; ///< [frames from the start]
  size_t      line;  ///< Index in the file
  const char* id;    ///< Owned by the file
  const char* value; ///< Owned by the file
} ObCaseTurn;

/// A case
typedef struct
{
  const char* name;   ///< Owned by the file
  size_t      line;   ///< Where it begins: index in the file
  size_t      out;    ///< Where "out" is: index of its line
  size_t      end;    ///< Where the case ends: index behind its last line
  uint32_t    block;  ///< [frames]
  uint32_t    length; ///< [frames]
  ObTempoMap  tempo;
  ObMove*     moves; ///< Owned, in order
  size_t      n_moves;
  size_t      moves_capacity;
  ObCaseTurn* turns; ///< Owned, in order
  size_t      n_turns;
  size_t      turns_capacity;
  ObEvents    input;
  ObEvents    output; ///< What is expected
} ObCase;

/// A file of cases; zero-initialised, it can be cleared
typedef struct
{
  ObLines lines; ///< As they are in the file
  ObLines words; ///< The same, taken apart
  ObCase* cases;
  size_t  count;
  size_t  capacity;
} ObCases;

/**
   Read a file of cases.

   @return OB_SUCCESS or what is wrong, about which one line was printed; to be
   cleared by the caller either way.
*/
ObStatus
ob_cases_read(ObCases* cases, const char* path);

/// Free what the cases own
void
ob_cases_clear(ObCases* cases);

#endif // OUTBOARD_CASE_H
