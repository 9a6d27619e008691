// Copyright 2026 The Outboard authors
// SPDX-License-Identifier: ISC

// The jail's rules: which system calls a script may make, and why; build

#ifndef OUTBOARD_RULES_H
#define OUTBOARD_RULES_H

#include <errno.h>
#include <seccomp.h>

#include <stdint.h>

/// The kernel takes these arguments as an int, whatever is above
#define INT 0xFFFFFFFFU

/// Most conditions of a rule
#define CONDITIONS 3U

#define ALLOW SCMP_ACT_ALLOW
#define NO_ACCESS SCMP_ACT_ERRNO(EACCES)
#define NO_CALL SCMP_ACT_ERRNO(ENOSYS)

/// A condition on an argument: (argument & mask) == value; none if mask is 0
typedef struct
{
  unsigned argument;
  uint64_t mask;
  uint64_t value;
} Condition;

/// What is answered if all conditions hold; rules of one call do not overlap
typedef struct
{
  const char* call;
  uint32_t    action;
  Condition   conditions[CONDITIONS];
} Rule;

/// Calls that are allowed whatever their arguments; NULL at the end
extern const char* const free_calls[];

/// Calls that look at a path: Landlock decides which files are opened, and
/// stat() is not to be had otherwise; NULL at the end
extern const char* const path_calls[];

/// With Landlock: it decides.  It does not know of truncation before version 3
extern const Rule path_rules[];

/// Without it, nobody could tell paths apart: only fstat() in disguise remains
extern const Rule pathless_rules[];

/// All others; the call that is NULL is the end of each
extern const Rule common_rules[];

/// Signals whose handlers stay: the watchdog's, and those of crashes; 0 at the
/// end
extern const int kept_signals[];

#endif // OUTBOARD_RULES_H
