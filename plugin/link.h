// Copyright 2026 The Outboard authors
// SPDX-License-Identifier: ISC

// One loaded child, as run() sees it: its queues and flags; real-time

#ifndef OUTBOARD_LINK_H
#define OUTBOARD_LINK_H

#include "callback.h"
#include "queue.h"
#include "segment.h"

#include <stdatomic.h>
#include <stdbool.h>
#include <stdint.h>

/// Number of knobs of the generic plugin
#define OB_KNOBS 16U

/**
   A child's segment with both queues.

   Made by the supervisor, lent to the engine, and freed by the supervisor once
   the engine has given it back.
*/
typedef struct
{
  ObSegment     segment;   ///< Closed by ob_link_free()
  ObQueueWriter requests;  ///< To the child; the audio thread's
  ObQueueReader replies;   ///< From the child; the audio thread's
  uint32_t      routes;    ///< Bit per ObKind that the child answers
  uint32_t      callbacks; ///< Bit per ObCallback that the script defines
  uint32_t      params;    ///< Number of the script's parameters
  uint32_t      latency;   ///< Fixed look-ahead of the script [frames]
  uint32_t      script;    ///< Number of the script; its restarts share it
  bool          reload;    ///< Its file has changed: what sounds may go on
  bool          has_knobs; ///< Whether the session has stored `knobs`
  float         knobs[OB_KNOBS]; ///< A knob acts once it differs, 0 to 1
  uint32_t      sequence;        ///< Last block sent; the audio thread's
  _Atomic bool  dead;            ///< The child has died; set by the supervisor
  _Atomic bool  corrupt;    ///< It broke the protocol; set by the audio thread
  _Atomic bool  distrusted; ///< Its breaker is open; set by the audio thread
  _Atomic bool  offline;    ///< The host renders; set by the audio thread
  _Atomic int   core; ///< See ObSeat; OB_NO_CORE: any; set by the audio thread
} ObLink;

/**
   Create a link with a new segment; supervisor.

   @param fd Set to the segment's memfd for the child, to be closed by the
   caller.
   @return OB_SUCCESS, or as ob_segment_create().
*/
ObStatus
ob_link_new(ObLink** link, double rate, uint32_t generation, int* fd);

/// Free a link and its segment; allows NULL; supervisor or setup
void
ob_link_free(ObLink* link);

#endif // OUTBOARD_LINK_H
