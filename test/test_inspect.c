// Copyright 2026 The Outboard authors
// SPDX-License-Identifier: ISC

// What the command line sees of instances that run, and who may look

#undef NDEBUG

#include "fault_rig.h"
#include "lv2_host.h"

#include <jansson.h>

#include <assert.h>
#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <signal.h>
#include <stdarg.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <sys/un.h>
#include <sys/wait.h>
#include <unistd.h>

static const char octave[] = "\"\"\"Octave\"\"\"\n"
                             "from outboard import *\n"
                             "def on_note_on(note):\n"
                             "    note.send(pitch=note.pitch + 12)\n"
                             "def on_pitch_bend(e):\n"
                             "    raise ValueError('\\nforged')\n";

// Goes on and on, but gets on: it is not stuck
static const char busy[] = "\"\"\"Busy: takes its time.\"\"\"\n"
                           "from outboard import *\n"
                           "def on_block(b):\n"
                           "    deep_inside()\n"
                           "def deep_inside():\n"
                           "    sum(range(100000))\n"
                           "    log('counted')\n";

/// Path of the command
static const char* outboard;

/// The run-time folder of this test
static char folder[256];

/// What a command has printed, and its exit status
typedef struct
{
  char text[65536];
  int  status;
} Result;

/// Run a command of ours while an instance plays on
static void
run(HostPlugin* const plugin, Result* const result, const char* format, ...)
{
  char    arguments[256];
  char    command[1024];
  va_list list;
  va_start(list, format);
  vsnprintf(arguments, sizeof(arguments), format, list);
  va_end(list);
  snprintf(command, sizeof(command), "%s %s 2>&1", outboard, arguments);

  FILE* const pipe = popen(command, "re");
  assert(pipe);
  assert(!fcntl(fileno(pipe), F_SETFL, O_NONBLOCK));
  size_t  size = 0U;
  ssize_t n    = 0;
  while ((n = read(fileno(pipe),
                   result->text + size,
                   sizeof(result->text) - size - 1U)) != 0) {
    size += n > 0 ? (size_t)n : 0U;
    assert(n > 0 || errno == EAGAIN);
    if (plugin) {
      host_run(plugin, 64U);
    }
    usleep(1000U);
  }
  result->text[size] = '\0';
  result->status     = pclose(pipe);
}

/// Return what outboard top tells, an array
static json_t*
top(HostPlugin* const plugin)
{
  static Result result;
  run(plugin, &result, "top --once --json");
  assert(!result.status);

  // What may be said of a host that does not answer comes before
  const char* const text  = strchr(result.text, '[');
  json_t* const     array = text ? json_loads(text, 0U, NULL) : NULL;
  assert(json_is_array(array));
  return array;
}

static const char*
text_of(const json_t* const array, const size_t index, const char* const key)
{
  const char* const text =
    json_string_value(json_object_get(json_array_get(array, index), key));
  assert(text);
  return text;
}

static unsigned
count_sockets(void)
{
  char path[300];
  snprintf(path, sizeof(path), "%s/outboard", folder);
  DIR* const           dir   = opendir(path);
  unsigned             count = 0U;
  const struct dirent* entry = NULL;
  while (dir && (entry = readdir(dir))) {
    count += strstr(entry->d_name, ".socket") != NULL;
  }
  if (dir) {
    closedir(dir);
  }
  return count;
}

static void
test_top_shows_every_instance(void)
{
  HostPlugin* const first  = rig_play("octave.py", octave, 64);
  HostPlugin* const second = rig_play("busy.py", busy, 64);

  json_t* const array = top(first);
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

  static Result result;
  run(first, &result, "top --once");
  assert(!result.status && strstr(result.text, "Octave"));
  assert(strstr(result.text, " Busy  ") && !strstr(result.text, "Busy:"));

  rig_end(second);
  rig_end(first);
  assert(!count_sockets());
  json_t* const nothing = top(NULL);
  assert(!json_array_size(nothing));
  json_decref(nothing);
}

