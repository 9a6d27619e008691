// Copyright 2026 The Outboard authors
// SPDX-License-Identifier: ISC

// MIDI messages as lines that people read and write; setup

#ifndef OUTBOARD_EVENT_TEXT_H
#define OUTBOARD_EVENT_TEXT_H

#include "attributes.h"
#include "events.h"
#include "status.h"
#include "tempo.h"

#include <stddef.h>
#include <stdint.h>
#include <stdio.h>

/**
   @file

   A line is a time and what happens then:

       0:000     note C4 100 len 0:500
       1:030.02  cc 74 64 ch 2

   A time is the number of beats (quarter notes) from the start, counted from 0,
   and the milliseconds after that beat, to a hundredth: enough to tell frames
   apart.  A length is counted in the same way from the start of its note.  In a
   line to be read, a beat may be a fraction, and the milliseconds may be left
   out: "3/2", "0.75".

       note PITCH VELOCITY len LENGTH [off VELOCITY]
       on PITCH VELOCITY, off PITCH VELOCITY   one without the other
       cc NUMBER VALUE
       bend VALUE                              -8192 to 8191
       pressure VALUE
       poly PITCH VALUE
       program NUMBER                          0 to 127
       sysex BYTE...                           in hexadecimal, f0 and f7 too
       raw BYTE...

   Each may end in "ch CHANNEL", 1 to 16; without, it is on channel 1.
*/

/// Most words of a line: a sysex that is still worth reading
#define OB_WORDS_MAX 600U

/// A line, taken apart
typedef struct
{
  char*  words[OB_WORDS_MAX]; ///< Parts of a text that is owned by others
  size_t count;
} ObWords;

/// What is wrong with a line
typedef struct
{
  char text[400];
} ObProblem;

/// Say what is wrong; return OB_CORRUPT
ObStatus
ob_problem(ObProblem* problem, const char* format, ...) OB_PRINTF(2, 3);

/// Split `text` in place, up to a comment: a '#' that begins a word
void
ob_words_split(ObWords* words, char* text);

/**
   Read a time.

   @param beat What it counts from [quarter notes].
   @return OB_SUCCESS or OB_CORRUPT.
*/
ObStatus
ob_time_parse(const char*       text,
              const ObTempoMap* tempo,
              double            beat,
              uint32_t*         frame,
              ObProblem*        problem);

/**
   Append what happens at `frame`, according to the words from `first` on.

   A note is two messages, so the list may need to be sorted in the end.

   @return OB_SUCCESS, OB_CORRUPT or OB_NO_MEM.
*/
ObStatus
ob_event_parse(const ObWords*    words,
               size_t            first,
               uint32_t          frame,
               const ObTempoMap* tempo,
               ObEvents*         events,
               ObProblem*        problem);

/**
   Print messages, which are in order, a line each; a note is one line.

   @return OB_SUCCESS, OB_NO_MEM or OB_ERROR.
*/
ObStatus
ob_events_print(const ObEvents* events, const ObTempoMap* tempo, FILE* file);

#endif // OUTBOARD_EVENT_TEXT_H
