// Copyright 2026 The Outboard authors
// SPDX-License-Identifier: ISC

// A text that a child sends in parts; supervisor

#ifndef OUTBOARD_GATHER_H
#define OUTBOARD_GATHER_H

#include "status.h"
#include "text.h"

#include <stdbool.h>
#include <stdint.h>

/// What has come so far; zero-initialised, nothing
typedef struct
{
  ObText*  text;  ///< Of the size announced; NULL if there is no memory
  uint32_t id;    ///< ObChunk.id of the text
  uint32_t total; ///< [bytes]
  uint32_t done;  ///< [bytes]
  bool     begun; ///< There is more to come
} ObGather;

/**
   Take the payload of a message that is an ObChunk and its part.

   @param text Set to the whole text, the caller's, on success; else to NULL.
   @return OB_SUCCESS with the last part; OB_EMPTY with those before it;
   OB_NO_MEM with the last part of a text that was too much; or OB_CORRUPT: the
   part was not in order, and it is as if nothing had come.
*/
ObStatus
ob_gather_take(ObGather*      gather,
               const uint8_t* payload,
               uint32_t       size,
               ObText**       text);

/// Forget what has come
void
ob_gather_clear(ObGather* gather);

#endif // OUTBOARD_GATHER_H
