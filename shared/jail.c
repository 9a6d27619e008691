// Copyright 2026 The Outboard authors
// SPDX-License-Identifier: ISC

// What of the jail holds around a script, and how to say it; any thread

#include "jail.h"

#include <stdio.h>

static const uint32_t all = OB_JAIL_FILES | OB_JAIL_CALLS | OB_JAIL_MEMORY;

bool
ob_jail_is_full(const ObJail* const jail)
{
  return jail->parts == all;
}

void
ob_jail_describe(const ObJail* const jail, char* const text, const size_t size)
{
  static const struct
  {
    ObJailPart  part;
    const char* name;
  } parts[] = {
    { OB_JAIL_FILES, "Landlock" },
    { OB_JAIL_CALLS, "seccomp filter" },
    { OB_JAIL_MEMORY, "limit of memory" },
  };

  if (jail->parts & OB_JAIL_OFF) {
    snprintf(text, size, "off (" OB_JAIL_VARIABLE "=off)");
    return;
  }
  if (ob_jail_is_full(jail)) {
    snprintf(
      text, size, "full (Landlock ABI %u, seccomp)", (unsigned)jail->landlock);
    return;
  }

  const bool  some = jail->parts & (OB_JAIL_FILES | OB_JAIL_CALLS);
  const char* mark = some ? "weaker (no " : "none (no ";
  size_t      used = 0U;
  for (size_t i = 0U; i < sizeof(parts) / sizeof(parts[0]); ++i) {
    if (!(jail->parts & parts[i].part) && used < size) {
      used +=
        (size_t)snprintf(text + used, size - used, "%s%s", mark, parts[i].name);
      mark = ", no ";
    }
  }
  if (used < size) {
    snprintf(text + used, size - used, ")");
  }
}
