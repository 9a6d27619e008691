// Copyright 2026 The Outboard authors
// SPDX-License-Identifier: ISC

// Drives a real child as the plugin does, for tests; one thread

#undef NDEBUG

#include "script_child.h"

#include <assert.h>
#include <fcntl.h>
#include <math.h>
#include <poll.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/pidfd.h>
#include <sys/socket.h>
#include <unistd.h>

/// Room for the transcript of what a child sent [bytes]
#define TRANSCRIPT 65536U

void
child_start(Child* const child, const char* const program)
{
  int sockets[2]  = { -1, -1 };
  int pipes[2]    = { -1, -1 };
  int segment     = -1;
  int socket_type = SOCK_SEQPACKET | SOCK_CLOEXEC | SOCK_NONBLOCK;

  char* const path = realpath(program, NULL);
  assert(path);
  ob_process_init();
  memset(child, 0, sizeof(*child));
  child->transport =
    (ObTransport){ .tempo = 120.0, .numerator = 4, .denominator = 4 };
  assert(!socketpair(AF_UNIX, socket_type, 0, sockets));
  assert(!pipe2(pipes, O_CLOEXEC));
  assert(!ob_segment_create(&child->segment, CHILD_RATE, 1U, &segment));

  const int self = pidfd_open(getpid(), 0U);
  assert(self >= 0);
  const int fds[OB_CHILD_HANDED] = { pipes[1], sockets[1], segment, self };
  assert(!ob_process_spawn(&child->process, path, NULL, fds));
  free(path);
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

int
child_wait(Child* const child)
{
  struct pollfd process = { .fd = child->process.pidfd, .events = POLLIN };
  int           status  = -1;

  assert(poll(&process, 1, CHILD_PATIENCE / 1000000U) == 1);
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

  free(child->description.text);
  free(child->state.text);
  close(child->control);
  close(child->errors);
  ob_segment_close(&child->segment);
}

ObTransport
child_rolling(const double beat)
{
  return (ObTransport){ .tempo       = 120.0,
                        .beat        = beat,
                        .speed       = 1.0,
                        .frame       = (int64_t)(beat * 24000.0),
                        .numerator   = 4,
                        .denominator = 4,
                        .flags       = OB_TRANSPORT_ROLLING };
}

ObTransport
child_position(const Child* const child, const uint64_t frame)
{
  ObTransport  now    = child->transport;
  const double frames = (double)(frame - child->known);
  const double speed  = (now.flags & OB_TRANSPORT_ROLLING) ? now.speed : 1.0;
  const double beats  = frames * now.tempo * speed / (60.0 * CHILD_RATE);

  now.beat += beats;
  now.elapsed += beats;
  now.bar_beat = fmod(now.beat, 4.0);
  now.bar      = (int64_t)(now.beat / 4.0);
  if (now.flags & OB_TRANSPORT_ROLLING) {
    now.frame += (int64_t)(frames * now.speed);
  }
  return now;
}

/// The host knows where the song is at a frame
static void
set_transport(Child* const             child,
              const uint64_t           frame,
              const ObTransport* const transport)
{
  const double elapsed = child_position(child, frame).elapsed;

  child->transport         = *transport;
  child->transport.elapsed = elapsed;
  child->known             = frame;
}

/// Begin a block with what is known of the transport
static void
begin(Child* const child)
{
  const uint64_t frame = child->block.frame + child->block.frames;

  child->block = (ObBlock){
    .record    = { .type = OB_REQUEST_BLOCK },
    .frame     = frame,
    .sequence  = child->block.sequence + 1U,
    .frames    = CHILD_BLOCK,
    .nominal   = CHILD_BLOCK,
    .transport = child_position(child, frame),
  };
  child->order = 0U;
  child_request(child, &child->block.record, sizeof(child->block));
}

void
child_begin(Child* const child)
{
  begin(child);
}

void
child_begin_at(Child* const child, const ObTransport* const transport)
{
  set_transport(child, child->block.frame + child->block.frames, transport);
  begin(child);
}

void
child_tell(Child* const child, const ObTransport* const transport)
{
  child_begin_at(child, transport);
  child_finish(child);
}

void
child_transport(Child* const             child,
                const uint32_t           offset,
                const ObTransport* const transport)
{
  ObTransportChange change = { .record = { .type = OB_REQUEST_TRANSPORT },
                               .frame  = child->block.frame + offset };

  set_transport(child, change.frame, transport);
  change.transport = child->transport;
  child_request(child, &change.record, sizeof(change));
}

void
child_run(Child* const child, const uint64_t frame)
{
  const _Atomic uint64_t* const wake = &child->segment.header->child.wake_frame;

  while (child->block.frame + child->block.frames < frame) {
    const uint64_t next = child->block.frame + child->block.frames;
    if (atomic_load(wake) < next + CHILD_BLOCK) {
      child_begin(child);
      child_finish(child);
    } else {
      child->block.frame  = next;
      child->block.frames = CHILD_BLOCK;
    }
  }
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
  const uint64_t         deadline = ob_now() + CHILD_PATIENCE;

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
child_interrupt(Child* const child)
{
  const _Atomic uint32_t* const done = &child->segment.header->child.done;

  // Half a second must have passed since it began, when a busy machine let it
  for (unsigned ms = 0U; atomic_load(done) != child->block.sequence; ++ms) {
    assert(ms < 20000U);
    if (ms % 600U == 599U) {
      assert(!ob_process_signal(&child->process, SIGUSR2));
    }
    usleep(1000U);
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
