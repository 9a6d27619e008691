// Copyright 2026 The Outboard authors
// SPDX-License-Identifier: ISC

// What goes wrong in a real child: errors, stuck scripts, floods, lost hosts

#undef NDEBUG

#include "script_child.h"

#include <assert.h>
#include <poll.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

static const char* program;

/// Load a script that must load
static void
load(Child* const child, const char* const script)
{
  if (!child_load(child, program, script)) {
    fprintf(stderr, "%s\n", child->failure);
    assert(!"loaded");
  }
}

static void
sleep_ms(const long ms)
{
  const struct timespec time = { ms / 1000, (ms % 1000) * 1000000 };

  nanosleep(&time, NULL);
}

static void
test_an_error_is_logged_once_and_the_event_passes(void)
{
  Child child;
  load(&child,
       "from outboard import *\n"
       "def on_note_on(note):\n"
       "    note.send(pitch=note.pitch + 100)\n"
       "def on_cc(e):\n"
       "    e.send()\n"
       "    1 / 0\n");
  child_begin(&child);
  for (unsigned i = 0U; i < 10U; ++i) {
    child_midi(&child, 0, "90 3C 64");
    child_midi(&child, 1, "80 3C 05");
  }
  child_midi(&child, 2, "B0 01 02");
  child_finish(&child);

  char  expected[1024] = "";
  char* end            = expected;
  for (unsigned i = 0U; i < 10U; ++i) {
    end += sprintf(end,
                   "0/%u 90 3C 64 v%u\n1/%u 80 3C 05 v%u\n",
                   2U * i + 1U,
                   i + 1U,
                   2U * i + 2U,
                   i + 1U);
  }
  sprintf(end, "2/21 B0 01 02\n");
  child_expect(&child, expected);
  child_expect_log(
    &child,
    "test.py:3: ValueError: pitch must be from 0 to 127, not 160, "
    "in on_note_on(NoteOn(60, 100, channel=1))\n"
    "Traceback (most recent call last):\n"
    "  File \"/presets/test.py\", line 3, in on_note_on\n"
    "    note.send(pitch=note.pitch + 100)\n");
  child_expect_log(&child,
                   "test.py:6: ZeroDivisionError: division by zero, "
                   "in on_cc(CC(1, 2, channel=1))\n");
  child_expect_log(&child,
                   "test.py:3: the error in on_note_on was repeated 9 times\n");
  child_stop(&child);
}

static void
test_a_script_cannot_leave(void)
{
  Child child;
  load(&child,
       "import sys\n"
       "def on_cc(e): sys.exit(1)\n"
       "def on_program_change(e): raise KeyboardInterrupt\n"
       "def on_pitch_bend(e):\n"
       "    import json\n"
       "    json.loads('?')\n"
       "def on_channel_pressure(e): eval('1 +')\n"
       "def on_load(saved): raise ValueError(saved)\n");
  child_begin(&child);
  child_midi(&child, 0, "B0 01 02");
  child_midi(&child, 0, "C0 01");
  child_midi(&child, 0, "E0 01 02");
  child_midi(&child, 0, "D0 01");
  child_finish(&child);
  child_expect(&child, "0/1 B0 01 02\n0/2 C0 01\n0/3 E0 01 02\n0/4 D0 01\n");
  child_expect_log(&child, "test.py:6: JSONDecodeError: Expecting value");
  child_expect_log(&child, "test.py:7: SyntaxError: invalid syntax, in on_ch");
  child_expect_log(&child, "test.py:8: ValueError: {}, in on_load({})\n");
  child_expect_log(&child, "test.py:2: SystemExit: 1, in on_cc");
  child_stop(&child);
}

/// Read from standard error until it has said `text`
static void
expect_error_output(Child* const child, const char* const text)
{
  char   output[4096] = "";
  size_t used         = 0U;

  while (!strstr(output, text)) {
    struct pollfd pipe = { .fd = child->errors, .events = POLLIN };
    assert(poll(&pipe, 1, 20000) == 1);
    const ssize_t n =
      read(child->errors, output + used, sizeof(output) - 1U - used);
    assert(n > 0);
    used += (size_t)n;
    output[used] = '\0';
  }
}

