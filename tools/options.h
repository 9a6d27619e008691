// Copyright 2026 The Outboard authors
// SPDX-License-Identifier: ISC

// What commands have in common in reading their options; setup

#ifndef OUTBOARD_OPTIONS_H
#define OUTBOARD_OPTIONS_H

#include <stdbool.h>

/**
   Complain if there are options, for a command that has none.

   @return Whether there are none; then `optind` is that of the first argument,
   counted from 1.
*/
bool
ob_no_options(int count, char* const* arguments);

/// Read the number that an option has, and complain unless it is in range;
/// return whether it is
bool
ob_option_number(const char* name,
                 const char* text,
                 double      low,
                 double      high,
                 double*     number);

#endif // OUTBOARD_OPTIONS_H
