// Copyright 2026 The Outboard authors
// SPDX-License-Identifier: ISC

// Drives a real child as the plugin does, for tests; one thread

#ifndef OUTBOARD_SCRIPT_CHILD_H
#define OUTBOARD_SCRIPT_CHILD_H

#include "message.h"
#include "process.h"
#include "queue.h"
#include "record.h"
#include "segment.h"

#include <stdbool.h>
#include <stdint.h>

/// Length of the blocks [frames]
#define CHILD_BLOCK 64U

/// Sample rate: 48 frames are a millisecond [1/s]
#define CHILD_RATE 48000.0

/// A child with a script
typedef struct
{
  ObProcess     process;
  ObSegment     segment;
  ObQueueWriter requests;
  ObQueueReader replies;
  int           control; ///< The host's end
  int           errors;  ///< What the child writes to standard error
  ObReady       ready;
  char          name[128];
  char          failure[4096]; ///< Why it did not load, or empty
  char          log[65536];    ///< All lines so far
  ObBlock       block;         ///< The current or last one
  uint16_t      order;         ///< Of its last event
  uint32_t      n_voices;
  uint32_t      voices[256]; ///< In order of appearance
} Child;

/// Start a child, without a script
void
child_start(Child* child, const char* program);

/// Start a child and load a script; return whether it is ready
bool
child_load(Child* child, const char* program, const char* script);

/// As child_load(), with text of any size and content
bool
child_load_text(Child*      child,
                const char* program,
                const char* text,
                size_t      size);

/// Kill the child if it lives, reap it, and free what it had
void
child_stop(Child* child);

/// Wait until the child has ended; return its wait status
int
child_wait(Child* child);

/// Begin a block
void
child_begin(Child* child);

/// Add a message at a frame of the block, in hexadecimal: "90 3C 64"
void
child_midi(Child* child, uint32_t offset, const char* bytes);

/// The same with flags of ObEvent, as bytes
void
child_event(Child*         child,
            uint32_t       offset,
            uint16_t       flags,
            const uint8_t* bytes,
            uint32_t       size);

/// Add any other record
void
child_request(Child* child, const ObRecord* record, uint32_t size);

/// Commit the block and ring, but do not wait
void
child_commit(Child* child);

/// Commit the block and wait until the child is done with it
void
child_finish(Child* child);

/// Begin and finish a block with one message at an offset
void
child_play(Child* child, uint32_t offset, const char* bytes);

/**
   Check all that the child has sent since last time.

   A line each: "FRAME/ORDER BYTES" and for notes " vN", N counting the voices
   from 1 in order of appearance; "+LENGTH" with "f" or "q" behind a length; "e"
   or "s" before a time in elapsed or song beats; "cancel vN", or "reset REASON
   CHANNEL".
*/
void
child_expect(Child* child, const char* expected);

/// Read log lines until `text` is among them; fails if it does not come
void
child_expect_log(Child* child, const char* text);

/// Read the log lines that are there
void
child_read_log(Child* child);

#endif // OUTBOARD_SCRIPT_CHILD_H
