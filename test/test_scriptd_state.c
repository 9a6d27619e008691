// Copyright 2026 The Outboard authors
// SPDX-License-Identifier: ISC

// What a real child saves and loads, and what it starts with

#undef NDEBUG

#include "script_child.h"

#include <assert.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

static const char* program;

/// Load a script that must load
static void
load_all(Child* const child, const ChildLoad* const load)
{
  if (!child_load_all(child, program, load)) {
    fprintf(stderr, "%s\n", child->failure);
    assert(!"loaded");
  }
}

/// Load a script with a saved state
static void
load(Child* const child, const char* const script, const char* const state)
{
  const ChildLoad what = { .text  = script,
                           .size  = strlen(script),
                           .state = state };

  load_all(child, &what);
}

/// Run a block in which nothing happens
static void
run_block(Child* const child)
{
  child_begin(child);
  child_finish(child);
}

/// Check the text of the last state
static void
expect_state(const Child* const child, const char* const text)
{
  if (strcmp(child->state.text, text)) {
    fprintf(stderr, "expected %s but got %s\n", text, child->state.text);
    abort();
  }
}

static void
sleep_ms(const long ms)
{
  const struct timespec time = { ms / 1000, (ms % 1000) * 1000000 };

  nanosleep(&time, NULL);
}

/// Tell of a port's value
static void
turn(Child* const   child,
     const uint16_t flags,
     const uint32_t index,
     const float    value)
{
  const ObParamChange change = { .record = { .type  = OB_REQUEST_PARAM,
                                             .flags = flags },
                                 .frame  = child->block.frame,
                                 .index  = index,
                                 .value  = value };

  child_request(child, &change.record, sizeof(change));
}

static void
test_loading_comes_after_keys_and_parameters(void)
{
  static ObResync resync = { .record = { .type  = OB_REQUEST_RESYNC,
                                         .flags = OB_RESYNC_START } };

  Child child;
  load(&child,
       "from outboard import *\n"
       "a = Int('a', 'A', 0, 100)\n"
       "def on_param(p): log('param', p.value)\n"
       "def on_load(saved): log('load', saved, a.value, held())\n"
       "def on_block(b): log('block', b.frame)\n"
       "def on_cc(e): log(e)\n",
       "{\"x\": 1}");
  resync.velocity[2][60] = 100U;

  child_begin(&child);
  child_request(&child, &resync.record, sizeof(resync));
  turn(&child, OB_PARAM_PLAIN | OB_PARAM_INITIAL, 0U, 42.0F);
  turn(&child, OB_PARAM_PLAIN, 0U, 43.0F);
  child_midi(&child, 5U, "B0 01 02");
  child_finish(&child);
  run_block(&child);
  child_expect_log(&child, "block 64\n");
  assert(!strcmp(child.log,
                 "load {'x': 1} 42 [NoteOn(60, 100, channel=3)]\n"
                 "block 0\n"
                 "param 43\n"
                 "CC(1, 2, channel=1)\n"
                 "block 64\n"));
  child_stop(&child);
}

static void
test_loading_is_forgiven(void)
{
  static const char script[] = "from outboard import *\n"
                               "def on_load(saved):\n"
                               "    log('got', saved)\n"
                               "    if saved: saved['no']\n";

  static const char* const bad[] = {
    "{", "[1]", "\xFF", "{\"#x\": 1}", "{\"a\": \"\xC0\"}", "12345"
  };

  Child child;
  load(&child, script, "{\"yes\": [1]}");
  run_block(&child);
  child_expect_log(&child, "got {}\n");
  child_expect_log(&child, "KeyError: 'no', in on_load({'yes': [1]})\n");
  assert(!strncmp(child.log, "got {'yes': [1]}\n", 17U));
  child_stop(&child);

  for (unsigned i = 0U; i < sizeof(bad) / sizeof(bad[0]); ++i) {
    load(&child, script, bad[i]);
    run_block(&child);
    child_expect_log(&child, "got {}\n");
    child_expect_log(&child, "the saved state is unreadable");
    assert(!strstr(child.log, "Error"));
    child_stop(&child);
  }

  char* const deep = malloc(200001U);
  assert(deep);
  memset(deep, '[', 200000U);
  deep[200000] = '\0';
  load(&child, script, deep);
  run_block(&child);
  child_expect_log(&child, "got {}\n");
  child_stop(&child);
  free(deep);
}

