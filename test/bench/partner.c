// Copyright 2026 The Outboard authors
// SPDX-License-Identifier: ISC

// The bare minimum to compare with: a process that answers a futex; one thread

#undef NDEBUG

#include "partner.h"

#include "bench.h"
#include "doorbell.h"

#include <linux/futex.h>

#include <assert.h>
#include <errno.h>
#include <signal.h>
#include <stdatomic.h>
#include <stddef.h>
#include <sys/mman.h>
#include <sys/prctl.h>
#include <sys/syscall.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

static const uint64_t ns_per_s = 1000000000U;

static void
wake(_Atomic uint32_t* const word)
{
  atomic_fetch_add(word, 1U);
  syscall(SYS_futex, word, FUTEX_WAKE, 1, NULL, NULL, 0);
}

/// Sleep until a word is no longer `seen`, or until `deadline` if it is not
/// NULL
static void
await(_Atomic uint32_t* const      word,
      const uint32_t               seen,
      const struct timespec* const deadline)
{
  long result = 0;
  while (atomic_load(word) == seen && !(result && errno == ETIMEDOUT)) {
    result = syscall(SYS_futex,
                     word,
                     FUTEX_WAIT_BITSET,
                     seen,
                     deadline,
                     NULL,
                     FUTEX_BITSET_MATCH_ANY);
  }
}

_Noreturn static void
answer(PartnerWords* const words)
{
  prctl(PR_SET_PDEATHSIG, SIGKILL);
  for (uint32_t seen = 0U;; ++seen) {
    await(&words->asked, seen, NULL);
    wake(&words->answered);
  }
}

void
partner_start(Partner* const partner, const int core)
{
  void* const memory = mmap(NULL,
                            sizeof(PartnerWords),
                            PROT_READ | PROT_WRITE,
                            MAP_SHARED | MAP_ANONYMOUS | MAP_POPULATE,
                            -1,
                            0);
  assert(memory != MAP_FAILED);

  partner->words = (PartnerWords*)memory;
  partner->pid   = fork();
  assert(partner->pid >= 0);
  if (!partner->pid) {
    answer(partner->words);
  }

  partner->realtime = bench_realtime(partner->pid, BENCH_PRIORITY_CHILD);
  if (core >= 0) {
    bench_pin(partner->pid, core);
  }
}

void
partner_wake(Partner* const partner)
{
  wake(&partner->words->asked);
}

uint64_t
partner_ask(Partner* const partner, const uint64_t limit)
{
  const uint32_t        seen     = atomic_load(&partner->words->answered);
  const uint64_t        start    = ob_now();
  const uint64_t        end      = start + limit;
  const struct timespec deadline = { (time_t)(end / ns_per_s),
                                     (long)(end % ns_per_s) };

  wake(&partner->words->asked);
  await(&partner->words->answered, seen, limit ? &deadline : NULL);
  return ob_now() - start;
}

void
partner_stop(Partner* const partner)
{
  kill(partner->pid, SIGKILL);
  waitpid(partner->pid, NULL, 0);
  munmap(partner->words, sizeof(*partner->words));
}
