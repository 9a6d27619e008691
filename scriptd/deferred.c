// Copyright 2026 The Outboard authors
// SPDX-License-Identifier: ISC

// What is sent between blocks, kept until the next one begins; interpreter

#include "deferred.h"

#include "moment.h"

#include <stdlib.h>
#include <string.h>

/// A script that sends more between two blocks does so by mistake
#define MOST 4096U

static ObDeferred*  first;
static ObDeferred** last = &first;
static uint32_t     count;

ObStatus
ob_deferred_add(const ObRecord* const head,
                const uint32_t        head_size,
                const void* const     tail,
                const uint32_t        tail_size)
{
  if (count == MOST) {
    return OB_FULL;
  }

  ObDeferred* const kept =
    (ObDeferred*)calloc(1, sizeof(ObDeferred) + tail_size);
  if (!kept) {
    return OB_NO_MEM;
  }

  kept->frame     = ob_moment()->frame;
  kept->elapsed   = ob_moment_elapsed();
  kept->head_size = head_size;
  kept->tail_size = tail_size;
  memcpy(&kept->head, head, head_size);
  if (tail_size) {
    memcpy(kept->tail, tail, tail_size);
  }

  *last = kept;
  last  = &kept->next;
  ++count;
  return OB_SUCCESS;
}

bool
ob_deferred_any(void)
{
  return first;
}

/// Move what was to be sent then to now
static void
move(ObSend* const send, const ObDeferred* const kept)
{
  send->frame = send->frame - kept->frame + ob_moment()->frame;
  if ((send->record.flags & OB_ANCHOR_MASK) == OB_ANCHOR_ELAPSED) {
    send->beat += ob_moment_elapsed() - kept->elapsed;
  }
}

ObDeferred*
ob_deferred_take(void)
{
  ObDeferred* const kept = first;
  if (!kept) {
    return NULL;
  }

  first = kept->next;
  if (!first) {
    last = &first;
  }
  --count;

  if (kept->head.record.type == OB_REPLY_SEND) {
    move(&kept->head.send, kept);
  }
  return kept;
}
