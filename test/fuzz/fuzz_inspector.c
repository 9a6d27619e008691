// Copyright 2026 The Outboard authors
// SPDX-License-Identifier: ISC

// Fuzzes what the supervisor is asked by those who come to its socket

#undef NDEBUG

#include "child_impl.h"
#include "doorbell.h"
#include "fuzz.h"
#include "inspector.h"
#include "instance_impl.h"
#include "journal.h"
#include "link.h"
#include "message.h"
#include "player_impl.h"

#include <assert.h>
#include <errno.h>
#include <glob.h>
#include <poll.h>
#include <stdio.h>
#include <string.h>
#include <sys/socket.h>
#include <sys/un.h>
#include <unistd.h>

/**
   @file

   An input is a list of what happens: a byte whose lower half is a visitor, and
   whose upper half is a Step, and what that needs.  The supervisor's own thread
   answers.  The instances share one child, which does not exist.
*/

/// What can happen
typedef enum
{
  STEP_ASK,     ///< A question; the answer is read
  STEP_RUSH,    ///< A question; the answer is left to wait
  STEP_MESSAGE, ///< A packet with a header
  STEP_PACKET,  ///< Any packet
  STEP_READ,    ///< What waits is read
  STEP_LEAVE,
  STEP_LOG, ///< An instance logs something
  STEP_LIE, ///< The child writes any times
  STEPS
} Step;

/// Kinds of questions
#define QUESTIONS (OB_INSPECT_OUTCOME - OB_INSPECT_LIST + 1U)

/// More than fit in a page
#define INSTANCES (OB_INSPECT_PAGE + 2U)
/// Most that happens in one input: each step may wait for the other thread
#define STEPS_MAX 100U
/// More than there is room for
#define VISITORS (OB_VISITORS + 2U)

static struct sockaddr_un address = { .sun_family = AF_UNIX };
static ObInstance         instances[INSTANCES];
static ObChild            child = { .life = OB_LIFE_READY };
static int                sockets[VISITORS];

/// ObClient.attend: there is nothing to see to
static bool
attend(void* const handle, uint64_t* const due)
{
  (void)handle;
  *due = OB_NEVER;
  return true;
}

/// Make a script that can be read again
static ObScript*
make_script(const char* const folder)
{
  char          path[64];
  ObStatus      status = OB_SUCCESS;
  const ObSaved saved  = { .path = path, .text = "pass", .text_size = 4U };

  snprintf(path, sizeof(path), "%s/script.py", folder);
  FILE* const file = fopen(path, "we");
  assert(file && fputs(saved.text, file) >= 0 && !fclose(file));
  ObScript* const script = ob_script_new(&saved, &fuzz_log, &status);
  assert(script && !status);
  return script;
}

/// Make the child that all instances play
static void
make_child(const char* const folder)
{
  int fd = -1;

  assert(!ob_link_new(&child.link, 48000.0, 1U, &fd));
  close(fd);
  child.script  = make_script(folder);
  child.process = (ObProcess){ 0, -1 };
  snprintf(child.title, sizeof(child.title), "Script: it plays");
  ob_output_init(&child.output, &fuzz_log, "script");
}

/// Make an instance that is seen, but not attended to
static void
make_instance(ObInstance* const instance, ObSupervisor* const supervisor)
{
  static ObMember member = { .child = &child };

  instance->supervisor  = supervisor;
  instance->log         = fuzz_log;
  instance->log.journal = ob_journal_new();
  instance->name        = strdup("Track");
  instance->number      = (uint32_t)(instance - instances) + 1U;
  instance->client      = (ObClient){ .attend = attend,
                                      .answer = ob_instance_answer,
                                      .handle = instance };
  instance->engine      = ob_engine_new(48000.0, 64U, &instance->notices);
  pthread_mutex_init(&instance->lock, NULL);
  assert(instance->log.journal && instance->name && instance->engine);

  const ObPlayerOptions options = { .engine = instance->engine };
  instance->player              = ob_player_new(&options);
  assert(instance->player);
  if (instance != instances) { // The first one plays nothing
    instance->player->playing = &member;
    instance->chosen          = ob_script_use(child.script);
  }
}

