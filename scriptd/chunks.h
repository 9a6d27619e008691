// Copyright 2026 The Outboard authors
// SPDX-License-Identifier: ISC

// A long text on its way to the host, in parts; interpreter

#ifndef OUTBOARD_CHUNKS_H
#define OUTBOARD_CHUNKS_H

#include "message.h"
#include "status.h"

#include <Python.h>

#include <stdint.h>

/// A text being sent; all zero if there is none
typedef struct
{
  ObMessageType type;
  uint32_t      id;     ///< As ObChunk.id
  uint32_t      offset; ///< How much was sent [bytes]
  PyObject*     text;   ///< Bytes, up to OB_STATE_MAX; NULL when all is sent
} ObChunks;

/// Begin to send; takes over the reference to `text`
void
ob_chunks_begin(ObChunks*     chunks,
                ObMessageType type,
                uint32_t      id,
                PyObject*     text);

/**
   Send parts until all are sent; does not block.

   @return OB_SUCCESS if there is no more to send; OB_FULL; or as
   ob_message_send(), and the text is given up.
*/
ObStatus
ob_chunks_send(ObChunks* chunks);

/// The same, but waiting up to a second for room for each part
ObStatus
ob_chunks_finish(ObChunks* chunks);

#endif // OUTBOARD_CHUNKS_H
