// Copyright 2026 The Outboard authors
// SPDX-License-Identifier: ISC

// Where an instance's lines go: the host's log, and a journal; supervisor and
// setup

#include "log.h"

#include "text.h"

#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>

void
ob_log(const ObLog* const log,
       const ObLogLevel   level,
       const char* const  format,
       ...)
{
  va_list arguments;
  char*   text = NULL;

  va_start(arguments, format);
  const int length = vasprintf(&text, format, arguments);
  va_end(arguments);
  if (length < 0) {
    return;
  }

  // Paths and causes come from sessions and scripts
  ob_text_clean(text, (size_t)length + 1U, text, (size_t)length);
  if (log->function) {
    log->function(log->handle, level, text);
  }
  if (log->journal) {
    ob_journal_add(log->journal, level, text);
  } else {
    free(text);
  }
}
