// Copyright 2026 The Outboard authors
// SPDX-License-Identifier: ISC

// A thread that burns a core for a while, at normal priority; setup, but for
// burn()

#include "hog.h"

#include "doorbell.h"

#include <stddef.h>

static void*
burn(void* const handle)
{
  Hog* const     hog = (Hog*)handle;
  const uint64_t end = ob_now() + hog->time * UINT64_C(1000000);

  while (ob_now() < end) {
  }
  hog->done = true;
  return NULL;
}

bool
hog_start(Hog* const hog, const uint32_t time)
{
  if (hog->made && !hog->done) {
    return false;
  }

  hog_join(hog);
  hog->done = false;
  hog->time = time;
  hog->made = !pthread_create(&hog->thread, NULL, burn, hog);
  return hog->made;
}

void
hog_join(Hog* const hog)
{
  if (hog->made) {
    pthread_join(hog->thread, NULL);
    hog->made = false;
  }
}