static void
test_a_stuck_script_is_shown_and_interrupted(void)
{
  Child child;
  load(&child,
       "from outboard import *\n"
       "def on_note_on(note):\n"
       "    while True:\n"
       "        pass\n"
       "def on_cc(e):\n"
       "    import time\n"
       "    time.sleep(100)\n");

  child_begin(&child);
  child_midi(&child, 0, "90 3C 64");
  child_commit(&child);
  sleep_ms(500);
  assert(!ob_process_signal(&child.process, SIGUSR1));
  expect_error_output(&child, "\"/presets/test.py\", line ");
  child_interrupt(&child);
  child_expect(&child, "0/1 90 3C 64 v1\n");
  child_expect_log(&child, "ScriptTimeout: the script took too long, in on_no");

  child_begin(&child);
  child_midi(&child, 0, "B0 01 02");
  child_commit(&child);
  child_interrupt(&child);
  child_expect(&child, "64/1 B0 01 02\n");
  child_stop(&child);
}

static void
test_a_late_signal_hits_nobody(void)
{
  Child child;
  load(&child,
       "from outboard import *\n"
       "def on_cc(e):\n"
       "    for i in range(1000): pass\n"
       "    e.send()\n");
  for (unsigned i = 0U; i < 50U; ++i) {
    assert(!ob_process_signal(&child.process, SIGUSR2));
    child_play(&child, 0, "B0 01 02");
  }
  child_read_log(&child);
  assert(!child.log[0]);
  child_stop(&child);
}

static void
test_a_flood_of_replies_waits_for_room(void)
{
  enum
  {
    count = 20000
  };

  Child child;
  load(&child,
       "from outboard import *\n"
       "def on_cc(e):\n"
       "    for i in range(20000):\n"
       "        e.send(number=i % 128, value=i // 128 % 128)\n");
  child_begin(&child);
  child_midi(&child, 0, "B0 01 02");
  child_commit(&child);

  // A script that waits for a host which does not run is not stuck
  sleep_ms(700);
  const uint32_t before = atomic_load(&child.segment.header->child.progress);
  sleep_ms(200);
  assert(atomic_load(&child.segment.header->child.progress) != before);

  for (unsigned i = 0U; i < count;) {
    ObSend send;
    if (ob_queue_refresh(&child.replies)) {
      sleep_ms(1);
      continue;
    }
    while (!ob_queue_peek(&child.replies, &send.record, sizeof(send))) {
      assert(send.bytes[1] == i % 128U && send.bytes[2] == i / 128U % 128U);
      ob_queue_skip(&child.replies);
      ++i;
    }
    ob_queue_release(&child.replies);
    ob_doorbell_ring(&child.segment.header->room_bell);
  }
  child_finish(&child);
  child_expect(&child, "");
  child_stop(&child);
}

static void
test_a_flood_of_requests_is_worked_off(void)
{
  Child child;
  load(&child,
       "from outboard import *\n"
       "n = 0\n"
       "def on_cc(e):\n"
       "    global n\n"
       "    n += 1\n"
       "def on_program_change(e): log(n)\n");
  for (unsigned block = 0U; block < 10U; ++block) {
    child_begin(&child);
    for (unsigned i = 0U; i < 3000U; ++i) {
      child_midi(&child, 0, "B0 01 02");
    }
    child_finish(&child);
  }
  child_play(&child, 0, "C0 01");
  child_expect_log(&child, "30000\n");
  assert(atomic_load(&child.segment.header->child.progress) >= 30000U);
  assert(atomic_load(&child.segment.header->child.busy_time) > 0U);
  child_stop(&child);
}

static void
test_a_flood_of_lines_is_throttled(void)
{
  Child child;
  load(&child,
       "import sys\n"
       "def on_cc(e):\n"
       "    for i in range(1000): print('line', i)\n"
       "def on_program_change(e):\n"
       "    print('no end', end='')\n"
       "    print(' but here')\n"
       "    print('\\udc80', file=sys.stderr)\n"
       "    print('\\u00e9' * 1500)\n");
  child_play(&child, 0, "C0 01");
  child_expect_log(&child, "no end but here\n\\udc80\n\u00E9\u00E9");
  assert(strstr(child.log, "\u00E9\n\u00E9"));
  child_play(&child, 0, "B0 01 02");
  child_expect_log(&child, "line 50\n");
  assert(!strstr(child.log, "line 200\n"));
  child_expect_log(&child, " lines were left out)\n");
  child_stop(&child);
}

