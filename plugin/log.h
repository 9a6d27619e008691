// Copyright 2026 The Outboard authors
// SPDX-License-Identifier: ISC

// Where an instance's lines go: the host's log, and a journal; supervisor and
// setup

#ifndef OUTBOARD_LOG_H
#define OUTBOARD_LOG_H

#include "attributes.h"
#include "journal.h"
#include "message.h"

/// Write one line, maybe of several, to the host's log
typedef void (*ObLogFunction)(void* handle, ObLogLevel level, const char* text);

/// Where an instance's lines go
typedef struct
{
  ObLogFunction function; ///< The host's; may be NULL: it does not listen
  void*         handle;   ///< For function
  ObJournal*    journal;  ///< Keeps them; may be NULL
} ObLog;

/// Write a formatted line
OB_PRINTF(3, 4)
void
ob_log(const ObLog* log, ObLogLevel level, const char* format, ...);

#endif // OUTBOARD_LOG_H
