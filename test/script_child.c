// Copyright 2026 The Outboard authors
// SPDX-License-Identifier: ISC

// Drives a real child as the plugin does, for tests; one thread

#undef NDEBUG

#include "script_child.h"

#include "memfd.h"

#include <assert.h>
#include <fcntl.h>
#include <poll.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/pidfd.h>
#include <sys/socket.h>
#include <unistd.h>

/// Longer than any step of a child takes, even instrumented [ns]
#define PATIENCE 20000000000U

/// Room for the transcript of what a child sent [bytes]
#define TRANSCRIPT 65536U

void
child_start(Child* const child, const char* const program)
{
  int sockets[2]  = { -1, -1 };
  int pipes[2]    = { -1, -1 };
  int segment     = -1;
  int socket_type = SOCK_SEQPACKET | SOCK_CLOEXEC | SOCK_NONBLOCK;

  memset(child, 0, sizeof(*child));
  assert(!socketpair(AF_UNIX, socket_type, 0, sockets));
  assert(!pipe2(pipes, O_CLOEXEC));
  assert(!ob_segment_create(&child->segment, CHILD_RATE, 1U, &segment));

  const int self = pidfd_open(getpid(), 0U);
  assert(self >= 0);
  assert(!ob_process_spawn(
    &child->process, program, pipes[1], sockets[1], segment, self));
  close(self);
  close(segment);
  close(sockets[1]);
  close(pipes[1]);

  child->control = sockets[0];
  child->errors  = pipes[0];
  ob_queue_writer_init(&child->requests,
                       &child->segment.header->request,
                       child->segment.request,
                       OB_QUEUE_SIZE);
  ob_queue_reader_init(&child->replies,
                       &child->segment.header->reply,
                       child->segment.reply,
                       OB_QUEUE_SIZE);
}

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

/// Receive a message that is no log line; return its type, or 0 at the end
static unsigned
receive(Child* const child, char* const payload, uint32_t* const size)
{
  for (;;) {
    struct pollfd socket = { .fd = child->control, .events = POLLIN };
    ObMessage     message;

    assert(poll(&socket, 1, PATIENCE / 1000000U) == 1);
    const ObStatus status =
      ob_message_receive(child->control, &message, payload, NULL);
    if (status == OB_CLOSED) {
      return 0U;
    }

    assert(!status);
    *size = message.size;
    if (message.type != OB_MESSAGE_LOG) {
      return message.type;
    }
    keep_line(child, payload, message.size);
  }
}

/// Send the script
static void
send_load(Child* const child, const char* const text, const size_t size)
{
  static const char path[] = "/presets/test.py";

  const ObLoad load = {
    CHILD_BLOCK, 0U, (uint32_t)size, 0U, (uint32_t)strlen(path), 0U
  };
  const int fd = ob_memfd_create("script");

  assert(fd >= 0 && write(fd, text, size) == (ssize_t)size);
  assert(!ob_message_send(child->control,
                          OB_MESSAGE_LOAD,
                          &load,
                          sizeof(load),
                          path,
                          load.path_size,
                          fd));
  close(fd);
}

bool
child_load_text(Child* const      child,
                const char* const program,
                const char* const text,
                const size_t      size)
{
  static char payload[OB_MESSAGE_MAX];
  uint32_t    length = 0U;

  child_start(child, program);
  assert(receive(child, payload, &length) == OB_MESSAGE_HELLO);
  send_load(child, text, size);

  const unsigned type = receive(child, payload, &length);
  if (type == OB_MESSAGE_FAILED) {
    assert(length < sizeof(child->failure));
    memcpy(child->failure, payload, length);
    return false;
  }

  assert(type == OB_MESSAGE_READY && length >= sizeof(child->ready));
  memcpy(&child->ready, payload, sizeof(child->ready));
  assert(child->ready.name_size < sizeof(child->name));
  memcpy(child->name, payload + sizeof(child->ready), child->ready.name_size);
  return true;
}

bool
child_load(Child* const      child,
           const char* const program,
           const char* const script)
{
  return child_load_text(child, program, script, strlen(script));
}

int
child_wait(Child* const child)
{
  struct pollfd process = { .fd = child->process.pidfd, .events = POLLIN };
  int           status  = -1;

  assert(poll(&process, 1, PATIENCE / 1000000U) == 1);
  ob_process_reap(&child->process, &status);
  return status;
}

void
child_stop(Child* const child)
{
  if (child->process.pid) {
    ob_process_signal(&child->process, SIGKILL);
    child_wait(child);
  }

  close(child->control);
  close(child->errors);
  ob_segment_close(&child->segment);
}

void
child_begin(Child* const child)
{
  const ObTransport* const was   = &child->block.transport;
  const double             beats = 2.0 * child->block.frames / CHILD_RATE;

  child->block = (ObBlock){
    .record    = { .type = OB_REQUEST_BLOCK },
    .frame     = child->block.frame + child->block.frames,
    .sequence  = child->block.sequence + 1U,
    .frames    = CHILD_BLOCK,
    .nominal   = CHILD_BLOCK,
    .transport = { .tempo       = 120.0,
                   .beat        = was->beat + beats,
                   .elapsed     = was->elapsed + beats,
                   .numerator   = 4,
                   .denominator = 4 },
  };
  child->order = 0U;
  child_request(child, &child->block.record, sizeof(child->block));
}

void
child_request(Child* const          child,
              const ObRecord* const record,
              const uint32_t        size)
{
  assert(!ob_queue_write(&child->requests, record, size, NULL, 0U));
}

