// Copyright 2026 The Outboard authors
// SPDX-License-Identifier: ISC

// Faults of scripts in the real child: their lives, deaths and leaks

#undef NDEBUG

#include "doorbell.h"
#include "mailbox.h"
#include "notice.h"
#include "rig.h"

#include <assert.h>
#include <poll.h>
#include <pthread.h>
#include <sched.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/pidfd.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>

// ThreadSanitizer does not follow a fork of a process with threads, and holds
// back a signal until its process waits for something
#if defined(__SANITIZE_THREAD__)
#  define THREAD_SANITIZED 1
#else
#  define THREAD_SANITIZED 0
#endif

static const char octave[] = "from outboard import *\n"
                             "def on_note_on(note):\n"
                             "    note.send(pitch=note.pitch + 12)\n";

static const char stuck[] = "from outboard import *\n"
                            "def on_note_on(note):\n"
                            "    while True: pass\n";

/// Cannot be interrupted
static const char stubborn[] = "from outboard import *\n"
                               "def on_note_on(note):\n"
                               "    while True:\n"
                               "        try:\n"
                               "            while True:\n"
                               "                pass\n"
                               "        except BaseException:\n"
                               "            pass\n";

static const char broken[] = "from outboard import *\n"
                             "def on_note_on(note)\n"
                             "    pass\n";

static const char* scriptd;
static Rig         rig;

static uint64_t
now_ms(void)
{
  return ob_now() / 1000000U;
}

/// Open a rig in which `text` plays
static void
set_up(const char* const text)
{
  rig_open(&rig, scriptd);
  assert(!rig_load(&rig, text));
  assert(rig_await_playing(&rig));
}

static void
tear_down(void)
{
  rig_close(&rig);
}

/// Check that a key is answered by one note-on
static void
expect_answer(void)
{
  const unsigned before = rig.note_ons;
  rig_run(&rig, 60);
  for (unsigned i = 0U; i < 1000U && rig.note_ons == before; ++i) {
    rig_sleep(1U);
    rig_run(&rig, -1);
  }
  assert(rig.note_ons == before + 1U);
}

static void
test_load(void)
{
  ObDescription description;
  uint32_t      size = 0U;

  set_up(octave);
  assert(!ob_instance_wait(rig.instance, 0U, &description));
  assert(description.callbacks == 2U && description.params == 0U);
  assert(description.name[0]);
  assert(!rig_message(&rig)[0]);

  ObMailbox* const current = &ob_instance_notices(rig.instance)->current;
  assert(ob_mailbox_fetch(current));
  assert(!strcmp(ob_mailbox_text(current, &size), rig.path));
  expect_answer();
  tear_down();
}

static void
expect_saved(const char* const path, const char* const text)
{
  char*  saved_path = NULL;
  char*  saved_text = NULL;
  size_t size       = 0U;

  assert(!ob_instance_script(rig.instance, &saved_path, &saved_text, &size));
  assert(!strcmp(saved_path, path) && !strcmp(saved_text, text));
  assert(size == strlen(text));
  free(saved_path);
  free(saved_text);
}

static void
test_nothing(void)
{
  rig_open(&rig, scriptd);
  rig_run(&rig, 60);
  assert(rig.report.state == OB_STATE_STOPPED && rig.note_ons == 1U);
  expect_saved("", "");
  assert(ob_instance_wait(rig.instance, 0U, NULL) == OB_ERROR);

  // No script at all ends the one that plays
  assert(!rig_load(&rig, octave));
  assert(rig_await_playing(&rig));
  assert(!ob_instance_load(rig.instance, NULL, NULL, 0U));
  assert(rig_await_state(&rig, OB_STATE_STOPPED, 5000U));
  expect_saved("", "");
  tear_down();
}

