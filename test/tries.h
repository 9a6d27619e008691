// Copyright 2026 The Outboard authors
// SPDX-License-Identifier: ISC

// What a machine that is busy elsewhere may spoil; any thread

#ifndef OUTBOARD_TEST_TRIES_H
#define OUTBOARD_TEST_TRIES_H

#include <stdbool.h>

/// Check that an attempt succeeds in one of some tries
void
check_in_some_tries(bool (*attempt)(void));

#endif // OUTBOARD_TEST_TRIES_H
