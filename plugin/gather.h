// Copyright 2026 The Outboard authors
// SPDX-License-Identifier: ISC

// A text that a child sends in parts; supervisor

#ifndef OUTBOARD_GATHER_H
#define OUTBOARD_GATHER_H

#include "text.h"

#include <stdbool.h>
#include <stdint.h>

/// What has come so far; zero-initialised, nothing
typedef struct
{
  ObText*  text; ///< Of the size announced; NULL between two texts
  uint32_t id;   ///< ObChunk.id of the text
  uint32_t done; ///< [bytes]
} ObGather;

/**
   Take the payload of a message that is an ObChunk and its part.

   @param text Set to the whole text, the caller's, once its last part has come;
   else to NULL.
   @return Whether the part was in order.  If not, it is as if nothing had come.
*/
bool
ob_gather_take(ObGather*      gather,
               const uint8_t* payload,
               uint32_t       size,
               ObText**       text);

/// Forget what has come
void
ob_gather_clear(ObGather* gather);

#endif // OUTBOARD_GATHER_H
