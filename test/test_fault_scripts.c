// Copyright 2026 The Outboard authors
// SPDX-License-Identifier: ISC

// Files that are no good scripts: what the user is told, and what plays on

#undef NDEBUG

#include "fault_rig.h"
#include "lv2_host.h"
#include "lv2_storage.h"

#include <lv2/core/lv2.h>
#include <lv2/midi/midi.h>
#include <lv2/state/state.h>

#include <assert.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

static const char octave[] = "from outboard import *\n"
                             "def on_note_on(note):\n"
                             "    note.send(pitch=note.pitch + 12)\n";

static const uint8_t note_on[3] = { 0x90U, 60U, 100U };

/// A script, and what its user must be told
typedef struct
{
  const char* name;
  const char* text;
  const char* message[2];
} BadScript;

static const BadScript bad_scripts[] = {
  { "syntax.py", "x = 1\ndef on_note_on(:\n", { "syntax.py", "2" } },
  { "name.py", "\n\nfoo()\n", { "name.py", "3" } },
  { "import.py", "import nowhere_at_all\n", { "import.py", "nowhere_at_all" } },
  { "callback.py", "on_note_on = 5\n", { "callback.py", "on_note_on" } },
  { "exit.py", "raise SystemExit\n", { "exit.py", "SystemExit" } },
  { "bytes.py", "x = '\xFF\xFE'\n", { "bytes.py", "" } },
  { "empty.py", "", { "empty.py", "empty" } },
};

static void
check_told(HostPlugin* const plugin, const BadScript* const bad)
{
  host_await_announced(plugin, "urn:outboard:message", bad->message[0]);
  assert(host_logged(bad->message[0]));
  host_get(plugin, "urn:outboard:message", NULL);
  host_run(plugin, 64U);
  const char* const text = host_announced(plugin, "urn:outboard:message");
  assert(text);
  if (!strstr(text, bad->message[0]) || !strstr(text, bad->message[1])) {
    fprintf(stderr, "%s: told \"%s\"\n", bad->name, text);
  }
  assert(strstr(text, bad->message[0]) && strstr(text, bad->message[1]));
}

/// Check that the plugin passes notes, having no script
static void
check_fallback(HostPlugin* const plugin)
{
  host_await(plugin, rig_error);
  host_midi(plugin, 7, note_on);
  host_run(plugin, 64U);
  assert(rig_has(plugin, 0x90U, 60U, 100U));
}

static void
test_bad_scripts_say_what_and_where(void)
{
  for (size_t i = 0U; i < sizeof(bad_scripts) / sizeof(bad_scripts[0]); ++i) {
    const BadScript* const bad    = &bad_scripts[i];
    char* const            path   = host_write_script(bad->name, bad->text);
    HostPlugin* const      plugin = rig_choose(path, 64);
    check_told(plugin, bad);
    check_fallback(plugin);
    free(path);
    rig_end(plugin);
  }
}

/// Check that choosing `path` says `reason`
static void
check_bad_file(const char* const path, const char* const reason)
{
  const BadScript   bad    = { path, NULL, { path, reason } };
  HostPlugin* const plugin = rig_choose(path, 64);
  check_told(plugin, &bad);
  check_fallback(plugin);
  rig_end(plugin);
}

static void
test_bad_files(void)
{
  char path[256];

  check_bad_file("/nonexistent/script.py", "no such file");
  check_bad_file(host_folder(), "not a regular file");
  check_bad_file("/dev/zero", "not a regular file");

  snprintf(path, sizeof(path), "%s/fifo.py", host_folder());
  assert(!mkfifo(path, 0600));
  check_bad_file(path, "not a regular file");
  unlink(path);

  char* const big = host_write_script("big.py", "x = 1\n");
  assert(!truncate(big, 10 * 1024 * 1024));
  check_bad_file(big, "big");
  unlink(big);
  free(big);
}

static void
test_broken_choice_leaves_the_old_script_playing(void)
{
  HostPlugin* const plugin         = rig_play("octave.py", octave, 64);
  plugin->controls[PORT_FREEWHEEL] = 1.0f;
  host_run(plugin, 64U);

  char* const path = host_write_script("syntax.py", bad_scripts[0].text);
  host_set_path(plugin, path, "http://lv2plug.in/ns/ext/atom#Path");
  host_await_announced(plugin, "urn:outboard:message", "syntax.py");
  host_midi(plugin, 7, note_on);
  host_run(plugin, 64U);
  assert(rig_has(plugin, 0x90U, 72U, 100U));
  free(path);
  rig_end(plugin);
}

static void
test_raising_callback_passes_its_event_on_and_is_counted(void)
{
  HostPlugin* const plugin         = rig_play("raise.py",
                                      "from outboard import *\n"
                                              "def on_note_on(note):\n"
                                              "    missing.thing()\n",
                                      64);
  plugin->controls[PORT_FREEWHEEL] = 1.0f;
  for (unsigned i = 0U; i < 20U; ++i) {
    host_midi(plugin, 9, note_on);
    host_run(plugin, 64U);
    assert(rig_has(plugin, 0x90U, 60U, 100U));
  }
  plugin->controls[PORT_FREEWHEEL] = 0.0f;
  rig_await_log(plugin, "NameError");
  assert(host_logged("raise.py"));
  assert(host_logged("line 3"));
  assert(host_logged("missing.thing()"));
  rig_end(plugin);
}