static void
test_idle_time_is_used(void)
{
  Child child;
  load(&child,
       "from outboard import *\n"
       "import gc\n"
       "n = 0\n"
       "class Loop:\n"
       "    def __init__(self): self.me = self\n"
       "    def __del__(self): log('collected')\n"
       "def on_cc(e): Loop()\n"
       "def on_load(saved): CC(1, 1).send()\n"
       "def on_idle():\n"
       "    global n\n"
       "    n += 1\n"
       "    log('idle', n, gc.isenabled())\n"
       "    if n == 3:\n"
       "        CC(3, 3).send()\n"
       "        CC(4, 4).send(after_ms=1)\n");
  child_expect(&child, "");
  child_play(&child, 0, "B0 01 02");
  child_expect(&child, "0/0 B0 01 01\n");
  child_expect_log(&child, "collected\n");
  child_expect_log(&child, "idle 3 False\n");
  child_expect_log(&child, "idle 4 False\n");
  child_expect(&child, "");
  assert(!atomic_load(&child.segment.header->child.wake_frame));
  child_begin(&child);
  child_finish(&child);
  child_expect(&child, "64/0 B0 03 03\n112/0 B0 04 04\n");
  assert(atomic_load(&child.segment.header->child.wake_frame) == OB_NO_WAKE);
  child_stop(&child);
}

/// Expect the child to end by itself with this status
static void
expect_exit(Child* const child, const int expected)
{
  const int status = child_wait(child);

  assert(WIFEXITED(status) && WEXITSTATUS(status) == expected);
  child_stop(child);
}

static void
test_a_broken_protocol_ends_the_child(void)
{
  enum
  {
    protocol_exit = 4
  };

  const ObRecord unknown = { .type = 99U };
  const ObBlock  block   = { .record = { .type = OB_REQUEST_BLOCK } };

  Child child;
  load(&child, "def on_cc(e): pass\n");
  child_request(&child, &unknown, sizeof(unknown));
  child_commit(&child);
  expect_exit(&child, protocol_exit);

  load(&child, "def on_cc(e): pass\n");
  child_request(&child, &block.record, sizeof(block));
  child_midi(&child, 0, "B0 81 01");
  child_commit(&child);
  expect_exit(&child, protocol_exit);

  load(&child, "def on_cc(e): pass\n");
  atomic_store(&child.segment.header->request.written, 0x7FFFFFF8U);
  ob_doorbell_ring(&child.segment.header->child_bell);
  expect_exit(&child, protocol_exit);

  load(&child, "def on_cc(e): pass\n");
  assert(write(child.control, "nonsense", 8) == 8);
  expect_exit(&child, protocol_exit);
}

static void
test_a_lost_host_ends_the_child(void)
{
  Child child;
  child_start(&child, program);
  assert(!shutdown(child.control, SHUT_RDWR));
  expect_exit(&child, 0);

  load(&child, "def on_cc(e):\n    while True: pass\n");
  child_begin(&child);
  child_midi(&child, 0, "B0 01 02");
  child_commit(&child);
  sleep_ms(50);
  assert(!shutdown(child.control, SHUT_RDWR));
  expect_exit(&child, 0);
}

static void
test_started_by_hand_it_explains_itself(void)
{
  enum
  {
    usage_exit = 2
  };

  char command[4096];

  snprintf(
    command, sizeof(command), "'%s' 3>&- 4>&- 5>&- 2>/dev/null", program);
  const int status = system(command);
  assert(WIFEXITED(status) && WEXITSTATUS(status) == usage_exit);

  snprintf(
    command, sizeof(command), "'%s' --version | grep -q Python", program);
  assert(!system(command));
}

int
main(const int argc, char** const argv)
{
  assert(argc == 2);
  program = argv[1];

  test_an_error_is_logged_once_and_the_event_passes();
  test_a_script_cannot_leave();
  test_a_stuck_script_is_shown_and_interrupted();
  test_a_late_signal_hits_nobody();
  test_a_flood_of_replies_waits_for_room();
  test_a_flood_of_requests_is_worked_off();
  test_a_flood_of_lines_is_throttled();
  test_idle_time_is_used();
  test_a_broken_protocol_ends_the_child();
  test_a_lost_host_ends_the_child();
  test_started_by_hand_it_explains_itself();
  return 0;
}
