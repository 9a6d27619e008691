// Copyright 2026 The Outboard authors
// SPDX-License-Identifier: ISC

// What the command line sees of instances that run

#undef NDEBUG

#include "fault_rig.h"
#include "inspect_rig.h"
#include "lv2_host.h"
#include "tries.h"

#include <jansson.h>

#include <assert.h>
#include <signal.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

static const char*
text_of(const json_t* const array, const size_t index, const char* const key)
{
  const char* const text =
    json_string_value(json_object_get(json_array_get(array, index), key));
  assert(text);
  return text;
}

static void
test_top_shows_every_instance(void)
{
  HostPlugin* const first  = rig_play("octave.py", inspect_octave, 64);
  HostPlugin* const second = rig_play("busy.py", inspect_busy, 64);

  json_t* const array = inspect_top(first);
  assert(json_array_size(array) == 2U);
  assert(!strcmp(text_of(array, 0U, "script"), "Octave"));
  assert(!strcmp(text_of(array, 0U, "state"), "running"));
  assert(!strcmp(text_of(array, 0U, "mode"), "live"));
  assert(strstr(text_of(array, 0U, "path"), "/octave.py"));
  assert(strlen(text_of(array, 0U, "sandbox")) > 2U);
  assert(!strcmp(text_of(array, 1U, "script"), "Busy: takes its time."));

  json_t* const object = json_array_get(array, 0U);
  const pid_t   pid = (pid_t)json_integer_value(json_object_get(object, "pid"));
  assert(pid > 0 && !kill(pid, 0));
  assert(json_integer_value(json_object_get(object, "memory_bytes")) > 0);
  assert(json_integer_value(json_object_get(object, "block_frames")) == 64);
  json_decref(array);

  static Inspection result;
  inspect_run(first, &result, "top --once");
  assert(!result.status && strstr(result.text, "Octave"));
  assert(strstr(result.text, " Busy  ") && !strstr(result.text, "Busy:"));

  rig_end(second);
  rig_end(first);
  assert(!inspect_count_sockets());
  json_t* const nothing = inspect_top(NULL);
  assert(!json_array_size(nothing));
  json_decref(nothing);
}

static void
test_answers_are_measured(void)
{
  HostPlugin* const plugin = rig_play("octave.py", inspect_octave, 64);
  const uint8_t     on[]   = { 0x90U, 60U, 100U };

  // A miss counts as such, so not every note has its answer in time
  for (unsigned i = 0U; i < 200U; ++i) {
    host_midi(plugin, 0, on);
    host_run(plugin, 64U);
    usleep(500U);
  }

  json_t* const array  = inspect_top(plugin);
  json_t* const object = json_array_get(array, 0U);
  const double  median =
    json_number_value(json_object_get(object, "answer_p50_us"));
  const double longest =
    json_number_value(json_object_get(object, "answer_max_us"));
  assert(median > 0.0 && longest >= median);
  json_decref(array);
  rig_end(plugin);
}

static void
test_log_has_what_the_host_got(void)
{
  HostPlugin* const plugin = rig_play("busy.py", inspect_busy, 64);
  static Inspection result;

  rig_await_log(plugin, "counted");
  inspect_run(plugin, &result, "log busy");
  assert(!result.status && strstr(result.text, "busy.py: counted"));
  inspect_run(plugin, &result, "log");
  assert(!result.status && strstr(result.text, "busy.py: counted"));

  inspect_run(plugin, &result, "log nobody");
  assert(result.status && strstr(result.text, "no instance \"nobody\""));
  rig_end(plugin);
  inspect_run(NULL, &result, "log");
  assert(result.status && strstr(result.text, "no instance"));
}

/// What comes of one text looks like that
static void
test_log_has_texts_of_several_lines(void)
{
  HostPlugin* const plugin = rig_play("octave.py", inspect_octave, 64);
  const uint8_t     bend[] = { 0xE0U, 1U, 2U };
  static Inspection result;

  host_midi(plugin, 0, bend);
  rig_await_log(plugin, "forged");
  inspect_run(plugin, &result, "log");
  assert(!result.status && strstr(result.text, "\n  forged"));
  rig_end(plugin);
}

static void
test_trace_shows_where_a_script_is(void)
{
  HostPlugin* const plugin = rig_play("busy.py", inspect_busy, 64);
  static Inspection result;

  // It is between two blocks now and then
  bool found = false;
  for (unsigned i = 0U; i < 20U && !found; ++i) {
    inspect_run(plugin, &result, "trace busy.py");
    assert(!result.status && strstr(result.text, "Stack"));
    found = strstr(result.text, "in deep_inside") &&
            strstr(result.text, "line 6") && strstr(result.text, "in on_block");
  }
  assert(found);

  // Nothing else that is logged meanwhile
  inspect_run(plugin, &result, "trace Busy");
  assert(!result.status && !strncmp(result.text, "Stack", 5U));
  assert(!strstr(result.text, "counted") && !strstr(result.text, "is asked"));

  rig_end(plugin);
}

