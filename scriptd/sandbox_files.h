// Copyright 2026 The Outboard authors
// SPDX-License-Identifier: ISC

// The jail's files: Landlock; interpreter

#ifndef OUTBOARD_SANDBOX_FILES_H
#define OUTBOARD_SANDBOX_FILES_H

#include "status.h"

#include <stdint.h>

/// Learn where the user's home is, which no script gets, and what the kernel
/// can do; the environment has HOME, if it is known there
void
ob_files_prepare(void);

/// Return the version of Landlock's interface; 0 if there is none
uint32_t
ob_files_abi(void);

/// As ob_sandbox_limit_files(), with a version above 0
ObStatus
ob_files_limit(const char* path);

#endif // OUTBOARD_SANDBOX_FILES_H
