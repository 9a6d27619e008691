// Copyright 2026 The Outboard authors
// SPDX-License-Identifier: ISC

// Fuzzes what the supervisor hears from a child on its control channel

#undef NDEBUG

#include "callback.h"
#include "child_impl.h"
#include "doorbell.h"
#include "fuzz.h"
#include "message.h"
#include "midi.h"

#include <assert.h>
#include <sys/socket.h>
#include <unistd.h>

/**
   @file

   An input is a list of packets: a byte that is its type, two that are its
   size, and its payload.  A type with the highest bit set is a packet without
   a header: all of it is the child's.
*/

static ObSupervisor* supervisor;
static ObLink*       ours;

void
fuzz_start(void)
{
  fuzz_folder(); // Else the user sees a host
  supervisor = ob_supervisor_acquire();
  assert(supervisor);

  int fd = -1;
  assert(!ob_link_new(&ours, 48000.0, 1U, &fd));
  close(fd);
}

/// A script that has a file
static ObScript*
make_script(void)
{
  static const ObSaved saved = {
    .text      = "pass",
    .text_size = 4U,
    .state     = "{}",
    .files     = { { "a.py", "x = 1", 5U } },
    .n_files   = 1U,
  };
  ObStatus        status = OB_SUCCESS;
  ObScript* const script = ob_script_new(&saved, &fuzz_log, &status);

  assert(script && !status);
  return script;
}

/// Open a child without a process; return its end of the control channel
static int
open_child(ObChild* const child)
{
  int sockets[2] = { -1, -1 };

  *child = (ObChild){ .supervisor = supervisor,
                      .script     = make_script(),
                      .link       = ours,
                      .process    = { 0, -1 },
                      .control    = { .fd = -1 },
                      .errors     = { .fd = -1 },
                      .death      = { .fd = -1 },
                      .limit      = OB_NEVER,
                      .resume     = OB_NEVER };
  ob_output_init(&child->output, &fuzz_log, "script");
  assert(!socketpair(AF_UNIX, SOCK_SEQPACKET | SOCK_CLOEXEC, 0, sockets));
  ob_watch_set(&child->control, sockets[0]);
  return sockets[1];
}

static void
close_child(ObChild* const child, const int socket)
{
  ob_supervisor_close(supervisor, &child->control);
  close(socket);
  ob_gather_clear(&child->states);
  ob_gather_clear(&child->descriptions);
  ob_text_release(child->state);
  ob_text_release(child->description);
  ob_script_release(child->script);
}

/// Say the next thing
static void
say(const int socket, FuzzInput* const input)
{
  const uint8_t  type  = fuzz_u8(input);
  const uint16_t size  = fuzz_u16(input);
  const uint8_t* bytes = NULL;
  const size_t   taken = fuzz_take(input, size, &bytes);
  if (type & 0x80U) {
    send(socket, bytes, taken, MSG_DONTWAIT | MSG_NOSIGNAL);
  } else {
    ob_message_send(socket,
                    (ObMessageType)(type % 16U),
                    bytes,
                    (uint32_t)taken,
                    NULL,
                    0U,
                    -1);
  }
}

/// What is kept of it is fit to be kept and shown
static void
expect_order(const ObChild* const child)
{
  char text[OB_SHOWN_MAX * (OB_SHOWN_NAME_SIZE + OB_SHOWN_VALUE_SIZE + 4U)];

  assert(ob_shown_format(&child->shown, text, sizeof(text)) < sizeof(text));
  fuzz_expect_shown(text);
  fuzz_expect_shown(child->title);
  fuzz_expect_shown(child->cause);
  assert(!child->state || ob_text_is_utf8(child->state));
  assert(!child->description || ob_text_is_utf8(child->description));
  assert(child->life != OB_LIFE_READY ||
         (!(child->link->callbacks >> OB_CALLBACKS) &&
          !(child->link->routes >> OB_KINDS)));
}

int
LLVMFuzzerTestOneInput(const uint8_t* const data, const size_t size)
{
  static ObChild child;
  FuzzInput      input  = { data, size };
  const int      socket = open_child(&child);

  while (input.left && child.control.fd >= 0) {
    say(socket, &input);
    ob_child_take_message(&child);
    expect_order(&child);
    ob_child_ask(&child);
    for (char answer[64];
         recv(socket, answer, sizeof(answer), MSG_DONTWAIT) > 0;) {
    }
  }
  assert(child.life >= OB_LIFE_ENDING || child.control.fd >= 0);

  close_child(&child, socket);
  return 0;
}
