// Copyright 2026 The Outboard authors
// SPDX-License-Identifier: ISC

// Showing how far long work is, to those who watch; one thread

#ifndef OUTBOARD_PROGRESS_H
#define OUTBOARD_PROGRESS_H

#include <stdint.h>

/**
   Show that `done` of `total` is done, if standard error is a terminal.

   When all is done, the line is wiped.

   @param label What is being done; NULL to show nothing.
*/
void
ob_progress(const char* label, uint32_t done, uint32_t total);

#endif // OUTBOARD_PROGRESS_H
