// Copyright 2026 The Outboard authors
// SPDX-License-Identifier: ISC

// What of the jail holds around a script, and how to say it; any thread

#ifndef OUTBOARD_JAIL_H
#define OUTBOARD_JAIL_H

#include <assert.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

/// The environment variable that turns it off
#define OB_JAIL_VARIABLE "OUTBOARD_SANDBOX"

/// Bits of ObJail.parts
typedef enum
{
  OB_JAIL_FILES  = 1U << 0U, ///< Landlock: which files are opened
  OB_JAIL_CALLS  = 1U << 1U, ///< The seccomp filter: which system calls
  OB_JAIL_MEMORY = 1U << 2U, ///< The limit of the address space
  OB_JAIL_OFF    = 1U << 3U  ///< Turned off by the user: nothing holds
} ObJailPart;

/// The jail as it is around one child
typedef struct
{
  uint32_t parts;    ///< ObJailPart
  uint32_t landlock; ///< Version of Landlock's interface; 0: there is none
} ObJail;

static_assert(sizeof(ObJail) == 8, "wire size");

/// Return whether every part holds
bool
ob_jail_is_full(const ObJail* jail);

/// Say what holds and what does not: "full (Landlock ABI 7, seccomp)"
void
ob_jail_describe(const ObJail* jail, char* text, size_t size);

#endif // OUTBOARD_JAIL_H
