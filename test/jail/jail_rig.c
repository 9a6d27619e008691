// Copyright 2026 The Outboard authors
// SPDX-License-Identifier: ISC

// Scripts in jails of several kinds, and what they say; one thread

#undef NDEBUG

#include "jail_rig.h"

#include <assert.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

/// What is in front of every script
static const char start[] =
  "import errno, os\n"
  "def attempt(function):\n"
  "    try:\n"
  "        return type(function()).__name__\n"
  "    except OSError as e:\n"
  "        return type(e).__name__ + ' ' + errno.errorcode[e.errno]\n"
  "    except Exception as e:\n"
  "        return type(e).__name__\n"
  "def on_note_on(note): pass\n";

static char** programs;

void
jail_open(const int argc, char** const argv)
{
  assert(argc == JAIL_WITHOUT_BOTH + 2);
  programs = argv + 1;
}

const char*
jail_program(const JailKind kind)
{
  return programs[kind];
}

void
jail_expect(const JailKind    kind,
            const char* const path,
            const char* const script,
            const char* const expected)
{
  char  text[8192];
  Child child;

  const int size = snprintf(text, sizeof(text), "%s%s", start, script);
  assert(size > 0 && size < (int)sizeof(text));
  const ChildLoad load = { .text = text, .size = (size_t)size, .path = path };
  const bool      done = child_load_all(&child, jail_program(kind), &load);
  if (!done || strcmp(child.log, expected) != 0) {
    fprintf(stderr,
            "program %d, script:\n%sexpected:\n%sbut got:\n%s%s",
            (int)kind,
            script,
            expected,
            child.log,
            child.failure);
    abort();
  }
  child_stop(&child);
}
