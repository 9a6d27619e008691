// Copyright 2026 The Outboard authors
// SPDX-License-Identifier: ISC

// Many instances and children, activations and forks: nothing leaks

#undef NDEBUG

#include "instance_rig.h"
#include "processes.h"

#include <assert.h>
#include <pthread.h>
#include <signal.h>
#include <stdbool.h>
#include <stdio.h>
#include <string.h>
#include <sys/wait.h>
#include <unistd.h>

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

/// Return a new instance that is to play a script
static ObInstance*
make(const char* const text)
{
  const ObInstanceOptions options  = { .rate    = 48000.0,
                                       .nominal = 64U,
                                       .scriptd = instance_scriptd };
  ObInstance* const       instance = ob_instance_new(&options);
  assert(instance);
  assert(!ob_instance_load(
    instance, &(const ObSaved){ .text = text, .text_size = strlen(text) }));
  return instance;
}

static void*
make_and_free(void* const unused)
{
  (void)unused;
  for (unsigned i = 0U; i < 50U; ++i) {
    ob_instance_free(make(instance_octave));
  }
  return NULL;
}

static void
test_activation(void)
{
  instance_play(instance_octave);
  for (unsigned i = 0U; i < 100U; ++i) {
    ob_instance_activate(rig.instance);
    rig_run(&rig, 60);
    ob_instance_deactivate(rig.instance);
  }

  // Swaps that run() does not see
  for (unsigned i = 0U; i < 10U; ++i) {
    assert(!rig_load(&rig, instance_octave));
    ob_instance_activate(rig.instance);
    ob_instance_deactivate(rig.instance);
  }
  assert(await_children(2U));

  ob_instance_activate(rig.instance);
  rig_run(&rig, -1);
  assert(await_children(1U));
  instance_expect_answer();
  ob_instance_deactivate(rig.instance);
  instance_close();
}

static void
test_many_in_a_row(void)
{
  for (unsigned i = 0U; i < 100U; ++i) {
    instance_open();
    if (i % 4U) { // At whatever point of its life it is then
      rig_write(&rig, instance_octave);
      assert(
        !ob_instance_load(rig.instance, &(const ObSaved){ .path = rig.path }));
      rig_sleep(i % 10U);
    }
    instance_close();
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
    rig_open(&many[i], instance_scriptd);
    rig_write(&many[i], instance_octave);
    assert(!ob_instance_load(many[i].instance,
                             &(const ObSaved){ .path = many[i].path }));
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

/// Return how many instances play what they are to play
static unsigned
count_loaded(ObInstance* const* const instances, const unsigned count)
{
  unsigned loaded = 0U;
  for (unsigned i = 0U; i < count; ++i) {
    loaded += !ob_instance_wait(instances[i], 0U, NULL);
  }
  return loaded;
}

/// Of many that are to load, not all do at the same time
static void
test_turns(void)
{
  enum
  {
    N = 48
  };
  ObInstance* many[N];
  unsigned    loaded = 0U;
  unsigned    most   = 0U;

  // With the fork server, all could be started before one is done
  instance_play(instance_octave);
  rig_sleep(500U);
  for (unsigned i = 0U; i < N; ++i) {
    many[i] = make("import time\ntime.sleep(0.4)\n");
  }
  while (loaded < N) {
    const unsigned started = processes_look().scripts - 1U;
    loaded                 = count_loaded(many, N);
    if (started > loaded + most) {
      most = started - loaded;
    }
    rig_sleep(5U);
  }
  assert(most && most < N);
  for (unsigned i = 0U; i < N; ++i) {
    ob_instance_free(many[i]);
  }
  instance_close();
}

/// Scripts that do not get ready keep others waiting for a moment only
static void
test_turn_after_stuck(void)
{
  enum
  {
    N = 24
  };
  ObInstance* stuck[N];

  for (unsigned i = 0U; i < N; ++i) {
    stuck[i] = make("import time\ntime.sleep(60)\n");
  }
  rig_sleep(100U);

  ObInstance* const last = make(instance_octave);
  assert(!ob_instance_wait(last, 8000U, NULL));
  assert(!count_loaded(stuck, N));
  ob_instance_free(last);
  for (unsigned i = 0U; i < N; ++i) {
    ob_instance_free(stuck[i]);
  }
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

  instance_play(instance_octave);
  const pid_t child    = rig_child();
  const pid_t fork_pid = fork();

  if (!fork_pid) {
    alarm(60U);
    ob_instance_load(rig.instance, &(const ObSaved){ .path = rig.path });
    ob_instance_deactivate(rig.instance);
    ob_instance_free(rig.instance);

    const ObInstanceOptions options = { .rate    = 48000.0,
                                        .nominal = 64U,
                                        .scriptd = instance_scriptd };
    ObInstance* const       own     = ob_instance_new(&options);
    ob_instance_load(own,
                     &(const ObSaved){ .text      = instance_octave,
                                       .text_size = strlen(instance_octave) });
    const ObStatus status = ob_instance_wait(own, 30000U, NULL);
    ob_instance_free(own);
    _exit(status);
  }

  int status = 0;
  assert(waitpid(fork_pid, &status, 0) == fork_pid);
  assert(WIFEXITED(status) && WEXITSTATUS(status) == OB_SUCCESS);
  assert(rig_child() == child);
  instance_expect_answer();
  instance_close();
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
    instance_play(instance_octave);
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
  process_check_end(child);
  close(pipes[0]);
  close(pipes[1]);
}

int
main(int argc, char** argv)
{
  static const InstanceTest tests[] = {
    { "activation", test_activation },
    { "many in a row", test_many_in_a_row },
    { "many at once", test_many_at_once },
    { "turns", test_turns },
    { "turn after stuck ones", test_turn_after_stuck },
    { "many threads", test_many_threads },
    { "fork", test_fork },
    { "host dies", test_host_dies },
  };

  return instance_run(argc, argv, tests, sizeof(tests) / sizeof(tests[0]));
}
