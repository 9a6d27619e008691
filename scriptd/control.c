// Copyright 2026 The Outboard authors
// SPDX-License-Identifier: ISC

// The child's end of the control channel; control, interpreter where it says so

#include "control.h"

#include "exit.h"
#include "process.h"

#include <errno.h>
#include <poll.h>
#include <pthread.h>
#include <semaphore.h>
#include <signal.h>
#include <stdatomic.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

/// How long a message that must arrive is tried [ms]
#define SEND_TIMEOUT 1000

/// Of the control thread, which does little [bytes]
#define STACK_SIZE (128U * 1024U)

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

/// Read `size` bytes of a memfd from `offset` on, and put a NUL behind
static ObStatus
read_text(const int      fd,
          const uint32_t offset,
          const uint32_t size,
          char** const   text)
{
  uint32_t done = 0U;

  *text = (char*)malloc(size + 1U);
  if (!*text) {
    return OB_NO_MEM;
  }

  while (done < size) {
    const ssize_t n =
      pread(fd, *text + done, size - done, (off_t)offset + (off_t)done);
    if (n <= 0) {
      return OB_CORRUPT;
    }
    done += (uint32_t)n;
  }

  (*text)[done] = '\0';
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
  const uint32_t tail = message->size - (uint32_t)sizeof(load);
  if (load.path_size > tail || load.ports_size != tail - load.path_size ||
      load.text_size > OB_SCRIPT_MAX || load.state_size > OB_STATE_MAX ||
      fd < 0) {
    return OB_CORRUPT;
  }

  const char* const path = payload + sizeof(load);
  source->nominal        = load.nominal;
  source->offline        = load.offline != 0U;
  source->is_file        = load.is_file != 0U;
  source->size           = load.text_size;
  source->state_size     = load.state_size;
  source->path           = strndup(path, load.path_size);
  source->ports          = strndup(path + load.path_size, load.ports_size);
  if (!source->path || !source->ports) {
    return OB_NO_MEM;
  }

  const ObStatus status = read_text(fd, 0U, load.text_size, &source->text);
  return status
           ? status
           : read_text(fd, load.text_size, load.state_size, &source->state);
}

/// Wait for a message; what it passes along, or -1, is the caller's to close
static ObStatus
wait_message(ObMessage* const message, int* const fd)
{
  ObStatus status = OB_EMPTY;

  *fd = -1;
  while (status == OB_EMPTY) {
    if (!wait_for_host()) {
      return OB_CLOSED;
    }
    status = ob_message_receive(OB_CHILD_CONTROL, message, payload, fd);
  }

  return status;
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
  int       fd     = -1;
  ObStatus  status = wait_message(&message, &fd);

  *source = (ObScriptSource){ 0 };
  if (!status) {
    status = parse_load(source, &message, fd);
  }
  if (fd >= 0) {
    close(fd);
  }

  return status;
}

ObStatus
ob_control_want_files(const char* const names, const uint32_t size)
{
  return ob_control_send(OB_MESSAGE_FILES, NULL, 0U, names, size);
}

/// Take the file of this name out of its message
static ObStatus
parse_file(const ObMessage* const message,
           const char* const      name,
           const int              fd,
           char** const           text,
           uint32_t* const        size)
{
  ObFile file;
  if (message->type != OB_MESSAGE_FILE || message->size < sizeof(file)) {
    return OB_CORRUPT;
  }

  memcpy(&file, payload, sizeof(file));
  if (file.name_size != message->size - sizeof(file) ||
      file.name_size != strlen(name) ||
      memcmp(payload + sizeof(file), name, file.name_size) ||
      file.size > OB_SCRIPT_MAX || (file.found && fd < 0)) {
    return OB_CORRUPT;
  }

  *size = file.size;
  return file.found ? read_text(fd, 0U, file.size, text) : OB_SUCCESS;
}

ObStatus
ob_control_wait_file(const char* const name,
                     char** const      text,
                     uint32_t* const   size)
{
  ObMessage message;
  int       fd     = -1;
  ObStatus  status = wait_message(&message, &fd);

  *text = NULL;
  if (!status) {
    status = parse_file(&message, name, fd, text, size);
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
  free(source->state);
  free(source->ports);
  *source = (ObScriptSource){ 0 };
}

/// Rung when the interpreter thread has something to do
static ObDoorbell* bell;

/// Whether the script can be asked for its state
static atomic_bool offered;

/// ObSave.id that waits for an answer, or 0
static _Atomic uint32_t asked;

void
ob_control_offer_state(void)
{
  atomic_store(&offered, true);
}

uint32_t
ob_control_asked(void)
{
  return atomic_load(&asked);
}

void
ob_control_answered(uint32_t id)
{
  // A later one stays
  atomic_compare_exchange_strong(&asked, &id, 0U);
}

/// Have the interpreter answer, or say that there is no state; control
static bool
take_save(const ObMessage* const message)
{
  ObSave save;
  if (message->type != OB_MESSAGE_SAVE || message->size != sizeof(save)) {
    return false;
  }

  memcpy(&save, payload, sizeof(save));
  if (atomic_load(&offered)) {
    atomic_store(&asked, save.id);
    ob_doorbell_ring(bell);
    return true;
  }

  // If there is no room, the host is so far behind that it will not miss it
  const ObChunk nothing = { save.id, 0U, 0U, 0U };
  ob_message_send(OB_CHILD_CONTROL,
                  OB_MESSAGE_STATE,
                  &nothing,
                  sizeof(nothing),
                  NULL,
                  0U,
                  -1);
  return true;
}

/// Posted when the control thread is to listen
static sem_t listening;

/// Do as the host says until it is gone
static void*
run_control(void* const unused)
{
  ObMessage message;

  (void)unused;
  while (sem_wait(&listening)) { // Interrupted
  }

  while (wait_for_host()) {
    const ObStatus status =
      ob_message_receive(OB_CHILD_CONTROL, &message, payload, NULL);
    if (status == OB_CLOSED) {
      break;
    }
    if (status != OB_EMPTY && (status || !take_save(&message))) {
      _exit(OB_EXIT_PROTOCOL);
    }
  }

  _exit(OB_EXIT_HOST_GONE);
}

ObStatus
ob_control_start(ObDoorbell* const to_ring)
{
  pthread_attr_t attributes;
  pthread_t      thread;
  sigset_t       all;

  bell = to_ring;
  sem_init(&listening, 0, 0U);
  sigfillset(&all);
  pthread_attr_init(&attributes);
  pthread_attr_setstacksize(&attributes, STACK_SIZE);
  pthread_attr_setsigmask_np(&attributes, &all);
  const int error = pthread_create(&thread, &attributes, run_control, NULL);
  pthread_attr_destroy(&attributes);

  return error == EAGAIN ? OB_LIMIT : ob_status_from_errno(error);
}

void
ob_control_listen(void)
{
  sem_post(&listening);
}