/// What a script has said before does not count if it is slow to answer
static bool
trace_awaits_a_slow_script(void)
{
  HostPlugin* const plugin = rig_play("busy.py", inspect_busy, 64);
  const pid_t       child  = rig_only_child();
  char              command[64];
  static Inspection result;

  snprintf(command, sizeof(command), "(sleep 0.8; kill -CONT %d) &", child);
  rig_await_log(plugin, "counted");
  const bool stopped = !kill(child, SIGSTOP);
  assert(!system(command));
  inspect_run(plugin, &result, "trace busy.py");
  rig_end(plugin);
  return stopped && !result.status && strstr(result.text, "Stack");
}

/// A script that has nothing to do, so that nobody misses it
static bool
trace_tells_of_a_stopped_script(void)
{
  HostPlugin* const plugin = rig_play("octave.py", inspect_octave, 64);
  const pid_t       child  = rig_only_child();
  static Inspection result;

  usleep(500000U); // Until it has cleaned up after itself
  const bool stopped = !kill(child, SIGSTOP);
  inspect_run(plugin, &result, "trace octave");
  kill(child, SIGCONT);
  rig_end(plugin);
  return stopped && result.status && strstr(result.text, "does not answer");
}

static void
test_profile_tells_calls_and_time(void)
{
  HostPlugin* const plugin = rig_play("busy.py", inspect_busy, 64);
  static Inspection result;
  unsigned          calls = 0U;
  double            total = 0.0;

  inspect_run(plugin, &result, "profile --seconds 0.5 busy");
  assert(!result.status);
  const char* const line = strstr(result.text, "on_block");
  assert(line && sscanf(line, "on_block %u %lf", &calls, &total) == 2);
  assert(calls > 0U && total > 0.0);

  // Nothing is left of it
  inspect_run(plugin, &result, "profile -s 0.2 busy");
  unsigned again = 0U;
  assert(sscanf(strstr(result.text, "on_block"), "on_block %u", &again) == 1);
  assert(again > 0U && again < calls + 1000U);
  rig_end(plugin);
}

static void
test_reload_and_reset(void)
{
  HostPlugin* const plugin = rig_play("octave.py", inspect_octave, 64);
  static Inspection result;
  const pid_t       before = rig_only_child();

  inspect_run(plugin, &result, "reload octave");
  assert(!result.status && strstr(result.text, "loaded again, and plays"));
  for (unsigned i = 0U; i < 1000U && !kill(before, 0); ++i) {
    host_run(plugin, 64U);
    usleep(5000U);
  }
  assert(kill(before, 0));
  host_await(plugin, rig_running);

  const pid_t between = rig_only_child();
  inspect_run(plugin, &result, "reset Octave");
  assert(!result.status && strstr(result.text, "started afresh, and plays"));
  for (unsigned i = 0U; i < 1000U && !kill(between, 0); ++i) {
    host_run(plugin, 64U);
    usleep(5000U);
  }
  assert(kill(between, 0));
  host_await(plugin, rig_running);

  inspect_run(plugin, &result, "reset nobody");
  assert(result.status);
  rig_end(plugin);
}

/// What does not load is shown, and what was there before plays on
static void
test_reload_of_a_broken_script(void)
{
  HostPlugin* const plugin = rig_play("octave.py", inspect_octave, 64);
  static Inspection result;
  const pid_t       before = rig_only_child();

  char* const path = host_write_script("octave.py", "def on_note_on(:\n");
  inspect_run(plugin, &result, "reload octave");
  assert(result.status && strstr(result.text, "SyntaxError"));
  assert(strstr(result.text, "it did not load; what was there before plays"));
  assert(!kill(before, 0));

  assert(!unlink(path));
  free(path);
  inspect_run(plugin, &result, "reload octave");
  assert(result.status && strstr(result.text, "cannot be read: no such file"));
  rig_end(plugin);
}

int
main(int argc, char** argv)
{
  assert(argc == 4);
  inspect_open(argv[3]);
  const RigResources before = rig_set_up(argv[1], argv[2]);

  test_top_shows_every_instance();
  test_answers_are_measured();
  test_log_has_what_the_host_got();
  test_log_has_texts_of_several_lines();
  test_trace_shows_where_a_script_is();
  check_in_some_tries(trace_awaits_a_slow_script);
  check_in_some_tries(trace_tells_of_a_stopped_script);
  test_profile_tells_calls_and_time();
  test_reload_and_reset();
  test_reload_of_a_broken_script();

  rig_tear_down(&before);
  inspect_close();
  return 0;
}