static void
test_answers_are_measured(void)
{
  HostPlugin* const plugin = rig_play("octave.py", octave, 64);
  const uint8_t     on[]   = { 0x90U, 60U, 100U };

  // A miss counts as such, so not every note has its answer in time
  for (unsigned i = 0U; i < 200U; ++i) {
    host_midi(plugin, 0, on);
    host_run(plugin, 64U);
    usleep(500U);
  }

  json_t* const array  = top(plugin);
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
  HostPlugin* const plugin = rig_play("busy.py", busy, 64);
  static Result     result;

  rig_await_log(plugin, "counted");
  run(plugin, &result, "log busy");
  assert(!result.status && strstr(result.text, "busy.py: counted"));
  run(plugin, &result, "log");
  assert(!result.status && strstr(result.text, "busy.py: counted"));

  run(plugin, &result, "log nobody");
  assert(result.status && strstr(result.text, "no instance \"nobody\""));
  rig_end(plugin);
  run(NULL, &result, "log");
  assert(result.status && strstr(result.text, "no instance"));
}

/// What comes of one text looks like that
static void
test_log_has_texts_of_several_lines(void)
{
  HostPlugin* const plugin = rig_play("octave.py", octave, 64);
  const uint8_t     bend[] = { 0xE0U, 1U, 2U };
  static Result     result;

  host_midi(plugin, 0, bend);
  rig_await_log(plugin, "forged");
  run(plugin, &result, "log");
  assert(!result.status && strstr(result.text, "\n  forged"));
  rig_end(plugin);
}

static void
test_trace_shows_where_a_script_is(void)
{
  HostPlugin* const plugin = rig_play("busy.py", busy, 64);
  static Result     result;

  // It is between two blocks now and then
  bool found = false;
  for (unsigned i = 0U; i < 20U && !found; ++i) {
    run(plugin, &result, "trace busy.py");
    assert(!result.status && strstr(result.text, "Stack"));
    found = strstr(result.text, "in deep_inside") &&
            strstr(result.text, "line 6") && strstr(result.text, "in on_block");
  }
  assert(found);

  // Nothing else that is logged meanwhile
  run(plugin, &result, "trace Busy");
  assert(!result.status && !strncmp(result.text, "Stack", 5U));
  assert(!strstr(result.text, "counted") && !strstr(result.text, "is asked"));

  rig_end(plugin);
}

/// What a script has said before does not count if it is slow to answer
static bool
trace_awaits_a_slow_script(void)
{
  HostPlugin* const plugin = rig_play("busy.py", busy, 64);
  const pid_t       child  = rig_only_child();
  char              command[64];
  static Result     result;

  snprintf(command, sizeof(command), "(sleep 0.8; kill -CONT %d) &", child);
  rig_await_log(plugin, "counted");
  const bool stopped = !kill(child, SIGSTOP);
  assert(!system(command));
  run(plugin, &result, "trace busy.py");
  rig_end(plugin);
  return stopped && !result.status && strstr(result.text, "Stack");
}

/// A script that has nothing to do, so that nobody misses it
static bool
trace_tells_of_a_stopped_script(void)
{
  HostPlugin* const plugin = rig_play("octave.py", octave, 64);
  const pid_t       child  = rig_only_child();
  static Result     result;

  usleep(500000U); // Until it has cleaned up after itself
  const bool stopped = !kill(child, SIGSTOP);
  run(plugin, &result, "trace octave");
  kill(child, SIGCONT);
  rig_end(plugin);
  return stopped && result.status && strstr(result.text, "does not answer");
}

static void
test_profile_tells_calls_and_time(void)
{
  HostPlugin* const plugin = rig_play("busy.py", busy, 64);
  static Result     result;
  unsigned          calls = 0U;
  double            total = 0.0;

  run(plugin, &result, "profile --seconds 0.5 busy");
  assert(!result.status);
  const char* const line = strstr(result.text, "on_block");
  assert(line && sscanf(line, "on_block %u %lf", &calls, &total) == 2);
  assert(calls > 0U && total > 0.0);

  // Nothing is left of it
  run(plugin, &result, "profile -s 0.2 busy");
  unsigned again = 0U;
  assert(sscanf(strstr(result.text, "on_block"), "on_block %u", &again) == 1);
  assert(again > 0U && again < calls + 1000U);
  rig_end(plugin);
}

