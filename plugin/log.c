// Copyright 2026 The Outboard authors
// SPDX-License-Identifier: ISC

// Where an instance's lines go: the host's log; supervisor and setup

#include "log.h"

#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>

void
ob_log(const ObLog* const log,
       const ObLogLevel   level,
       const char* const  format,
       ...)
{
  if (!log->function) {
    return;
  }

  va_list arguments;
  char*   text = NULL;

  va_start(arguments, format);
  if (vasprintf(&text, format, arguments) >= 0) {
    log->function(log->handle, level, text);
    free(text);
  }
  va_end(arguments);
}
