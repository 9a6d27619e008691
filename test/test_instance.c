// Copyright 2026 The Outboard authors
// SPDX-License-Identifier: ISC

// An instance and what plays in it: loading, errors, swaps

#undef NDEBUG

#include "instance_rig.h"

#include "mailbox.h"
#include "notice.h"

#include <assert.h>
#include <signal.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

static const char broken[] = "from outboard import *\n"
                             "def on_note_on(note)\n"
                             "    pass\n";

/// Check that what is at the path does not load, and that the user is told so
static void
expect_error(const char* const reason)
{
  ob_instance_load(rig.instance, &(const ObSaved){ .path = rig.path });
  assert(ob_instance_wait(rig.instance, 20000U, NULL) == OB_ERROR);
  assert(rig_await_state(&rig, OB_STATE_ERROR, 5000U));
  if (!strstr(rig_message(&rig), reason) || !rig_logged(&rig, reason)) {
    fprintf(stderr, "'%s' expected, not '%s'\n", reason, rig_message(&rig));
    abort();
  }
  assert(rig_logged(&rig, "error: "));

  const unsigned before = rig.note_ons;
  rig_run(&rig, 60);
  assert(rig.note_ons == before + 1U); // The fallback
}

static void
test_load(void)
{
  ObDescription description;
  uint32_t      size = 0U;

  instance_play(instance_octave);
  assert(!ob_instance_wait(rig.instance, 0U, &description));
  assert(description.callbacks == 2U && description.params == 0U);
  assert(description.name[0]);
  assert(!rig_message(&rig)[0]);

  ObMailbox* const current = &ob_instance_notices(rig.instance)->current;
  assert(ob_mailbox_fetch(current));
  assert(!strcmp(ob_mailbox_text(current, &size), rig.path));
  instance_expect_answer();
  instance_close();
}

static void
test_nothing(void)
{
  instance_open();
  rig_run(&rig, 60);
  assert(rig.report.state == OB_STATE_STOPPED && rig.note_ons == 1U);
  instance_expect_saved("", "");
  assert(ob_instance_wait(rig.instance, 0U, NULL) == OB_ERROR);

  // No script at all ends the one that plays
  assert(!rig_load(&rig, instance_octave));
  assert(rig_await_playing(&rig));
  assert(!ob_instance_load(rig.instance, &(const ObSaved){ .path = NULL }));
  assert(rig_await_state(&rig, OB_STATE_STOPPED, 5000U));
  instance_expect_saved("", "");
  instance_close();
}

static void
test_errors(void)
{
  char path[sizeof(rig.path)];

  instance_open();
  memcpy(path, rig.path, sizeof(path));

  rig_write(&rig, broken);
  expect_error("line 2");
  assert(strstr(rig_message(&rig), "script.py"));
  instance_expect_saved(rig.path, broken);

  rig_write(&rig, "import no_such_module\n");
  expect_error("no_such_module");
  rig_write(&rig, "");
  expect_error("empty");
  unlink(rig.path);
  expect_error("no such file");
  assert(strstr(rig_message(&rig), rig.path));
  snprintf(rig.path, sizeof(rig.path), "%s", rig.folder);
  expect_error("not a regular file");

  // And it can still be mended
  memcpy(rig.path, path, sizeof(path));
  assert(!rig_load(&rig, instance_octave));
  assert(rig_await_playing(&rig));
  assert(!rig_message(&rig)[0]);
  instance_close();
}

static void
test_error_keeps_what_plays(void)
{
  instance_play(instance_octave);
  const pid_t child = rig_child();

  rig_write(&rig, broken);
  assert(!ob_instance_load(rig.instance, &(const ObSaved){ .path = rig.path }));
  assert(ob_instance_wait(rig.instance, 20000U, NULL) == OB_ERROR);
  assert(strstr(rig_message(&rig), "line 2"));
  rig_sleep(250U);
  rig_run(&rig, -1);
  assert(rig_plays(&rig) && rig_child() == child);
  instance_expect_saved(rig.path, instance_octave);
  instance_expect_answer();

  // What died then is what plays again
  kill(child, SIGKILL);
  assert(rig_await_log(&rig, "started again", 5000U));
  assert(rig_await_playing(&rig));
  instance_expect_answer();
  instance_close();
}

static void
test_no_program(void)
{
  rig_open(&rig, "/nowhere/outboard-instance_scriptd");
  rig_write(&rig, instance_octave);
  expect_error("/nowhere/outboard-instance_scriptd");
  instance_close();
}

static void
test_reload_swaps(void)
{
  instance_play(instance_octave);
  const pid_t first = rig_child();

  instance_expect_answer();
  assert(!rig_load(&rig, instance_octave));
  for (unsigned i = 0U; i < 1000U && kill(first, 0) == 0; ++i) {
    rig_run(&rig, -1);
    rig_sleep(1U);
  }
  assert(rig_child() && rig_child() != first);
  assert(rig.note_offs == 1U);
  instance_expect_answer();
  instance_close();
}

static void
test_path_from_run(void)
{
  instance_play("from outboard import *\n");
  ObNotices* const notices = ob_instance_notices(rig.instance);

  rig_write(&rig, instance_octave);
  assert(
    !ob_mailbox_write(&notices->path, rig.path, (uint32_t)strlen(rig.path)));
  ob_notices_post(notices, OB_NOTICE_PATH);
  rig_sleep(300U);
  rig_run(&rig, -1);
  instance_expect_saved(rig.path, instance_octave);
  instance_expect_answer();
  instance_close();
}

static void
test_freewheel_starts_afresh(void)
{
  instance_play("from outboard import *\n"
                "count = 0\n"
                "def on_note_on(note):\n"
                "    global count\n"
                "    count += 1\n"
                "    print('count', count)\n");
  rig_run(&rig, 60);
  rig_run(&rig, 62);
  assert(rig_await_log(&rig, "count 2", 5000U));

  rig_clear_log(&rig);
  rig.controls.freewheel = true;
  rig_run(&rig, 64); // Waits for the fresh child
  assert(rig_plays(&rig));
  assert(rig_await_log(&rig, "count 1", 5000U));

  rig_clear_log(&rig);
  rig.controls.freewheel = false;
  rig_run(&rig, -1);
  assert(rig_await_playing(&rig));
  rig_run(&rig, 65);
  assert(rig_await_log(&rig, "count 1", 5000U));
  instance_close();
}

int
main(int argc, char** argv)
{
  static const InstanceTest tests[] = {
    { "load", test_load },
    { "nothing", test_nothing },
    { "errors", test_errors },
    { "error keeps what plays", test_error_keeps_what_plays },
    { "no program", test_no_program },
    { "reload swaps", test_reload_swaps },
    { "path from run", test_path_from_run },
    { "freewheel starts afresh", test_freewheel_starts_afresh },
  };

  return instance_run(argc, argv, tests, sizeof(tests) / sizeof(tests[0]));
}
