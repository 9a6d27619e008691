// Copyright 2026 The Outboard authors
// SPDX-License-Identifier: ISC

// The further files of a real child's script

#undef NDEBUG

#include "script_child.h"

#include <assert.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

static const char* program;

/// Load a script with files; return whether it is ready
static bool
load(Child* const child, const char* const script, const ChildFile* const files)
{
  const ChildLoad what = { .text  = script,
                           .size  = strlen(script),
                           .files = files };

  return child_load_all(child, program, &what);
}

/// Check that a script does not load, and what is said of it
static void
refuse(const char* const      script,
       const ChildFile* const files,
       const char* const      start)
{
  Child child;
  if (load(&child, script, files) ||
      strncmp(child.failure, start, strlen(start))) {
    fprintf(stderr, "expected:\n%s\nbut got:\n%s\n", start, child.failure);
    abort();
  }
  child_stop(&child);
}

static void
test_files_are_imported_and_read(void)
{
  static const ChildFile files[] = {
    { "kits.py", "drums = [36, 38]\nimport more\n\ndef fail():\n    1 / 0\n" },
    { "more.py", "'''\u00E9'''\n" },
    { "bank.syx", "\xF0\x7D\xF7" },
    { "notes.txt", "one\r\n\u00E9\n" },
    { NULL, NULL },
  };

  Child child;
  if (!load(&child,
            "'''Kits'''\n"
            "from outboard import *\n"
            "FILES = ['kits.py', 'more.py', 'bank.syx', 'notes.txt']\n"
            "import kits\n"
            "from kits import drums\n"
            "assert drums == [36, 38] and kits.more.__doc__ == '\u00E9'\n"
            "assert kits.__file__ == '/presets/kits.py'\n"
            "bank = here / 'bank.syx'\n"
            "assert bank.read_bytes() == b'\\xF0\\x7D\\xF7'\n"
            "assert (bank.name, bank.suffix) == ('bank.syx', '.syx')\n"
            "assert repr(bank) == \"here / 'bank.syx'\"\n"
            "with bank.open('rb') as f: assert f.read(1) == b'\\xF0'\n"
            "assert (here / 'notes.txt').read_text() == 'one\\n\\u00E9\\n'\n"
            "with (here / 'notes.txt').open() as f:\n"
            "    assert f.readlines() == ['one\\n', '\\u00E9\\n']\n"
            "for what, error in [\n"
            "    (lambda: here / 'no.txt', FileNotFoundError),\n"
            "    (lambda: here / 3, TypeError),\n"
            "    (lambda: bank.open('w'), ValueError),\n"
            "    (lambda: bank.read_text(), UnicodeDecodeError),\n"
            "    (lambda: __import__('absent'), ModuleNotFoundError)]:\n"
            "    try: what()\n"
            "    except error: pass\n"
            "    else: assert False\n"
            "def on_cc(e): kits.fail()\n",
            files)) {
    fprintf(stderr, "%s\n", child.failure);
    assert(!"loaded");
  }

  assert(!strcmp(child.wanted, "kits.py\nmore.py\nbank.syx\nnotes.txt"));
  assert(strstr(child.description.text,
                "\"files\": [\"kits.py\", \"more.py\", \"bank.syx\", "
                "\"notes.txt\"]"));
  child_play(&child, 0U, "B0 01 02");
  child_expect_log(&child,
                   "test.py:25: ZeroDivisionError: division by zero, "
                   "in on_cc(CC(1, 2, channel=1))\n");
  child_expect_log(&child,
                   "  File \"/presets/kits.py\", line 5, in fail\n"
                   "    1 / 0\n");
  child_stop(&child);
}

static void
test_a_file_must_be_there(void)
{
  static const ChildFile files[] = { { "bad.py", "x = (\n" }, { NULL, NULL } };

  refuse("FILES = ['a.txt']\n",
         NULL,
         "test.py:1: FileNotFoundError: 'a.txt', named in FILES, is not in the "
         "preset's folder\n");
  refuse("\nFILES = ['bad.py']\nimport bad\n",
         files,
         "test.py:3: SyntaxError: '(' was never closed");
}

