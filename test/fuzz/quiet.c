// Copyright 2026 The Outboard authors
// SPDX-License-Identifier: ISC

// Instead of tools/complain.c: what is complained of is one line, unseen

#undef NDEBUG

#include "complain.h"

#include <assert.h>
#include <stdarg.h>
#include <stdio.h>

void
ob_complain(const char* const format, ...)
{
  char    text[4096];
  va_list arguments;

  va_start(arguments, format);
  assert(vsnprintf(text, sizeof(text), format, arguments) > 0);
  va_end(arguments);
}
