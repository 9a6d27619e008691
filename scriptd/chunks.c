// Copyright 2026 The Outboard authors
// SPDX-License-Identifier: ISC

// A long text on its way to the host, in parts; interpreter

#include "chunks.h"

#include "process.h"

#include <poll.h>

/// Size of every part but the last [bytes]
#define PART 16384U

void
ob_chunks_begin(ObChunks* const     chunks,
                const ObMessageType type,
                const uint32_t      id,
                PyObject* const     text)
{
  Py_XSETREF(chunks->text, text);
  chunks->type   = type;
  chunks->id     = id;
  chunks->offset = 0U;
}

ObStatus
ob_chunks_send(ObChunks* const chunks)
{
  ObStatus status = OB_SUCCESS;

  while (chunks->text && !status) {
    const uint32_t total = (uint32_t)PyBytes_GET_SIZE(chunks->text);
    const uint32_t left  = total - chunks->offset;
    const uint32_t size  = left < PART ? left : PART;
    const ObChunk  chunk = { chunks->id, total, chunks->offset, size };

    status = ob_message_send(OB_CHILD_CONTROL,
                             chunks->type,
                             &chunk,
                             sizeof(chunk),
                             PyBytes_AS_STRING(chunks->text) + chunks->offset,
                             size,
                             -1);
    if (!status) {
      chunks->offset += size;
    }
    if ((status && status != OB_FULL) || chunks->offset == total) {
      Py_CLEAR(chunks->text);
    }
  }

  return status;
}

ObStatus
ob_chunks_finish(ObChunks* const chunks)
{
  enum
  {
    patience = 1000 // [ms]
  };

  struct pollfd socket = { .fd = OB_CHILD_CONTROL, .events = POLLOUT };
  ObStatus      status = ob_chunks_send(chunks);

  while (status == OB_FULL && poll(&socket, 1, patience) > 0) {
    status = ob_chunks_send(chunks);
  }

  return status;
}
