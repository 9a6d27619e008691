// Copyright 2026 The Outboard authors
// SPDX-License-Identifier: ISC

// Fuzzes what supervisor and fork server hear from each other

#undef NDEBUG

#include "forkserver.h"
#include "fuzz.h"
#include "nursery.h"
#include "process.h"
#include "watches.h"

#include <assert.h>
#include <fcntl.h>
#include <spawn.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/pidfd.h>
#include <sys/socket.h>
#include <sys/uio.h>
#include <sys/wait.h>
#include <unistd.h>

/**
   @file

   An input is a byte of flags and a list of packets: a byte that is a Form, and
   what that needs.  All of them wait before the first one is heard.  Whatever
   they are, no descriptor is left, and this process lives: it is killed only
   what is its child.
*/

/// Who hears it, and in what state
enum
{
  FLAG_SERVER = 1U << 0U, ///< The fork server; else the supervisor
  FLAG_UP     = 1U << 1U, ///< The server has said that it is up
  FLAG_OWES   = 1U << 2U, ///< It owes an answer
  FLAG_SPAWN  = 1U << 3U  ///< It is to make a child
};

/// What a packet is
typedef enum
{
  FORM_REQUEST,
  FORM_ANSWER, ///< That there is a child, or what goes for one
  FORM_STATUS, ///< That there is none
  FORM_ANY,
  FORMS
} Form;

/// More than are passed together
#define PASSED_MAX (OB_CHILD_HANDED + 2U)

/// Descriptors to pass: that of a child is the last
enum
{
  PASS_NULL,
  PASS_MEMORY,
  PASS_SELF,
  PASS_CHILD,
  PASSES
};

static int   passes[PASSES];
static pid_t child;

void
fuzz_start(void)
{
  passes[PASS_NULL]   = open("/dev/null", O_WRONLY | O_CLOEXEC);
  passes[PASS_MEMORY] = memfd_create("memory", MFD_CLOEXEC);
  passes[PASS_SELF]   = pidfd_open(getpid(), 0U);
  for (unsigned i = PASS_NULL; i < PASS_CHILD; ++i) {
    assert(passes[i] >= 0);
  }
}

/// Make a child, unless there is still one that has not been reaped
static void
need_child(void)
{
  static char* const arguments[] = { "true", NULL };
  siginfo_t          info;

  if (!child ||
      waitid(P_PID, (id_t)child, &info, WEXITED | WNOHANG | WNOWAIT)) {
    if (child) {
      close(passes[PASS_CHILD]);
    }
    assert(!posix_spawnp(&child, "true", NULL, NULL, arguments, NULL));
    passes[PASS_CHILD] = pidfd_open(child, 0U);
    assert(passes[PASS_CHILD] >= 0);
  }
}

/// Choose a descriptor to pass
static int
take_pass(FuzzInput* const input)
{
  const unsigned choice = fuzz_u8(input) % PASSES;

  if (choice == PASS_CHILD) {
    need_child();
  }
  return passes[choice];
}

/// Send any bytes, and any descriptors
static void
say_any(const int socket, FuzzInput* const input)
{
  union
  {
    struct cmsghdr header; ///< For its alignment
    char           bytes[CMSG_SPACE(PASSED_MAX * sizeof(int))];
  } room = { .bytes = { 0 } };
  int            fds[PASSED_MAX];
  const uint8_t  size  = fuzz_u8(input);
  const uint8_t* bytes = NULL;
  const size_t   taken = fuzz_take(input, size, &bytes);
  const size_t   count = fuzz_u8(input) % (PASSED_MAX + 1U);

  struct iovec  part   = { (void*)bytes, taken };
  struct msghdr packet = { .msg_iov = &part, .msg_iovlen = 1U };
  if (count) {
    for (size_t i = 0U; i < count; ++i) {
      fds[i] = take_pass(input);
    }
    packet.msg_control     = room.bytes;
    packet.msg_controllen  = CMSG_SPACE(count * sizeof(int));
    room.header.cmsg_level = SOL_SOCKET;
    room.header.cmsg_type  = SCM_RIGHTS;
    room.header.cmsg_len   = CMSG_LEN(count * sizeof(int));
    memcpy(CMSG_DATA(&room.header), fds, count * sizeof(int));
  }
  sendmsg(socket, &packet, MSG_DONTWAIT | MSG_NOSIGNAL);
}

