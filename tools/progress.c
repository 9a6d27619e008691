// Copyright 2026 The Outboard authors
// SPDX-License-Identifier: ISC

// Showing how far long work is, to those who watch; one thread

#include "progress.h"

#include "doorbell.h"

#include <stdio.h>
#include <unistd.h>

/// How often to show it [ns]
static const uint64_t period = 100000000U;

void
ob_progress(const char* const label, const uint32_t done, const uint32_t total)
{
  static uint64_t shown; // When [ns]

  const uint64_t now = ob_now();
  if (!label || !isatty(STDERR_FILENO)) {
    return;
  }
  if (done >= total) {
    fputs("\r\033[K", stderr);
  } else if (now - shown > period) {
    shown = now;
    fprintf(stderr,
            "\r%s: %u %%\033[K",
            label,
            (unsigned)(UINT64_C(100) * done / total));
  }
}