static void
test_states_come_by_themselves_when_they_change(void)
{
  Child child;
  load(&child,
       "from outboard import *\n"
       "n = 0\n"
       "def on_load(saved):\n"
       "    global n\n"
       "    n = saved.get('n', 0)\n"
       "def on_cc(e):\n"
       "    global n\n"
       "    n = e.value\n"
       "def on_save():\n"
       "    log('save')\n"
       "    return {'n': n}\n",
       "{\"n\": 5}");
  run_block(&child);
  child_expect_log(&child, "save\n");
  child_play(&child, 0, "B0 01 05");
  child_expect_log(&child, "save\nsave\n");
  assert(child.state.received == 0U);

  child_play(&child, 0, "B0 01 06");
  child_expect_states(&child, 1U);
  assert(child.state.id == 0U);
  expect_state(&child, "{\"n\": 6}");

  sleep_ms(1500);
  child_read_log(&child);
  assert(child.state.received == 1U);
  assert(strlen(child.log) == 3U * strlen("save\n"));
  child_stop(&child);
}

static void
test_what_is_saved_comes_back(void)
{
  static const char script[] =
    "from outboard import *\n"
    "what = {}\n"
    "def on_load(saved):\n"
    "    global what\n"
    "    what = saved\n"
    "    log(saved)\n"
    "def on_cc(e):\n"
    "    what.update({1: [(2, 3), {-4: None}], '1': 'one', '#': 1.5,\n"
    "                 '##x': True, '#5': '\\u2026\\ud800', '': 10**30})\n"
    "def on_save(): return what\n";

  Child child;
  load(&child, script, NULL);
  child_play(&child, 0, "B0 01 05");
  child_save(&child, 7U);
  assert(child.state.id == 7U);
  expect_state(&child,
               "{\"#1\": [[2, 3], {\"#-4\": null}], \"1\": \"one\", "
               "\"##\": 1.5, \"###x\": true, \"##5\": \"\\u2026\\ud800\", "
               "\"\": 1000000000000000000000000000000}");

  char* const state = strdup(child.state.text);
  child_stop(&child);
  load(&child, script, state);
  run_block(&child);
  child_expect_log(&child,
                   "{1: [[2, 3], {-4: None}], '1': 'one', '#': 1.5, "
                   "'##x': True, '#5': '\u2026\\ud800', "
                   "'': 1000000000000000000000000000000}\n");
  child_stop(&child);
  free(state);
}

static void
test_asking_is_answered(void)
{
  Child child;
  load(&child, "def on_cc(e): pass\n", "{\"a\": 1}");
  child_save(&child, 3U);
  assert(child.state.total == 0U && child.state.received == 1U);
  child_stop(&child);

  // Before on_load() it is what was loaded
  load(&child, "def on_save(): return {'b': 2}\n", "{\"a\": 1}");
  child_save(&child, 4U);
  expect_state(&child, "{\"a\": 1}");
  run_block(&child);
  child_save(&child, 5U);
  expect_state(&child, "{\"b\": 2}");
  for (uint32_t id = 6U; id < 50U; ++id) {
    child_save(&child, id);
    expect_state(&child, "{\"b\": 2}");
  }
  child_stop(&child);
}

static void
test_what_cannot_be_saved(void)
{
  static const char script[] =
    "from outboard import *\n"
    "bad = None\n"
    "def on_cc(e):\n"
    "    global bad\n"
    "    loop = {}\n"
    "    loop['x'] = loop\n"
    "    bad = [[1], {'a': {1}}, {'a': float('nan')},\n"
    "           {(1,): 2}, {'a': 'x' * 1100000},\n"
    "           loop, 'send', 'raise', None][e.value]\n"
    "def on_save():\n"
    "    if bad == 'send': CC(1, 2).send()\n"
    "    if bad == 'raise': 1 / 0\n"
    "    return {'good': 1} if bad is None else bad\n";

  static const char* const errors[] = {
    "test.py: TypeError: on_save() must return a dict, not list, in "
    "on_save()\n",
    "test.py: TypeError: a set cannot be saved, only dict, list, tuple, str, ",
    "test.py: ValueError: nan cannot be saved, in on_save()\n",
    "test.py: TypeError: the keys of what is saved must be texts or integers, "
    "not (1,)",
    "test.py: ValueError: what is saved takes 1100009 bytes, but there is room "
    "for 104",
    "test.py: RecursionError: maximum recursion depth exceeded in what "
    "on_save() has",
    "test.py:11: RuntimeError: nothing can be sent from on_save(), in "
    "on_save()\n",
    "test.py:12: ZeroDivisionError: division by zero, in on_save()\n",
  };

  for (unsigned i = 0U; i < sizeof(errors) / sizeof(errors[0]); ++i) {
    char  bytes[16];
    Child child;
    load(&child, script, NULL);
    run_block(&child);
    child_save(&child, 1U);
    expect_state(&child, "{\"good\": 1}");

    sprintf(bytes, "B0 01 %02X", i);
    child_play(&child, 0, bytes);
    child_save(&child, 2U);
    expect_state(&child, "{\"good\": 1}");
    child_save(&child, 3U);
    child_expect_log(&child, errors[i]);
    const char* const again = strstr(child.log, errors[i]);
    assert(again && !strstr(again + 1, errors[i]));

    child_play(&child, 0, "B0 01 08");
    child_save(&child, 4U);
    expect_state(&child, "{\"good\": 1}");
    child_stop(&child);
  }
}

