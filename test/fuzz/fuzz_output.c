// Copyright 2026 The Outboard authors
// SPDX-License-Identifier: ISC

// Fuzzes the way of a child's error output to the host's log

#undef NDEBUG

#include "fuzz.h"
#include "output.h"
#include "text.h"

#include <assert.h>
#include <fcntl.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>

/**
   @file

   An input is a list of writes: two bytes that are the size, one that is the
   time that passes, in units of 10 ms, and what is written.
*/

/// A label bears the name once
static void
expect_label(const char* const text)
{
  char label[OB_LINE_MAX];

  ob_text_label(label, sizeof(label), "name", text);
  assert(!strncmp(label, "name:", 5U));
}

int
LLVMFuzzerTestOneInput(const uint8_t* const data, const size_t size)
{
  FuzzInput input = { data, size };
  uint64_t  now   = 0U;
  ObOutput  output;
  int       pipes[2] = { -1, -1 };

  ob_output_init(&output, &fuzz_log, "script.py");
  assert(!pipe2(pipes, O_CLOEXEC | O_NONBLOCK));
  while (input.left) {
    char           clean[512];
    const uint8_t* bytes = NULL;
    const size_t   want  = fuzz_u16(&input) % 8192U;
    now += fuzz_u8(&input) * UINT64_C(10000000);
    const size_t taken = fuzz_take(&input, want, &bytes);

    assert(!taken || write(pipes[1], bytes, taken) == (ssize_t)taken);
    while (!ob_output_read(&output, pipes[0], now)) {
    }
    ob_output_settle(&output, now);
    ob_output_show(&output, OB_LOG_NOTE, (const char*)bytes, taken, now);
    ob_text_clean(clean, sizeof(clean), (const char*)bytes, taken);
    fuzz_expect_shown(clean);
    expect_label(clean);
  }

  close(pipes[1]);
  assert(ob_output_read(&output, pipes[0], now) == OB_CLOSED);
  ob_output_finish(&output, now);
  close(pipes[0]);
  return 0;
}