static void
test_names_are_checked(void)
{
#define FILES(text) "\nFILES = " text "\n"
  refuse(FILES("['a/b']"),
         NULL,
         "test.py:2: SyntaxError: FILES: 'a/b' is no name of a file in the "
         "preset's folder\n");
  refuse(FILES("['..']"), NULL, "test.py:2: SyntaxError: FILES: '..' is hidd");
  refuse(FILES("['.netrc']"),
         NULL,
         "test.py:2: SyntaxError: FILES: '.netrc' is hidden, and none of a "
         "script's business\n");
  refuse(FILES("['']"), NULL, "test.py:2: SyntaxError: FILES: '' is no name");
  refuse(FILES("['/x']"), NULL, "test.py:2: SyntaxError: FILES: '/x' is no n");
  refuse(FILES("[3]"), NULL, "test.py:2: SyntaxError: FILES: 3 is no name");
  refuse(FILES("['a\\n']"), NULL, "test.py:2: SyntaxError: FILES: 'a\\n' has");
  refuse(FILES("['a\\0']"), NULL, "test.py:2: SyntaxError: FILES: 'a\\x00' ha");
  refuse(
    FILES("['\\ud800']"), NULL, "test.py:2: SyntaxError: FILES: '\\ud800'");
  refuse(FILES("['a', 'a']"), NULL, "test.py:2: SyntaxError: FILES: 'a' is th");
  refuse(FILES("['random.py']"), NULL, "test.py:2: SyntaxError: FILES: 'rand");
  refuse(FILES("['outboard.py']"), NULL, "test.py:2: SyntaxError: FILES: 'ou");
  refuse(FILES("'a'"), NULL, "test.py:2: SyntaxError: FILES must be a list");
  refuse(FILES("[x for x in 'ab']"),
         NULL,
         "test.py:2: SyntaxError: FILES must be a list of names in quotes\n");
  refuse(FILES("['x' * 3]"), NULL, "test.py:2: SyntaxError: FILES must be a l");
  refuse("if True: FILES = ['a']\n",
         NULL,
         "test.py:1: SyntaxError: FILES must be set once, at the top level, ");
  refuse("FILES: list = ['a'\n",
         NULL,
         "test.py:1: SyntaxError: '[' was never "
         "closed\n"
         "  File \"/presets/test.py\", line 1\n");
#undef FILES

  char long_name[512] = "FILES = ['";
  memset(long_name + strlen(long_name), 'x', 200U);
  strcat(long_name, "']\n");
  refuse(long_name, NULL, "test.py:1: SyntaxError: FILES: 'xxx");

  char many[1024] = "FILES = [";
  for (unsigned i = 0U; i < 33U; ++i) {
    sprintf(many + strlen(many), "'%u',", i);
  }
  strcat(many, "]\n");
  refuse(many, NULL, "test.py:1: SyntaxError: FILES: there are too many");
}

static void
test_most_files(void)
{
  ChildFile files[33];
  char      names[32][8];
  char      script[1024] = "FILES = [";
  memset(files, 0, sizeof(files));
  for (unsigned i = 0U; i < 32U; ++i) {
    sprintf(names[i], "%u", i);
    sprintf(script + strlen(script), "'%u',", i);
    files[i] = (ChildFile){ names[i], "" };
  }
  strcat(script,
         "]\n"
         "from outboard import *\n"
         "assert all(not (here / x).read_bytes() for x in FILES)\n");

  Child child;
  assert(load(&child, script, files));
  child_stop(&child);
}

int
main(const int argc, char** const argv)
{
  assert(argc == 2);
  program = argv[1];

  test_files_are_imported_and_read();
  test_a_file_must_be_there();
  test_names_are_checked();
  test_most_files();
  return 0;
}
