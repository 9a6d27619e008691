// Copyright 2026 The Outboard authors
// SPDX-License-Identifier: ISC

// Anonymous memory that can be passed on and sealed; setup and supervisor

#include "memfd.h"

#include <errno.h>
#include <sys/mman.h>

#ifndef MFD_NOEXEC_SEAL // Linux 6.3
#  define MFD_NOEXEC_SEAL 0x0008U
#endif

int
ob_memfd_create(const char* const name)
{
  const unsigned flags = MFD_CLOEXEC | MFD_ALLOW_SEALING;
  const int      fd    = memfd_create(name, flags | MFD_NOEXEC_SEAL);

  // An older kernel does not know the last flag
  return (fd < 0 && errno == EINVAL) ? memfd_create(name, flags) : fd;
}
