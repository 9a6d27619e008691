// Copyright 2026 The Outboard authors
// SPDX-License-Identifier: ISC

// The child's end of the control channel; control, interpreter where it says so

#include "control.h"

#include "exit.h"
#include "process.h"

#include <errno.h>
#include <poll.h>
#include <pthread.h>
#include <signal.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

/// How long a message that must arrive is tried [ms]
#define SEND_TIMEOUT 1000

/// What was received: the interpreter's, then the control thread's
static char payload[OB_MESSAGE_MAX];

ObStatus
ob_control_send(const ObMessageType type,
                const void* const   head,
                const uint32_t      head_size,
                const void* const   text,
                const uint32_t      text_size)
{
  struct pollfd  socket = { .fd = OB_CHILD_CONTROL, .events = POLLOUT };
  const ObStatus status = ob_message_send(
    OB_CHILD_CONTROL, type, head, head_size, text, text_size, -1);

  if (status != OB_FULL || poll(&socket, 1, SEND_TIMEOUT) <= 0) {
    return status;
  }

  return ob_message_send(
    OB_CHILD_CONTROL, type, head, head_size, text, text_size, -1);
}

ObStatus
ob_control_log(const ObLogLevel  level,
               const char* const text,
               const uint32_t    size)
{
  const ObLogLine line = { (uint32_t)level, size };

  return ob_message_send(
    OB_CHILD_CONTROL, OB_MESSAGE_LOG, &line, sizeof(line), text, size, -1);
}

/// Wait for a packet; return whether the host is still there
static bool
wait_for_host(void)
{
  struct pollfd fds[2] = { { .fd = OB_CHILD_CONTROL, .events = POLLIN },
                           { .fd = OB_CHILD_PARENT, .events = POLLIN } };

  while (poll(fds, 2, -1) < 0) {
    if (errno != EINTR) {
      return false;
    }
  }

  return !fds[1].revents;
}

/// Read the whole text from the memfd; `source->size` says how much
static ObStatus
read_text(ObScriptSource* const source, const int fd)
{
  uint32_t done = 0U;

  source->text = malloc(source->size + 1U);
  if (!source->text) {
    return OB_NO_MEM;
  }

  while (done < source->size) {
    const ssize_t n =
      pread(fd, source->text + done, source->size - done, (off_t)done);
    if (n <= 0) {
      return OB_CORRUPT;
    }
    done += (uint32_t)n;
  }

  source->text[done] = '\0';
  return OB_SUCCESS;
}

/// Take a source out of a load message
static ObStatus
parse_load(ObScriptSource* const  source,
           const ObMessage* const message,
           const int              fd)
{
  ObLoad load;
  if (message->type != OB_MESSAGE_LOAD || message->size < sizeof(load)) {
    return OB_CORRUPT;
  }

  memcpy(&load, payload, sizeof(load));
  if (load.path_size != message->size - sizeof(load) ||
      load.text_size > OB_SCRIPT_MAX || fd < 0) {
    return OB_CORRUPT;
  }

  source->nominal = load.nominal;
  source->offline = load.offline != 0U;
  source->size    = load.text_size;
  source->path    = strndup(payload + sizeof(load), load.path_size);
  return source->path ? read_text(source, fd) : OB_NO_MEM;
}

ObStatus
ob_control_hello(const uint32_t python, const bool locked)
{
  const ObHello hello = { python, locked };

  return ob_control_send(OB_MESSAGE_HELLO, &hello, sizeof(hello), NULL, 0U);
}

ObStatus
ob_control_wait_load(ObScriptSource* const source)
{
  ObMessage message;
  int       fd = -1;

  *source = (ObScriptSource){ 0 };

  ObStatus status = OB_EMPTY;
  while (status == OB_EMPTY) {
    if (!wait_for_host()) {
      return OB_CLOSED;
    }
    status = ob_message_receive(OB_CHILD_CONTROL, &message, payload, &fd);
  }

  if (!status) {
    status = parse_load(source, &message, fd);
  }
  if (fd >= 0) {
    close(fd);
  }

  return status;
}

void
ob_control_free(ObScriptSource* const source)
{
  free(source->path);
  free(source->text);
  *source = (ObScriptSource){ 0 };
}

/// Wait for the host's end; there is nothing else to be told yet
static void*
run_control(void* const unused)
{
  ObMessage message;

  (void)unused;
  while (wait_for_host()) {
    const ObStatus status =
      ob_message_receive(OB_CHILD_CONTROL, &message, payload, NULL);
    if (status == OB_CLOSED) {
      break;
    }
    if (status != OB_EMPTY) {
      _exit(OB_EXIT_PROTOCOL);
    }
  }

  _exit(OB_EXIT_HOST_GONE);
}

/// A copy made by os.fork() has no control thread, and would outlive the host
static void
leave_copy(void)
{
  _exit(OB_EXIT_COPY);
}

ObStatus
ob_control_start(void)
{
  pthread_t thread;
  sigset_t  all;
  sigset_t  former;

  sigfillset(&all);
  pthread_atfork(NULL, NULL, leave_copy);
  pthread_sigmask(SIG_BLOCK, &all, &former);
  const int error = pthread_create(&thread, NULL, run_control, NULL);
  pthread_sigmask(SIG_SETMASK, &former, NULL);

  return error ? ob_status_from_errno(error) : OB_SUCCESS;
}
