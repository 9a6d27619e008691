// Copyright 2026 The Outboard authors
// SPDX-License-Identifier: ISC

// How long something took, and how much of that was not its fault; real-time

#include "watch.h"

#include "doorbell.h"

#include <fcntl.h>
#include <stdlib.h>
#include <unistd.h>

void
watch_open(Watch* const watch)
{
  watch->file = open("/proc/thread-self/schedstat", O_RDONLY | O_CLOEXEC);
  watch_settle(watch);
}

void
watch_close(Watch* const watch)
{
  if (watch->file >= 0) {
    close(watch->file);
  }
  watch->file = -1;
}

/// Return how long the thread has waited for a core in its life [ns]
static uint64_t
read_delay(const Watch* const watch)
{
  // Time on a core, time waiting for one, number of turns
  char          text[96] = "";
  const ssize_t size =
    watch->file < 0 ? 0 : pread(watch->file, text, sizeof(text) - 1U, 0);
  char* end = text;
  if (size > 0) {
    strtoull(text, &end, 10);
  }
  return strtoull(end, NULL, 10);
}

void
watch_settle(Watch* const watch)
{
  watch->delay = read_delay(watch);
}

void
watch_start(Watch* const watch)
{
  watch->start = ob_now();
}

uint64_t
watch_time(const Watch* const watch)
{
  return ob_now() - watch->start;
}

uint64_t
watch_own(Watch* const watch, const uint64_t time)
{
  const uint64_t before = watch->delay;

  watch_settle(watch);
  const uint64_t delay = watch->delay - before;
  return time > delay ? time - delay : 0U;
}
