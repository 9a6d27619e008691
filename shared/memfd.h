// Copyright 2026 The Outboard authors
// SPDX-License-Identifier: ISC

// Anonymous memory that can be passed on and sealed; setup and supervisor

#ifndef OUTBOARD_MEMFD_H
#define OUTBOARD_MEMFD_H

/**
   Create an empty memfd: close-on-exec, sealable, never executable.

   @return The descriptor, or -1 with errno set.
*/
int
ob_memfd_create(const char* name);

#endif // OUTBOARD_MEMFD_H
