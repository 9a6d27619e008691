// Copyright 2026 The Outboard authors
// SPDX-License-Identifier: ISC

// Children that are copies of one process, and what becomes without that one

#undef NDEBUG

#include "instance_rig.h"
#include "process.h"
#include "processes.h"

#include <assert.h>
#include <signal.h>
#include <stdbool.h>
#include <stdio.h>
#include <string.h>
#include <sys/wait.h>
#include <unistd.h>

/// After so many that died there is no other
static const unsigned most_servers = 3U;

/// Return where the program is in a process's memory, which differs from one
/// process to the next but not in copies
static unsigned long
place_of(const pid_t pid)
{
  char          path[64];
  char          line[512];
  unsigned long place = 0U;
  snprintf(path, sizeof(path), "/proc/%d/maps", (int)pid);

  FILE* const file = fopen(path, "re");
  assert(file && fgets(line, sizeof(line), file));
  assert(sscanf(line, "%lx", &place) == 1);
  fclose(file);
  return place;
}

/// Return the server once it is up; 0 if there comes none within some time [ms]
static pid_t
find_server(const unsigned timeout)
{
  const uint64_t end = instance_now() + timeout;
  do {
    const Processes processes = processes_look();
    if (processes.servers) {
      rig_sleep(300U); // What Python takes to start, and more
      return processes.server;
    }
    rig_sleep(10U);
  } while (instance_now() < end);

  return 0;
}

/// Return the server, which there must be, once it is up
static pid_t
await_server(void)
{
  const pid_t server = find_server(30000U);
  assert(server);
  return server;
}

/// Return the only child, once there is just one
static pid_t
only_child(void)
{
  for (unsigned i = 0U; i < 1000U && processes_look().scripts != 1U; ++i) {
    rig_run(&rig, -1);
    rig_sleep(10U);
  }
  return rig_child();
}

/// Play the script in another child, and return that
static pid_t
renew(void)
{
  assert(!ob_instance_load(rig.instance, &(const ObSaved){ .path = rig.path }));
  assert(!ob_instance_wait(rig.instance, 20000U, NULL));
  assert(rig_await_playing(&rig));
  instance_expect_answer();
  return only_child();
}

/// Play the script in new children until one is a copy of the server
static void
expect_copy(const pid_t server)
{
  bool is_copy = false;
  for (unsigned i = 0U; i < 50U && !is_copy; ++i) {
    is_copy = place_of(server) == place_of(renew());
  }
  assert(is_copy);
}

/// Read what a descriptor of a process is; return whether there is one
static bool
read_descriptor(const pid_t pid, const int fd, char text[64])
{
  char path[64];
  snprintf(path, sizeof(path), "/proc/%d/fd/%d", (int)pid, fd);

  const ssize_t length          = readlink(path, text, 63U);
  text[length > 0 ? length : 0] = '\0';
  return length > 0;
}

/// What the copy has of descriptors does not lead to the server
static void
expect_apart(const pid_t server, const pid_t copy)
{
  char channel[64];
  char own[64];

  assert(read_descriptor(server, OB_CHILD_CONTROL, channel));
  assert(read_descriptor(copy, OB_CHILD_CONTROL, own));
  for (int fd = 0; fd < 1024; ++fd) {
    assert(!read_descriptor(copy, fd, own) || strcmp(own, channel) != 0);
  }
}

/// Kill the server, and wait until it is gone
static void
kill_server(const pid_t server)
{
  assert(!kill(server, SIGKILL));
  for (unsigned i = 0U; i < 500U && !kill(server, 0); ++i) {
    rig_sleep(10U);
  }
  assert(kill(server, 0));
}

/// The first is not kept waiting, the next ones are copies
static void
test_copies(void)
{
  instance_play(instance_octave);
  const pid_t server = await_server();
  if (place_of(server) == place_of(only_child())) {
    puts("  skipped: a sanitizer has all programs at one place");
    instance_close();
    return;
  }

  expect_copy(server);
  expect_apart(server, only_child());
  assert(processes_look().server == server);
  instance_close();
  assert(!processes_look().servers);
}

/// A copy that saw the random numbers of another would play the same
static void
test_copies_repeat(void)
{
  static const char text[] = "from outboard import *\n"
                             "import random\n"
                             "log('drew', random.random(), rng.random())\n"
                             "def on_note_on(note):\n"
                             "    note.send(pitch=note.pitch + 12)\n";
  char              first[256];

  instance_play(text);
  await_server();
  assert(rig_logged(&rig, "drew"));
  snprintf(first, sizeof(first), "%.200s", strstr(rig.log, "drew"));
  first[strcspn(first, "\n")] = '\0';

  rig_clear_log(&rig);
  kill(only_child(), SIGKILL);
  assert(rig_await_log(&rig, first, 5000U));
  instance_close();
}

/// Without a server, children are started as the first one is
static void
test_dead_server(void)
{
  instance_play(instance_octave);
  const pid_t server = await_server();
  kill_server(server);

  renew();
  const pid_t successor = await_server();
  assert(successor != server);
  expect_copy(successor);
  instance_close();
}

/// One that hangs is waited for once, and the child starts without it at once,
/// for a render that begins would not wait; what it makes later is not used
static void
test_stuck_server(void)
{
  instance_play(instance_octave);
  const pid_t server = await_server();
  expect_copy(server);

  assert(!kill(server, SIGSTOP));
  rig_clear_log(&rig);
  renew();
  renew();
  assert(!rig_logged(&rig, "could not be started"));

  assert(!kill(server, SIGCONT));
  expect_copy(server);
  assert(processes_look().server == server);

  // And one that owes an answer when it is to end
  assert(!kill(server, SIGSTOP));
  renew();
  instance_close();
}

/// However often they die
static void
test_servers_that_die(void)
{
  instance_play(instance_octave);
  for (unsigned i = 0U; i < 4U; ++i) {
    const pid_t server = i < most_servers ? find_server(10000U) : 0;
    if (server) {
      kill_server(server);
    }
    assert(ob_instance_load(
             rig.instance, &(const ObSaved){ .path = rig.path }) == OB_SUCCESS);
    assert(!ob_instance_wait(rig.instance, 20000U, NULL));
    assert(rig_await_playing(&rig));
    instance_expect_answer();
  }
  assert(!find_server(2000U));
  instance_close();
}

/// A copy goes with the host, even if it is stopped, and so does the server
static void
test_host_dies(void)
{
  int   pipes[2];
  pid_t pids[2] = { 0, 0 };
  assert(!pipe(pipes));

  const pid_t host = fork();
  assert(host >= 0);
  if (!host) {
    instance_play(instance_octave);
    pids[0] = await_server();
    pids[1] = renew();
    kill(pids[1], SIGSTOP);
    assert(write(pipes[1], pids, sizeof(pids)) == sizeof(pids));
    kill(getpid(), SIGKILL);
  }

  assert(read(pipes[0], pids, sizeof(pids)) == sizeof(pids));
  assert(waitpid(host, NULL, 0) == host);
  for (unsigned i = 0U; i < 2U; ++i) {
    process_check_end(pids[i]);
  }
  close(pipes[0]);
  close(pipes[1]);
}

int
main(int argc, char** argv)
{
  static const InstanceTest tests[] = {
    { "copies", test_copies },
    { "copies repeat", test_copies_repeat },
    { "dead server", test_dead_server },
    { "stuck server", test_stuck_server },
    { "servers that die", test_servers_that_die },
    { "host dies", test_host_dies },
  };

  return instance_run(argc, argv, tests, sizeof(tests) / sizeof(tests[0]));
}
