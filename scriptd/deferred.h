// Copyright 2026 The Outboard authors
// SPDX-License-Identifier: ISC

// What is sent between blocks, kept until the next one begins; interpreter

#ifndef OUTBOARD_DEFERRED_H
#define OUTBOARD_DEFERRED_H

#include "record.h"
#include "status.h"

#include <stdbool.h>
#include <stdint.h>

/// A record, its times relative to the moment it was sent
typedef struct ObDeferredImpl ObDeferred;

struct ObDeferredImpl
{
  ObDeferred* next;
  uint64_t    frame;   ///< Of the moment [frames]
  double      elapsed; ///< Of the moment [quarter notes]
  uint32_t    head_size;
  uint32_t    tail_size;
  union
  {
    ObRecord record;
    ObSend   send;
    ObCancel cancel;
  } head;
  uint8_t tail[];
};

/// Keep a record; OB_NO_MEM or OB_FULL if there is no place for it
ObStatus
ob_deferred_add(const ObRecord* head,
                uint32_t        head_size,
                const void*     tail,
                uint32_t        tail_size);

/// Return whether anything is kept
bool
ob_deferred_any(void);

/// Take out the first record, as if sent now, or NULL; to be freed
ObDeferred*
ob_deferred_take(void);

#endif // OUTBOARD_DEFERRED_H
