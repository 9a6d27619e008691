// Copyright 2026 The Outboard authors
// SPDX-License-Identifier: ISC

// An engine under test, its output, and children played by the test

#ifndef OUTBOARD_ENGINE_RIG_H
#define OUTBOARD_ENGINE_RIG_H

#include "doorbell.h"
#include "engine.h"
#include "link.h"
#include "midi.h"
#include "notice.h"
#include "queue.h"
#include "record.h"

#include <pthread.h>
#include <stdatomic.h>
#include <stdbool.h>
#include <stdint.h>

/// Sample rate of all engines under test [1/s]
#define RIG_RATE 48000.0

/// A nominal block so long that a child is in time on the busiest machine
#define RIG_PATIENT 480000U

/// One that is over before a child that does not run can miss much
#define RIG_HASTY 64U

/// Routes of a script that answers every kind of message
#define RIG_ALL 0x1FFU

/// Events that can be looked at
#define RIG_EVENTS 262144U

/// One message that came out
typedef struct
{
  uint64_t frame; ///< Since the engine began
  uint32_t size;  ///< [bytes]
  uint32_t sum;   ///< Of all bytes
  uint8_t  bytes[3];
} RigEvent;

/// An engine and its host
typedef struct
{
  ObDoorbell relay;
  ObNotices  notices;
  ObEngine*  engine;
  ObControls controls;
  ObReport   report;          ///< After the last block
  uint32_t   room;            ///< Of the output in each block [bytes]
  uint32_t   overhead;        ///< Of each message [bytes]
  uint64_t   frame;           ///< Of the next block
  uint32_t   frames;          ///< Length of this block
  uint32_t   last;            ///< Frame of the last message in this block
  uint32_t   n_out;           ///< Messages since rig_forget()
  RigEvent*  out;             ///< RIG_EVENTS of them
  float      knobs[OB_KNOBS]; ///< In `controls`
  ObControls were;            ///< `controls` of the last block looked at
  float      knobs_were[OB_KNOBS];
  uint32_t   n_rests; ///< Blocks in which nothing was to be done
} Rig;

typedef struct RigChildImpl RigChild;

/// Plays one request record; may call the rig_send functions
typedef void (*RigScript)(RigChild* child, const ObRecord* record);

/// The child's side of a link
struct RigChildImpl
{
  ObLink*           link;
  int               fd;
  ObQueueReader     requests;
  ObQueueWriter     replies;
  RigScript         script;
  uint32_t          voices[16][128]; ///< Of the notes that were forwarded
  uint32_t          voice;           ///< Last one used
  uint64_t          time;            ///< Frame of the record it plays
  uint32_t          sequence;        ///< Of the last block
  ObBlock           block;           ///< The last one
  ObResync          resync;          ///< The last one
  ObTransportChange transport;       ///< The last one
  _Atomic uint32_t  n_blocks;
  _Atomic uint32_t  n_events; ///< To be answered
  _Atomic uint32_t  n_passed;
  _Atomic uint32_t  n_resets;
  _Atomic uint32_t  n_resyncs;
  _Atomic uint32_t  n_starts;          ///< Resyncs with OB_RESYNC_START
  uint8_t           controls[16][128]; ///< Latest values of controllers
  pthread_t         thread;
  bool              threaded;
  _Atomic bool      gated; ///< Does nothing while set
  _Atomic bool      quit;
  void*             handle; ///< The script's
};

/// Begin with an empty engine, Live, a deadline of 80 percent
void
rig_open(Rig* rig, uint32_t nominal);

void
rig_close(Rig* rig);

/// Begin a block
void
rig_begin(Rig* rig, uint32_t frames);

/// A message of up to three bytes arrives at a frame of the block
void
rig_midi(Rig* rig, uint32_t frame, uint8_t a, uint8_t b, uint8_t c);

/// A system exclusive message of `size` bytes arrives
void
rig_sysex(Rig* rig, uint32_t frame, uint32_t size);

/// The host tells a position: beat, tempo, speed, song frame
void
rig_locate(Rig*     rig,
           uint32_t frame,
           double   beat,
           double   tempo,
           double   speed,
           int64_t  song);

/// Finish the block; checks that its output is in order
void
rig_finish(Rig* rig);

/// Run whole blocks with no input
void
rig_run(Rig* rig, uint32_t frames, uint32_t blocks);

/// Let what a child has sent unasked be heard in the next block
void
rig_deliver(Rig* rig, RigChild* child);

/// Let a child be dead from the next block on
void
rig_kill(Rig* rig, const RigChild* child);

/// Forget what came out so far
void
rig_forget(Rig* rig);

/**
   Check what came out since rig_forget(), and forget it.

   @param text As "frame:bytes frame:bytes": "0:903c64 63:803c40"; of a message
   longer than 3 bytes, only these.
*/
void
rig_expect(Rig* rig, const char* text);

/// Return how many note-ons less note-offs came out; no pitch is struck twice
int
rig_count_sounding(const Rig* rig);

/// Create a child that answers `routes`
RigChild*
rig_child_new(uint32_t routes, RigScript script);

/// Let the child work in a thread of its own
void
rig_child_start(RigChild* child);

/// Let the child work off all it was sent, here and now
void
rig_child_work(RigChild* child);

/// End the child's thread and free it; the link must be home
void
rig_child_free(RigChild* child);

/// Create a child in a thread, offer it, and run one frame
RigChild*
rig_child_play(Rig* rig, uint32_t routes, RigScript script);

/// Offer a child and run one frame
void
rig_offer(Rig* rig, RigChild* child);

/// Detach all links and free the child
void
rig_child_retire(Rig* rig, RigChild* child);

/// Send any reply; waits for room, forever if need be
void
rig_reply(RigChild* child, const ObSend* send, const uint8_t* bytes);

/// Send a short message, due at a frame
void
rig_send(RigChild* child,
         uint64_t  frame,
         uint16_t  order,
         uint32_t  voice,
         uint8_t   a,
         uint8_t   b,
         uint8_t   c);

/// Send a note-on of middle C with a length, due at a frame
void
rig_send_timed(RigChild* child,
               uint64_t  frame,
               uint32_t  voice,
               ObLength  kind,
               double    length);

/// Cancel a voice
void
rig_cancel(RigChild* child, uint32_t voice);

/// Make sent replies visible, without finishing a block
void
rig_commit(RigChild* child);

/// A script that sends nothing
void
rig_silent(RigChild* child, const ObRecord* record);

/// A script that forwards what it is asked, at once, notes with their voices
void
rig_forward(RigChild* child, const ObRecord* record);

#endif // OUTBOARD_ENGINE_RIG_H
