// Copyright 2026 The Outboard authors
// SPDX-License-Identifier: ISC

// What a real child tells of its script, and what texts it refuses

#undef NDEBUG

#include "script_child.h"

#include <assert.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#define PARAM(text) "from outboard import *\n" text "\n"

static const char* program;

/// Check how a script is described
static void
expect(const char* const script, const char* const description)
{
  Child child;
  if (!child_load(&child, program, script)) {
    fprintf(stderr, "%s\n", child.failure);
    assert(!"loaded");
  }

  if (!strstr(child.description.text, description)) {
    fprintf(stderr,
            "expected:\n%s\nbut got:\n%s\n",
            description,
            child.description.text);
    abort();
  }
  child_stop(&child);
}

/// Check that a script does not load, and what is said of it
static void
refuse(const char* const script, const char* const start)
{
  Child child;
  if (child_load(&child, program, script) ||
      strncmp(child.failure, start, strlen(start))) {
    fprintf(stderr, "expected:\n%s\nbut got:\n%s\n", start, child.failure);
    abort();
  }
  child_stop(&child);
}

static void
test_a_script_that_says_nothing(void)
{
  expect("",
         "{\"name\": \"test\", \"doc\": \"\", \"author\": \"\", "
         "\"license\": \"\", \"version\": \"\", \"uri\": \"\", "
         "\"category\": \"\", \"latency_ms\": 0.0, \"files\": [], "
         "\"callbacks\": [], \"params\": []}");
}

static void
test_texts(void)
{
  expect("'''  Name: of it\n\nMuch \"more\"\nto say\u2026\n'''\n"
         "__author__ = 'Zo\u00EB'\n"
         "__license__ = 'ISC'\n"
         "__version__ = '1.0'\n"
         "__uri__ = 'http://example.org/a#b'\n"
         "CATEGORY = 'Chords'\n"
         "def on_cc(e): pass\n"
         "def on_save(): return {}\n",
         "{\"name\": \"Name: of it\", "
         "\"doc\": \"Much \\\"more\\\"\\nto say\\u2026\", "
         "\"author\": \"Zo\\u00eb\", \"license\": \"ISC\", "
         "\"version\": \"1.0\", \"uri\": \"http://example.org/a#b\", "
         "\"category\": \"Chords\", \"latency_ms\": 0.0, \"files\": [], "
         "\"callbacks\": [\"on_cc\", \"on_save\"], \"params\": []}");
}

static void
test_parameters(void)
{
  expect(PARAM("Float('a', 'A', 0.5, 8, 2, unit='ms', curve='log')"),
         "[{\"id\": \"a\", \"label\": \"A\", \"type\": \"float\", "
         "\"low\": 0.5, \"high\": 8.0, \"default\": 2.0, \"unit\": \"ms\", "
         "\"log\": true, \"integer\": false, \"group\": \"\", "
         "\"choices\": [], \"count\": 1}]");
  expect(PARAM("Int('b', 'B', -2, 5, group='G')\nBool('c', 'C', True)"),
         "[{\"id\": \"b\", \"label\": \"B\", \"type\": \"int\", "
         "\"low\": -2, \"high\": 5, \"default\": -2, \"unit\": \"\", "
         "\"log\": false, \"integer\": true, \"group\": \"G\", "
         "\"choices\": [], \"count\": 1}, "
         "{\"id\": \"c\", \"label\": \"C\", \"type\": \"bool\", "
         "\"low\": 0, \"high\": 1, \"default\": 1, ");
  expect(PARAM("Choice('d', 'D', {'x': 1, 'y': 1}, default='y')"),
         "\"type\": \"choice\", \"low\": 0, \"high\": 1, \"default\": 1, "
         "\"unit\": \"\", \"log\": false, \"integer\": true, \"group\": \"\", "
         "\"choices\": [\"x\", \"y\"], \"count\": 1}]");
  expect(PARAM("Choice('e', 'E', [1, 2, 4], default=4)\nTrigger('f', 'F')"),
         "\"default\": 2, \"unit\": \"\", \"log\": false, "
         "\"integer\": true, \"group\": \"\", "
         "\"choices\": [\"1\", \"2\", \"4\"], \"count\": 1}, "
         "{\"id\": \"f\", \"label\": \"F\", \"type\": \"trigger\", ");
  expect(PARAM("Steps('g', 'G', 3, 0, 9, [1, 2, 3])"),
         "\"type\": \"steps\", \"low\": 0, \"high\": 9, "
         "\"default\": [1, 2, 3], \"unit\": \"\", \"log\": false, "
         "\"integer\": true, \"group\": \"\", \"choices\": [], "
         "\"count\": 3}]");
}

