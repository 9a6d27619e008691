// Copyright 2026 The Outboard authors
// SPDX-License-Identifier: ISC

// Hot reload: a script's file is edited, in all the ways that editors have

#undef NDEBUG

#include "instance_rig.h"
#include "tries.h"

#include <assert.h>
#include <limits.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <sys/types.h>
#include <unistd.h>

static const char broken[] = "from outboard import *\n"
                             "def on_note_on(note)\n"
                             "    pass\n";

/// Return the path of a file beside the script
static const char*
beside(const char* const name)
{
  static char path[PATH_MAX];
  snprintf(path, sizeof(path), "%s/%s", rig.folder, name);
  return path;
}

static void
write_file(const char* const path, const char* const text)
{
  FILE* const file = fopen(path, "w");
  assert(file && fputs(text, file) >= 0 && !fclose(file));
}

/// Return a script that says its number and plays
static const char*
edition(const unsigned number)
{
  static char text[256];
  snprintf(text,
           sizeof(text),
           "from outboard import *\n"
           "print('edition %u')\n"
           "def on_note_on(note):\n"
           "    note.send()\n",
           number);
  return text;
}

/// Run blocks until what played before is gone; return what plays
static pid_t
await_swap(void)
{
  do {
    rig_sleep(1U);
    rig_run(&rig, -1);
  } while (rig_holdings().children != 1U);

  return rig_child();
}

/// Check that the edition comes to play
static void
expect_edition(const unsigned number)
{
  char text[32];
  snprintf(text, sizeof(text), "edition %u\n", number);
  assert(rig_await_log(&rig, text, 5000U));
  assert(rig_await_playing(&rig));
  await_swap();
  instance_expect_answer();
  assert(!rig_message(&rig)[0]);
}

/// Check that the same child plays on for some time
static void
expect_no_reload(const pid_t child)
{
  rig_clear_log(&rig);
  for (unsigned i = 0U; i < 30U; ++i) {
    rig_sleep(10U);
    rig_run(&rig, -1);
  }
  assert(await_swap() == child && rig_plays(&rig));
  assert(!rig_logged(&rig, "edition") && !rig_logged(&rig, "loaded again"));
}

static void
test_ways_to_write(void)
{
  char temporary[PATH_MAX];

  instance_play(edition(1U));
  expect_edition(1U);

  rig_write(&rig, edition(2U)); // Truncated and written
  expect_edition(2U);
  instance_expect_saved(rig.path, edition(2U));

  snprintf(temporary, sizeof(temporary), "%s", beside(".script.py.swp"));
  write_file(temporary, edition(3U));
  assert(!rename(temporary, rig.path));
  expect_edition(3U);

  unlink(rig.path);
  rig_write(&rig, edition(4U));
  expect_edition(4U);

  // A backup is kept under another name
  assert(!rename(rig.path, beside("script.py~")));
  rig_write(&rig, edition(5U));
  expect_edition(5U);
  unlink(beside("script.py~"));

  write_file(temporary, edition(6U));
  unlink(rig.path);
  assert(!link(temporary, rig.path));
  expect_edition(6U);
  unlink(temporary);
  assert(rig_logged(&rig, "note: script.py has changed and is loaded again"));
  instance_close();
}

/// Write many times in a row; return whether that counted as one
static bool
write_often(void)
{
  instance_play(edition(1U));
  for (unsigned i = 0U; i < 20U; ++i) {
    rig_write(&rig, edition(2U + i));
    rig_sleep(5U);
  }
  expect_edition(21U);
  const unsigned lines = rig_lines(&rig);
  instance_close();
  return lines <= 6U;
}

/// On a busy machine, there may be a pause between two of them
static void
test_coalesced(void)
{
  check_in_some_tries(write_often);
}

static void
test_nothing_changed(void)
{
  instance_play(edition(1U));
  const pid_t child = rig_child();

  rig_write(&rig, edition(1U));
  write_file(beside("other.py"), "x");
  write_file(beside("4913"), "");
  expect_no_reload(child);
  unlink(beside("other.py"));
  unlink(beside("4913"));
  instance_close();
}

static void
test_broken(void)
{
  instance_play(edition(1U));
  const pid_t child = rig_child();

  rig_write(&rig, broken);
  assert(rig_await_log(&rig, "line 2", 5000U));
  assert(strstr(rig_message(&rig), "script.py") == rig_message(&rig));
  assert(!strstr(rig_message(&rig), "script.py: script.py"));
  assert(await_swap() == child);
  instance_expect_saved(rig.path, edition(1U));
  instance_expect_answer();

  // The same mistake is not told twice
  rig_write(&rig, broken);
  expect_no_reload(child);

  rig_write(&rig, edition(2U));
  expect_edition(2U);
  rig_clear_log(&rig);
  rig_write(&rig, broken);
  assert(rig_await_log(&rig, "line 2", 5000U));
  rig_clear_log(&rig);
  rig_write(&rig, edition(2U)); // Undone
  expect_edition(2U);
  instance_close();
}

/// A script that never loaded does so once it is mended
static void
test_broken_from_the_start(void)
{
  instance_open();
  assert(rig_load(&rig, broken) == OB_ERROR);
  assert(rig_await_state(&rig, OB_STATE_ERROR, 1000U));
  rig_write(&rig, edition(1U));
  expect_edition(1U);
  instance_close();
}

/// The file is not even there
static void
test_missing_from_the_start(void)
{
  instance_open();
  assert(ob_instance_load(rig.instance, &(const ObSaved){ .path = rig.path }) ==
         OB_NO_FILE);
  assert(rig_await_state(&rig, OB_STATE_ERROR, 1000U));
  rig_write(&rig, edition(1U));
  expect_edition(1U);
  instance_close();
}

