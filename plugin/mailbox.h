// Copyright 2026 The Outboard authors
// SPDX-License-Identifier: ISC

// The latest text from one thread to another, without waiting; real-time

#ifndef OUTBOARD_MAILBOX_H
#define OUTBOARD_MAILBOX_H

#include "attributes.h"
#include "status.h"

#include <stdatomic.h>
#include <stdbool.h>
#include <stdint.h>

/// Room for a path (PATH_MAX) or a message, with its NUL [bytes]
#define OB_TEXT_SIZE 4096U

/**
   Three buffers: the writer's, the reader's, and the latest.

   One thread writes, one reads.  A text that was not read before the next one
   came is forgotten.
*/
typedef struct
{
  char             texts[3][OB_TEXT_SIZE];
  uint32_t         sizes[3]; ///< Without the NUL [bytes]
  _Atomic uint32_t latest;   ///< Index of the latest, and whether it is new
  uint32_t         writing;  ///< Index of the writer's
  uint32_t         reading;  ///< Index of the reader's
} ObMailbox;

/// Prepare a mailbox with an empty text
void
ob_mailbox_init(ObMailbox* mailbox);

/**
   Leave a text of `size` bytes.

   @return OB_SUCCESS, or OB_TOO_BIG: nothing was left.
*/
OB_REALTIME ObStatus
ob_mailbox_write(ObMailbox* mailbox, const char* text, uint32_t size);

/// Fetch the latest; return whether there was a new one
OB_REALTIME bool
ob_mailbox_fetch(ObMailbox* mailbox);

/// Return what was last fetched; never NULL; valid until the next fetch
OB_REALTIME const char*
ob_mailbox_text(const ObMailbox* mailbox, uint32_t* size);

#endif // OUTBOARD_MAILBOX_H
