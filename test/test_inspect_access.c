// Copyright 2026 The Outboard authors
// SPDX-License-Identifier: ISC

// Who may look into a host, and what becomes of those who misbehave

#undef NDEBUG

#include "fault_rig.h"
#include "inspect_rig.h"
#include "lv2_host.h"

#include <jansson.h>

#include <assert.h>
#include <dirent.h>
#include <signal.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <sys/un.h>
#include <sys/wait.h>
#include <unistd.h>

/// A host that is killed leaves its socket; the next look removes it
static void
test_dead_hosts_are_forgotten(void)
{
  const pid_t host = fork();
  assert(host >= 0);
  if (!host) {
    rig_play("octave.py", inspect_octave, 64);
    kill(getpid(), SIGKILL);
  }

  int status = 0;
  assert(waitpid(host, &status, 0) == host && WIFSIGNALED(status));
  assert(inspect_count_sockets() == 1U);
  json_t* const array = inspect_top(NULL);
  assert(!json_array_size(array));
  json_decref(array);
  assert(!inspect_count_sockets());
}

/// Return where the only socket in the folder is
static struct sockaddr_un
address_of_host(void)
{
  struct sockaddr_un   address = { .sun_family = AF_UNIX };
  DIR* const           dir     = opendir(inspect_folder());
  const struct dirent* entry   = NULL;
  assert(dir);
  while ((entry = readdir(dir)) && !strstr(entry->d_name, ".socket")) {
  }
  assert(entry);
  assert(snprintf(address.sun_path,
                  sizeof(address.sun_path),
                  "%s/%s",
                  inspect_folder(),
                  entry->d_name) < (int)sizeof(address.sun_path));
  closedir(dir);
  return address;
}

/// Connect to a host's socket; return that or -1
static int
connect_to(const struct sockaddr_un* const address)
{
  const int fd = socket(AF_UNIX, SOCK_SEQPACKET | SOCK_NONBLOCK, 0);
  assert(fd >= 0);
  if (connect(fd, (const struct sockaddr*)address, sizeof(*address))) {
    close(fd);
    return -1;
  }
  return fd;
}

static int
connect_to_host(void)
{
  const struct sockaddr_un address = address_of_host();
  return connect_to(&address);
}

/// Whoever talks nonsense, or asks but does not listen, is sent away
static void
test_bad_visitors_harm_nobody(void)
{
  HostPlugin* const plugin = rig_play("busy.py", inspect_busy, 64);
  const char        junk[] = "no packet of ours, and not of the size it says";
  int               visitors[20];

  for (unsigned i = 0U; i < 20U; ++i) {
    visitors[i] = connect_to_host();
    if (visitors[i] >= 0) {
      (void)!send(visitors[i], junk, i * 2U, MSG_NOSIGNAL);
    }
    host_run(plugin, 64U);
  }
  for (unsigned i = 0U; i < 20U; ++i) {
    if (visitors[i] >= 0) {
      close(visitors[i]);
    }
  }

  json_t* array = NULL;
  for (unsigned i = 0U; i < 50U && (!array || !json_array_size(array)); ++i) {
    json_decref(array); // The line may be full for a moment
    array = inspect_top(plugin);
  }
  assert(json_array_size(array) == 1U);
  json_decref(array);
  rig_end(plugin);
}

/// Who comes while others fill the house waits, and is told if that is long
static void
test_a_full_house(void)
{
  HostPlugin* const plugin = rig_play("octave.py", inspect_octave, 64);
  static Inspection result;
  int               visitors[8]; // As many as there are places

  for (unsigned i = 0U; i < 8U; ++i) {
    visitors[i] = connect_to_host();
    assert(visitors[i] >= 0);
  }
  inspect_run(plugin, &result, "top --once");
  assert(strstr(result.text, "does not answer: timed out"));

  for (unsigned i = 0U; i < 8U; ++i) {
    close(visitors[i]);
  }
  json_t* array = NULL;
  for (unsigned i = 0U; i < 50U && (!array || !json_array_size(array)); ++i) {
    json_decref(array); // It may be slow
    array = inspect_top(plugin);
  }
  assert(json_array_size(array) == 1U);
  json_decref(array);
  rig_end(plugin);
}

/// Nobody but the user gets in
static void
test_other_users_stay_outside(void)
{
  if (geteuid()) {
    return; // Only root can be somebody else
  }

  HostPlugin* const        plugin  = rig_play("octave.py", inspect_octave, 64);
  const struct sockaddr_un address = address_of_host();
  const char* const        outer   = getenv("XDG_RUNTIME_DIR");
  assert(!chmod(outer, 0755)); // So that only what is in it is closed
  const pid_t other = fork();
  assert(other >= 0);
  if (!other) {
    const bool is_other = !setuid(65534U);
    const bool gets_in = opendir(inspect_folder()) || connect_to(&address) >= 0;
    _exit(is_other && !gets_in ? 0 : 1);
  }
  int status = 0;
  assert(waitpid(other, &status, 0) == other);
  assert(WIFEXITED(status) && !WEXITSTATUS(status));
  assert(!chmod(outer, 0700));
  rig_end(plugin);
}

/// In a folder that others can get at, there is no socket, but all else works
static void
test_a_shared_folder_is_not_used(void)
{
  mkdir(inspect_folder(), 0700);
  assert(!chmod(inspect_folder(), 0755));

  HostPlugin* const plugin = rig_play("octave.py", inspect_octave, 64);
  static Inspection result;
  assert(!inspect_count_sockets());
  inspect_run(plugin, &result, "top --once");
  assert(result.status && strstr(result.text, "cannot look for hosts"));
  rig_end(plugin);
  assert(!chmod(inspect_folder(), 0700));
}

int
main(int argc, char** argv)
{
  assert(argc == 4);
  inspect_open(argv[3]);
  const RigResources before = rig_set_up(argv[1], argv[2]);

  test_dead_hosts_are_forgotten();
  test_bad_visitors_harm_nobody();
  test_a_full_house();
  test_other_users_stay_outside();
  test_a_shared_folder_is_not_used();

  rig_tear_down(&before);
  inspect_close();
  return 0;
}