/// A script that died too often rests until it is edited
static void
test_wakes_a_script_that_rests(void)
{
  instance_play("import os\n"
                "from outboard import *\n"
                "def on_note_on(note):\n"
                "    os._exit(3)\n");
  for (unsigned i = 0U; i < 5000U; ++i) {
    rig_run(&rig, 60);
    rig_sleep(5U);
    if (rig.report.state == OB_STATE_STOPPED) {
      break;
    }
  }
  assert(strstr(rig_message(&rig), "rests until its file changes"));
  rig_write(&rig, edition(1U));
  expect_edition(1U);
  instance_close();
}

static void
test_vanishes(void)
{
  instance_play(edition(1U));
  rig_sleep(500U); // Until it was there when it was looked for
  const pid_t child = rig_child();

  unlink(rig.path);
  assert(rig_await_log(&rig, "no such file; what was loaded stays", 1000U));
  assert(await_swap() == child && !rig_message(&rig)[0]);
  instance_expect_saved(rig.path, edition(1U));
  rig_write(&rig, edition(1U));
  expect_no_reload(child);
  rig_write(&rig, edition(2U));
  expect_edition(2U);
  instance_close();
}

/// The whole folder goes and comes back
static void
test_folder_vanishes(void)
{
  char moved[sizeof(rig.folder) + 8U];

  instance_play(edition(1U));
  snprintf(moved, sizeof(moved), "%s.moved", rig.folder);
  assert(!rename(rig.folder, moved));
  rig_sleep(100U);
  assert(!mkdir(rig.folder, 0700));
  rig_write(&rig, edition(2U));
  expect_edition(2U);

  rig_clear_log(&rig);
  unlink(rig.path);
  assert(!rmdir(rig.folder) && !rename(moved, rig.folder));
  assert(rig_await_log(&rig, "edition 1", 5000U));
  instance_close();
}

static void
test_link(void)
{
  char target[PATH_MAX];
  char folder[] = "/tmp/outboard-link-XXXXXX";

  assert(mkdtemp(folder));
  snprintf(target, sizeof(target), "%s/real.py", folder);
  write_file(target, edition(1U));

  instance_open();
  assert(!symlink(target, rig.path));
  assert(!ob_instance_load(rig.instance, &(const ObSaved){ .path = rig.path }));
  expect_edition(1U);
  write_file(target, edition(2U));
  expect_edition(2U);

  unlink(rig.path);
  rig_write(&rig, edition(3U));
  expect_edition(3U);
  instance_close();
  unlink(target);
  rmdir(folder);
}

static void
test_many_share_a_file(void)
{
  static Rig others[3];

  instance_play(edition(1U));
  for (unsigned i = 0U; i < 3U; ++i) {
    rig_open(&others[i], instance_scriptd);
    assert(!ob_instance_load(others[i].instance,
                             &(const ObSaved){ .path = rig.path }));
    assert(!ob_instance_wait(others[i].instance, 20000U, NULL));
  }

  // One of them goes: the others still hear of it
  rig_close(&others[0]);
  rig_write(&rig, edition(2U));
  for (unsigned i = 1U; i < 3U; ++i) {
    assert(rig_await_log(&others[i], "edition 2", 5000U));
  }
  assert(rig_await_log(&rig, "edition 2", 5000U));
  rig_close(&others[1]);
  rig_close(&others[2]);
  instance_close();
}

static void
test_further_files(void)
{
  instance_open();
  assert(rig_load(&rig,
                  "from outboard import *\n"
                  "FILES = ['kits.py']\n"
                  "import kits\n") == OB_ERROR);
  write_file(beside("kits.py"), "print('kit one')\n");
  assert(rig_await_log(&rig, "kit one", 5000U));

  write_file(beside("kits.py"), "print('kit two')\n");
  assert(rig_await_log(&rig, "kit two", 5000U));

  rig_clear_log(&rig);
  write_file(beside("kits.py"), "def broken(\n");
  assert(rig_await_log(&rig, "kits.py", 5000U));
  assert(rig_plays(&rig));
  write_file(beside("kits.py"), "print('kit three')\n");
  assert(rig_await_log(&rig, "kit three", 5000U));

  unlink(beside("kits.py"));
  instance_close();
}

/// A render is not disturbed
static void
test_not_while_rendering(void)
{
  instance_play(edition(1U));
  rig.controls.freewheel = true;
  rig_run(&rig, 60);
  const pid_t child = await_swap();

  rig_write(&rig, edition(2U));
  expect_no_reload(child);
  rig.controls.freewheel = false;
  rig_run(&rig, -1);
  assert(rig_await_log(&rig, "edition 2", 5000U));
  instance_close();
}

int
main(int argc, char** argv)
{
  static const InstanceTest tests[] = {
    { "ways to write", test_ways_to_write },
    { "coalesced", test_coalesced },
    { "nothing changed", test_nothing_changed },
    { "broken", test_broken },
    { "broken from the start", test_broken_from_the_start },
    { "missing from the start", test_missing_from_the_start },
    { "wakes a script that rests", test_wakes_a_script_that_rests },
    { "vanishes", test_vanishes },
    { "folder vanishes", test_folder_vanishes },
    { "link", test_link },
    { "many share a file", test_many_share_a_file },
    { "further files", test_further_files },
    { "not while rendering", test_not_while_rendering },
  };

  return instance_run(argc, argv, tests, sizeof(tests) / sizeof(tests[0]));
}
