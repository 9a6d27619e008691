// Copyright 2026 The Outboard authors
// SPDX-License-Identifier: ISC

// The LV2 plugin in a host: its life, its ports, and a script in a real child

#undef NDEBUG

#include "lv2_host.h"
#include "lv2_plugin.h"

#include <lv2/atom/atom.h>
#include <lv2/buf-size/buf-size.h>
#include <lv2/options/options.h>
#include <lv2/urid/urid.h>

#include <assert.h>
#include <dirent.h>
#include <errno.h>
#include <math.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/wait.h>

static const float running = 1.0f;
static const float failed  = 3.0f;

static const char octave[] = "from outboard import *\n"
                             "def on_note_on(note):\n"
                             "    note.send(pitch=note.pitch + 12)\n";

static const uint8_t note_on[3]  = { 0x90U, 60U, 100U };
static const uint8_t note_off[3] = { 0x80U, 60U, 64U };

/// What a process must not have more of afterwards
typedef struct
{
  unsigned descriptors;
  unsigned threads;
  unsigned mappings; ///< Of segments
} Resources;

static unsigned
count_entries(const char* const folder)
{
  DIR* const dir   = opendir(folder);
  unsigned   count = 0U;
  assert(dir);
  while (readdir(dir)) {
    ++count;
  }
  closedir(dir);
  return count;
}

static Resources
count_resources(void)
{
  Resources   resources = { count_entries("/proc/self/fd"),
                            count_entries("/proc/self/task"),
                            0U };
  FILE* const maps      = fopen("/proc/self/maps", "r");
  char        line[512];
  assert(maps);
  while (fgets(line, sizeof(line), maps)) {
    resources.mappings += strstr(line, "memfd:") != NULL;
  }
  fclose(maps);
  return resources;
}

static HostPlugin*
new_playing(const char* const path, const int32_t nominal)
{
  HostPlugin* const plugin = host_new(nominal);

  plugin->descriptor->activate(plugin->handle);
  host_set_path(plugin, path, LV2_ATOM__Path);
  host_await(plugin, running);
  return plugin;
}

static void
free_active(HostPlugin* const plugin)
{
  plugin->descriptor->deactivate(plugin->handle);
  host_free(plugin);
}

static void
test_missing_features(void)
{
  static const LV2_Feature* const none[] = { NULL };

  assert(!host_new_with(NULL));
  assert(!host_new_with(none));
}

static void
test_nominal_length(void)
{
  static const int32_t odd[] = { 0, -1, INT32_MIN, INT32_MAX };

  HostPlugin* const plugin = host_new(256);
  const LV2_URID    key    = host_map(LV2_BUF_SIZE__nominalBlockLength);
  const LV2_URID    type   = host_map(LV2_ATOM__Int);

  const LV2_Options_Interface* const options =
    (const LV2_Options_Interface*)plugin->descriptor->extension_data(
      LV2_OPTIONS__interface);
  assert(options && !plugin->descriptor->extension_data("urn:foreign"));

  LV2_Options_Option option[2] = { { LV2_OPTIONS_INSTANCE, 0, key, 0, 0, 0 },
                                   { LV2_OPTIONS_INSTANCE, 0, 0, 0, 0, 0 } };
  assert(!options->get(plugin->handle, option));
  assert(option[0].type == type && *(const int32_t*)option[0].value == 256);

  for (unsigned i = 0U; i < 4U; ++i) {
    option[0].value = &odd[i];
    assert(options->set(plugin->handle, option) == LV2_OPTIONS_ERR_BAD_VALUE);
  }
  option[0].value = NULL;
  assert(options->set(plugin->handle, option) == LV2_OPTIONS_ERR_BAD_VALUE);
  option[0].context = LV2_OPTIONS_PORT;
  assert(options->set(plugin->handle, option) == LV2_OPTIONS_ERR_BAD_SUBJECT);
  option[0].context = LV2_OPTIONS_INSTANCE;
  option[0].key     = type;
  assert(options->set(plugin->handle, option) == LV2_OPTIONS_ERR_BAD_KEY);

  const int32_t frames = 512;
  option[0].key        = key;
  option[0].value      = &frames;
  assert(!options->set(plugin->handle, option));

  // It is what Pipelined adds
  plugin->controls[PORT_MODE] = 1.0f;
  plugin->descriptor->activate(plugin->handle);
  host_run(plugin, 64U);
  host_run(plugin, 64U);
  assert(plugin->controls[PORT_LATENCY] == 512.0f);
  free_active(plugin);
}

static void
test_odd_controls(void)
{
  static const float odd[]  = { NAN, INFINITY, -INFINITY, -1e30f, 1e30f };
  HostPlugin* const  plugin = host_new(64);

  plugin->descriptor->activate(plugin->handle);
  for (unsigned i = 0U; i < sizeof(odd) / sizeof(odd[0]); ++i) {
    for (unsigned port = PORT_ENABLED; port < PORT_STATUS; ++port) {
      plugin->controls[port] = odd[i];
      host_run(plugin, 64U);
    }
  }
  free_active(plugin);
}