/// Say the next thing
static void
say(const int socket, FuzzInput* const input)
{
  const Form     form = (Form)(fuzz_u8(input) % FORMS);
  const ObStatus status =
    form == FORM_ANSWER || form == FORM_STATUS ? fuzz_u8(input) : OB_SUCCESS;
  int       fds[OB_CHILD_HANDED];
  ObProcess process = { 0, -1 };

  switch (form) {
    case FORM_REQUEST:
      for (int i = 0; i < OB_CHILD_HANDED; ++i) {
        fds[i] = take_pass(input);
      }
      ob_forkserver_ask(socket, fds);
      break;
    case FORM_ANSWER:
      process.pid   = (pid_t)fuzz_u32(input);
      process.pidfd = take_pass(input);
      process.pid   = process.pid ? process.pid : child;
      ob_forkserver_tell(socket, status, &process);
      break;
    case FORM_STATUS:
      ob_forkserver_tell(socket, status, NULL);
      break;
    case FORM_ANY:
    case FORMS:
      say_any(socket, input);
      break;
  }
}

/// Hear it as the fork server does
static void
hear_as_server(const int socket)
{
  int      fds[OB_CHILD_HANDED];
  ObStatus status = OB_SUCCESS;

  while ((status = ob_forkserver_await(socket, fds)) != OB_CLOSED) {
    assert(!status || status == OB_CORRUPT);
    for (int i = 0; !status && i < OB_CHILD_HANDED; ++i) {
      assert(fds[i] >= OB_CHILD_FDS);
      close(fds[i]);
    }
  }
  close(socket);
}

/// Hear it as the supervisor does
static void
hear_as_host(const int socket, const uint8_t flags)
{
  static const char program[] = "/fuzz/scriptd"; // Which does not exist
  const int         fds[]     = {
                passes[PASS_NULL], passes[PASS_NULL], passes[PASS_NULL], passes[PASS_NULL]
  };
  ObWatches watches = { .count = 0U };
  ObProcess process = { 0, -1 };
  ObNursery nursery;

  ob_nursery_init(&nursery, &watches);
  nursery.program = strdup(program);
  nursery.up      = flags & FLAG_UP;
  nursery.owes    = flags & FLAG_OWES;
  ob_watch_set(&nursery.socket, socket);
  assert(nursery.program && !ob_watches_add(&watches, &nursery.socket));

  if (flags & FLAG_SPAWN) {
    const ObStatus status = ob_nursery_spawn(&nursery, &process, program, fds);
    assert(!status == (process.pid > 0) && !status == (process.pidfd >= 0));
    if (!status) {
      ob_process_kill(&process);
    }
  }
  while (nursery.socket.fd >= 0) {
    ob_watches_wait(&watches, 0U);
  }
  ob_nursery_clear(&nursery);
  ob_watches_clear(&watches);
}

/// Return the lowest number that no descriptor has
static int
lowest_free(void)
{
  const int fd = fcntl(passes[PASS_NULL], F_DUPFD_CLOEXEC, 0);

  close(fd);
  return fd;
}

int
LLVMFuzzerTestOneInput(const uint8_t* const data, const size_t size)
{
  FuzzInput     input      = { data, size };
  const uint8_t flags      = fuzz_u8(&input);
  int           sockets[2] = { -1, -1 };

  need_child();
  const int lowest = lowest_free();
  assert(!socketpair(AF_UNIX, SOCK_SEQPACKET | SOCK_CLOEXEC, 0, sockets));
  while (input.left) {
    say(sockets[0], &input);
  }
  shutdown(sockets[0], SHUT_WR);

  if (flags & FLAG_SERVER) {
    hear_as_server(sockets[1]);
  } else {
    hear_as_host(sockets[1], flags);
  }
  close(sockets[0]);
  assert(lowest_free() == lowest);
  return 0;
}
