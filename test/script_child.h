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

/// Longer than any step of a child takes, even instrumented [ns]
#define CHILD_PATIENCE 20000000000U

/// A further file of a script
typedef struct
{
  const char* name;
  const char* text; ///< NULL if there is no such file
} ChildFile;

/// What a child is sent to load; what is NULL or 0 is left out
typedef struct
{
  const char*      text; ///< The script
  size_t           size; ///< Of it [bytes]
  const char*      state;
  const char*      ports;
  const char*      path;  ///< Of a file that is there; NULL: of none
  const ChildFile* files; ///< Answers to its requests, NULL name at the end
} ChildLoad;

/// A text that came in chunks
typedef struct
{
  char*    text;     ///< With a NUL behind; NULL before the first
  uint32_t size;     ///< Received so far [bytes]
  uint32_t total;    ///< Of the text [bytes]
  uint32_t id;       ///< ObChunk.id
  unsigned received; ///< Number of whole texts so far
} ChildText;

/// A child with a script
typedef struct
{
  ObProcess     process;
  ObSegment     segment;
  ObQueueWriter requests;
  ObQueueReader replies;
  int           control; ///< The host's end
  int           errors;  ///< What the child writes to standard error
  ObJail        jail;    ///< As it says
  ObReady       ready;
  char          name[128];
  char          failure[4096]; ///< Why it did not load, or empty
  char          log[65536];    ///< All lines so far
  char          shown[4096];   ///< By show(): "NAME=VALUE", a line each
  char          wanted[8192];  ///< Names of files, a line each
  ChildText     description;
  ChildText     state;
  ObBlock       block;     ///< The current or last one
  ObTransport   transport; ///< What the host has told last
  uint64_t      known;     ///< At which frame
  uint16_t      order;     ///< Of its last event
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

/// As child_load(), with all that a load message can carry
bool
child_load_all(Child* child, const char* program, const ChildLoad* load);

/// Send a child that has only been started what it is to load
void
child_send(Child* child, const ChildLoad* load);

/// Kill the child if it lives, reap it, and free what it had
void
child_stop(Child* child);

/// Wait until the child has ended; return its wait status
int
child_wait(Child* child);

/// Begin a block
void
child_begin(Child* child);

/// Return a transport at a beat that rolls at 120 quarter notes per minute
ObTransport
child_rolling(double beat);

/// As child_begin(), where the host tells of another transport: its `elapsed`
/// is put right
void
child_begin_at(Child* child, const ObTransport* transport);

/// Begin and finish a block with another transport
void
child_tell(Child* child, const ObTransport* transport);

/// Tell of the transport at a frame of the block; as child_begin_at()
void
child_transport(Child* child, uint32_t offset, const ObTransport* transport);

/// Return the transport of the block, moved on to a frame
ObTransport
child_position(const Child* child, uint64_t frame);

/// Let time go by up to a frame, in blocks that only come if the child asked
void
child_run(Child* child, uint64_t frame);

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

/// Wait until the child is done with the block, and interrupt it until then
void
child_interrupt(Child* child);

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

/// Read the log lines, states and shown values that are there
void
child_read_log(Child* child);

/// Ask for the state, and wait for the answer
void
child_save(Child* child, uint32_t id);

/// Wait until so many states have been received, answers included
void
child_expect_states(Child* child, unsigned count);

#endif // OUTBOARD_SCRIPT_CHILD_H
