// Copyright 2026 The Outboard authors
// SPDX-License-Identifier: ISC

// An LV2 worker that works at once, as is fine offline; one thread

#ifndef OUTBOARD_WORKER_H
#define OUTBOARD_WORKER_H

#include <lv2/core/lv2.h>
#include <lv2/worker/worker.h>

#include <stddef.h>
#include <stdint.h>

/// A plugin's worker; zero-initialised, the plugin has none
typedef struct
{
  const LV2_Worker_Interface* interface; ///< NULL if it has none
  LV2_Handle                  plugin;
  LV2_Worker_Schedule         schedule;  ///< The feature
  uint8_t*                    responses; ///< Each with its size before it
  size_t                      used;      ///< [bytes]
  size_t                      room;      ///< [bytes]
} ObWorker;

/// Set the feature up, before the plugin is instantiated
void
ob_worker_init(ObWorker* worker);

/// Free what it owns
void
ob_worker_clear(ObWorker* worker);

/// Work for `plugin` from now on; `interface` may be NULL
void
ob_worker_start(ObWorker*                   worker,
                const LV2_Worker_Interface* interface,
                LV2_Handle                  plugin);

/// Give the plugin its responses; after each of its run()
void
ob_worker_respond(ObWorker* worker);

#endif // OUTBOARD_WORKER_H
