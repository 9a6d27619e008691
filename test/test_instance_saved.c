// Copyright 2026 The Outboard authors
// SPDX-License-Identifier: ISC

// What a script leaves to the next child and to a session, and what it shows

#undef NDEBUG

#include "instance_rig.h"

#include <assert.h>
#include <limits.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

/// Counts notes and says so
static const char counting[] = "from outboard import *\n"
                               "count = 0\n"
                               "def on_load(saved):\n"
                               "    global count\n"
                               "    count = saved.get('count', 0)\n"
                               "    print('loaded', count)\n"
                               "def on_save():\n"
                               "    return {'count': count}\n"
                               "def on_note_on(note):\n"
                               "    global count\n"
                               "    count += 1\n"
                               "    note.send()\n";

/// Run a note for each that is to be counted
static void
play_notes(const unsigned count)
{
  for (unsigned i = 0U; i < count; ++i) {
    instance_expect_answer();
  }
}

/// Find the state that would be saved, without spaces; empty if there is none
static void
find_state(char found[256])
{
  ObSaved* saved = NULL;
  size_t   n     = 0U;

  assert(!ob_instance_save(rig.instance, &saved));
  assert(saved->state_size < 256U);
  for (size_t i = 0U; i < saved->state_size; ++i) {
    if (saved->state[i] != ' ') {
      found[n++] = saved->state[i];
    }
  }
  found[n] = '\0';
  ob_saved_free(saved);
}

/// Check the state that would be saved; NULL for none
static void
expect_state(const char* const state)
{
  const char* const expected   = state ? state : "";
  char              found[256] = "";

  // A busy machine may not let a script answer within 100 ms; half a second is
  // too short for what a script tells unasked
  find_state(found);
  for (unsigned i = 1U; i < 5U && strcmp(found, expected) != 0; ++i) {
    find_state(found);
  }
  if (strcmp(found, expected) != 0) {
    fprintf(stderr, "'%s' expected, not '%s'\n", expected, found);
    abort();
  }
}

static void
test_asked(void)
{
  instance_play(counting);
  play_notes(3U);
  expect_state("{\"count\":3}");
  play_notes(1U);
  expect_state("{\"count\":4}");
  instance_close();
}

static void
test_restart(void)
{
  instance_play(counting);
  play_notes(2U);
  expect_state("{\"count\":2}");
  play_notes(1U); // Not known when it dies at once, or maybe it is
  kill(rig_child(), SIGKILL);
  assert(rig_await_state(&rig, OB_STATE_RESTARTING, 5000U));
  expect_state("{\"count\":2}");
  assert(rig_await_log(&rig, "loaded 2", 5000U));
  instance_close();
}

/// What it learns is known without asking, too
static void
test_unasked(void)
{
  instance_play(counting);
  play_notes(5U);
  for (unsigned i = 0U; i < 200U; ++i) {
    rig_run(&rig, -1);
    rig_sleep(10U);
  }
  kill(rig_child(), SIGKILL);
  assert(rig_await_log(&rig, "loaded 5", 5000U));
  instance_close();
}

static void
test_reload(void)
{
  char edited[sizeof(counting) + 32U];

  instance_play(counting);
  play_notes(3U);
  snprintf(edited, sizeof(edited), "%sprint('edited')\n", counting);
  rig_write(&rig, edited);
  assert(rig_await_log(&rig, "edited", 5000U));
  assert(rig_await_log(&rig, "loaded 3", 5000U));
  expect_state("{\"count\":3}");
  instance_close();
}

/// Another script has another state, and the same one chosen anew has none
static void
test_another_script(void)
{
  instance_play(counting);
  play_notes(3U);
  expect_state("{\"count\":3}");
  rig_clear_log(&rig);
  assert(!rig_load(&rig, counting));
  assert(rig_await_log(&rig, "loaded 0", 5000U));
  instance_close();
}

static void
test_freewheel(void)
{
  instance_play(counting);
  play_notes(2U);
  expect_state("{\"count\":2}");

  rig_clear_log(&rig);
  rig.controls.freewheel = true;
  rig_run(&rig, 60);
  rig_run(&rig, 62);
  assert(rig_await_log(&rig, "loaded 2", 5000U));
  expect_state("{\"count\":2}"); // What a render learns is not kept

  rig_clear_log(&rig);
  rig.controls.freewheel = false;
  rig_run(&rig, -1);
  assert(rig_await_playing(&rig));
  assert(rig_await_log(&rig, "loaded 2", 5000U));
  expect_state("{\"count\":2}");
  instance_close();
}

/// Saving does not wait for a script that takes its time
static void
test_slow(void)
{
  instance_play("import time\n"
                "from outboard import *\n"
                "slow = False\n"
                "def on_save():\n"
                "    if slow:\n"
                "        time.sleep(0.5)\n"
                "    return {'slow': slow}\n"
                "def on_note_on(note):\n"
                "    global slow\n"
                "    slow = True\n"
                "    note.send()\n");
  expect_state("{\"slow\":false}");
  play_notes(1U);

  const uint64_t start = instance_now();
  expect_state("{\"slow\":false}");
  assert(instance_now() - start < 450U);
  rig_sleep(700U);
  expect_state("{\"slow\":true}");
  instance_close();
}

