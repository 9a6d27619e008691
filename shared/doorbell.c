// Copyright 2026 The Outboard authors
// SPDX-License-Identifier: ISC

// Waking a thread in another process: a futex word; real-time

#include "doorbell.h"

#include <errno.h>
#include <limits.h>
#include <linux/futex.h>
#include <stddef.h>
#include <sys/syscall.h>
#include <time.h>
#include <unistd.h>

static const uint64_t ns_per_s = 1000000000U;

OB_REALTIME uint64_t
ob_now(void)
{
  struct timespec time;

  clock_gettime(CLOCK_MONOTONIC, &time); // In the vDSO: no system call
  return (uint64_t)time.tv_sec * ns_per_s + (uint64_t)time.tv_nsec;
}

OB_REALTIME void
ob_doorbell_ring(ObDoorbell* const bell)
{
  // Sequentially consistent, as in arm(): either the sleeper sees this ring, or
  // this sees the sleeper
  atomic_fetch_add(&bell->rings, 1U);
  if (atomic_load(&bell->sleepers)) {
    syscall(SYS_futex, &bell->rings, FUTEX_WAKE, INT_MAX, NULL, NULL, 0);
  }
}

OB_REALTIME uint32_t
ob_doorbell_arm(ObDoorbell* const bell)
{
  atomic_store(&bell->sleepers, 1U);
  return atomic_load(&bell->rings);
}

OB_REALTIME ObStatus
ob_doorbell_wait(ObDoorbell* const bell,
                 const uint32_t    seen,
                 const uint64_t    deadline)
{
  const struct timespec time = { (time_t)(deadline / ns_per_s),
                                 (long)(deadline % ns_per_s) };

  const long result = syscall(SYS_futex,
                              &bell->rings,
                              FUTEX_WAIT_BITSET,
                              seen,
                              deadline == OB_NEVER ? NULL : &time,
                              NULL,
                              FUTEX_BITSET_MATCH_ANY);

  return (result && errno == ETIMEDOUT) ? OB_TIMEOUT : OB_SUCCESS;
}

OB_REALTIME void
ob_doorbell_disarm(ObDoorbell* const bell)
{
  atomic_store(&bell->sleepers, 0U);
}
