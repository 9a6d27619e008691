// Copyright 2026 The Outboard authors
// SPDX-License-Identifier: ISC

// Fuzzes what a child is sent before it plays: its script, state and files

#undef NDEBUG

#include "fuzz_child.h"

#include "control.h"
#include "fuzz.h"

#include <assert.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/socket.h>
#include <unistd.h>

/**
   @file

   An input is a byte of flags, two bytes that are the size of a packet, that
   packet's payload, and what is in the memfd that comes with it.
*/

/// What is different from a host's own packets
typedef enum
{
  FLAG_FILE    = 1U << 0U, ///< A file is awaited, not a script
  FLAG_NO_FD   = 1U << 1U,
  FLAG_NO_HEAD = 1U << 2U, ///< All of the packet is the input's
  FLAG_TYPE    = 1U << 3U  ///< The other one is sent
} Flag;

void
fuzz_start(void)
{
  fuzz_child_open();
}

/// Send the packet
static void
say(FuzzInput* const input, const uint8_t flags)
{
  const bool           file    = !(flags & FLAG_FILE) == !!(flags & FLAG_TYPE);
  const size_t         want    = fuzz_u16(input) % 8192U;
  const uint8_t*       payload = NULL;
  const size_t         size    = fuzz_take(input, want, &payload);
  const uint8_t* const rest    = input->next;
  const int            fd      = memfd_create("fuzz", MFD_CLOEXEC);
  assert(fd >= 0 && write(fd, rest, input->left) == (ssize_t)input->left);

  if (flags & FLAG_NO_HEAD) {
    assert(send(fuzz_host, payload, size, 0) == (ssize_t)size);
  } else {
    assert(!ob_message_send(fuzz_host,
                            file ? OB_MESSAGE_FILE : OB_MESSAGE_LOAD,
                            payload,
                            (uint32_t)size,
                            NULL,
                            0U,
                            flags & FLAG_NO_FD ? -1 : fd));
  }
  close(fd);
}

static void
wait_load(void)
{
  ObScriptSource source;
  if (!ob_control_wait_load(&source)) {
    assert(strlen(source.path) < OB_MESSAGE_MAX);
    assert(strlen(source.ports) < OB_MESSAGE_MAX);
    assert(!source.text[source.size] && source.size <= OB_SCRIPT_MAX);
    assert(!source.state[source.state_size] &&
           source.state_size <= OB_STATE_MAX);
  }
  ob_control_free(&source);
}

static void
wait_file(void)
{
  char*    text = NULL;
  uint32_t size = 0U;
  if (!ob_control_wait_file("a.py", &text, &size) && text) {
    assert(!text[size] && size <= OB_SCRIPT_MAX);
  }
  free(text);
}

int
LLVMFuzzerTestOneInput(const uint8_t* const data, const size_t size)
{
  FuzzInput     input = { data, size };
  const uint8_t flags = fuzz_u8(&input);

  say(&input, flags);
  if (flags & FLAG_FILE) {
    wait_file();
  } else {
    wait_load();
  }
  return 0;
}
