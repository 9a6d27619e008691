// Copyright 2026 The Outboard authors
// SPDX-License-Identifier: ISC

// The latest text from one thread to another, without waiting; real-time

#include "mailbox.h"

#include <string.h>

/// Bit of ObMailbox.latest: the reader has not seen it
#define UNREAD 4U

/// Bits of ObMailbox.latest that are the index
#define INDEX_MASK 3U

void
ob_mailbox_init(ObMailbox* const mailbox)
{
  memset(mailbox->texts, 0, sizeof(mailbox->texts));
  memset(mailbox->sizes, 0, sizeof(mailbox->sizes));
  mailbox->writing = 0U;
  mailbox->reading = 1U;
  atomic_init(&mailbox->latest, 2U);
}

OB_REALTIME ObStatus
ob_mailbox_write(ObMailbox* const  mailbox,
                 const char* const text,
                 const uint32_t    size)
{
  if (size >= OB_TEXT_SIZE) {
    return OB_TOO_BIG;
  }

  char* const buffer = mailbox->texts[mailbox->writing];
  memcpy(buffer, text, size);
  buffer[size]                     = '\0';
  mailbox->sizes[mailbox->writing] = size;

  const uint32_t former = atomic_exchange_explicit(
    &mailbox->latest, mailbox->writing | UNREAD, memory_order_acq_rel);

  mailbox->writing = former & INDEX_MASK;
  return OB_SUCCESS;
}

OB_REALTIME bool
ob_mailbox_fetch(ObMailbox* const mailbox)
{
  if (!(atomic_load_explicit(&mailbox->latest, memory_order_relaxed) &
        UNREAD)) {
    return false;
  }

  const uint32_t latest = atomic_exchange_explicit(
    &mailbox->latest, mailbox->reading, memory_order_acq_rel);

  mailbox->reading = latest & INDEX_MASK;
  return true;
}

OB_REALTIME const char*
ob_mailbox_text(const ObMailbox* const mailbox, uint32_t* const size)
{
  *size = mailbox->sizes[mailbox->reading];
  return mailbox->texts[mailbox->reading];
}