static void
test_no_script_passes(void)
{
  HostPlugin* const plugin = host_new(64);

  plugin->descriptor->activate(plugin->handle);
  host_midi(plugin, 5, note_on);
  host_run(plugin, 64U);

  const LV2_Atom_Event* const event = host_next(plugin, NULL);
  assert(host_midi_count(plugin) == 1U);
  assert(event->time.frames == 5 && !memcmp(event + 1, note_on, 3U));
  assert(plugin->controls[PORT_STATUS] == 5.0f);
  free_active(plugin);
}

/// Check that the output is one note-on of `pitch` at `frame`
static void
check_note_on(const HostPlugin* const plugin,
              const int64_t           frame,
              const uint8_t           pitch)
{
  const LV2_Atom_Event* const event = host_next(plugin, NULL);
  assert(host_midi_count(plugin) == 1U);

  const uint8_t* const bytes = (const uint8_t*)(event + 1);
  assert(event->time.frames == frame);
  assert(event->body.size == 3U);
  assert(bytes[0] == 0x90U && bytes[1] == pitch && bytes[2] == 100U);
}

static void
test_block_lengths(const char* const path)
{
  static const uint32_t lengths[] = { 1U, 7U, 64U, 8192U };
  HostPlugin* const     plugin    = new_playing(path, 64);

  // Freewheeling waits for the script, so everything is in its block
  plugin->controls[PORT_FREEWHEEL] = 1.0f;
  for (unsigned i = 0U; i < 200U; ++i) {
    const uint32_t length = lengths[i % 4U];
    const int64_t  last   = (int64_t)length - 1;

    host_midi(plugin, last, note_on);
    host_run(plugin, length);
    check_note_on(plugin, last, 72U);

    host_run(plugin, 0U);
    assert(!host_midi_count(plugin));

    host_midi(plugin, last, note_off);
    host_run(plugin, length);
    assert(host_midi_count(plugin) == 1U);
  }
  assert(plugin->controls[PORT_LATE] == 0.0f);
  assert(plugin->controls[PORT_DROPPED] == 0.0f);
  free_active(plugin);
}

static void
test_activation(const char* const path)
{
  HostPlugin* const plugin = new_playing(path, 64);

  plugin->controls[PORT_FREEWHEEL] = 1.0f;
  for (unsigned i = 0U; i < 100U; ++i) {
    host_midi(plugin, 1, note_on);
    host_run(plugin, 64U);
    assert(host_midi_count(plugin));
    plugin->descriptor->deactivate(plugin->handle);
    plugin->descriptor->activate(plugin->handle);
  }

  host_midi(plugin, 1, note_off);
  host_run(plugin, 64U);
  host_run(plugin, 64U);
  host_midi(plugin, 1, note_on);
  host_run(plugin, 64U);
  check_note_on(plugin, 1, 72U);
  free_active(plugin);
}

static void
test_announcements(const char* const path)
{
  HostPlugin* const plugin = host_new(64);

  plugin->descriptor->activate(plugin->handle);
  host_set_path(plugin, path, LV2_ATOM__String);
  host_await_announced(plugin, "urn:outboard:file", path);
  host_await(plugin, running);

  char* const bad = host_write_script("bad.py", "x = 1\ndef on_note_on(:\n");
  host_set_path(plugin, bad, LV2_ATOM__Path);
  host_await_announced(plugin, "urn:outboard:message", "bad.py");
  assert(host_logged("line 2"));

  host_set_path(plugin, "/nonexistent/x.py", LV2_ATOM__Path);
  host_await_announced(plugin, "urn:outboard:message", "/nonexistent/x.py");

  free(bad);
  free_active(plugin);
}

static void
test_error_status(void)
{
  HostPlugin* const plugin = host_new(64);
  char* const       bad    = host_write_script("bad.py", "def on_note_on(:\n");

  plugin->descriptor->activate(plugin->handle);
  host_set_path(plugin, bad, LV2_ATOM__Path);
  host_await(plugin, failed);
  host_midi(plugin, 0, note_on);
  host_run(plugin, 64U);
  assert(host_midi_count(plugin) == 1U);

  free(bad);
  free_active(plugin);
}

static void
test_leaks(const char* const path)
{
  HostPlugin* plugins[32];

  host_free(host_new(64)); // What stays in a process after the first time
  const Resources before = count_resources();

  for (unsigned i = 0U; i < 32U; ++i) {
    free_active(new_playing(path, 64));
  }
  for (unsigned i = 0U; i < 32U; ++i) {
    plugins[i] = host_new(64);
    plugins[i]->descriptor->activate(plugins[i]->handle);
    host_set_path(plugins[i], path, LV2_ATOM__Path);
    host_run(plugins[i], 64U);
  }
  for (unsigned i = 0U; i < 32U; ++i) {
    free_active(plugins[i]);
  }

  const Resources after = count_resources();
  assert(after.descriptors == before.descriptors);
  assert(after.threads == before.threads);
  assert(after.mappings == before.mappings);
  assert(waitpid(-1, NULL, WNOHANG) < 0 && errno == ECHILD);
}

int
main(int argc, char** argv)
{
  assert(argc == 3);
  host_open(argv[1], argv[2]);
  char* const path = host_write_script("octave.py", octave);

  test_missing_features();
  test_nominal_length();
  test_odd_controls();
  test_no_script_passes();
  test_block_lengths(path);
  test_activation(path);
  test_announcements(path);
  test_error_status();
  test_leaks(path);

  free(path);
  host_close();
  return 0;
}
