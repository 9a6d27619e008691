// Copyright 2026 The Outboard authors
// SPDX-License-Identifier: ISC

// What the command line asks a supervisor, and what it is told; any thread

#ifndef OUTBOARD_INSPECT_H
#define OUTBOARD_INSPECT_H

#include "jail.h"
#include "segment.h"
#include "status.h"

#include <assert.h>
#include <stddef.h>
#include <stdint.h>

/**
   @file

   Every host process has a socket (SOCK_SEQPACKET) in the user's run-time
   folder.  Its packets are as in message.h.  A visitor asks one thing at a
   time; each answer ends with OB_INSPECT_END.
*/

/// End of the names of sockets in the folder; they begin with the process's id
#define OB_INSPECT_SUFFIX ".socket"

/// What a packet is: a question, up to OB_INSPECT_OUTCOME, or part of an answer
typedef enum
{
  OB_INSPECT_LIST = 32, ///< ObInspectAsk: instances, those below its number
  OB_INSPECT_LOG,       ///< ObInspectAsk: lines logged since
  OB_INSPECT_TRACE,     ///< ObInspectAsk: have the stack of the script logged
  OB_INSPECT_PROFILE,   ///< ObInspectAsk: time spent since the first such one
  OB_INSPECT_RELOAD,    ///< ObInspectAsk: read the script's file once more
  OB_INSPECT_RESET,     ///< ObInspectAsk: start the script afresh
  OB_INSPECT_OUTCOME,   ///< ObInspectAsk: what became of that: OB_SUCCESS;
                        ///< OB_EMPTY: it loads; OB_ERROR: what was before plays
                        ///< on; OB_CLOSED: none plays

  OB_INSPECT_INSTANCE, ///< ObInspectInstance, then its texts
  OB_INSPECT_LINE,     ///< ObInspectLine, then the text
  OB_INSPECT_TIMES,    ///< ObInspectTimes
  OB_INSPECT_END       ///< ObInspectEnd
} ObInspectType;

/// A question
typedef struct
{
  uint32_t instance; ///< Number of the instance concerned
  uint32_t padding;
  uint64_t line; ///< OB_INSPECT_LOG: number of the last line known; or 0
} ObInspectAsk;

static_assert(sizeof(ObInspectAsk) == 16, "wire size");

/// Texts of ObInspectInstance
typedef enum
{
  OB_INSPECT_NAME,   ///< What the front calls the instance
  OB_INSPECT_SCRIPT, ///< What the script calls itself
  OB_INSPECT_PATH,   ///< Of the script's file
  OB_INSPECT_TEXTS
} ObInspectText;

/// OB_INSPECT_INSTANCE; the texts follow
typedef struct
{
  uint32_t number;   ///< Unique in its process, from 1
  uint32_t state;    ///< ObState
  uint32_t mode;     ///< ObMode
  int32_t  child;    ///< Process of the script; 0: none plays
  uint32_t children; ///< Started so far
  uint32_t nominal;  ///< The host's usual block length [frames]
  uint32_t latency;  ///< Of all output [frames]
  float    load;     ///< Share of real time that the script uses
  double   rate;     ///< Sample rate [1/s]
  uint64_t misses;   ///< Blocks whose answer did not come by the deadline
  uint64_t late;     ///< Events emitted after their frame
  uint64_t dropped;  ///< Events lost
  uint64_t median;   ///< Of the time to an answer; 0: none came [ns]
  uint64_t most;     ///< What 99 of 100 answers did not exceed [ns]
  uint64_t longest;  ///< Of all times to an answer [ns]
  ObJail   jail;     ///< What holds around the script
  uint32_t sizes[OB_INSPECT_TEXTS]; ///< Of the texts that follow [bytes]
  uint32_t padding;
} ObInspectInstance;

static_assert(sizeof(ObInspectInstance) == 112, "wire size");
static_assert(offsetof(ObInspectInstance, rate) == 32, "wire offset");

/// OB_INSPECT_LINE; the text follows
typedef struct
{
  uint64_t number; ///< As ObJournalLine.number
  uint64_t time;   ///< Of CLOCK_REALTIME [ns]
  uint32_t level;  ///< ObLogLevel
  uint32_t size;   ///< Of the text [bytes]
} ObInspectLine;

static_assert(sizeof(ObInspectLine) == 24, "wire size");

/// Time spent in one part of a script
typedef struct
{
  uint64_t count; ///< How often it was entered
  uint64_t total; ///< [ns]
  uint64_t worst; ///< [ns]
} ObInspectTime;

static_assert(sizeof(ObInspectTime) == 24, "wire size");

/// OB_INSPECT_TIMES
typedef struct
{
  uint64_t      since;           ///< Measured for so long [ns]
  ObInspectTime parts[OB_PARTS]; ///< By ObCallback; the last: tasks
} ObInspectTimes;

static_assert(sizeof(ObInspectTimes) == 8 + OB_PARTS * 24, "wire size");

/// OB_INSPECT_END
typedef struct
{
  uint32_t found;  ///< Instances that the question concerned
  uint32_t status; ///< ObStatus
} ObInspectEnd;

static_assert(sizeof(ObInspectEnd) == 8, "wire size");

/// Instances or lines that are returned at most: ask again for the rest
#define OB_INSPECT_PAGE 32U

/// Longest of an instance's texts [bytes]
#define OB_INSPECT_TEXT_MAX 4096U

/**
   Find the user's run-time folder, and make it if there is none.

   It is in XDG_RUNTIME_DIR or, without that, in /run/user or /tmp.

   @return OB_SUCCESS; OB_NO_ACCESS if it is not only ours; or OB_TOO_BIG.
*/
ObStatus
ob_inspect_folder(char* path, size_t room);

#endif // OUTBOARD_INSPECT_H