static void
test_a_long_description_comes_whole(void)
{
  const size_t size   = 300000U;
  char* const  script = malloc(size);
  assert(script);
  memset(script, 'x', size);
  memcpy(script, "'''Name\n", 8U);
  memcpy(script + size - 4U, "'''", 4U);

  Child child;
  assert(child_load(&child, program, script));
  assert(child.description.size > size - 16U);
  assert(!strncmp(child.description.text, "{\"name\": \"Name\"", 15U));
  child_stop(&child);
  free(script);
}

static void
test_bad_texts_are_refused(void)
{
  refuse("__author__ = 3\n",
         "test.py:1: TypeError: __author__ must be a text, not int\n");
  refuse("__license__ = None\n",
         "test.py:1: TypeError: __license__ must be a text, not None\n");
  refuse("__version__ = '1\\n2'\n",
         "test.py:1: ValueError: __version__ must be one plain line, not ");
  refuse("__uri__ = 'urn:a> .'\n",
         "test.py:1: ValueError: __uri__ must be a URI, not 'urn:a> .'\n");
  refuse("__uri__ = 'nothing'\n",
         "test.py:1: ValueError: __uri__ must be a URI");
  refuse(
    "CATEGORY = '\\ud800'\n",
    "test.py:1: ValueError: CATEGORY has a character that cannot be stored: ");
  refuse("'''A\\0b'''\n", "test.py: ValueError: the docstring has a char");
  refuse("__doc__ = 3\n", "test.py: TypeError: the docstring must be a text");
}

static void
test_bad_parameters_are_refused(void)
{
  refuse(PARAM("Bool('a b', 'A')"),
         "test.py:2: ValueError: id must be a name of a-z, A-Z, 0-9 and _, "
         "not 'a b'\n");
  refuse(PARAM("Bool('', 'A')"), "test.py:2: ValueError: id must be a name");
  refuse(PARAM("Bool('1', 'A')"), "test.py:2: ValueError: id must be a name");
  refuse(PARAM("Bool('a', 'A\\n')"), "test.py:2: ValueError: label must be ");
  refuse(PARAM("Bool('a', '\\ud800')"), "test.py:2: ValueError: label has a ");
  refuse(
    PARAM("Choice('a', 'A', ['x', '\\0'])"),
    "test.py:2: ValueError: a choice has a character that cannot be stored");
  refuse(PARAM("Choice('a', 'A', ['x', 'x'])"),
         "test.py:2: ValueError: two choices are called 'x'\n");
  refuse(PARAM("Float('a', 'A', 0, 1e300)"),
         "test.py:2: ValueError: high must be from -1000000000 to 1000000000, "
         "not 1e+300\n");
  refuse(PARAM("Int('a', 'A', 0, 1e8)"),
         "test.py:2: ValueError: high must be a whole number from -16777216 "
         "to 16777216, not 100000000.0\n");
  refuse(PARAM("Int('a', 'A', 0.5, 2)"), "test.py:2: ValueError: low must be ");
  refuse(PARAM("Steps('a', 'A', 2, 0, 1)\nBool('a_2', 'A')"),
         "test.py:3: ValueError: there are two parameters with id 'a_2'\n");
  refuse(PARAM("Bool('a_2', 'A')\nSteps('a', 'A', 2, 0, 1)"),
         "test.py:3: ValueError: there are two parameters with id 'a_2'\n");
}

int
main(const int argc, char** const argv)
{
  assert(argc == 2);
  program = argv[1];

  test_a_script_that_says_nothing();
  test_texts();
  test_parameters();
  test_a_long_description_comes_whole();
  test_bad_texts_are_refused();
  test_bad_parameters_are_refused();
  return 0;
}