/// Check that what is at the path does not load, and that the user is told so
static void
expect_error(const char* const reason)
{
  ob_instance_load(rig.instance, rig.path, NULL, 0U);
  assert(ob_instance_wait(rig.instance, 5000U, NULL) == OB_ERROR);
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
test_errors(void)
{
  char path[sizeof(rig.path)];

  rig_open(&rig, scriptd);
  memcpy(path, rig.path, sizeof(path));

  rig_write(&rig, broken);
  expect_error("line 2");
  assert(strstr(rig_message(&rig), "script.py"));
  expect_saved(rig.path, broken);

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
  assert(!rig_load(&rig, octave));
  assert(rig_await_playing(&rig));
  assert(!rig_message(&rig)[0]);
  tear_down();
}

static void
test_error_keeps_what_plays(void)
{
  set_up(octave);
  const pid_t child = rig_child();

  rig_write(&rig, broken);
  assert(!ob_instance_load(rig.instance, rig.path, NULL, 0U));
  assert(ob_instance_wait(rig.instance, 5000U, NULL) == OB_ERROR);
  assert(strstr(rig_message(&rig), "line 2"));
  rig_sleep(250U);
  rig_run(&rig, -1);
  assert(rig_plays(&rig) && rig_child() == child);
  expect_saved(rig.path, octave);
  expect_answer();

  // What died then is what plays again
  kill(child, SIGKILL);
  assert(rig_await_log(&rig, "started again", 5000U));
  assert(rig_await_playing(&rig));
  expect_answer();
  tear_down();
}

static void
test_no_program(void)
{
  rig_open(&rig, "/nowhere/outboard-scriptd");
  rig_write(&rig, octave);
  expect_error("/nowhere/outboard-scriptd");
  tear_down();
}

static void
test_reload_swaps(void)
{
  set_up(octave);
  const pid_t first = rig_child();

  expect_answer();
  assert(!rig_load(&rig, octave));
  for (unsigned i = 0U; i < 1000U && kill(first, 0) == 0; ++i) {
    rig_run(&rig, -1);
    rig_sleep(1U);
  }
  assert(rig_child() && rig_child() != first);
  assert(rig.note_offs == 1U);
  expect_answer();
  tear_down();
}

static void
test_path_from_run(void)
{
  set_up("from outboard import *\n");
  ObNotices* const notices = ob_instance_notices(rig.instance);

  rig_write(&rig, octave);
  assert(
    !ob_mailbox_write(&notices->path, rig.path, (uint32_t)strlen(rig.path)));
  ob_notices_post(notices, OB_NOTICE_PATH);
  rig_sleep(300U);
  rig_run(&rig, -1);
  expect_saved(rig.path, octave);
  expect_answer();
  tear_down();
}

static void
test_kill(void)
{
  set_up(octave);
  expect_answer();
  unlink(rig.path); // A restart needs no file
  kill(rig_child(), SIGKILL);

  const uint64_t start = now_ms();
  assert(rig_await_state(&rig, OB_STATE_RESTARTING, 5000U));
  assert(rig.note_offs == 1U);
  assert(rig_await_playing(&rig));
  const uint64_t ms = now_ms() - start;
  printf("  restarted within %u ms\n", (unsigned)ms);
  assert(ms < 1000U);

  assert(rig_logged(&rig, "error: script.py: died of signal 9"));
  assert(strstr(rig_message(&rig), "died of signal 9"));
  expect_answer();
  rig_write(&rig, octave);
  tear_down();
}

/// The host reaps all children, or lets the kernel do so
static void
test_kill_with_ignored_children(void)
{
  signal(SIGCHLD, SIG_IGN);
  set_up(octave);
  kill(rig_child(), SIGKILL);
  assert(rig_await_log(&rig, "nobody knows why", 5000U));
  assert(rig_await_playing(&rig));
  tear_down();
  signal(SIGCHLD, SIG_DFL);
}

static void
test_exit(void)
{
  set_up("import os\n"
         "from outboard import *\n"
         "def on_note_on(note):\n"
         "    os._exit(3)\n");
  rig_run(&rig, 60);
  assert(rig_await_log(&rig, "exited with status 3", 5000U));
  assert(rig_await_playing(&rig));
  tear_down();
}

static void
test_rest_and_reset(void)
{
  set_up(octave);
  for (unsigned i = 0U; i < 5U; ++i) {
    assert(rig_await_playing(&rig));
    kill(rig_child(), SIGKILL);
    while (rig_plays(&rig)) {
      rig_run(&rig, -1);
      rig_sleep(1U);
    }
  }
  assert(rig_await_state(&rig, OB_STATE_STOPPED, 5000U));
  assert(strstr(rig_message(&rig), "rests"));
  rig_sleep(500U);
  assert(!rig_child());

  ob_notices_post(ob_instance_notices(rig.instance), OB_NOTICE_FRESH);
  rig_sleep(100U);
  assert(!rig_child());

  ob_notices_post(ob_instance_notices(rig.instance), OB_NOTICE_RESET);
  assert(rig_await_playing(&rig));
  expect_answer();
  tear_down();
}

static void
test_hang_is_interrupted(void)
{
  if (THREAD_SANITIZED) {
    puts("  skipped: ThreadSanitizer");
    return;
  }

  set_up(stuck);
  rig_run(&rig, 60);
  const uint64_t start = now_ms();
  assert(rig_await_log(&rig, "line 3", 5000U));
  assert(rig_logged(&rig, "on_note_on"));
  assert(rig_await_log(&rig, "gets on again", 5000U));
  assert(now_ms() - start < 2500U);
  assert(rig_await_log(&rig, "ScriptTimeout", 5000U));
  assert(rig_child());
  assert(rig_await_playing(&rig));
  tear_down();
}

static void
test_hang_is_killed(void)
{
  set_up(stubborn);
  rig_run(&rig, 60);
  const uint64_t start = now_ms();
  assert(rig_await_log(&rig, "interrupted again", 3000U));
  assert(rig_await_log(&rig, "is killed", 5000U));
  assert(rig_await_log(&rig, "was stuck for more than 1 s", 5000U));
  assert(now_ms() - start < 3500U);
  assert(rig_await_playing(&rig));
  tear_down();
}

/// Wait until a process is in that class; return whether it came to that
static bool
await_policy(const pid_t pid, const int policy)
{
  for (unsigned i = 0U; i < 5000U; ++i) {
    if (sched_getscheduler(pid) == (policy | SCHED_RESET_ON_FORK)) {
      return true;
    }
    rig_run(&rig, -1);
    rig_sleep(1U);
  }

  return false;
}

/// A script that is always late must not keep its priority
static void
test_priority(void)
{
  const struct sched_param audio  = { 20 };
  const struct sched_param normal = { 0 };

  if (sched_setscheduler(0, SCHED_FIFO, &audio)) {
    puts("  skipped: the real-time class is not permitted");
    return;
  }

  set_up(octave);
  const pid_t child = rig_child();
  assert(await_policy(child, SCHED_FIFO));
  kill(child, SIGSTOP);
  for (unsigned i = 0U; i < 10U; ++i) {
    rig_run(&rig, 60);
  }
  assert(await_policy(child, SCHED_OTHER));
  kill(child, SIGCONT);
  assert(await_policy(child, SCHED_FIFO));
  tear_down();
  assert(!sched_setscheduler(0, SCHED_OTHER, &normal));
}

/// Stopped, it cannot do anything about its end
static void
test_stopped_child(void)
{
  set_up(octave);
  kill(rig_child(), SIGSTOP);
  rig_run(&rig, 60);
  assert(rig_await_log(&rig, "was stuck", 4000U));
  assert(rig_await_playing(&rig));

  kill(rig_child(), SIGSTOP);
  const uint64_t start = now_ms();
  tear_down();
  assert(now_ms() - start < 1000U);
  assert(!rig_child());
}

static void
test_prints_are_limited(void)
{
  rig_open(&rig, scriptd);
  assert(!rig_load(&rig,
                   "for i in range(100000):\n"
                   "    print(i)\n"));
  rig_sleep(1200U);
  assert(rig_logged(&rig, "note: script.py: 0\n"));
  assert(rig_lines(&rig) < 500U);
  tear_down();
}

static void
test_freewheel_starts_afresh(void)
{
  set_up("from outboard import *\n"
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
  tear_down();
}

/// Wait until there are that many children; return whether it came to that
static bool
await_children(const unsigned count)
{
  for (unsigned i = 0U; i < 500U; ++i) {
    if (rig_holdings().children == count) {
      return true;
    }
    rig_sleep(10U);
  }

  return false;
}

static void
test_activation(void)
{
  set_up(octave);
  for (unsigned i = 0U; i < 100U; ++i) {
    ob_instance_activate(rig.instance);
    rig_run(&rig, 60);
    ob_instance_deactivate(rig.instance);
  }

  // Swaps that run() does not see
  for (unsigned i = 0U; i < 10U; ++i) {
    assert(!rig_load(&rig, octave));
    ob_instance_activate(rig.instance);
    ob_instance_deactivate(rig.instance);
  }
  assert(await_children(2U));

  ob_instance_activate(rig.instance);
  rig_run(&rig, -1);
  assert(await_children(1U));
  expect_answer();
  ob_instance_deactivate(rig.instance);
  tear_down();
}

static void
test_many_in_a_row(void)
{
  for (unsigned i = 0U; i < 100U; ++i) {
    rig_open(&rig, scriptd);
    if (i % 4U) { // At whatever point of its life it is then
      rig_write(&rig, octave);
      assert(!ob_instance_load(rig.instance, rig.path, NULL, 0U));
      rig_sleep(i % 10U);
    }
    rig_close(&rig);
  }
}

static void
test_many_at_once(void)
{
  static Rig many[32];
  enum
  {
    N = sizeof(many) / sizeof(many[0])
  };

  for (unsigned i = 0U; i < N; ++i) {
    rig_open(&many[i], scriptd);
    rig_write(&many[i], octave);
    assert(!ob_instance_load(many[i].instance, many[i].path, NULL, 0U));
  }
  for (unsigned i = 0U; i < N; ++i) {
    assert(!ob_instance_wait(many[i].instance, 20000U, NULL));
    assert(rig_await_playing(&many[i]));
  }
  assert(rig_holdings().children == N);
  for (unsigned i = 0U; i < N; ++i) {
    rig_close(&many[i]);
  }
}

static void*
make_and_free(void* const unused)
{
  (void)unused;
  for (unsigned i = 0U; i < 50U; ++i) {
    const ObInstanceOptions options  = { 48000.0, 64U, scriptd, NULL, NULL };
    ObInstance* const       instance = ob_instance_new(&options);
    assert(instance);
    assert(!ob_instance_load(instance, NULL, octave, strlen(octave)));
    ob_instance_free(instance);
  }
  return NULL;
}

/// The supervisor starts and ends while others want it
static void
test_many_threads(void)
{
  pthread_t threads[4];

  for (unsigned i = 0U; i < 4U; ++i) {
    assert(!pthread_create(&threads[i], NULL, make_and_free, NULL));
  }
  for (unsigned i = 0U; i < 4U; ++i) {
    pthread_join(threads[i], NULL);
  }
}

/// A forked host must not wait for threads it has not, nor end our child
static void
test_fork(void)
{
  if (THREAD_SANITIZED) {
    puts("  skipped: ThreadSanitizer");
    return;
  }

  set_up(octave);
  const pid_t child    = rig_child();
  const pid_t fork_pid = fork();

  if (!fork_pid) {
    alarm(10U);
    ob_instance_load(rig.instance, rig.path, NULL, 0U);
    ob_instance_deactivate(rig.instance);
    ob_instance_free(rig.instance);

    const ObInstanceOptions options = { 48000.0, 64U, scriptd, NULL, NULL };
    ObInstance* const       own     = ob_instance_new(&options);
    ob_instance_load(own, NULL, octave, strlen(octave));
    const ObStatus status = ob_instance_wait(own, 5000U, NULL);
    ob_instance_free(own);
    _exit(status);
  }

  int status = 0;
  assert(waitpid(fork_pid, &status, 0) == fork_pid);
  assert(WIFEXITED(status) && WEXITSTATUS(status) == OB_SUCCESS);
  assert(rig_child() == child);
  expect_answer();
  tear_down();
}

/// The child goes with its host, however that ends
static void
test_host_dies(void)
{
  if (THREAD_SANITIZED) {
    puts("  skipped: ThreadSanitizer");
    return;
  }

  int pipes[2];
  assert(!pipe(pipes));

  const pid_t host = fork();
  if (!host) {
    set_up(octave);
    const pid_t child = rig_child();
    assert(write(pipes[1], &child, sizeof(child)) == sizeof(child));
    rig_write(&rig, "");
    unlink(rig.path);
    rmdir(rig.folder);
    kill(getpid(), SIGKILL);
  }

  pid_t child = 0;
  assert(read(pipes[0], &child, sizeof(child)) == sizeof(child) && child);
  assert(waitpid(host, NULL, 0) == host);

  // Gone already, or about to; whoever inherits it may reap it or not
  struct pollfd death = { pidfd_open(child, 0U), POLLIN, 0 };
  assert(death.fd < 0 || poll(&death, 1U, 1000) == 1);
  if (death.fd >= 0) {
    close(death.fd);
  }
  close(pipes[0]);
  close(pipes[1]);
}

int
main(int argc, char** argv)
{
  static const struct
  {
    const char* name;
    void (*run)(void);
  } tests[] = {
    { "load", test_load },
    { "nothing", test_nothing },
    { "errors", test_errors },
    { "error keeps what plays", test_error_keeps_what_plays },
    { "no program", test_no_program },
    { "reload swaps", test_reload_swaps },
    { "path from run", test_path_from_run },
    { "kill", test_kill },
    { "kill with ignored children", test_kill_with_ignored_children },
    { "exit", test_exit },
    { "rest and reset", test_rest_and_reset },
    { "hang is interrupted", test_hang_is_interrupted },
    { "hang is killed", test_hang_is_killed },
    { "priority", test_priority },
    { "stopped child", test_stopped_child },
    { "prints are limited", test_prints_are_limited },
    { "freewheel starts afresh", test_freewheel_starts_afresh },
    { "activation", test_activation },
    { "many in a row", test_many_in_a_row },
    { "many at once", test_many_at_once },
    { "many threads", test_many_threads },
    { "fork", test_fork },
    { "host dies", test_host_dies },
  };

  assert(argc == 2);
  scriptd = argv[1];
  rig_open(&rig, scriptd); // With the first thread, a sanitizer starts its own
  rig_close(&rig);

  for (size_t i = 0U; i < sizeof(tests) / sizeof(tests[0]); ++i) {
    const RigHoldings before = rig_holdings();
    puts(tests[i].name);
    fflush(stdout);
    tests[i].run();
    const RigHoldings after = rig_holdings();
    if (memcmp(&before, &after, sizeof(before))) {
      fprintf(stderr,
              "%s: %u descriptors, %u threads, %u children more\n",
              tests[i].name,
              after.descriptors - before.descriptors,
              after.threads - before.threads,
              after.children - before.children);
      return 1;
    }
  }

  return 0;
}