/// Find the only socket in the folder
static void
find_door(const char* const folder)
{
  char   pattern[64];
  glob_t doors;

  snprintf(pattern, sizeof(pattern), "%s/outboard/*" OB_INSPECT_SUFFIX, folder);
  assert(!glob(pattern, 0, NULL, &doors) && doors.gl_pathc == 1U);
  snprintf(address.sun_path, sizeof(address.sun_path), "%s", doors.gl_pathv[0]);
  globfree(&doors);
}

void
fuzz_start(void)
{
  const char* const   folder     = fuzz_folder();
  ObSupervisor* const supervisor = ob_supervisor_acquire();

  assert(supervisor);
  make_child(folder);
  for (unsigned i = 0U; i < INSTANCES; ++i) {
    make_instance(&instances[i], supervisor);
    ob_supervisor_join(supervisor, &instances[i].client);
  }
  for (unsigned i = 0U; i < VISITORS; ++i) {
    sockets[i] = -1;
  }
  find_door(folder);
}

/// Knock, unless that was done; stay away if too many wait outside
static void
enter(int* const visitor)
{
  if (*visitor < 0) {
    *visitor =
      socket(AF_UNIX, SOCK_SEQPACKET | SOCK_CLOEXEC | SOCK_NONBLOCK, 0);
    assert(*visitor >= 0);
    if (connect(*visitor, (const struct sockaddr*)&address, sizeof(address))) {
      assert(errno == EAGAIN);
      close(*visitor);
      *visitor = -1;
    }
  }
}

static void
leave(int* const visitor)
{
  if (*visitor >= 0) {
    close(*visitor);
    *visitor = -1;
  }
}

/// What is told of an instance is in order
static void
expect_instance(const char* const bytes, const uint32_t size)
{
  ObInspectInstance record;

  assert(size >= sizeof(record));
  memcpy(&record, bytes, sizeof(record));
  uint32_t left = size - (uint32_t)sizeof(record);
  for (unsigned i = 0U; i < OB_INSPECT_TEXTS; ++i) {
    assert(record.sizes[i] <= left);
    left -= record.sizes[i];
  }
  assert(!left && record.number && record.number <= INSTANCES);
}

/// What is told of a line is in order
static void
expect_line(const char* const bytes, const uint32_t size)
{
  ObInspectLine line;

  assert(size >= sizeof(line));
  memcpy(&line, bytes, sizeof(line));
  assert(line.number && line.level <= OB_LOG_ERROR);
  assert(line.size == size - sizeof(line));
}

/// A part of an answer is in order; return whether it is the last
static bool
expect_part(const ObMessage* const message, const char* const bytes)
{
  ObInspectEnd end;

  switch ((ObInspectType)message->type) {
    case OB_INSPECT_INSTANCE:
      expect_instance(bytes, message->size);
      return false;
    case OB_INSPECT_LINE:
      expect_line(bytes, message->size);
      return false;
    case OB_INSPECT_TIMES:
      assert(message->size == sizeof(ObInspectTimes));
      return false;
    case OB_INSPECT_END:
      assert(message->size == sizeof(end));
      memcpy(&end, bytes, sizeof(end));
      assert(end.found <= OB_INSPECT_PAGE && end.status <= OB_ERROR);
      return true;
    default:
      assert(false);
  }
}

/// Return how long to wait for an answer [ms]: who is outside may get none
static int
patience(void)
{
  unsigned count = 0U;
  for (unsigned i = 0U; i < VISITORS; ++i) {
    count += sockets[i] >= 0;
  }

  return count > OB_VISITORS ? 0 : -1;
}

/// Read what was answered, for so long [ms, -1: until all of it has come];
/// return whether that was an answer
static bool
read_answer(int* const visitor, const int timeout)
{
  struct pollfd answer   = { *visitor, POLLIN, 0 };
  unsigned      parts    = 0U;
  bool          complete = false;

  while (*visitor >= 0 && !complete && poll(&answer, 1U, timeout) == 1) {
    char      payload[OB_MESSAGE_MAX];
    ObMessage message;
    if (ob_message_receive(*visitor, &message, payload, NULL)) {
      leave(visitor); // It was sent away
      return false;
    }
    assert(++parts <= OB_INSPECT_PAGE + 1U);
    complete = expect_part(&message, payload);
  }

  return complete;
}

