// Copyright 2026 The Outboard authors
// SPDX-License-Identifier: ISC

// What run() leaves for the supervisor, and what it gets back; real-time

#include "notice.h"

OB_REALTIME void
ob_notices_post(ObNotices* const notices, const ObNotice notice)
{
  atomic_fetch_or_explicit(
    &notices->bits, (uint32_t)notice, memory_order_release);
  ob_doorbell_ring(notices->relay);
}

uint32_t
ob_notices_take(ObNotices* const notices)
{
  return atomic_exchange_explicit(&notices->bits, 0U, memory_order_acquire);
}

void
ob_notices_leave(ObNotices* const  notices,
                 ObMailbox* const  mailbox,
                 const char* const text,
                 const uint32_t    size)
{
  ob_mailbox_write(mailbox, text, size);
  ob_doorbell_ring(notices->news);
}

OB_REALTIME bool
ob_notices_heard(const ObNotices* const notices, uint32_t* const heard)
{
  const uint32_t news =
    atomic_load_explicit(&notices->news->rings, memory_order_acquire);
  const bool more = news != *heard;

  *heard = news;
  return more;
}
