// Copyright 2026 The Outboard authors
// SPDX-License-Identifier: ISC

// Runs outboard-scriptd as on a kernel that lacks what WITHOUT names; one
// thread

#include <errno.h>
#include <seccomp.h>
#include <stddef.h>
#include <stdio.h>
#include <string.h>
#include <sys/prctl.h>
#include <unistd.h>

/// Have a call answered as a kernel does that does not know it
static int
take_away(const char* const call)
{
  scmp_filter_ctx filter = seccomp_init(SCMP_ACT_ALLOW);
  const int       number = seccomp_syscall_resolve_name(call);

  return !filter ||
         seccomp_rule_add(filter, SCMP_ACT_ERRNO(ENOSYS), number, 0U) ||
         seccomp_load(filter);
}

int
main(void)
{
  static char* const names[] = { (char*)SCRIPTD, NULL };

  prctl(PR_SET_NO_NEW_PRIVS, 1, 0, 0, 0);
  if ((strstr(WITHOUT, "landlock") && take_away("landlock_create_ruleset")) ||
      (strstr(WITHOUT, "seccomp") && take_away("seccomp"))) {
    fprintf(stderr, "cannot take away %s\n", WITHOUT);
    return 1;
  }

  execv(SCRIPTD, names);
  return 1;
}
