// Copyright 2026 The Outboard authors
// SPDX-License-Identifier: ISC

// Faults of children that break the protocol: the host must not mind

#undef NDEBUG

#include "rig.h"

#include <assert.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <time.h>
#include <unistd.h>

static char* program;
static Rig   rig;
static char  link_path[128];

/// Open a rig whose child misbehaves in the way called `way`
static void
set_up(const char* const way)
{
  snprintf(
    link_path, sizeof(link_path), "/tmp/outboard-%d-hostile", (int)getpid());
  assert(!mkdir(link_path, 0700));
  snprintf(link_path,
           sizeof(link_path),
           "/tmp/outboard-%d-hostile/%s",
           (int)getpid(),
           way);
  assert(!symlink(program, link_path));
  rig_open(&rig, link_path);
}

static void
tear_down(void)
{
  rig_close(&rig);
  unlink(link_path);
  *strrchr(link_path, '/') = '\0';
  assert(!rmdir(link_path));
}

/// A child that dies or must be killed again and again: five times, then rest
static void
expect_rest(const char* const way, const char* const cause)
{
  set_up(way);
  rig_write(&rig, "x");
  assert(!ob_instance_load(rig.instance, &(const ObSaved){ .path = rig.path }));
  if (!rig_await_state(&rig, OB_STATE_STOPPED, 5000U)) {
    fprintf(stderr, "%s: state %u\n%s", way, rig.report.state, rig.log);
    assert(false);
  }

  assert(rig_await_log(&rig, cause, 1000U));
  assert(strstr(rig_message(&rig), cause));
  assert(strstr(rig_message(&rig), "rests"));
  for (unsigned i = 0U; i < 1000U && rig_child(); ++i) {
    rig_sleep(10U); // A fork server that only starts may be taken for one
  }
  assert(rig_child() == 0);
  tear_down();
}

static void
test_protocol(void)
{
  static const char* const ways[] = {
    "ready-first",  "short-hello", "hello-twice",  "long-name", "bad-routes",
    "unknown-type", "load-back",   "bad-level",    "bad-text",  "ready-twice",
    "late-failure", "lie",         "jailed-twice",
  };

  for (size_t i = 0U; i < sizeof(ways) / sizeof(ways[0]); ++i) {
    expect_rest(ways[i], "broke the protocol");
  }
}

/// Another try would be of another version, too
static void
test_foreign(void)
{
  set_up("foreign");
  assert(rig_load(&rig, "x") == OB_ERROR);
  assert(strstr(rig_message(&rig), "its process is of another version"));
  assert(rig_await_state(&rig, OB_STATE_ERROR, 1000U));
  tear_down();
}

static void
test_texts(void)
{
  static const char* const ways[] = {
    "files-twice",      "files-outside",   "files-parent",
    "files-nameless",   "files-many",      "files-late",
    "description-huge", "description-gap", "description-binary",
    "show-short",       "show-long",       "save-back",
    "state-unasked",    "state-binary",
  };

  for (size_t i = 0U; i < sizeof(ways) / sizeof(ways[0]); ++i) {
    expect_rest(ways[i], "broke the protocol");
  }
}

/// It never tells its state: nobody waits long for it, then it is killed
static void
test_deaf(void)
{
  ObSaved* saved = NULL;

  set_up("deaf");
  assert(!rig_load(&rig, "x"));
  assert(rig_await_playing(&rig));

  const uint64_t start = ob_now();
  assert(!ob_instance_save(rig.instance, &saved));
  const uint64_t ms = (ob_now() - start) / 1000000U;
  assert(ms >= 95U && ms < RIG_SLOWNESS * 100U);
  assert(!saved->state_size && !strcmp(saved->text, "x"));
  ob_saved_free(saved);
  assert(rig_await_log(&rig, "has been stuck for 1 s", 2000U));
  assert(rig_await_log(&rig, "it is started again", 3000U));
  assert(rig_await_playing(&rig));
  tear_down();
}

static void
test_exits(void)
{
  expect_rest("early-exit", "exited with status 3");
  expect_rest("exit", "exited with status 3");
  expect_rest("empty-packet", "exited with status 0");
}

/// It closes its channel and stays: it is killed soon
static void
test_hang_up(void)
{
  expect_rest("hang-up", "died of signal 9");
}

/// It ignores that it should end
static void
test_stubborn(void)
{
  set_up("stubborn");
  assert(!rig_load(&rig, "x"));
  assert(rig_await_playing(&rig));

  const uint64_t start = ob_now();
  tear_down();
  const uint64_t ms = (ob_now() - start) / 1000000U;
  assert(ms >= 190U && ms < RIG_SLOWNESS * 250U);
  assert(rig_child() == 0);
}

static void
test_failure_is_cleaned(void)
{
  set_up("stubborn-loader");
  assert(rig_load(&rig, "x") == OB_ERROR);
  assert(rig_await_state(&rig, OB_STATE_ERROR, 1000U));
  assert(!strcmp(rig_message(&rig), "script.py: no?[31m"));
  tear_down();
}

/// Return the processor time that this process has used [ms]
static uint64_t
used_time(void)
{
  struct timespec time;
  clock_gettime(CLOCK_PROCESS_CPUTIME_ID, &time);
  return (uint64_t)time.tv_sec * 1000U + (uint64_t)time.tv_nsec / 1000000U;
}

/// Nobody can keep the supervisor busy, or fill the log
static void
expect_measure(const char* const way, const bool speaks)
{
  set_up(way);
  assert(!rig_load(&rig, "x"));
  rig_sleep(200U);
  rig_clear_log(&rig);

  const uint64_t before = used_time();
  rig_sleep(2000U);
  assert(used_time() - before < 500U);
  if (speaks) {
    assert(rig_lines(&rig) > 10U && rig_lines(&rig) < 500U);
    assert(rig_logged(&rig, "more lines came too fast"));
  } else {
    assert(!rig_lines(&rig));
  }

  // Others are served meanwhile
  static Rig other;
  rig_open(&other, link_path);
  assert(!rig_load(&other, "x"));
  rig_close(&other);
  tear_down();
}

static void
test_floods(void)
{
  expect_measure("flood-log", true);
  expect_measure("flood-errors", true);
  expect_measure("flood-states", false);
  expect_measure("flood-values", false);
}

static void
test_load_limit(void)
{
  set_up("silent");
  const uint64_t start = ob_now();
  assert(rig_load(&rig, "x") == OB_ERROR);
  const uint64_t ms = (ob_now() - start) / 1000000U;
  assert(ms >= 10000U && ms < RIG_SLOWNESS * 10000U);
  assert(strstr(rig_message(&rig), "did not load within 10 s"));
  assert(rig_await_state(&rig, OB_STATE_ERROR, 1000U));
  tear_down();
}

/// The first argument says which: those for which something is waited, or
/// others
int
main(int argc, char** argv)
{
  assert(argc == 3);
  const bool waits = !strcmp(argv[1], "waits");
  program          = realpath(argv[2], NULL);
  assert(program);

  rig_open(&rig, program); // With the first thread, a sanitizer starts its own
  rig_close(&rig);

  const RigHoldings before = rig_holdings();
  if (waits) {
    test_deaf();
    test_stubborn();
    test_floods();
    test_load_limit();
  } else {
    test_protocol();
    test_foreign();
    test_texts();
    test_exits();
    test_hang_up();
    test_failure_is_cleaned();
  }

  const RigHoldings after = rig_holdings();
  assert(after.descriptors == before.descriptors);
  assert(after.threads == before.threads);
  assert(after.children == before.children);
  free(program);
  return 0;
}