static void
test_a_large_state_comes_whole(void)
{
  Child child;
  load(&child, "def on_save(): return {'a': 'x' * 1000000}\n", NULL);
  run_block(&child);
  child_save(&child, 1U);
  assert(child.state.size == 1000009U);

  const char* const text = strdup(child.state.text);
  child_stop(&child);
  load(&child,
       "from outboard import *\n"
       "def on_load(saved): log(len(saved['a']))\n",
       text);
  run_block(&child);
  child_expect_log(&child, "1000000\n");
  child_stop(&child);
  free((void*)text);
}

/// Return whether the script does something that no block asked for
static bool
is_resting(const Child* const child)
{
  return atomic_load(&child->segment.header->child.resting) % 2U;
}

static void
test_a_stuck_save_is_interrupted(void)
{
  Child child;
  load(&child,
       "def on_save():\n"
       "    while True: pass\n",
       "{\"old\": 1}");
  run_block(&child);
  for (unsigned i = 0U; i < 2000U && !is_resting(&child); ++i) {
    sleep_ms(10);
  }
  assert(is_resting(&child));

  // Half a second must have passed since it began
  static const char said[] = "ScriptTimeout: the script took too long, in on_s";
  for (unsigned i = 0U; i < 30U && !strstr(child.log, said); ++i) {
    sleep_ms(600);
    assert(!ob_process_signal(&child.process, SIGUSR2));
    sleep_ms(50);
    child_read_log(&child);
  }
  child_expect_log(&child, said);
  run_block(&child);
  child_stop(&child);
}

static void
test_ports_are_named(void)
{
  static const char script[] =
    "from outboard import *\n"
    "a = Float('a', 'A', 0, 10, 0.1)\n"
    "b = Int('b', 'B', -5, 5)\n"
    "c = Choice('c', 'C', {'x': 'p', 'y': 'q', 'z': 'r'})\n"
    "d = Steps('d', 'D', 3, 0, 9)\n"
    "e = Bool('e', 'E')\n"
    "f = Trigger('f', 'F')\n"
    "def on_param(p): log(p)\n";

  const ChildLoad what = { .text  = script,
                           .size  = strlen(script),
                           .ports = "d_3\n\nc\nnothing\nf\nb\na\nd_4\ne" };

  Child child;
  load_all(&child, &what);
  child_begin(&child);
  turn(&child, OB_PARAM_PLAIN | OB_PARAM_INITIAL, 0U, 1.0F);
  turn(&child, OB_PARAM_PLAIN | OB_PARAM_INITIAL, 6U, 0.1F);
  turn(&child, OB_PARAM_PLAIN, 0U, 20.0F);
  for (uint32_t i = 1U; i < 4U; ++i) {
    turn(&child, OB_PARAM_PLAIN, i, 1.6F);
  }
  turn(&child, OB_PARAM_PLAIN, 4U, 1.0F);
  turn(&child, OB_PARAM_PLAIN, 5U, -1e30F);
  turn(&child, OB_PARAM_PLAIN, 6U, 0.3F);
  turn(&child, OB_PARAM_PLAIN, 6U, (float)(0.0 / 0.0));
  turn(&child, OB_PARAM_PLAIN, 7U, 3.0F);
  turn(&child, OB_PARAM_PLAIN, 8U, 1.0F);
  turn(&child, OB_PARAM_PLAIN, 9U, 1.0F);
  turn(&child, 0U, 5U, 0.5F);
  child_finish(&child);
  child_expect_log(&child, "<Int 'b' = 0>\n");
  assert(!strcmp(child.log,
                 "<Steps 'd' = (0, 0, 9)>\n"
                 "<Choice 'c' = 'r'>\n"
                 "<Trigger 'f' = True>\n"
                 "<Float 'a' = 0.3>\n"
                 "<Bool 'e' = True>\n"
                 "<Int 'b' = 0>\n"));
  child_stop(&child);
}

static void
test_more_parameters_than_knobs(void)
{
  Child child;
  load(&child,
       "from outboard import *\n"
       "for i in range(20): Bool(f'p{i}', 'P')\n"
       "def on_cc(e): pass\n",
       NULL);
  child_expect_log(
    &child, "20 parameters for 16 knobs: the rest keep their defaults\n");
  child_stop(&child);
}

int
main(const int argc, char** const argv)
{
  assert(argc == 2);
  program = argv[1];

  test_loading_comes_after_keys_and_parameters();
  test_loading_is_forgiven();
  test_states_come_by_themselves_when_they_change();
  test_what_is_saved_comes_back();
  test_asking_is_answered();
  test_what_cannot_be_saved();
  test_a_large_state_comes_whole();
  test_a_stuck_save_is_interrupted();
  test_ports_are_named();
  test_more_parameters_than_knobs();
  return 0;
}
