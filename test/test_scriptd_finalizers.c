// Copyright 2026 The Outboard authors
// SPDX-License-Identifier: ISC

// What notes carry in a real child may run code of the script when it is freed

#undef NDEBUG

#include "script_child.h"

#include <assert.h>
#include <stdio.h>

static const char* program;

/// Load a script whose Data calls something when it is freed
static void
load(Child* const child, const char* const rest)
{
  static const char start[] = "from outboard import *\n"
                              "spray = []\n"
                              "class Data:\n"
                              "    def __init__(self, last):\n"
                              "        self.last = last\n"
                              "    def __del__(self):\n"
                              "        self.last()\n"
                              "        spray.extend(bytes([65]) * i\n"
                              "                     for i in range(400))\n";
  char              script[1024];

  snprintf(script, sizeof(script), "%s%s", start, rest);
  assert(child_load(child, program, script));
}

static void
test_keys_are_forgotten_with_a_key(void)
{
  Child child;
  load(&child,
       "def on_note_on(note):\n"
       "    note.data = Data(panic)\n"
       "def on_cc(e):\n"
       "    panic()\n"
       "    log(held())\n");
  for (unsigned i = 0U; i < 8U; ++i) {
    child_play(&child, 0U, "90 3C 64");
    child_play(&child, 0U, "90 3D 64");
    child_play(&child, 0U, "90 3E 64");
    child_play(&child, 0U, "B0 01 02");
  }
  child_expect_log(&child, "[]\n[]\n[]\n[]\n[]\n[]\n[]\n[]\n");
  child_stop(&child);
}

static void
test_a_key_is_stopped_while_it_is_stopped(void)
{
  Child child;
  load(&child,
       "def wait(note):\n"
       "    yield released(note)\n"
       "def on_note_on(note):\n"
       "    for i in range(8):\n"
       "        later = note.send(pitch=60, after_ms=1000 + i)\n"
       "    spawn(wait(later))\n"
       "    ended = play(60, ms=1000)\n"
       "    ended.data = Data(note.stop)\n"
       "    ended.stop()\n"
       "    del ended, later\n"
       "    note.stop()\n"
       "    log(len(note.owned))\n");
  child_play(&child, 0U, "90 3C 64");
  child_expect_log(&child, "0\n");
  child_stop(&child);
}

int
main(const int argc, char** const argv)
{
  assert(argc == 2);
  program = argv[1];
  test_keys_are_forgotten_with_a_key();
  test_a_key_is_stopped_while_it_is_stopped();
  return 0;
}
