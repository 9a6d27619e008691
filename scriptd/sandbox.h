// Copyright 2026 The Outboard authors
// SPDX-License-Identifier: ISC

// Makes the process harmless before Python runs; interpreter

#ifndef OUTBOARD_SANDBOX_H
#define OUTBOARD_SANDBOX_H

#include "status.h"

/**
   Tie the process to its host and take from it what it does not need.

   It dies with the thread that spawned it, gains no privileges, keeps no
   descriptor beyond ObChildFd and dumps no core.

   @return OB_SUCCESS; OB_CLOSED if the host is gone already; or OB_ERROR.
*/
ObStatus
ob_sandbox_enter(void);

#endif // OUTBOARD_SANDBOX_H
