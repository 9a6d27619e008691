// Copyright 2026 The Outboard authors
// SPDX-License-Identifier: ISC

// Hosts that close descriptors which are not theirs

#undef NDEBUG

#include "host_rows.h"
#include "lv2_host.h"

#include <assert.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/ptrace.h>
#include <sys/resource.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <unistd.h>

/// More than a process has here
#define MAX_FDS 1024

/// What the host opens where it has closed a descriptor
typedef enum
{
  FOREIGN_NONE,
  FOREIGN_FILE,
  FOREIGN_SOCKET,
  FOREIGN_PIPE,
  N_FOREIGN
} Foreign;

static const char* const foreign_names[] = { "nothing",
                                             "a file",
                                             "a socket",
                                             "a pipe" };

static const char lower[] = "from outboard import *\n"
                            "def on_note_on(note):\n"
                            "    note.send(pitch=note.pitch + 12)\n"
                            "log('second edition')\n";

static bool before[MAX_FDS]; ///< Open before there was an instance

static bool
is_open(const int fd)
{
  return fcntl(fd, F_GETFD) >= 0;
}

static void
note_open(void)
{
  for (int fd = 0; fd < MAX_FDS; ++fd) {
    before[fd] = is_open(fd);
  }
}

/// List the plugin's descriptors
static unsigned
find_ours(int ours[MAX_FDS])
{
  unsigned count = 0U;
  for (int fd = 0; fd < MAX_FDS; ++fd) {
    if (!before[fd] && is_open(fd)) {
      ours[count++] = fd;
    }
  }
  return count;
}

/// Put something of the host's where the plugin had a descriptor; return its
/// other end, or -1
static int
put_foreign(const int fd, const Foreign kind)
{
  int pair[2] = { -1, -1 };
  switch (kind) {
    case FOREIGN_FILE:
      pair[0] = open(host_folder(), O_TMPFILE | O_RDWR, 0600);
      break;
    case FOREIGN_SOCKET:
      assert(!socketpair(AF_UNIX, SOCK_SEQPACKET, 0, pair));
      assert(send(pair[1], "host's", 6U, 0) == 6);
      break;
    case FOREIGN_PIPE:
      assert(!pipe(pair));
      assert(write(pair[1], "host's", 6U) == 6);
      break;
    default:
      return -1;
  }

  assert(pair[0] >= 0);
  if (pair[0] != fd) {
    assert(dup2(pair[0], fd) == fd);
    close(pair[0]);
  }
  return pair[1];
}

/// Check that nobody has touched it, and close it
static void
check_foreign(const int fd, const int other, const Foreign kind)
{
  char        bytes[16] = "";
  struct stat info;
  if (kind == FOREIGN_NONE) {
    return;
  }

  assert(is_open(fd));
  if (kind == FOREIGN_FILE) {
    assert(!fstat(fd, &info) && info.st_size == 0);
    assert(lseek(fd, 0, SEEK_CUR) == 0);
  } else {
    assert(read(fd, bytes, sizeof(bytes)) == 6 && !strcmp(bytes, "host's"));
  }

  if (kind == FOREIGN_SOCKET) {
    assert(recv(other, bytes, sizeof(bytes), MSG_DONTWAIT) < 0);
    assert(send(fd, "x", 1U, MSG_NOSIGNAL) == 1); // Nobody has shut it down
  }
  close(fd);
  if (other >= 0) {
    close(other);
  }
}

/// Return the processor time of this process so far [ms]
static uint64_t
used_ms(void)
{
  struct rusage usage;
  assert(!getrusage(RUSAGE_SELF, &usage));
  return (uint64_t)(usage.ru_utime.tv_sec + usage.ru_stime.tv_sec) * 1000U +
         (uint64_t)(usage.ru_utime.tv_usec + usage.ru_stime.tv_usec) / 1000U;
}

/// Nobody is busy while nothing is to be done
static void
check_rest(void)
{
  const unsigned rest = 150U;
  const uint64_t used = used_ms();
  usleep(rest * 1000U);
  assert(used_ms() - used < rest / 2U);
}

