// Copyright 2026 The Outboard authors
// SPDX-License-Identifier: ISC

// Fuzzes what hosts tell the commands that look into them

#undef NDEBUG

#include "command.h"
#include "engine.h"
#include "fuzz.h"
#include "inspect.h"
#include "message.h"

#include <assert.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/prctl.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <time.h>
#include <unistd.h>

/**
   @file

   An input is a byte that is the command, the name of the host's program, and a
   list of what the host says: a byte that is a Word, and what that needs.  It
   says all at once, to whoever connects, up to WORD_HANG_UP.
*/

/// What a host can say
typedef enum
{
  WORD_INSTANCE,
  WORD_PAGE, ///< As many instances as are told at a time, and an end
  WORD_LINE,
  WORD_TIMES,
  WORD_END,
  WORD_MESSAGE, ///< A packet with a header
  WORD_PACKET,  ///< Any packet
  WORD_HANG_UP,
  WORDS
} Word;

#define NAMED "NAMED"

static char id[32];

/// What the user may type
static char* commands[][6] = {
  { "top", "--once" }, { "top", "--once", "--json" },
  { "log", NULL },     { "log", "-f" },
  { "log", id },       { "log", "-f", NAMED },
  { "trace", id },     { "profile", "-s", "1e-9", id },
  { "reload", NAMED }, { "reset", id },
  { "trace", NAMED },  { "profile", "-s", "1e-9", NAMED },
};

static FuzzInput said;
static int       host = -1;
static int       output;

void
fuzz_start(void)
{
  char path[64];

  // The path of one socket is enough: see connect()
  snprintf(path, sizeof(path), "%s/outboard", fuzz_folder());
  assert(!mkdir(path, S_IRWXU));
  snprintf(
    path + strlen(path), sizeof(path) - strlen(path), "/1" OB_INSPECT_SUFFIX);
  const int file = open(path, O_CREAT | O_WRONLY | O_CLOEXEC, S_IRWXU);
  assert(file >= 0);
  close(file);

  snprintf(id, sizeof(id), "%d.1", (int)getpid());
  output = memfd_create("output", MFD_CLOEXEC);
  assert(output >= 0 && dup2(output, STDOUT_FILENO) == STDOUT_FILENO);
}

/// Nobody is waited for
int
nanosleep(const struct timespec* const time, struct timespec* const left)
{
  (void)time;
  (void)left;
  return 0;
}

/// Say a record, and the bytes behind it
static void
say(const unsigned    type,
    const void* const head,
    const uint32_t    size,
    const void* const text,
    const size_t      text_size)
{
  ob_message_send(host, type, head, size, text, (uint32_t)text_size, -1);
}

/// Write over some of a record
static void
overlay(void* const record, const size_t room)
{
  const uint8_t  start = fuzz_u8(&said);
  const uint8_t  size  = fuzz_u8(&said);
  const uint8_t* bytes = NULL;
  const size_t   taken = fuzz_take(&said, size, &bytes);

  if (taken && start < room) {
    memcpy((char*)record + start,
           bytes,
           taken < room - start ? taken : room - start);
  }
}

static void
say_instance(void)
{
  ObInspectInstance record = { .number = 1U };
  char              texts[OB_INSPECT_TEXTS * 256U];
  size_t            size = 0U;

  overlay(&record, sizeof(record));
  for (unsigned i = 0U; i < OB_INSPECT_TEXTS; ++i) {
    const uint8_t  wanted = fuzz_u8(&said);
    const uint8_t* bytes  = NULL;
    record.sizes[i]       = (uint32_t)fuzz_take(&said, wanted, &bytes);
    memcpy(texts + size, bytes, record.sizes[i]);
    size += record.sizes[i];
  }

  say(OB_INSPECT_INSTANCE, &record, sizeof(record), texts, size);
}

static void
say_end(void)
{
  const ObInspectEnd end = { fuzz_u8(&said), fuzz_u8(&said) };

  say(OB_INSPECT_END, &end, sizeof(end), NULL, 0U);
}

static void
say_page(void)
{
  ObInspectInstance record = { .number = 1U };

  for (unsigned i = 0U; i < OB_INSPECT_PAGE; ++i) {
    record.number = 100U - i;
    say(OB_INSPECT_INSTANCE, &record, sizeof(record), NULL, 0U);
  }
  say_end();
}

