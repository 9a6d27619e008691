// Copyright 2026 The Outboard authors
// SPDX-License-Identifier: ISC

// The memory that a plugin instance shares with its child; setup and supervisor

#ifndef OUTBOARD_SEGMENT_H
#define OUTBOARD_SEGMENT_H

#include "callback.h"
#include "doorbell.h"
#include "queue.h"
#include "status.h"

#include <assert.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

/**
   @file

   One segment serves one child (a generation); the next child gets a new one.
   It is a memfd whose size is sealed, so that no child can truncate it under
   the host.  Each word has one writer, named below; what the child writes is
   hostile to the host and never used unchecked.
*/

#define OB_SEGMENT_MAGIC 0x4F425347U ///< "OBSG"

/// Version of everything in shared/ that both processes must agree on
#define OB_ABI_VERSION 3U

/// Size of each queue: a 64 KiB message and some thousand events fit [bytes]
#define OB_QUEUE_SIZE (120U * 1024U)

/// wake_frame of a child that waits for nothing
#define OB_NO_WAKE UINT64_MAX

/// What the host tells its child
typedef struct
{
  _Alignas(OB_CACHE_LINE) _Atomic uint32_t sequence; ///< Of the last block sent
  _Atomic uint32_t profile; ///< Not 0: measure; another value: begin again
} ObHostWords;

/// What the child tells its host
typedef struct
{
  _Alignas(OB_CACHE_LINE) _Atomic uint32_t done; ///< Last block finished
  _Atomic uint32_t progress;   ///< Counts what has been worked off
  _Atomic uint64_t wake_frame; ///< First frame with a task, or OB_NO_WAKE
  _Atomic uint64_t busy_time;  ///< Spent on blocks so far [ns]
  _Atomic uint64_t dropped;    ///< Events it had to drop so far
  _Atomic uint32_t resting;    ///< Odd while it does what nobody waits for
} ObChildWords;

/// Parts of a script whose time is measured: callbacks, and all tasks together
#define OB_PARTS (OB_CALLBACKS + 1U)

/// Time spent in one part of a script, if the host wants to know
typedef struct
{
  _Atomic uint64_t count; ///< How often it was entered
  _Atomic uint64_t total; ///< [ns]
  _Atomic uint64_t worst; ///< [ns]
} ObPartTime;

/// The start of the segment; the two queues' data follow
typedef struct
{
  uint32_t       magic;      ///< OB_SEGMENT_MAGIC, set before the child starts
  uint32_t       version;    ///< OB_ABI_VERSION
  uint32_t       size;       ///< Of the whole segment [bytes]
  uint32_t       generation; ///< Number of the child, from 1
  double         rate;       ///< Sample rate [1/s]
  ObQueueIndices request;
  ObQueueIndices reply;
  ObDoorbell     child_bell; ///< Rung by the host: requests
  ObDoorbell     room_bell;  ///< Rung by the host: room for replies
  ObDoorbell     host_bell;  ///< Rung by the child: a block is done
  ObHostWords    host;
  ObChildWords   child;
  ObPartTime parts[OB_PARTS]; ///< By ObCallback; the last: tasks; the child's
} ObSegmentHeader;

static_assert(offsetof(ObSegmentHeader, request) == 64, "wire offset");
static_assert(sizeof(ObSegmentHeader) == 1088, "wire size");

/// Offset of the queues' data, a page away from the header [bytes]
#define OB_SEGMENT_DATA 4096U

/// Size of the whole segment [bytes]
#define OB_SEGMENT_SIZE (OB_SEGMENT_DATA + 2U * OB_QUEUE_SIZE)

static_assert(OB_SEGMENT_SIZE <= 256U * 1024U, "segment limit");

/// A segment mapped into this process
typedef struct
{
  ObSegmentHeader* header;  ///< NULL if not mapped
  uint8_t*         request; ///< Data of the request queue
  uint8_t*         reply;   ///< Data of the reply queue
  bool             locked;  ///< Whether its pages are locked into memory
} ObSegment;

/**
   Create, seal, map, pre-fault and lock a segment.

   @param fd Set to the memfd, close-on-exec, to be closed by the caller; -1 on
   failure.
   @return OB_SUCCESS, OB_NO_MEM, OB_LIMIT or OB_ERROR.  Not being allowed to
   lock is a success, see ObSegment.locked.
*/
ObStatus
ob_segment_create(ObSegment* segment,
                  double     rate,
                  uint32_t   generation,
                  int*       fd);

/**
   Map the segment that the host created; in the child.

   @return OB_SUCCESS, OB_BAD_VERSION, OB_CORRUPT, OB_NO_MEM or OB_ERROR.
*/
ObStatus
ob_segment_open(ObSegment* segment, int fd);

/// Unmap; allowed for one that is not mapped
void
ob_segment_close(ObSegment* segment);

#endif // OUTBOARD_SEGMENT_H