/// A script that is stuck in on_save() is treated like one stuck elsewhere
static void
test_stuck(void)
{
  if (THREAD_SANITIZED) {
    puts("  skipped: ThreadSanitizer");
    return;
  }

  instance_play("from outboard import *\n"
                "def on_save():\n"
                "    while True: pass\n");
  const uint64_t start = instance_now();
  expect_state(NULL);
  assert(instance_now() - start < RIG_SLOWNESS * 100U);
  assert(rig_await_log(&rig, "on_save", 5000U));
  assert(rig_await_log(&rig, "is no longer stuck", 5000U));
  expect_state(NULL);
  assert(rig_plays(&rig));
  instance_close();
}

static void
test_wrong(void)
{
  instance_play("from outboard import *\n"
                "def on_save():\n"
                "    return 1 / 0\n");
  expect_state(NULL);
  assert(rig_await_log(&rig, "ZeroDivisionError", 5000U));
  instance_close();
}

/// Opened elsewhere, where there are no files, a session plays the same
static void
test_elsewhere(void)
{
  ObSaved* saved = NULL;
  char     kits[PATH_MAX];

  instance_open();
  snprintf(kits, sizeof(kits), "%s/kits.py", rig.folder);
  FILE* const file = fopen(kits, "w");
  assert(file && fputs("name = 'drums'\n", file) >= 0 && !fclose(file));
  assert(!rig_load(&rig,
                   "from outboard import *\n"
                   "FILES = ['kits.py']\n"
                   "import kits\n"
                   "def on_load(saved):\n"
                   "    print(kits.name, saved.get('a'))\n"
                   "def on_save():\n"
                   "    return {'a': 7}\n"));
  assert(rig_await_playing(&rig));
  assert(!ob_instance_save(rig.instance, &saved));
  assert(saved->n_files == 1U && !strcmp(saved->files[0].name, "kits.py"));
  assert(!strcmp(saved->files[0].bytes, "name = 'drums'\n"));
  assert(!unlink(kits) && !unlink(rig.path));

  rig_clear_log(&rig);
  assert(!ob_instance_load(rig.instance, saved));
  assert(!ob_instance_wait(rig.instance, 20000U, NULL));
  ob_saved_free(saved);
  assert(rig_await_log(&rig, "using the text stored in the session", 1000U));
  assert(rig_await_log(&rig, "drums 7", 5000U));

  // And it can be saved from there
  assert(!ob_instance_save(rig.instance, &saved));
  assert(saved->n_files == 1U && saved->state_size);
  ob_saved_free(saved);
  instance_close();
}

/// What is saved before a session has loaded is what was restored
static void
test_saved_at_once(void)
{
  const ObSaved stored = { .text       = instance_octave,
                           .text_size  = strlen(instance_octave),
                           .state      = "{\"a\": 1}",
                           .state_size = 8U,
                           .files      = { { "f", "bytes", 5U } },
                           .n_files    = 1U,
                           .has_knobs  = true,
                           .knobs      = { 0.25f } };
  ObSaved*      saved  = NULL;

  instance_open();
  assert(!ob_instance_load(rig.instance, &stored));
  assert(!ob_instance_save(rig.instance, &saved));
  assert(!strcmp(saved->text, instance_octave) && saved->state_size == 8U);
  assert(saved->n_files == 1U && saved->files[0].size == 5U);
  assert(saved->has_knobs && saved->knobs[0] == 0.25f);
  ob_saved_free(saved);

  assert(rig_await_playing(&rig));
  assert(!ob_instance_save(rig.instance, &saved));
  assert(saved->has_knobs && saved->knobs[0] == 0.25f);
  ob_saved_free(saved);
  instance_close();
}

static void
test_description(void)
{
  instance_open();
  assert(!ob_instance_description(rig.instance));
  assert(!rig_load(&rig,
                   "\"\"\"Nice name\"\"\"\n"
                   "from outboard import *\n"
                   "amount = Float('amount', 'Amount', 0, 10)\n"));
  char* const text = ob_instance_description(rig.instance);
  assert(text && text[0] == '{');
  assert(strstr(text, "Nice name") && strstr(text, "amount"));
  free(text);
  instance_close();
}

/// Run blocks until all that is shown is `text`
static void
await_shown(const char* const text)
{
  for (unsigned i = 0U; i < 1000U && strcmp(rig_shown(&rig), text) != 0; ++i) {
    rig_sleep(1U);
    rig_run(&rig, -1);
  }
  if (strcmp(rig_shown(&rig), text) != 0) {
    fprintf(stderr, "'%s' expected, not '%s'\n", text, rig_shown(&rig));
    abort();
  }
}

static void
test_shown(void)
{
  instance_play("from outboard import *\n"
                "def on_note_on(note):\n"
                "    show('pitch', note.pitch)\n"
                "    show('two', 'lines\\nof text')\n"
                "    note.send()\n");
  assert(!rig_shown(&rig)[0]);
  rig_run(&rig, 61);
  rig_run(&rig, 62);
  await_shown("pitch: 62\ntwo: lines of text");

  // Another script has not shown anything yet
  assert(!rig_load(&rig, instance_octave));
  await_shown("");
  instance_close();
}

int
main(int argc, char** argv)
{
  static const InstanceTest tests[] = {
    { "asked", test_asked },
    { "restart", test_restart },
    { "unasked", test_unasked },
    { "reload", test_reload },
    { "another script", test_another_script },
    { "freewheel", test_freewheel },
    { "slow", test_slow },
    { "stuck", test_stuck },
    { "wrong", test_wrong },
    { "elsewhere", test_elsewhere },
    { "saved at once", test_saved_at_once },
    { "description", test_description },
    { "shown", test_shown },
  };

  return instance_run(argc, argv, tests, sizeof(tests) / sizeof(tests[0]));
}
