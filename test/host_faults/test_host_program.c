// Copyright 2026 The Outboard authors
// SPDX-License-Identifier: ISC

// Installations in which the child's program is not what it should be

#undef NDEBUG

#include "host_rows.h"
#include "lv2_host.h"

#include <lv2/atom/atom.h>

#include <assert.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

/// A program that is not the child, and what becomes of it
typedef struct
{
  const char* name;
  const char* text;     ///< Of the program; NULL: there is none
  mode_t      mode;     ///< Of the file
  bool        rests;    ///< It is tried five times, else once
  const char* expected; ///< In the log
} Program;

static char*
program_path(void)
{
  char* path = NULL;
  assert(asprintf(&path, "%s/outboard-scriptd", host_folder()) > 0);
  return path;
}

/// Put another program in the place of the child's
static void
install(const char* const text, const size_t size, const mode_t mode)
{
  char* const path = program_path();
  assert(!unlink(path));
  if (text) {
    FILE* const file = fopen(path, "w");
    assert(file && fwrite(text, 1U, size, file) == size && !fclose(file));
    assert(!chmod(path, mode));
  }
  free(path);
}

/// Put the child's program back
static void
restore(void)
{
  char* const path = program_path();
  remove(path);
  char* const target = realpath(host_scriptd, NULL);
  assert(!symlink(target, path));
  free(target);
  free(path);
}

/// Play with a program that cannot be started; then with the right one
static void
expect_failure(const char* const expected, const float status)
{
  char* const       path   = host_write_script("any.py", host_octave);
  HostPlugin* const plugin = rig_choose(path, 64);
  rig_await_log(plugin, expected);
  host_await(plugin, status);

  // What passes does so unchanged
  const uint8_t note[3] = { 0x90U, 60U, 100U };
  host_midi(plugin, 5, note);
  host_run(plugin, 64U);
  assert(rig_has(plugin, 0x90U, 60U, 100U));

  restore();
  host_set_path(plugin, path, LV2_ATOM__Path);
  host_run(plugin, 64U);
  host_await(plugin, rig_running);
  host_check_plays(plugin);
  rig_end(plugin);
  free(path);
}

static void
test_programs(void)
{
  // The channel is descriptor 3; each write is a message
  static const Program programs[] = {
    { "missing", NULL, 0, false, "could not be started: no such file" },
    { "not executable", "#!/bin/sh\n", 0644, false, "not permitted" },
    { "text", "It is not a program.\n", 0755, false, "not a program" },
    { "empty", "", 0755, false, "not a program" },
    { "no interpreter", "#!/nowhere\n", 0755, false, "no such file" },
    { "exits", "#!/bin/sh\nexit 0\n", 0755, true, "exited with status 0" },
    { "fails", "#!/bin/sh\nexit 9\n", 0755, true, "exited with status 9" },
    { "dies", "#!/bin/sh\nkill -SEGV $$\n", 0755, true, "signal 11" },
    { "complains",
      "#!/bin/sh\necho wrong library >&2\nexit 127\n",
      0755,
      true,
      "wrong library" },
    { "says nonsense",
      "#!/bin/sh\necho hello >&3\nexec sleep 5\n",
      0755,
      true,
      "broke the protocol" },
    { "other version",
      "#!/bin/sh\n"
      "printf '\\377\\0\\0\\0\\0\\0\\0\\0\\0\\0\\0\\0' >&3\n"
      "exec sleep 5\n",
      0755,
      false,
      "its process is of another version" },
  };

  for (size_t i = 0U; i < sizeof(programs) / sizeof(programs[0]); ++i) {
    const Program* const program = &programs[i];
    printf("  %s\n", program->name);
    install(
      program->text, program->text ? strlen(program->text) : 0U, program->mode);
    expect_failure(program->expected, program->rests ? rig_stopped : rig_error);
  }
}

static void
test_folder(void)
{
  char* const path = program_path();
  install(NULL, 0U, 0U);
  assert(!mkdir(path, 0755));
  expect_failure("could not be started: not permitted", rig_error);
  free(path);
}

/// The beginning of a program, as of a copy that was interrupted
static void
test_truncated(void)
{
  static char bytes[4096];
  FILE* const file = fopen(host_scriptd, "r");
  assert(file && fread(bytes, 1U, sizeof(bytes), file) == sizeof(bytes));
  fclose(file);
  for (size_t size = 16U; size <= sizeof(bytes); size *= 16U) {
    install(bytes, size, 0755);
    HostPlugin* const plugin = rig_choose("/nowhere.py", 64);
    rig_end(plugin);
    restore();
  }

  install(bytes, 100U, 0755);
  expect_failure("could not be started: not a program", rig_error);
}

/// It says nothing, but cleanup does not wait for it
static void
test_silent_cleanup(void)
{
  static const char silent[] = "#!/bin/sh\nexec sleep 60\n";
  install(silent, sizeof(silent) - 1U, 0755);
  char* const       path   = host_write_script("any.py", host_octave);
  HostPlugin* const plugin = rig_choose(path, 64);
  usleep(100000U);
  const uint64_t start = host_now();
  rig_end(plugin);
  assert(host_now() - start < host_cleanup_limit);
  restore();
  free(path);
}

int
main(int argc, char** argv)
{
  static const HostRow rows[] = {
    { "programs", test_programs, false },
    { "folder", test_folder, false },
    { "truncated", test_truncated, false },
    { "silent and cleanup", test_silent_cleanup, false },
  };

  return host_rows_run(argc, argv, rows, sizeof(rows) / sizeof(rows[0]));
}
