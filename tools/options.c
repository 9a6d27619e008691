// Copyright 2026 The Outboard authors
// SPDX-License-Identifier: ISC

// What commands have in common in reading their options; setup

#include "options.h"

#include "complain.h"

#include <getopt.h>
#include <stddef.h>
#include <stdlib.h>

bool
ob_no_options(const int count, char* const* const arguments)
{
  static const struct option none[] = { { NULL, 0, NULL, 0 } };

  optind = 0; // As it was never used, and before the first argument
  return getopt_long(count + 1, arguments - 1, "", none, NULL) == -1;
}

bool
ob_option_number(const char* const name,
                 const char* const text,
                 const double      low,
                 const double      high,
                 double* const     number)
{
  char* end = NULL;

  *number = strtod(text, &end);
  if (end == text || *end || !(*number >= low && *number <= high)) {
    ob_complain("%s is a number from %g to %g, not %s", name, low, high, text);
    return false;
  }
  return true;
}
