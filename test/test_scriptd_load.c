// Copyright 2026 The Outboard authors
// SPDX-License-Identifier: ISC

// Loading scripts in a real child: names, routes, parameters, errors

#undef NDEBUG

#include "script_child.h"

#include "callback.h"
#include "midi.h"

#include <assert.h>
#include <stdio.h>
#include <string.h>
#include <sys/wait.h>

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

/// Load text that must not load; its failure must begin like this
static void
refuse_text(const char* const text, const size_t size, const char* const start)
{
  enum
  {
    script_exit = 5
  };

  Child child;
  if (child_load_text(&child, program, text, size) ||
      strncmp(child.failure, start, strlen(start))) {
    fprintf(stderr, "expected:\n%s\nbut got:\n%s\n", start, child.failure);
    assert(!"refused");
  }

  const int status = child_wait(&child);
  assert(WIFEXITED(status) && WEXITSTATUS(status) == script_exit);
  child_stop(&child);
}

static void
refuse(const char* const script, const char* const start)
{
  refuse_text(script, strlen(script), start);
}

static void
test_errors_name_the_line(void)
{
  refuse("import outboard\n\ndef on_cc(e:\n    pass\n",
         "test.py:3: SyntaxError: ");
  refuse("x = (\n", "test.py:1: SyntaxError: '(' was never closed\n");
  refuse("def f():\n\tpass\n        pass\n", "test.py:3: ");
  refuse("from outboard import *\nnothing()\n",
         "test.py:2: NameError: name 'nothing' is not defined\n"
         "Traceback (most recent call last):\n"
         "  File \"/presets/test.py\", line 2, in <module>\n"
         "    nothing()\n");
  refuse("import nowhere\n",
         "test.py:1: ModuleNotFoundError: No module named 'nowhere'\n");
  refuse("from outboard import *\non_cc = 3\n",
         "test.py:2: TypeError: on_cc is not a function but 3\n"
         "Traceback (most recent call last):\n"
         "  File \"/presets/test.py\", line 2, in <module>\n"
         "    on_cc = 3\n");
  refuse("\n\ndef on_load(saved):\n    yield 1\n",
         "test.py:3: SyntaxError: on_load cannot use yield\n");
  refuse("import sys\nsys.exit(3)\n", "test.py:2: SystemExit: 3\n");
  refuse("from outboard import *\nCC(1, 2).send()\n",
         "test.py:2: RuntimeError: nothing can be sent while the script "
         "loads: send from a callback\n");
  refuse("from outboard import *\nplay(60, ms=1)\n",
         "test.py:2: RuntimeError: ");
}

static void
test_callbacks_take_what_they_are_given(void)
{
  refuse("\ndef on_note_on(): pass\n",
         "test.py:2: SyntaxError: on_note_on must take one argument, the note");
  refuse("def on_cc(e, *, k): pass\n",
         "test.py:1: SyntaxError: on_cc must take one argument, the event\n");
  refuse("def on_reset(x): pass\n",
         "test.py:1: SyntaxError: on_reset must take no argument\n");
  refuse("class A:\n    def f(self): pass\non_cc = A().f\n",
         "test.py:3: TypeError: on_cc must take one argument, the event\n");

  Child child;
  load(&child,
       "class A:\n"
       "    def f(self, e): pass\n"
       "on_cc = A().f\n"
       "on_event = print\n"
       "on_param = lambda *a, k=1: 0\n"
       "def on_note_on(n, scale=2): pass\n"
       "def on_idle(n=1): pass\n");
  child_stop(&child);
}

static void
test_misspelt_callbacks_are_told(void)
{
  Child child;
  load(&child,
       "def on_note_of(n): pass\n"
       "def on_beat(n): pass\n"
       "on_cc = on_beat\n");
  child_expect_log(&child,
                   "test.py:1: on_note_of is no callback; "
                   "did you mean on_note_off?\n");
  child_expect_log(&child, "test.py:2: on_beat is no callback\n");
  child_stop(&child);
}

static void
test_text_is_decoded_as_python_says(void)
{
  static const char nul[] = "x = 1\ny = '\0'\n";

  refuse("# fine\nx = '\xE9'\n", "test.py:2: SyntaxError: ");
  refuse_text(nul, sizeof(nul) - 1U, "test.py:2: SyntaxError: ");
  refuse("# coding: nonsense\n", "test.py");

  Child child;
  load(&child, "# coding: latin-1\n'\xE9'\nassert ord(__doc__) == 0xE9\n");
  assert(!strcmp(child.name, "\u00E9"));
  child_stop(&child);

  load(&child, "\xEF\xBB\xBF'''\u266B'''\r\nassert __doc__ == '\u266B'\r\n");
  child_stop(&child);
}

static void
test_what_is_not_defined_passes(void)
{
  Child child;
  load(&child, "");
  assert(!child.ready.callbacks && !child.ready.routes);
  assert(!strcmp(child.name, "test"));
  child_stop(&child);

  load(&child,
       "def on_cc(e): pass\n"
       "on_reset = None\n"
       "def on_idle(): pass\n");
  assert(child.ready.callbacks == ((1U << OB_ON_CC) | (1U << OB_ON_IDLE)));
  assert(child.ready.routes == 1U << OB_KIND_CC);
  child_stop(&child);
}

