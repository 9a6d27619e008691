// Copyright 2026 The Outboard authors
// SPDX-License-Identifier: ISC

// Tests of what becomes of a child's output

#undef NDEBUG

#include "log.h"
#include "output.h"

#include <assert.h>
#include <fcntl.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>

static ObOutput   output;
static char       last[2U * OB_MESSAGE_MAX];
static ObLogLevel last_level;
static unsigned   lines;

static void
take_line(void* const handle, const ObLogLevel level, const char* const text)
{
  (void)handle;
  snprintf(last, sizeof(last), "%s", text);
  last_level = level;
  ++lines;
}

static void
set_up(void)
{
  const ObLog log = { take_line, NULL, NULL };

  ob_output_init(&output, &log, "a.py");
  lines   = 0U;
  last[0] = '\0';
}

static void
test_show(void)
{
  set_up();
  ob_output_show(&output, OB_LOG_WARNING, "one\ntwo", 7U, 1U);
  assert(!strcmp(last, "a.py: one\ntwo") && last_level == OB_LOG_WARNING);

  // Whole, for what matters in a traceback is its end
  static char traceback[OB_MESSAGE_MAX];
  memset(traceback, 'x', sizeof(traceback));
  ob_output_show(&output, OB_LOG_ERROR, traceback, sizeof(traceback), 1U);
  assert(strlen(last) == strlen("a.py: ") + sizeof(traceback));
}

static void
test_flood_is_counted(void)
{
  const uint64_t s = 1000000000U;

  set_up();
  for (unsigned i = 0U; i < 100000U; ++i) {
    ob_output_show(&output, OB_LOG_NOTE, "x", 1U, 10U * s);
  }
  assert(lines < 200U && ob_output_exhausted(&output));

  const unsigned shown = lines;
  char           expected[64];
  snprintf(expected, sizeof(expected), "%u more lines", 100000U - shown);
  ob_output_settle(&output, 10U * s + s / 2U);
  assert(lines == shown);
  ob_output_settle(&output, 11U * s);
  assert(lines == shown + 1U && strstr(last, expected));
  ob_output_show(&output, OB_LOG_NOTE, "y", 1U, 11U * s);
  assert(!strcmp(last, "a.py: y") && !ob_output_exhausted(&output));
}

static void
test_pipe(void)
{
  int  ends[2];
  char wide[3U * OB_LINE_MAX];

  set_up();
  memset(wide, 'w', sizeof(wide));
  assert(!pipe2(ends, O_NONBLOCK));
  assert(ob_output_read(&output, ends[0], 1U) == OB_EMPTY);

  assert(write(ends[1], "one\ntw", 6U) == 6);
  assert(ob_output_read(&output, ends[0], 1U) == OB_EMPTY);
  assert(lines == 1U && !strcmp(last, "a.py: one"));
  assert(last_level == OB_LOG_ERROR);

  assert(write(ends[1], "o\nthree", 7U) == 7);
  assert(ob_output_read(&output, ends[0], 1U) == OB_EMPTY);
  assert(lines == 2U && !strcmp(last, "a.py: two"));

  ob_output_finish(&output, 1U);
  assert(lines == 3U && !strcmp(last, "a.py: three"));

  assert(write(ends[1], wide, sizeof(wide)) == (ssize_t)sizeof(wide));
  close(ends[1]);
  assert(ob_output_read(&output, ends[0], 2000000000U) == OB_CLOSED);
  ob_output_finish(&output, 2000000000U);
  assert(lines == 7U);
  close(ends[0]);
}

/// One wake takes no more than a pipe's worth
static void
test_endless_pipe(void)
{
  set_up();
  const int fd = open("/dev/zero", O_RDONLY);
  assert(ob_output_read(&output, fd, 1U) == OB_SUCCESS);
  close(fd);
}

int
main(void)
{
  test_show();
  test_flood_is_counted();
  test_pipe();
  test_endless_pipe();
  return 0;
}