static void
say_line(void)
{
  ObInspectLine  line  = { .number = fuzz_u8(&said), .level = fuzz_u8(&said) };
  const uint8_t  size  = fuzz_u8(&said);
  const uint8_t* bytes = NULL;

  line.size = (uint32_t)fuzz_take(&said, size, &bytes);
  line.time = (uint64_t)fuzz_u32(&said) << 32U;
  say(OB_INSPECT_LINE, &line, sizeof(line), bytes, line.size);
}

static void
say_times(void)
{
  ObInspectTimes times = { .since = 1U };

  overlay(&times, sizeof(times));
  say(OB_INSPECT_TIMES, &times, sizeof(times), NULL, 0U);
}

/// A packet, with a header or not
static void
say_anything(const bool message)
{
  const uint8_t  type  = fuzz_u8(&said);
  const uint16_t size  = fuzz_u16(&said);
  const uint8_t* bytes = NULL;
  const size_t   taken = fuzz_take(&said, size, &bytes);

  if (message) {
    say(OB_INSPECT_INSTANCE + type % 8U, bytes, (uint32_t)taken, NULL, 0U);
  } else {
    send(host, bytes, taken, MSG_DONTWAIT | MSG_NOSIGNAL);
  }
}

/// Say the next thing; return false if it was the last for now
static bool
say_word(void)
{
  switch ((Word)(fuzz_u8(&said) % WORDS)) {
    case WORD_INSTANCE:
      say_instance();
      break;
    case WORD_PAGE:
      say_page();
      break;
    case WORD_LINE:
      say_line();
      break;
    case WORD_TIMES:
      say_times();
      break;
    case WORD_END:
      say_end();
      break;
    case WORD_MESSAGE:
      say_anything(true);
      break;
    case WORD_PACKET:
      say_anything(false);
      break;
    case WORD_HANG_UP:
    case WORDS:
      return false;
  }

  return true;
}

static void
hang_up(void)
{
  if (host >= 0) {
    close(host);
    host = -1;
  }
}

/// Instead of the system's: a host that has said all that it has to say
int
connect(const int                    socket,
        const struct sockaddr* const address,
        const socklen_t              size)
{
  int sockets[2] = { -1, -1 };

  (void)address;
  (void)size;
  hang_up();
  assert(!socketpair(AF_UNIX, SOCK_SEQPACKET | SOCK_CLOEXEC, 0, sockets));
  assert(dup2(sockets[0], socket) == socket);
  close(sockets[0]);
  host = sockets[1];
  while (said.left && say_word()) {
  }
  shutdown(host, SHUT_WR);
  return 0;
}

/// Return the command of this name
static const ObCommand*
command_named(const char* const name)
{
  static const ObCommand* const all[] = {
    &ob_command_log,   &ob_command_profile, &ob_command_reload,
    &ob_command_reset, &ob_command_top,     &ob_command_trace
  };

  unsigned i = 0U;
  while (strcmp(all[i]->name, name)) {
    ++i;
  }
  return all[i];
}

/// Give the host's program the next name
static void
take_name(void)
{
  char           name[16] = "";
  const uint8_t  size     = fuzz_u8(&said) % sizeof(name);
  const uint8_t* bytes    = NULL;
  const size_t   taken    = fuzz_take(&said, size, &bytes);

  memcpy(name, bytes, taken);
  prctl(PR_SET_NAME, name);
}

/// What was printed cannot control the terminal
static void
expect_output(void)
{
  fflush(stdout);
  const off_t size = lseek(STDOUT_FILENO, 0, SEEK_END);
  assert(size >= 0);
  char* const text = (char*)calloc((size_t)size + 1U, 1U);
  assert(text && pread(output, text, (size_t)size, 0) == size);
  assert(strlen(text) == (size_t)size);
  fuzz_expect_shown(text);
  free(text);
  assert(!ftruncate(output, 0) && !lseek(output, 0, SEEK_SET));
}

int
LLVMFuzzerTestOneInput(const uint8_t* const data, const size_t size)
{
  said = (FuzzInput){ data, size };

  char* const* const words =
    commands[fuzz_u8(&said) % (sizeof(commands) / sizeof(commands[0]))];
  int count = 0;
  while (words[count + 1]) {
    ++count;
  }
  take_name();
  command_named(words[0])->run(NULL, count, words + 1);
  hang_up();
  expect_output();
  return 0;
}
