// Copyright 2026 The Outboard authors
// SPDX-License-Identifier: ISC

// Reading what an instance has logged, on and on; setup

#ifndef OUTBOARD_READING_H
#define OUTBOARD_READING_H

#include "inspect.h"
#include "status.h"
#include "view.h"

#include <stdbool.h>
#include <stdint.h>

/// Between two looks for more [ms]
#define OB_READING_PERIOD 100U

/// One log that is read
typedef struct
{
  const ObView* view;
  uint64_t      after; ///< Lines up to this time are not shown [ns]
  uint64_t      last;  ///< Number of the last line
  uint32_t      lines; ///< Shown by the last ob_reading_advance()

  /// Show a line, `gap` if some before it were lost; return whether it was.
  /// The text is clean, and ends with a NUL
  bool (*show)(void*                handle,
               const ObInspectLine* line,
               const char*          text,
               bool                 gap);
  void* handle; ///< For show()
} ObReading;

/**
   Show all lines that are new.

   @return OB_SUCCESS; OB_CLOSED if the host is gone or the instance is not
   there any more; or as ob_view_connect() and ob_view_receive().
*/
ObStatus
ob_reading_advance(ObReading* reading);

/// Wait until the next look
void
ob_reading_pause(void);

#endif // OUTBOARD_READING_H
