// Copyright 2026 The Outboard authors
// SPDX-License-Identifier: ISC

// The host's end of a child's control channel, for tests; one thread

#undef NDEBUG

#include "script_child.h"

#include "memfd.h"

#include <assert.h>
#include <poll.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

/// Add a log line to the log
static void
keep_line(Child* const child, const char* const payload, const uint32_t size)
{
  const uint32_t length = size - (uint32_t)sizeof(ObLogLine);
  const size_t   used   = strlen(child->log);

  assert(used + length + 2U <= sizeof(child->log));
  memcpy(child->log + used, payload + sizeof(ObLogLine), length);
  strcpy(child->log + used + length, "\n");
}

/// Add a part to a text
static void
keep_chunk(ChildText* const  text,
           const char* const payload,
           const uint32_t    size)
{
  ObChunk chunk;

  assert(size >= sizeof(chunk));
  memcpy(&chunk, payload, sizeof(chunk));
  assert(chunk.size == size - sizeof(chunk) && chunk.total <= OB_STATE_MAX);
  if (!chunk.offset) {
    text->text  = realloc(text->text, chunk.total + 1U);
    text->size  = 0U;
    text->total = chunk.total;
    text->id    = chunk.id;
  }

  assert(text->text && chunk.offset == text->size && chunk.id == text->id &&
         chunk.total == text->total && chunk.size <= text->total - text->size);
  memcpy(text->text + text->size, payload + sizeof(chunk), chunk.size);
  text->size += chunk.size;
  text->text[text->size] = '\0';
  text->received += text->size == text->total;
}

/// Add a shown value to those so far
static void
keep_shown(Child* const child, const char* const payload, const uint32_t size)
{
  const size_t used = strlen(child->shown);
  ObShow       show;

  memcpy(&show, payload, sizeof(show));
  assert(show.name_size + show.value_size == size - sizeof(show));
  assert(used + size < sizeof(child->shown));

  const char* const name = payload + sizeof(show);
  sprintf(child->shown + used,
          "%.*s=%.*s\n",
          (int)show.name_size,
          name,
          (int)show.value_size,
          name + show.name_size);
}

/// Take a message that may come at any time; return whether it was one
static bool
take(Child* const           child,
     const ObMessage* const message,
     const char* const      payload)
{
  switch (message->type) {
    case OB_MESSAGE_LOG:
      keep_line(child, payload, message->size);
      return true;
    case OB_MESSAGE_DESCRIPTION:
      keep_chunk(&child->description, payload, message->size);
      return true;
    case OB_MESSAGE_STATE:
      keep_chunk(&child->state, payload, message->size);
      return true;
    case OB_MESSAGE_SHOW:
      keep_shown(child, payload, message->size);
      return true;
    default:
      return false;
  }
}

/// Receive a message of another type; return its type, or 0 at the end
static unsigned
receive(Child* const child, char* const payload, uint32_t* const size)
{
  for (;;) {
    struct pollfd socket = { .fd = child->control, .events = POLLIN };
    ObMessage     message;

    assert(poll(&socket, 1, CHILD_PATIENCE / 1000000U) == 1);
    const ObStatus status =
      ob_message_receive(child->control, &message, payload, NULL);
    if (status == OB_CLOSED) {
      return 0U;
    }

    assert(!status);
    *size = message.size;
    if (!take(child, &message, payload)) {
      return message.type;
    }
  }
}

/// Return a memfd with two texts, one behind the other
static int
memory_of(const char* const text,
          const size_t      size,
          const char* const more,
          const size_t      more_size)
{
  const int fd = ob_memfd_create("text");

  assert(fd >= 0 && write(fd, text, size) == (ssize_t)size);
  assert(!more_size || write(fd, more, more_size) == (ssize_t)more_size);
  return fd;
}

/// Return the size of a text that may be NULL
static uint32_t
size_of(const char* const text)
{
  return text ? (uint32_t)strlen(text) : 0U;
}

/// Send the script
static void
send_load(Child* const child, const ChildLoad* const what)
{
  const char* const path = what->path ? what->path : "/presets/test.py";
  char              tail[4096];

  const ObLoad load = {
    .nominal    = CHILD_BLOCK,
    .is_file    = what->path != NULL,
    .text_size  = (uint32_t)what->size,
    .state_size = size_of(what->state),
    .path_size  = size_of(path),
    .ports_size = size_of(what->ports),
  };
  const int fd =
    memory_of(what->text, what->size, what->state, load.state_size);
  const int size =
    snprintf(tail, sizeof(tail), "%s%s", path, what->ports ? what->ports : "");

  assert(size > 0 && size < (int)sizeof(tail));
  assert(!ob_message_send(child->control,
                          OB_MESSAGE_LOAD,
                          &load,
                          sizeof(load),
                          tail,
                          (uint32_t)size,
                          fd));
  close(fd);
}

