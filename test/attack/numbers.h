// Copyright 2026 The Outboard authors
// SPDX-License-Identifier: ISC

// The numbers of the system calls, for the preprocessor to list

#include <asm/unistd.h>
