// Copyright 2026 The Outboard authors
// SPDX-License-Identifier: ISC

// What this process has, to find out whether it has got more; setup

#ifndef OUTBOARD_SOAK_BELONGINGS_H
#define OUTBOARD_SOAK_BELONGINGS_H

#include "../fault_rig.h"

#include <stddef.h>

/// What a process has
typedef struct
{
  RigResources resources;
  size_t       heap; ///< Allocated, what is cached for threads included [bytes]
  size_t       size; ///< In memory [bytes]
} Belongings;

/// Return what this process has now
Belongings
belongings_count(void);

/// Wait until this process has no more than before; some seconds at most
Belongings
belongings_recount(const Belongings* before);

#endif // OUTBOARD_SOAK_BELONGINGS_H
