// Copyright 2026 The Outboard authors
// SPDX-License-Identifier: ISC

// What the script sends, on its way into the reply queue; interpreter

#ifndef OUTBOARD_REPLY_H
#define OUTBOARD_REPLY_H

#include "record.h"
#include "segment.h"
#include "timing.h"

#include <stdint.h>

/**
   @file

   There is one reply queue per process.  If it is full, what was sent so far is
   committed and the caller waits for room: in the script's time, not in the
   host's.  What is sent between blocks waits for the next one.
*/

/// Start writing to the segment's reply queue
void
ob_reply_init(const ObSegment* segment);

/**
   Send a message of `size` bytes, that is ob_midi_valid() and no note-on.

   @param voice Of a note-off, or OB_VOICE_NONE.
*/
void
ob_reply_send(const ObDue*   due,
              uint32_t       voice,
              const uint8_t* bytes,
              uint32_t       size);

/**
   Send a note-on.

   @param key The key that owns it, see ob_record_key(), or 0.
   @param timing Its length, if it has one.
*/
void
ob_reply_send_note(const ObDue*    due,
                   uint32_t        voice,
                   uint16_t        key,
                   const ObTiming* timing,
                   const uint8_t   bytes[3]);

/// Take back what is pending of `voice`
void
ob_reply_cancel(uint32_t voice);

/// Tell the host that what was sent before this reset is void
void
ob_reply_reset(const ObReset* reset);

/// A block has begun: send what was kept for it
void
ob_reply_send_deferred(void);

/// Make all that was sent visible to the host
void
ob_reply_commit(void);

/// Return how many records have been written, modulo 2^32
uint32_t
ob_reply_count(void);

#endif // OUTBOARD_REPLY_H
