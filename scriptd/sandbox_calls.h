// Copyright 2026 The Outboard authors
// SPDX-License-Identifier: ISC

// The jail's system calls: seccomp; interpreter

#ifndef OUTBOARD_SANDBOX_CALLS_H
#define OUTBOARD_SANDBOX_CALLS_H

#include "status.h"

#include <stdbool.h>

/**
   Filter the system calls of all threads of this process from now on.

   @param has_landlock Whether Landlock decides which files are opened; without
   it none is.
   @return OB_SUCCESS; OB_NO_ACCESS if the kernel does not filter; or OB_ERROR.
*/
ObStatus
ob_calls_limit(bool has_landlock);

#endif // OUTBOARD_SANDBOX_CALLS_H