static void
test_the_name_is_short(void)
{
  char script[512] = "'";
  for (unsigned i = 0U; i < 100U; ++i) {
    strcat(script, "\u00E9");
  }
  strcat(script, "'\n");

  Child child;
  load(&child, script);
  assert(strlen(child.name) == 126U);
  child_stop(&child);
}

static void
test_the_world_is_the_systems(void)
{
  Child child;
  load(&child,
       "import sys, os, dataclasses, json, math, re, colorsys, datetime\n"
       "assert __file__ == '/presets/test.py'\n"
       "assert sys.flags.isolated and sys.flags.no_user_site\n"
       "assert sys.flags.hash_randomization == 0\n"
       "assert not any(p.startswith('/home') or p == '' for p in sys.path)\n"
       "assert hash('outboard') == hash('outboard')\n"
       "@dataclasses.dataclass\n"
       "class Step: pitch: 'int' = 3\n"
       "assert Step().pitch == 3\n");
  child_stop(&child);
}

/// Tell of a parameter's new position at the block's first frame
static void
turn(Child* const child, const uint32_t index, const float value)
{
  const ObParamChange change = { .record = { .type = OB_REQUEST_PARAM },
                                 .frame  = child->block.frame,
                                 .index  = index,
                                 .value  = value };

  child_request(child, &change.record, sizeof(change));
}

static void
test_parameters_follow_the_host(void)
{
  Child child;
  load(&child,
       "from outboard import *\n"
       "a = Float('a', 'A', 0, 200, default=30, unit='ms')\n"
       "b = Float('b', 'B', 20, 20000, curve='log')\n"
       "c = Int('c', 'C', -12, 12, default=0)\n"
       "d = Bool('d', 'D', True)\n"
       "e = Choice('e', 'E', {'x': (1, 2), 'y': 3, 'z': 4}, default='y')\n"
       "f = Choice('f', 'F', ['p', 'q'])\n"
       "g = Trigger('g', 'G')\n"
       "h = Steps('h', 'H', 3, 0, 10, 5, group='Seq')\n"
       "assert (a.id, a.label, a.unit, a.value) == ('a', 'A', 'ms', 30.0)\n"
       "assert (b.value, c.value, d.value) == (20.0, 0, True)\n"
       "assert (e.value, f.value, g.value, h.value) == "
       "(3, 'p', False, (5, 5, 5))\n"
       "assert h.group == 'Seq' and e.choices == ('x', 'y', 'z')\n"
       "def on_param(p):\n"
       "    log(p, p is g)\n");
  assert(child.ready.params == 10U);

  child_begin(&child);
  turn(&child, 0U, 0.5F);
  turn(&child, 0U, 0.5F);
  turn(&child, 1U, 1.0F);
  turn(&child, 2U, 0.0F);
  turn(&child, 3U, 0.0F);
  turn(&child, 4U, 0.1F);
  turn(&child, 5U, 1.0F);
  turn(&child, 6U, 1.0F);
  turn(&child, 6U, 0.0F);
  turn(&child, 8U, 1.0F);
  turn(&child, 99U, 1.0F);
  child_finish(&child);
  child_expect_log(&child,
                   "<Float 'a' = 100.0> False\n"
                   "<Float 'b' = 20000.0> False\n"
                   "<Int 'c' = -12> False\n"
                   "<Bool 'd' = False> False\n"
                   "<Choice 'e' = (1, 2)> False\n"
                   "<Choice 'f' = 'q'> False\n"
                   "<Trigger 'g' = True> True\n"
                   "<Steps 'h' = (5, 10, 5)> False\n");
  child_stop(&child);
}

static void
test_parameters_are_checked(void)
{
#define PARAM(text) "from outboard import *\n" text "\n"
  refuse(PARAM("Float('a', 'A', 1, 1)"), "test.py:2: ValueError: low 1 must");
  refuse(PARAM("Float('a', 'A', 0, 1, 2)"), "test.py:2: ValueError: default");
  refuse(PARAM("Float('a', 'A', 0, 1, curve='log')"), "test.py:2: ValueError");
  refuse(PARAM("Choice('a', 'A', [])"), "test.py:2: ValueError: a Choice");
  refuse(PARAM("Choice('a', 'A', ['x'], 'y')"), "test.py:2: ValueError");
  refuse(PARAM("Bool(3, 'A')"), "test.py:2: TypeError");
  refuse(PARAM("Steps('a', 'A', 3, 0, 9, [1, 2])"),
         "test.py:2: ValueError: "
         "default has 2 values for 3 steps\n");
  refuse(PARAM("Bool('a', 'A')\nBool('a', 'B')"),
         "test.py:3: ValueError: there are two parameters with id 'a'");
  refuse(PARAM("Bool('a', 'A').value = 1"),
         "test.py:2: AttributeError: a parameter's value is set in the host; "
         "it can only be read\n");
#undef PARAM
}

int
main(const int argc, char** const argv)
{
  assert(argc == 2);
  program = argv[1];

  test_errors_name_the_line();
  test_callbacks_take_what_they_are_given();
  test_misspelt_callbacks_are_told();
  test_text_is_decoded_as_python_says();
  test_what_is_not_defined_passes();
  test_the_name_is_short();
  test_the_world_is_the_systems();
  test_parameters_follow_the_host();
  test_parameters_are_checked();
  return 0;
}
