// Copyright 2026 The Outboard authors
// SPDX-License-Identifier: ISC

// Where a script's time goes, while the user wants to know; interpreter

#include "profile.h"

#include "doorbell.h"

#include <stdatomic.h>

static ObSegmentHeader* header;

/// ObHostWords.profile when last looked
static uint32_t current;

void
ob_profile_init(ObSegmentHeader* const segment)
{
  header = segment;
}

/// Begin to measure, or end: forget what was
static void
change(const uint32_t next)
{
  current = next;
  for (unsigned i = 0U; i < OB_PARTS; ++i) {
    ObPartTime* const part = &header->parts[i];
    atomic_store_explicit(&part->count, 0U, memory_order_relaxed);
    atomic_store_explicit(&part->total, 0U, memory_order_relaxed);
    atomic_store_explicit(&part->worst, 0U, memory_order_relaxed);
  }
}

uint64_t
ob_profile_enter(void)
{
  const uint32_t wanted =
    atomic_load_explicit(&header->host.profile, memory_order_relaxed);
  if (wanted != current) {
    change(wanted);
  }

  return current ? ob_now() : 0U;
}

void
ob_profile_leave(const unsigned part, const uint64_t entered)
{
  if (!entered) {
    return;
  }

  ObPartTime* const time   = &header->parts[part];
  const uint64_t    passed = ob_now() - entered;

  atomic_fetch_add_explicit(&time->count, 1U, memory_order_relaxed);
  atomic_fetch_add_explicit(&time->total, passed, memory_order_relaxed);
  if (passed > atomic_load_explicit(&time->worst, memory_order_relaxed)) {
    atomic_store_explicit(&time->worst, passed, memory_order_relaxed);
  }
}