static void
ask(int* const visitor, const ObInspectType type, const ObInspectAsk* const ask)
{
  enter(visitor);
  ob_message_send(*visitor, type, ask, sizeof(*ask), NULL, 0U, -1);
}

/// A question that is in order
static void
take_question(int* const visitor, FuzzInput* const input)
{
  const unsigned type  = OB_INSPECT_LIST + fuzz_u8(input) % QUESTIONS;
  ObInspectAsk   asked = { .instance = fuzz_u8(input) % (INSTANCES + 2U) };
  asked.line           = fuzz_u16(input);
  ask(visitor, (ObInspectType)type, &asked);
}

/// A packet, which may be in order and may pass a descriptor
static void
take_packet(int* const visitor, FuzzInput* const input, const bool message)
{
  const uint8_t  type  = fuzz_u8(input);
  const uint8_t  size  = fuzz_u8(input);
  const uint8_t* bytes = NULL;
  const size_t   taken = fuzz_take(input, size, &bytes);

  enter(visitor);
  if (message) {
    ob_message_send(*visitor,
                    type & 0x7FU,
                    bytes,
                    (uint32_t)taken,
                    NULL,
                    0U,
                    type & 0x80U ? STDERR_FILENO : -1);
  } else {
    send(*visitor, bytes, taken, MSG_DONTWAIT | MSG_NOSIGNAL);
  }
}

/// Something is logged
static void
take_line(FuzzInput* const input)
{
  const ObLog* const log    = &instances[fuzz_u8(input) % INSTANCES].log;
  const uint8_t      repeat = fuzz_u8(input);

  ob_log(log, (ObLogLevel)(repeat % 3U), "%*s", repeat, "x");
}

/// The child says how long it took
static void
take_times(FuzzInput* const input)
{
  ObPartTime* const part =
    &child.link->segment.header->parts[fuzz_u8(input) % OB_PARTS];

  atomic_store(&part->count, (uint64_t)fuzz_u32(input) << fuzz_u8(input) % 33U);
  atomic_store(&part->total, (uint64_t)fuzz_u32(input) << fuzz_u8(input) % 33U);
}

static void
take_step(FuzzInput* const input)
{
  const uint8_t byte    = fuzz_u8(input);
  int* const    visitor = &sockets[(byte & 15U) % VISITORS];

  switch ((Step)((byte >> 4U) % STEPS)) {
    case STEP_ASK:
      take_question(visitor, input);
      read_answer(visitor, patience());
      break;
    case STEP_RUSH:
      take_question(visitor, input);
      break;
    case STEP_MESSAGE:
      take_packet(visitor, input, true);
      break;
    case STEP_PACKET:
      take_packet(visitor, input, false);
      break;
    case STEP_READ:
      read_answer(visitor, 0);
      break;
    case STEP_LEAVE:
      leave(visitor);
      break;
    case STEP_LOG:
      take_line(input);
      break;
    case STEP_LIE:
    case STEPS:
      take_times(input);
      break;
  }
}

/// All have left: the next one is let in, and nothing is measured any more
static void
expect_calm(void)
{
  ObSegmentHeader* const header = child.link->segment.header;
  const ObInspectAsk     asked  = { .instance = UINT32_MAX };
  int                    last   = -1;

  do {
    ask(&last, OB_INSPECT_LIST, &asked);
  } while (!read_answer(&last, -1) || atomic_load(&header->host.profile));
  leave(&last);
}

int
LLVMFuzzerTestOneInput(const uint8_t* const data, const size_t size)
{
  FuzzInput input = { data, size };

  for (unsigned i = 0U; i < STEPS_MAX && input.left; ++i) {
    take_step(&input);
  }
  for (unsigned i = 0U; i < VISITORS; ++i) {
    leave(&sockets[i]);
  }
  expect_calm();
  return 0;
}
