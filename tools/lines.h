// Copyright 2026 The Outboard authors
// SPDX-License-Identifier: ISC

// A text as lines, and what differs between two; setup

#ifndef OUTBOARD_LINES_H
#define OUTBOARD_LINES_H

#include "status.h"

#include <stddef.h>
#include <stdio.h>

/// A text, taken apart; zero-initialised, it is empty
typedef struct
{
  char*  text;  ///< Owned; its line ends are NULs
  char** lines; ///< Owned; parts of the text
  size_t count;
} ObLines;

/**
   Take a text apart.

   @param text Copied.
   @return OB_SUCCESS or OB_NO_MEM; to be cleared by the caller either way.
*/
ObStatus
ob_lines_split(ObLines* lines, const char* text);

/// Free what the lines own
void
ob_lines_clear(ObLines* lines);

/**
   Print what differs, "-" before lines of `expected`, "+" before others.

   @return OB_SUCCESS or OB_NO_MEM.
*/
ObStatus
ob_lines_compare(const ObLines* expected, const ObLines* actual, FILE* file);

#endif // OUTBOARD_LINES_H
