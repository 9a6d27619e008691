// Copyright 2026 The Outboard authors
// SPDX-License-Identifier: ISC

// The last lines that an instance has logged; supervisor and setup

#ifndef OUTBOARD_JOURNAL_H
#define OUTBOARD_JOURNAL_H

#include "message.h"

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

/// Lines that are kept, if they are not longer than OB_JOURNAL_SIZE together
#define OB_JOURNAL_LINES 256U

/// Most that is kept [bytes]
#define OB_JOURNAL_SIZE (128U * 1024U)

/// One line, maybe of several
typedef struct
{
  uint64_t   number; ///< From 1; a gap says that lines were dropped
  uint64_t   time;   ///< As ob_journal_time()
  ObLogLevel level;
} ObJournalLine;

typedef struct ObJournalImpl ObJournal;

/// Return the time of day [ns, CLOCK_REALTIME]; any thread
uint64_t
ob_journal_time(void);

/// Create an empty journal; NULL if out of memory
ObJournal*
ob_journal_new(void);

/// Free a journal; allows NULL
void
ob_journal_free(ObJournal* journal);

/// Keep a line; its text is taken over
void
ob_journal_add(ObJournal* journal, ObLogLevel level, char* text);

/**
   Copy the first line that is kept behind number `after`.

   @param text Set to what of it fits, with a NUL.
   @param room For that [bytes], more than 0.
   @return Whether there is one.
*/
bool
ob_journal_read(ObJournal*     journal,
                uint64_t       after,
                ObJournalLine* line,
                char*          text,
                size_t         room);

#endif // OUTBOARD_JOURNAL_H
