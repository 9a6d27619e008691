// Copyright 2026 The Outboard authors
// SPDX-License-Identifier: ISC

// One loaded child, as run() sees it: its queues and flags; real-time

#include "link.h"

#include "seat.h"

#include <stdlib.h>

ObStatus
ob_link_new(ObLink** const link,
            const double   rate,
            const uint32_t generation,
            int* const     fd)
{
  *fd   = -1;
  *link = (ObLink*)calloc(1U, sizeof(ObLink));
  if (!*link) {
    return OB_NO_MEM;
  }

  ObSegment* const segment = &(*link)->segment;
  const ObStatus   status  = ob_segment_create(segment, rate, generation, fd);
  if (status) {
    free(*link);
    *link = NULL;
    return status;
  }

  atomic_init(&(*link)->core, OB_NO_CORE);
  ob_queue_writer_init(&(*link)->requests,
                       &segment->header->request,
                       segment->request,
                       OB_QUEUE_SIZE);
  ob_queue_reader_init(
    &(*link)->replies, &segment->header->reply, segment->reply, OB_QUEUE_SIZE);
  return OB_SUCCESS;
}

void
ob_link_free(ObLink* const link)
{
  if (link) {
    ob_segment_close(&link->segment);
    free(link);
  }
}
