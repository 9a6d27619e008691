// Copyright 2026 The Outboard authors
// SPDX-License-Identifier: ISC

// Writes the jail's filter of system calls as C; build

#include "rules.h"

#include <errno.h>
#include <linux/filter.h>
#include <seccomp.h>
#include <signal.h>
#include <stdbool.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <unistd.h>

/// Most instructions of a filter
#define INSTRUCTIONS 1024U

_Noreturn static void
fail(const char* const what, const int error)
{
  fprintf(stderr, "make_filter: %s: %s\n", what, strerror(error));
  exit(EXIT_FAILURE);
}

/// Add a rule, unless this architecture or libseccomp does not have the call
static void
add(const scmp_filter_ctx filter, const Rule* const rule)
{
  struct scmp_arg_cmp conditions[CONDITIONS];
  unsigned            n    = 0U;
  const int           call = seccomp_syscall_resolve_name(rule->call);

  while (n < CONDITIONS && rule->conditions[n].mask) {
    const Condition* const from = &rule->conditions[n];
    conditions[n++]             = (struct scmp_arg_cmp){
                  from->argument, SCMP_CMP_MASKED_EQ, from->mask, from->value
    };
  }

  if (call >= 0) {
    const int error =
      seccomp_rule_add_exact_array(filter, rule->action, call, n, conditions);
    if (error) {
      fail(rule->call, -error);
    }
  }
}

static void
add_rules(const scmp_filter_ctx filter, const Rule* const rules)
{
  for (const Rule* rule = rules; rule->call; ++rule) {
    add(filter, rule);
  }
}

static void
add_calls(const scmp_filter_ctx    filter,
          const char* const* const calls,
          const uint32_t           action)
{
  for (const char* const* call = calls; *call; ++call) {
    add(filter, &(const Rule){ *call, action, { { 0 } } });
  }
}

/// Let handlers be set but for the signals that are kept
static void
add_signals(const scmp_filter_ctx filter)
{
  for (int signal = 1; signal < NSIG; ++signal) {
    bool kept = false;
    for (const int* one = kept_signals; *one; ++one) {
      kept |= signal == *one;
    }
    if (!kept) {
      const Condition is_it = { 0, INT, (uint64_t)signal };
      add(filter, &(const Rule){ "rt_sigaction", ALLOW, { is_it } });
    }
  }
}

static scmp_filter_ctx
make(const bool has_landlock)
{
  const scmp_filter_ctx filter = seccomp_init(SCMP_ACT_ERRNO(EPERM));
  if (!filter || seccomp_attr_set(
                   filter, SCMP_FLTATR_ACT_BADARCH, SCMP_ACT_KILL_PROCESS)) {
    fail("no filter", ENOMEM);
  }

  // Asked about first: a doorbell is a futex
  seccomp_syscall_priority(filter, SCMP_SYS(futex), UINT8_MAX);
  add_calls(filter, free_calls, ALLOW);
  add_rules(filter, common_rules);
  add_signals(filter);
  if (has_landlock) {
    add_calls(filter, path_calls, ALLOW);
    add_rules(filter, path_rules);
  } else {
    add_calls(filter, path_calls, NO_ACCESS);
    add_rules(filter, pathless_rules);
  }

  return filter;
}

/// Write a filter as an array of C
static void
print(const char* const name, const bool has_landlock)
{
  static struct sock_filter program[INSTRUCTIONS];
  const scmp_filter_ctx     filter = make(has_landlock);
  const int                 memory = memfd_create("filter", 0U);
  const int                 error  = seccomp_export_bpf(filter, memory);
  const ssize_t             size   = pread(memory, program, sizeof(program), 0);

  if (error || size <= 0 || size == (ssize_t)sizeof(program)) {
    fail("cannot export the filter", error ? -error : EOVERFLOW);
  }

  printf("static const struct sock_filter %s[] = {\n", name);
  for (size_t i = 0U; i < (size_t)size / sizeof(program[0]); ++i) {
    printf("  { 0x%02XU, %uU, %uU, 0x%08XU },\n",
           program[i].code,
           program[i].jt,
           program[i].jf,
           program[i].k);
  }
  printf("};\n\n");
  close(memory);
  seccomp_release(filter);
}

int
main(void)
{
  printf("// Written by make_filter.c\n\n"
         "#include <linux/filter.h>\n"
         "#include <stdint.h>\n\n"
         "/// As in seccomp_data.arch\n"
         "static const uint32_t native_arch = 0x%08XU;\n\n",
         seccomp_arch_native());
  print("with_landlock", true);
  print("without_landlock", false);
  return fflush(stdout) ? EXIT_FAILURE : EXIT_SUCCESS;
}
