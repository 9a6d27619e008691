// Copyright 2026 The Outboard authors
// SPDX-License-Identifier: ISC

// Drawing a piano roll of what goes in above what comes out; setup

#ifndef OUTBOARD_ROLL_H
#define OUTBOARD_ROLL_H

#include "events.h"
#include "song.h"
#include "status.h"

#include <stdint.h>

/// What is to be seen
typedef struct
{
  const char*     title;
  const ObSong*   song;   ///< What goes in
  const ObEvents* output; ///< What comes out
  uint32_t        length; ///< [frames]
} ObRoll;

/**
   Draw a roll to a file ending in ".svg" or ".png".

   @return OB_SUCCESS or what is wrong, about which one line was printed.
*/
ObStatus
ob_roll_draw(const ObRoll* roll, const char* path);

#endif // OUTBOARD_ROLL_H
