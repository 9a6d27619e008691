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
