// Copyright 2026 The Outboard authors
// SPDX-License-Identifier: ISC

// A text that a child sends in parts; supervisor

#include "gather.h"

#include "message.h"

#include <string.h>

void
ob_gather_clear(ObGather* const gather)
{
  ob_text_release(gather->text);
  *gather = (ObGather){ .text = NULL };
}

/// Return whether a part is the next one of the text that is being gathered
static bool
goes_on(const ObGather* const gather, const ObChunk* const chunk)
{
  return gather->begun && chunk->id == gather->id &&
         chunk->total == gather->total && chunk->offset == gather->done &&
         chunk->size <= chunk->total - chunk->offset;
}

ObStatus
ob_gather_take(ObGather* const      gather,
               const uint8_t* const payload,
               const uint32_t       size,
               ObText** const       text)
{
  ObChunk chunk = { .id = 0U };

  *text = NULL;
  if (size >= sizeof(chunk)) {
    memcpy(&chunk, payload, sizeof(chunk));
  }

  // A first part may come at any time: the child could not send the rest
  const bool sound = size >= sizeof(chunk) && chunk.total <= OB_STATE_MAX &&
                     chunk.size == size - sizeof(chunk);
  if (sound && !chunk.offset) {
    ob_gather_clear(gather);
    gather->text  = ob_text_new(NULL, chunk.total);
    gather->id    = chunk.id;
    gather->total = chunk.total;
    gather->begun = true;
  }
  if (!sound || !goes_on(gather, &chunk)) {
    ob_gather_clear(gather);
    return OB_CORRUPT;
  }

  // Without memory the parts are counted all the same: the child did no wrong
  if (gather->text) {
    memcpy(
      gather->text->bytes + gather->done, payload + sizeof(chunk), chunk.size);
  }
  gather->done += chunk.size;
  if (gather->done < chunk.total) {
    return OB_EMPTY;
  }

  *text         = gather->text;
  gather->text  = NULL;
  gather->begun = false;
  return *text ? OB_SUCCESS : OB_NO_MEM;
}
