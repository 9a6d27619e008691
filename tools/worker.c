// Copyright 2026 The Outboard authors
// SPDX-License-Identifier: ISC

// An LV2 worker that works at once, as is fine offline; one thread

#include "worker.h"

#include "grow.h"

#include <stdlib.h>
#include <string.h>

/// What is before a response; a multiple of 8, as is the room for the response
typedef struct
{
  uint64_t size; ///< Of the response [bytes]
} Head;

static size_t
padded(const size_t size)
{
  return (size + 7U) & ~(size_t)7U;
}

/// Keep a response until the end of run()
static LV2_Worker_Status
respond(const LV2_Worker_Respond_Handle handle,
        const uint32_t                  size,
        const void* const               data)
{
  ObWorker* const worker = (ObWorker*)handle;
  const Head      head   = { size };
  const size_t    used   = worker->used + sizeof(head) + padded(size);
  uint8_t* const  responses =
    (uint8_t*)ob_grow(worker->responses, &worker->room, used, 1U);
  if (!responses) {
    return LV2_WORKER_ERR_NO_SPACE;
  }

  worker->responses = responses;
  memcpy(responses + worker->used, &head, sizeof(head));
  if (size) {
    memcpy(responses + worker->used + sizeof(head), data, size);
  }
  worker->used = used;
  return LV2_WORKER_SUCCESS;
}

static LV2_Worker_Status
schedule(const LV2_Worker_Schedule_Handle handle,
         const uint32_t                   size,
         const void* const                data)
{
  ObWorker* const worker = (ObWorker*)handle;
  return worker->interface ? worker->interface->work(
                               worker->plugin, respond, worker, size, data)
                           : LV2_WORKER_ERR_UNKNOWN;
}

void
ob_worker_init(ObWorker* const worker)
{
  *worker          = (ObWorker){ .interface = NULL };
  worker->schedule = (LV2_Worker_Schedule){ worker, schedule };
}

void
ob_worker_clear(ObWorker* const worker)
{
  free(worker->responses);
  worker->responses = NULL;
}

void
ob_worker_start(ObWorker* const                   worker,
                const LV2_Worker_Interface* const interface,
                const LV2_Handle                  plugin)
{
  worker->interface = interface;
  worker->plugin    = plugin;
}

void
ob_worker_respond(ObWorker* const worker)
{
  const LV2_Worker_Interface* const interface = worker->interface;
  if (!interface) {
    return;
  }

  size_t read = 0U;
  while (read < worker->used) {
    Head head = { 0U };
    memcpy(&head, worker->responses + read, sizeof(head));
    read += sizeof(head);
    if (interface->work_response) {
      interface->work_response(
        worker->plugin, (uint32_t)head.size, worker->responses + read);
    }
    read += padded(head.size);
  }
  worker->used = 0U;
  if (interface->end_run) {
    interface->end_run(worker->plugin);
  }
}
