// Copyright 2026 The Outboard authors
// SPDX-License-Identifier: ISC

// What a child says, in the host's log: cleaned and in measure; supervisor

#ifndef OUTBOARD_OUTPUT_H
#define OUTBOARD_OUTPUT_H

#include "log.h"
#include "status.h"

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

/// Longest line of a child's error output; longer ones are cut up [bytes]
#define OB_LINE_MAX 4096U

/// One child's output
typedef struct
{
  ObLog       log;
  const char* name;              ///< Of the script, before each line
  char        line[OB_LINE_MAX]; ///< Begun on the error output
  size_t      length;            ///< Of line [bytes]
  uint64_t    since;             ///< When the present second began [ns]
  uint32_t    spent;             ///< Of what may be shown in a second
  uint32_t    hidden;            ///< Lines not shown
} ObOutput;

/// Prepare an output; `name` must outlive it
void
ob_output_init(ObOutput* output, const ObLog* log, const char* name);

/// Show a text of `size` bytes, which may be of several lines
void
ob_output_show(ObOutput*   output,
               ObLogLevel  level,
               const char* text,
               size_t      size,
               uint64_t    now);

/**
   Show what has come through a pipe, up to its size, without waiting.

   @return OB_SUCCESS; OB_EMPTY if that was all for now; or OB_CLOSED.
*/
ObStatus
ob_output_read(ObOutput* output, int fd, uint64_t now);

/// Begin a second now, so that what comes next is shown: somebody wants it
void
ob_output_renew(ObOutput* output, uint64_t now);

/// Say how many lines were hidden, once more can be shown
void
ob_output_settle(ObOutput* output, uint64_t now);

/// Return whether nothing more will be shown in the present second
bool
ob_output_exhausted(const ObOutput* output);

/// Show the line begun, and how many were hidden: nothing more will come
void
ob_output_finish(ObOutput* output, uint64_t now);

/// Write "name: text", or just the text if that begins so already
void
ob_text_label(char* label, size_t room, const char* name, const char* text);

#endif // OUTBOARD_OUTPUT_H