/// Give a script a reason to call each of its callbacks for events
static void
send_all_kinds(HostPlugin* const plugin)
{
  static const uint8_t three[][3] = { { 0x90U, 60U, 100U }, { 0x80U, 60U, 64U },
                                      { 0xA0U, 60U, 1U },   { 0xB0U, 1U, 2U },
                                      { 0xE0U, 1U, 2U },    { 0xF2U, 1U, 2U } };
  static const uint8_t two[][2]   = { { 0xC0U, 1U }, { 0xD0U, 1U } };
  static const uint8_t sysex[]    = { 0xF0U, 0x7DU, 1U, 0xF7U };
  const LV2_URID       midi       = host_map(LV2_MIDI__MidiEvent);

  host_position(plugin, 0, 1.0f, 120.0f, 0.0);
  for (size_t i = 0U; i < sizeof(three) / sizeof(three[0]); ++i) {
    host_midi(plugin, 1, three[i]);
  }
  for (size_t i = 0U; i < sizeof(two) / sizeof(two[0]); ++i) {
    host_event(plugin, 2, midi, two[i], sizeof(two[0]));
  }
  host_event(plugin, 3, midi, sysex, sizeof(sysex));
  host_run(plugin, 64U);

  for (size_t i = 0U; i < sizeof(three) / sizeof(three[0]); ++i) {
    assert(rig_count(plugin, three[i], sizeof(three[0])) == 1U);
  }
  for (size_t i = 0U; i < sizeof(two) / sizeof(two[0]); ++i) {
    assert(rig_count(plugin, two[i], sizeof(two[0])) == 1U);
  }
  assert(rig_count(plugin, sysex, sizeof(sysex)) == 1U);
}

static void
save(const HostPlugin* const plugin)
{
  const LV2_State_Interface* const state =
    (const LV2_State_Interface*)plugin->descriptor->extension_data(
      LV2_STATE__interface);
  Storage storage = { .count = 0U };
  assert(!state->save(plugin->handle, storage_store, &storage, 0U, NULL));
  assert(storage_find(&storage, "urn:outboard:text"));
  storage_clear(&storage);
}

static void
await_error_in(HostPlugin* const plugin, const char* const callback)
{
  char text[64];
  snprintf(text, sizeof(text), "division by zero, in %s(", callback);
  rig_await_log(plugin, text);
}

/// Whatever callbacks there are, what raises in one harms no other
static void
test_errors_in_every_callback(void)
{
  static const char* const names[] = {
    "on_note_on",    "on_note_off",  "on_poly_pressure",
    "on_cc",         "on_param",     "on_program_change",
    "on_pitch_bend", "on_sysex",     "on_channel_pressure",
    "on_event",      "on_transport", "on_block",
    "on_load",       "on_reset",     "on_idle",
  };
  const size_t count     = sizeof(names) / sizeof(names[0]);
  char         text[512] = "from outboard import *\n"
                           "level = Int('level', 'Level', 0, 127)\n"
                           "def fail(*_): 1 / 0\n";
  for (size_t i = 0U; i < count; ++i) {
    strcat(strcat(text, names[i]), " = fail\n");
  }
  strcat(text, "on_save = fail\n");

  HostPlugin* const plugin         = rig_play("fail.py", text, 64);
  plugin->controls[PORT_FREEWHEEL] = 1.0f;
  send_all_kinds(plugin);
  plugin->controls[PORT_KNOB1] = 0.5f;
  host_run(plugin, 64U);
  plugin->controls[PORT_ENABLED] = 0.0f;
  host_run(plugin, 64U);
  plugin->controls[PORT_ENABLED] = 1.0f;
  for (size_t i = 0U; i < count; ++i) {
    await_error_in(plugin, names[i]);
  }
  send_all_kinds(plugin);

  // Nobody asks for it while the host renders
  plugin->controls[PORT_FREEWHEEL] = 0.0f;
  host_run(plugin, 64U);
  host_await(plugin, rig_running);
  save(plugin);
  await_error_in(plugin, "on_save");
  assert(!host_logged("it is started again"));
  rig_end(plugin);
}

static void
test_endless_loading_is_ended_with_its_place(void)
{
  char* const       path   = host_write_script("endless.py",
                                       "import time\n"
                                               "while True:\n"
                                               "    time.sleep(1)\n");
  HostPlugin* const plugin = rig_choose(path, 64);
  rig_await_log(plugin, "did not load within 10 s");
  rig_await_log(plugin, "line 3 in <module>"); // It comes another way
  free(path);
  rig_end(plugin);
}

static void
test_exception_that_cannot_be_printed_is_reported(void)
{
  HostPlugin* const plugin = rig_play("mute.py",
                                      "from outboard import *\n"
                                      "class Mute(Exception):\n"
                                      "    def __str__(self):\n"
                                      "        raise ValueError\n"
                                      "def on_note_on(note):\n"
                                      "    raise Mute\n",
                                      64);
  host_midi(plugin, 0, note_on);
  rig_await_log(plugin, "mute.py:6: Mute");
  rig_end(plugin);
}

int
main(int argc, char** argv)
{
  assert(argc == 3);
  const RigResources before = rig_set_up(argv[1], argv[2]);

  test_bad_scripts_say_what_and_where();
  test_bad_files();
  test_broken_choice_leaves_the_old_script_playing();
  test_raising_callback_passes_its_event_on_and_is_counted();
  test_errors_in_every_callback();
  test_exception_that_cannot_be_printed_is_reported();
  test_endless_loading_is_ended_with_its_place();

  rig_tear_down(&before);
  return 0;
}
