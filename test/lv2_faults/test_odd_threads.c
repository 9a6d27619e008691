// Copyright 2026 The Outboard authors
// SPDX-License-Identifier: ISC

// Hosts that save, restore and run at once

#undef NDEBUG

#include "lv2_host.h"
#include "lv2_storage.h"
#include "odd_host.h"

#include <lv2/core/lv2.h>
#include <lv2/state/state.h>

#include <assert.h>
#include <pthread.h>
#include <stdatomic.h>
#include <stdbool.h>
#include <unistd.h>

static const LV2_Feature* const nothing[] = { NULL };

/// Threads that save and restore while another runs
typedef struct
{
  Odd*           odd;
  const Storage* session;
  atomic_bool    stop;
} Busy;

static void*
keep_running(void* const handle)
{
  Busy* const busy = (Busy*)handle;
  while (!atomic_load(&busy->stop)) {
    odd_run(busy->odd, 64U);
  }
  return NULL;
}

static void*
keep_saving(void* const handle)
{
  Busy* const busy = (Busy*)handle;
  while (!atomic_load(&busy->stop)) {
    Storage saved = { .count = 0U };
    assert(!odd_state(busy->odd)->save(
      busy->odd->plugin->handle, storage_store, &saved, 0U, nothing));
    assert(storage_find(&saved, odd_uris[1]));
    storage_clear(&saved);
  }
  return NULL;
}

static void*
keep_restoring(void* const handle)
{
  Busy* const busy = (Busy*)handle;
  while (!atomic_load(&busy->stop)) {
    odd_restore(busy->odd, busy->session);
    usleep(2000U);
  }
  return NULL;
}

/// state:threadSafeRestore is claimed, so run() goes on; saving may as well
static void
test_at_once(void)
{
  static void* (*const bodies[])(
    void*) = { keep_running, keep_saving, keep_restoring, keep_restoring };
  Storage   session = { .count = 0U };
  pthread_t threads[COUNT(bodies)];
  Odd       odd;
  Busy      busy = { &odd, &session, false };

  odd_make_session(&session);
  odd_begin(&odd);
  odd_restore(&odd, &session);
  for (unsigned i = 0U; i < COUNT(bodies); ++i) {
    assert(!pthread_create(&threads[i], NULL, bodies[i], &busy));
  }
  usleep(500000U);
  atomic_store(&busy.stop, true);
  for (unsigned i = 0U; i < COUNT(bodies); ++i) {
    assert(!pthread_join(threads[i], NULL));
  }

  odd_render(&odd);
  odd_check_sane(&odd, odd_on[1] + 12U);
  odd_end(&odd);
  storage_clear(&session);
}

int
main(int argc, char** argv)
{
  assert(argc == 3);
  host_open(argv[1], argv[2]);
  test_at_once();
  host_close();
  return 0;
}
