// Copyright 2026 The Outboard authors
// SPDX-License-Identifier: ISC

// Saying what is wrong on standard error; setup

#include "complain.h"

#include <errno.h>
#include <stdarg.h>
#include <stdio.h>

void
ob_complain(const char* const format, ...)
{
  va_list args;
  va_start(args, format);
  fprintf(stderr, "%s: ", program_invocation_short_name);
  vfprintf(stderr, format, args);
  fputc('\n', stderr);
  va_end(args);
}