static void
test_reload_and_reset(void)
{
  HostPlugin* const plugin = rig_play("octave.py", octave, 64);
  static Result     result;
  const pid_t       before = rig_only_child();

  run(plugin, &result, "reload octave");
  assert(!result.status && strstr(result.text, "loaded again, and plays"));
  for (unsigned i = 0U; i < 1000U && !kill(before, 0); ++i) {
    host_run(plugin, 64U);
    usleep(5000U);
  }
  assert(kill(before, 0));
  host_await(plugin, rig_running);

  const pid_t between = rig_only_child();
  run(plugin, &result, "reset Octave");
  assert(!result.status && strstr(result.text, "started afresh, and plays"));
  for (unsigned i = 0U; i < 1000U && !kill(between, 0); ++i) {
    host_run(plugin, 64U);
    usleep(5000U);
  }
  assert(kill(between, 0));
  host_await(plugin, rig_running);

  run(plugin, &result, "reset nobody");
  assert(result.status);
  rig_end(plugin);
}

/// What does not load is shown, and what was there before plays on
static void
test_reload_of_a_broken_script(void)
{
  HostPlugin* const plugin = rig_play("octave.py", octave, 64);
  static Result     result;
  const pid_t       before = rig_only_child();

  char* const path = host_write_script("octave.py", "def on_note_on(:\n");
  run(plugin, &result, "reload octave");
  assert(result.status && strstr(result.text, "SyntaxError"));
  assert(strstr(result.text, "it did not load; what was there before plays"));
  assert(!kill(before, 0));

  assert(!unlink(path));
  free(path);
  run(plugin, &result, "reload octave");
  assert(result.status && strstr(result.text, "cannot be read: no such file"));
  rig_end(plugin);
}

/// A host that is killed leaves its socket; the next look removes it
static void
test_dead_hosts_are_forgotten(void)
{
  const pid_t host = fork();
  assert(host >= 0);
  if (!host) {
    rig_play("octave.py", octave, 64);
    kill(getpid(), SIGKILL);
  }

  int status = 0;
  assert(waitpid(host, &status, 0) == host && WIFSIGNALED(status));
  assert(count_sockets() == 1U);
  json_t* const array = top(NULL);
  assert(!json_array_size(array));
  json_decref(array);
  assert(!count_sockets());
}

/// Connect to the only socket in the folder; return it or -1
static int
connect_to_host(void)
{
  struct sockaddr_un address = { .sun_family = AF_UNIX };
  char               path[300];
  snprintf(path, sizeof(path), "%s/outboard", folder);
  DIR* const           dir   = opendir(path);
  const struct dirent* entry = NULL;
  assert(dir);
  while ((entry = readdir(dir)) && !strstr(entry->d_name, ".socket")) {
  }
  assert(entry);
  assert(snprintf(address.sun_path,
                  sizeof(address.sun_path),
                  "%s/%s",
                  path,
                  entry->d_name) < (int)sizeof(address.sun_path));
  closedir(dir);

  const int fd = socket(AF_UNIX, SOCK_SEQPACKET | SOCK_NONBLOCK, 0);
  assert(fd >= 0);
  if (connect(fd, (const struct sockaddr*)&address, sizeof(address))) {
    close(fd);
    return -1;
  }
  return fd;
}