/// Answer the request for one file
static void
send_file(Child* const           child,
          const ChildFile* const files,
          const char* const      name)
{
  const ChildFile* file = files;
  while (file && file->name && strcmp(file->name, name)) {
    ++file;
  }

  const char* const text   = file && file->name ? file->text : NULL;
  const ObFile      answer = { text != NULL, size_of(text), size_of(name) };
  const int         fd     = text ? memory_of(text, answer.size, NULL, 0U) : -1;

  assert(!ob_message_send(child->control,
                          OB_MESSAGE_FILE,
                          &answer,
                          sizeof(answer),
                          name,
                          answer.name_size,
                          fd));
  if (fd >= 0) {
    close(fd);
  }
}

/// Answer the request for files
static void
send_files(Child* const           child,
           const ChildFile* const files,
           const char* const      names,
           const uint32_t         size)
{
  char  copy[8192];
  char* rest = copy;

  assert(size < sizeof(copy));
  memcpy(copy, names, size);
  copy[size] = '\0';
  strcpy(child->wanted, copy);
  for (char* name = NULL; (name = strtok_r(rest, "\n", &rest));) {
    send_file(child, files, name);
  }
}

void
child_send(Child* const child, const ChildLoad* const load)
{
  static char payload[OB_MESSAGE_MAX];
  uint32_t    length = 0U;

  assert(receive(child, payload, &length) == OB_MESSAGE_HELLO);
  send_load(child, load);
}

bool
child_load_all(Child* const           child,
               const char* const      program,
               const ChildLoad* const load)
{
  static char payload[OB_MESSAGE_MAX];
  uint32_t    length = 0U;

  child_start(child, program);
  child_send(child, load);

  unsigned type = receive(child, payload, &length);
  if (type == OB_MESSAGE_JAIL) {
    assert(length == sizeof(child->jail));
    memcpy(&child->jail, payload, length);
    type = receive(child, payload, &length);
  }
  if (type == OB_MESSAGE_FILES) {
    send_files(child, load->files, payload, length);
    type = receive(child, payload, &length);
  }
  if (type == OB_MESSAGE_FAILED) {
    assert(length < sizeof(child->failure));
    memcpy(child->failure, payload, length);
    return false;
  }

  assert(type == OB_MESSAGE_READY && length >= sizeof(child->ready));
  assert(child->description.received == 1U);
  memcpy(&child->ready, payload, sizeof(child->ready));
  assert(child->ready.name_size < sizeof(child->name));
  memcpy(child->name, payload + sizeof(child->ready), child->ready.name_size);
  return true;
}

bool
child_load_text(Child* const      child,
                const char* const program,
                const char* const text,
                const size_t      size)
{
  const ChildLoad load = { .text = text, .size = size };

  return child_load_all(child, program, &load);
}

bool
child_load(Child* const      child,
           const char* const program,
           const char* const script)
{
  return child_load_text(child, program, script, strlen(script));
}

void
child_read_log(Child* const child)
{
  static char payload[OB_MESSAGE_MAX];
  ObMessage   message;

  while (!ob_message_receive(child->control, &message, payload, NULL)) {
    assert(take(child, &message, payload));
  }
}

/// Wait a little for messages; return whether there can be more
static bool
wait_for_messages(Child* const child)
{
  struct pollfd socket = { .fd = child->control, .events = POLLIN };
  const int     ready  = poll(&socket, 1, 100);

  child_read_log(child);
  return ready <= 0 || !(socket.revents & POLLHUP);
}

void
child_expect_log(Child* const child, const char* const text)
{
  const uint64_t deadline = ob_now() + CHILD_PATIENCE;

  child_read_log(child);
  while (!strstr(child->log, text)) {
    if ((!wait_for_messages(child) || ob_now() > deadline) &&
        !strstr(child->log, text)) {
      fprintf(stderr, "no \"%s\" in the log:\n%s", text, child->log);
      abort();
    }
  }
}

void
child_expect_states(Child* const child, const unsigned count)
{
  const uint64_t deadline = ob_now() + CHILD_PATIENCE;

  child_read_log(child);
  while (child->state.received < count) {
    assert(wait_for_messages(child) && ob_now() < deadline);
  }
  assert(child->state.received == count);
}

void
child_save(Child* const child, const uint32_t id)
{
  const ObSave   save     = { id };
  const uint64_t deadline = ob_now() + CHILD_PATIENCE;

  assert(!ob_message_send(
    child->control, OB_MESSAGE_SAVE, &save, sizeof(save), NULL, 0U, -1));
  while (child->state.id != id || child->state.size != child->state.total) {
    assert(wait_for_messages(child) && ob_now() < deadline);
  }
}