static void
check_recovers(HostPlugin* const plugin)
{
  check_rest();
  host_check_plays(plugin);
}

/// Close one after the other of what an instance has
static void
close_each(const Foreign kind)
{
  unsigned count = 1U;
  for (unsigned i = 0U; i < count; ++i) {
    int ours[MAX_FDS];
    note_open();
    HostPlugin* const plugin = host_play_octave("closed.py");
    usleep(50000U);
    count = find_ours(ours);
    assert(count >= 5U);

    char        link[256] = "";
    char        path[64];
    struct stat info;
    snprintf(path, sizeof(path), "/proc/self/fd/%d", ours[i]);
    assert(readlink(path, link, sizeof(link) - 1U) > 0);
    printf("  %s, then %s\n", link, foreign_names[kind]);
    assert(!fstat(ours[i], &info));
    assert(!close(ours[i]));
    const int other = put_foreign(ours[i], kind);

    check_recovers(plugin);
    free(host_write_script("closed.py", lower));
    host_check_plays(plugin);
    const uint64_t start = host_now();
    rig_end(plugin);
    assert(host_now() - start < host_cleanup_limit);
    check_foreign(ours[i], other, kind);
  }
}

static void
test_closed(void)
{
  close_each(FOREIGN_NONE);
}

static void
test_file(void)
{
  close_each(FOREIGN_FILE);
}

static void
test_socket(void)
{
  close_each(FOREIGN_SOCKET);
}

static void
test_pipe(void)
{
  close_each(FOREIGN_PIPE);
}

/// The inotify is opened again, so edits are seen
static void
test_edits_are_seen_again(void)
{
  int ours[MAX_FDS];
  note_open();
  HostPlugin* const plugin = host_play_octave("edited.py");
  for (unsigned i = 0U, count = find_ours(ours); i < count; ++i) {
    char path[64];
    char link[256] = "";
    snprintf(path, sizeof(path), "/proc/self/fd/%d", ours[i]);
    if (readlink(path, link, sizeof(link) - 1U) > 0 &&
        strstr(link, "inotify")) {
      close(ours[i]);
    }
  }

  host_run_for(plugin, 600U);
  free(host_write_script("edited.py", lower));
  rig_await_log(plugin, "second edition");
  host_check_plays(plugin);
  rig_end(plugin);
}

/// All of them, with several instances
static void
test_all(void)
{
  int         ours[MAX_FDS];
  HostPlugin* plugins[3];
  note_open();
  for (unsigned i = 0U; i < 3U; ++i) {
    plugins[i] = host_play_octave("all.py");
  }

  for (unsigned i = 0U, count = find_ours(ours); i < count; ++i) {
    close(ours[i]);
  }
  for (unsigned i = 0U; i < 3U; ++i) {
    check_recovers(plugins[i]);
  }
  for (unsigned i = 0U; i < 3U; ++i) {
    rig_end(plugins[i]);
  }
}

/// All of them, and cleanup at once
static void
test_all_and_cleanup(void)
{
  int ours[MAX_FDS];
  note_open();
  HostPlugin* const plugin = host_play_octave("all.py");
  for (unsigned i = 0U, count = find_ours(ours); i < count; ++i) {
    close(ours[i]);
  }

  const uint64_t start = host_now();
  rig_end(plugin);
  assert(host_now() - start < host_cleanup_limit);
}

int
main(int argc, char** argv)
{
  static const HostRow rows[] = {
    { "closed", test_closed, false },
    { "replaced by a file", test_file, false },
    { "replaced by a socket", test_socket, false },
    { "replaced by a pipe", test_pipe, false },
    { "edits are seen again", test_edits_are_seen_again, false },
    { "all", test_all, false },
    { "all and cleanup", test_all_and_cleanup, false },
  };

  return host_rows_run(argc, argv, rows, sizeof(rows) / sizeof(rows[0]));
}
