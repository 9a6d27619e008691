// Copyright 2026 The Outboard authors
// SPDX-License-Identifier: ISC

// The processes that run scripts: what they got of the system, what they take

#ifndef OUTBOARD_BENCH_PROCESSES_H
#define OUTBOARD_BENCH_PROCESSES_H

#include <stdbool.h>
#include <stddef.h>
#include <sys/types.h>

/// Put our processes that run scripts into `pids`; return how many there are
size_t
processes_find(pid_t* pids, size_t size);

/// Wait until all are real-time, for some seconds; return whether they are
bool
processes_await_realtime(void);

/// Return the memory of a process that is no other's; NAN if unknown [KiB]
double
processes_private(pid_t pid);

/// Tell what was got of the system: classes, locked memory, sandbox
void
processes_tell(bool realtime);

#endif // OUTBOARD_BENCH_PROCESSES_H
