// Copyright 2026 The Outboard authors
// SPDX-License-Identifier: ISC

// Process descriptors under a valgrind that does not know their system calls

#undef NDEBUG

#include "pidfds.h"

#include <assert.h>
#include <fcntl.h>
#include <pthread.h>
#include <signal.h>
#include <spawn.h>
#include <stddef.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <sys/syscall.h>
#include <sys/types.h>
#include <sys/wait.h>
#include <unistd.h>

// The program exports these, so libraries find them before the C library's

#define SHADOW __attribute__((visibility("default")))

/// Room for one descriptor among the ancillary data
typedef union
{
  struct cmsghdr header; ///< For its alignment
  char           bytes[CMSG_SPACE(sizeof(int))];
} DescriptorRoom;

static struct
{
  pthread_mutex_t lock;
  int             socket;
  pid_t           server;
} pidfds = { PTHREAD_MUTEX_INITIALIZER, -1, 0 };

int
pidfd_open(pid_t pid, unsigned flags);

int
pidfd_send_signal(int fd, int number, siginfo_t* info, unsigned flags);

void
pidfds_begin(const char* const program)
{
  int  sockets[2] = { -1, -1 };
  char number[16];

  assert(!socketpair(AF_UNIX, SOCK_SEQPACKET | SOCK_CLOEXEC, 0, sockets));
  assert(!fcntl(sockets[1], F_SETFD, 0));
  snprintf(number, sizeof(number), "%d", sockets[1]);

  char* const arguments[] = { (char*)program, (char*)"--serve", number, NULL };
  char* const environment[] = { NULL };
  assert(
    !posix_spawn(&pidfds.server, program, NULL, NULL, arguments, environment));
  close(sockets[1]);
  pidfds.socket = sockets[0];
}

void
pidfds_end(void)
{
  close(pidfds.socket);
  assert(waitpid(pidfds.server, NULL, 0) == pidfds.server);
}

int
pidfds_serve(const char* const text)
{
  const int    socket = atoi(text);
  pid_t        pid    = 0;
  struct iovec part   = { &pid, sizeof(pid) };

  while (recv(socket, &pid, sizeof(pid), 0) == sizeof(pid)) {
    const int      fd     = (int)syscall(SYS_pidfd_open, pid, 0U);
    DescriptorRoom room   = { .header = { .cmsg_len   = CMSG_LEN(sizeof(fd)),
                                          .cmsg_level = SOL_SOCKET,
                                          .cmsg_type  = SCM_RIGHTS } };
    struct msghdr  packet = { .msg_iov        = &part,
                              .msg_iovlen     = 1U,
                              .msg_control    = room.bytes,
                              .msg_controllen = sizeof(room.bytes) };
    assert(fd >= 0);
    memcpy(CMSG_DATA(&room.header), &fd, sizeof(fd));
    assert(sendmsg(socket, &packet, 0) == sizeof(pid));
    close(fd);
  }

  return 0;
}

SHADOW int
pidfd_open(pid_t pid, const unsigned flags)
{
  DescriptorRoom room   = { 0 };
  struct iovec   part   = { &pid, sizeof(pid) };
  struct msghdr  packet = { .msg_iov        = &part,
                            .msg_iovlen     = 1U,
                            .msg_control    = room.bytes,
                            .msg_controllen = sizeof(room.bytes) };
  int            fd     = -1;

  (void)flags;
  pthread_mutex_lock(&pidfds.lock);
  assert(send(pidfds.socket, &pid, sizeof(pid), 0) == sizeof(pid));
  assert(recvmsg(pidfds.socket, &packet, MSG_CMSG_CLOEXEC) == sizeof(pid));
  pthread_mutex_unlock(&pidfds.lock);
  memcpy(&fd, CMSG_DATA(&room.header), sizeof(fd));
  return fd;
}

SHADOW int
pidfd_send_signal(const int        fd,
                  const int        number,
                  siginfo_t* const info,
                  const unsigned   flags)
{
  char path[64];
  char line[64];
  int  pid = 0;

  (void)info;
  (void)flags;
  snprintf(path, sizeof(path), "/proc/self/fdinfo/%d", fd);
  FILE* const file = fopen(path, "r");
  assert(file);
  while (!pid && fgets(line, sizeof(line), file)) {
    if (sscanf(line, "Pid: %d", &pid) != 1) {
      pid = 0;
    }
  }
  fclose(file);
  return pid > 0 ? kill(pid, number) : -1;
}