void
child_event(Child* const         child,
            const uint32_t       offset,
            const uint16_t       flags,
            const uint8_t* const bytes,
            const uint32_t       size)
{
  const ObEvent event = {
    .record = { .type = OB_REQUEST_EVENT, .flags = flags },
    .frame  = child->block.frame + offset,
    .length = size,
    .order  = ++child->order,
  };

  assert(!ob_queue_write(&child->requests,
                         &event.record,
                         (uint32_t)offsetof(ObEvent, bytes),
                         bytes,
                         size));
}

void
child_midi(Child* const child, const uint32_t offset, const char* const bytes)
{
  uint8_t  message[64];
  uint32_t size = 0U;
  char*    end  = NULL;

  for (const char* s = bytes; *s; s = end) {
    message[size++] = (uint8_t)strtoul(s, &end, 16);
  }

  child_event(child, offset, 0U, message, size);
}

void
child_commit(Child* const child)
{
  ob_queue_commit(&child->requests);
  ob_doorbell_ring(&child->segment.header->child_bell);
}

void
child_finish(Child* const child)
{
  ObSegmentHeader* const header   = child->segment.header;
  ObDoorbell* const      bell     = &header->host_bell;
  const uint64_t         deadline = ob_now() + PATIENCE;

  child_commit(child);
  while (atomic_load_explicit(&header->child.done, memory_order_acquire) !=
         child->block.sequence) {
    const uint32_t seen = ob_doorbell_arm(bell);
    assert(ob_now() < deadline);
    if (atomic_load(&header->child.done) != child->block.sequence) {
      ob_doorbell_wait(bell, seen, deadline);
    }
    ob_doorbell_disarm(bell);
  }
}

void
child_play(Child* const child, const uint32_t offset, const char* const bytes)
{
  child_begin(child);
  child_midi(child, offset, bytes);
  child_finish(child);
}

/// Return the number of a voice in order of appearance, from 1
static uint32_t
voice_number(Child* const child, const uint32_t voice)
{
  uint32_t i = 0U;
  while (i < child->n_voices && child->voices[i] != voice) {
    ++i;
  }

  if (i == child->n_voices) {
    assert(i < sizeof(child->voices) / sizeof(child->voices[0]));
    child->voices[child->n_voices++] = voice;
  }

  return i + 1U;
}

/// Write what a send says
static void
print_send(Child* const child, const ObSend* const send, FILE* const out)
{
  static uint8_t bytes[OB_MIDI_MAX];
  const unsigned anchor = send->record.flags & OB_ANCHOR_MASK;
  const unsigned length = send->record.flags & OB_LENGTH_MASK;

  assert(send->size && send->size <= OB_MIDI_MAX);
  assert(!ob_queue_copy(
    &child->replies, (uint32_t)offsetof(ObSend, bytes), bytes, send->size));
  if (anchor == OB_ANCHOR_FRAME) {
    fprintf(out, "%llu/%u", (unsigned long long)send->frame, send->order);
  } else {
    fprintf(out, "%c%g", anchor == OB_ANCHOR_SONG ? 's' : 'e', send->beat);
  }

  for (uint32_t i = 0U; i < send->size && i < 16U; ++i) {
    fprintf(out, " %02X", bytes[i]);
  }
  if (send->voice) {
    fprintf(out, " v%u", voice_number(child, send->voice));
  }
  if (length) {
    fprintf(out, " +%g%c", send->length, length == OB_LENGTH_BEATS ? 'q' : 'f');
  }
  fputs("\n", out);
}

void
child_expect(Child* const child, const char* const expected)
{
  static char transcript[TRANSCRIPT];
  FILE* const out = fmemopen(transcript, sizeof(transcript), "w");
  ObSend      send;

  transcript[0] = '\0';
  assert(out);
  assert(ob_queue_refresh(&child->replies) != OB_CORRUPT);
  while (!ob_queue_peek(&child->replies, &send.record, sizeof(send))) {
    if (send.record.type == OB_REPLY_CANCEL) {
      const ObCancel* const cancel = (const ObCancel*)&send;
      fprintf(out, "cancel v%u\n", voice_number(child, cancel->voice));
    } else if (send.record.type == OB_REPLY_RESET) {
      const ObReset* const reset = (const ObReset*)&send;
      fprintf(out, "reset %u %u\n", reset->reason, reset->channel);
    } else {
      assert(send.record.type == OB_REPLY_SEND);
      print_send(child, &send, out);
    }
    ob_queue_skip(&child->replies);
  }
  ob_queue_release(&child->replies);
  fclose(out);

  if (strcmp(transcript, expected)) {
    child_read_log(child);
    fprintf(stderr,
            "expected:\n%sbut got:\n%slog:\n%s",
            expected,
            transcript,
            child->log);
    abort();
  }
}

void
child_read_log(Child* const child)
{
  static char payload[OB_MESSAGE_MAX];
  ObMessage   message;

  while (!ob_message_receive(child->control, &message, payload, NULL)) {
    if (message.type == OB_MESSAGE_LOG) {
      keep_line(child, payload, message.size);
    }
  }
}

void
child_expect_log(Child* const child, const char* const text)
{
  const uint64_t deadline = ob_now() + PATIENCE;

  child_read_log(child);
  while (!strstr(child->log, text)) {
    struct pollfd socket = { .fd = child->control, .events = POLLIN };
    const int     ready  = poll(&socket, 1, 100);
    child_read_log(child);
    if (ready > 0 && socket.revents & POLLHUP && !strstr(child->log, text)) {
      break;
    }
    if (ob_now() > deadline) {
      break;
    }
  }

  if (!strstr(child->log, text)) {
    fprintf(stderr, "no \"%s\" in the log:\n%s", text, child->log);
    abort();
  }
}
