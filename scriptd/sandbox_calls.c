// Copyright 2026 The Outboard authors
// SPDX-License-Identifier: ISC

// The jail's system calls: seccomp; interpreter

#include "sandbox_calls.h"

#include "filter.h"

#include <assert.h>
#include <errno.h>
#include <linux/seccomp.h>
#include <stddef.h>
#include <string.h>
#include <sys/syscall.h>
#include <unistd.h>

#define COUNT(array) (sizeof(array) / sizeof((array)[0]))

/// The newest call that the filter was written with; of later ones libraries
/// know that kernels may lack them
#define LAST_CALL ((uint32_t)SYS_set_mempolicy_home_node)

/// Calls of x32 begin here; the filter knows what to do with them
#define X32_CALLS 0x40000000U

/// Room for what write_start() and write_rest() write [instructions]
#define START_MAX 16U
#define PROGRAM_MAX (START_MAX + COUNT(with_landlock) + COUNT(without_landlock))

/// Where the low half of the first argument is
#define FIRST_ARGUMENT                                                         \
  (offsetof(struct seccomp_data, args) +                                       \
   (__BYTE_ORDER__ == __ORDER_BIG_ENDIAN__ ? sizeof(uint32_t) : 0U))

#define LOAD(offset) BPF_STMT(BPF_LD | BPF_W | BPF_ABS, (uint32_t)(offset))
#define JUMP(test, value, yes, no)                                             \
  BPF_JUMP(BPF_JMP | BPF_##test | BPF_K, (uint32_t)(value), yes, no)
#define ANSWER(error)                                                          \
  BPF_STMT(BPF_RET | BPF_K, SECCOMP_RET_ERRNO | (uint32_t)(error))

/// Write what libseccomp has no words for: ranges of calls, and this process
static size_t
write_start(struct sock_filter* const program)
{
  const struct sock_filter start[] = {
    // Where to go on is how many instructions are left: 0 is the next
    LOAD(offsetof(struct seccomp_data, arch)),
    JUMP(JEQ, native_arch, 0, 11),
    LOAD(offsetof(struct seccomp_data, nr)),
    JUMP(JGE, X32_CALLS, 9, 0),
    JUMP(JGT, LAST_CALL, 7, 0),
    JUMP(JGT, SYS_rseq, 0, 1), // From here to there no calls have been made
    JUMP(JGE, SYS_pidfd_send_signal, 0, 5),
    JUMP(JEQ, SYS_kill, 1, 0),
    JUMP(JEQ, SYS_tgkill, 0, 4),
    LOAD(FIRST_ARGUMENT),
    JUMP(JEQ, getpid(), 2, 0),
    ANSWER(EPERM),
    ANSWER(ENOSYS),
  };
  static_assert(COUNT(start) <= START_MAX, "room");

  memcpy(program, start, sizeof(start));
  return COUNT(start);
}

/// Write the filter that libseccomp made
static size_t
write_rest(struct sock_filter* const program, const bool has_landlock)
{
  const size_t size =
    has_landlock ? sizeof(with_landlock) : sizeof(without_landlock);

  memcpy(program, has_landlock ? with_landlock : without_landlock, size);
  return size / sizeof(program[0]);
}

ObStatus
ob_calls_limit(const bool has_landlock)
{
  struct sock_filter program[PROGRAM_MAX];

  const size_t            start  = write_start(program);
  const size_t            rest   = write_rest(&program[start], has_landlock);
  const struct sock_fprog filter = { (unsigned short)(start + rest), program };

  // A thread that cannot have the filter is returned as a number above 0
  const long result = syscall(
    SYS_seccomp, SECCOMP_SET_MODE_FILTER, SECCOMP_FILTER_FLAG_TSYNC, &filter);
  if (result < 0 && (errno == ENOSYS || errno == EINVAL || errno == EPERM)) {
    return OB_NO_ACCESS;
  }

  return result ? OB_ERROR : OB_SUCCESS;
}
