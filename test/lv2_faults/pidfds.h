// Copyright 2026 The Outboard authors
// SPDX-License-Identifier: ISC

// Process descriptors under a valgrind that does not know their system calls

#ifndef OUTBOARD_TEST_PIDFDS_H
#define OUTBOARD_TEST_PIDFDS_H

/// Start a process, not watched by valgrind, that opens them for this one
void
pidfds_begin(const char* program);

/// End that process
void
pidfds_end(void);

/// Be that process; `socket` as pidfds_begin() has written it
int
pidfds_serve(const char* socket);

#endif // OUTBOARD_TEST_PIDFDS_H