/// Whoever talks nonsense, or asks but does not listen, is sent away
static void
test_bad_visitors_harm_nobody(void)
{
  HostPlugin* const plugin = rig_play("busy.py", busy, 64);
  const char        junk[] = "no packet of ours, and not of the size it says";
  int               visitors[20];

  for (unsigned i = 0U; i < 20U; ++i) {
    visitors[i] = connect_to_host();
    if (visitors[i] >= 0) {
      (void)!send(visitors[i], junk, i * 2U, MSG_NOSIGNAL);
    }
    host_run(plugin, 64U);
  }
  for (unsigned i = 0U; i < 20U; ++i) {
    if (visitors[i] >= 0) {
      close(visitors[i]);
    }
  }

  json_t* array = NULL;
  for (unsigned i = 0U; i < 50U && (!array || !json_array_size(array)); ++i) {
    json_decref(array); // The line may be full for a moment
    array = top(plugin);
  }
  assert(json_array_size(array) == 1U);
  json_decref(array);
  rig_end(plugin);
}

/// Who comes while others fill the house waits, and is told if that is long
static void
test_a_full_house(void)
{
  HostPlugin* const plugin = rig_play("octave.py", octave, 64);
  static Result     result;
  int               visitors[8]; // As many as there are places

  for (unsigned i = 0U; i < 8U; ++i) {
    visitors[i] = connect_to_host();
    assert(visitors[i] >= 0);
  }
  run(plugin, &result, "top --once");
  assert(strstr(result.text, "does not answer: timed out"));

  for (unsigned i = 0U; i < 8U; ++i) {
    close(visitors[i]);
  }
  json_t* array = NULL;
  for (unsigned i = 0U; i < 50U && (!array || !json_array_size(array)); ++i) {
    json_decref(array); // It may be slow
    array = top(plugin);
  }
  assert(json_array_size(array) == 1U);
  json_decref(array);
  rig_end(plugin);
}

/// Nobody but the user gets in
static void
test_other_users_stay_outside(void)
{
  if (geteuid()) {
    return; // Only root can be somebody else
  }

  HostPlugin* const plugin = rig_play("octave.py", octave, 64);
  const pid_t       other  = fork();
  assert(other >= 0);
  if (!other) {
    char path[300];
    snprintf(path, sizeof(path), "%s/outboard", folder);
    _exit(setuid(65534U) || !opendir(path) ? 0 : 1);
  }
  int status = 0;
  assert(waitpid(other, &status, 0) == other);
  assert(WIFEXITED(status) && !WEXITSTATUS(status));
  rig_end(plugin);
}

/// In a folder that others can get at, there is no socket, but all else works
static void
test_a_shared_folder_is_not_used(void)
{
  char path[300];
  snprintf(path, sizeof(path), "%s/outboard", folder);
  mkdir(path, 0700);
  assert(!chmod(path, 0755));

  HostPlugin* const plugin = rig_play("octave.py", octave, 64);
  static Result     result;
  assert(!count_sockets());
  run(plugin, &result, "top --once");
  assert(result.status && strstr(result.text, "cannot look for hosts"));
  rig_end(plugin);
  assert(!chmod(path, 0700));
}

int
main(int argc, char** argv)
{
  assert(argc == 4);
  outboard = argv[3];
  snprintf(folder, sizeof(folder), "/tmp/outboard-test-XXXXXX");
  assert(mkdtemp(folder));
  assert(!setenv("XDG_RUNTIME_DIR", folder, 1));
  host_open(argv[1], argv[2]);
  host_free(host_new(64)); // What stays in a process after the first time
  const RigResources before = rig_resources();

  test_top_shows_every_instance();
  test_answers_are_measured();
  test_log_has_what_the_host_got();
  test_log_has_texts_of_several_lines();
  test_trace_shows_where_a_script_is();
  rig_check_in_some_tries(trace_awaits_a_slow_script);
  rig_check_in_some_tries(trace_tells_of_a_stopped_script);
  test_profile_tells_calls_and_time();
  test_reload_and_reset();
  test_reload_of_a_broken_script();
  test_dead_hosts_are_forgotten();
  test_bad_visitors_harm_nobody();
  test_a_full_house();
  test_other_users_stay_outside();
  test_a_shared_folder_is_not_used();

  rig_check_resources(&before);
  host_close();

  char path[300];
  snprintf(path, sizeof(path), "%s/outboard", folder);
  assert(!rmdir(path) && !rmdir(folder));
  return 0;
}
