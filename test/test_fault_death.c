// Copyright 2026 The Outboard authors
// SPDX-License-Identifier: ISC

// A child that dies: nothing sticks, the next one comes, until it rests

#undef NDEBUG

#include "fault_rig.h"
#include "lv2_host.h"
#include "processes.h"

#include <assert.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/wait.h>
#include <unistd.h>

static const char holder[] = "from outboard import *\n"
                             "def on_note_on(note):\n"
                             "    note.send(pitch=note.pitch + 12)\n"
                             "    CC(64, 127).send()\n"
                             "    CC(66, 127).send()\n"
                             "    PitchBend(1000, channel=3).send()\n";

static const char suicide[] = "from outboard import *\n"
                              "import os\n"
                              "def on_note_on(note):\n"
                              "    os._exit(3)\n";

static const uint8_t note_on[3]  = { 0x90U, 60U, 100U };
static const uint8_t note_off[3] = { 0x80U, 60U, 64U };

/// Run blocks until what a note makes has come out
static void
sound_note(HostPlugin* const plugin)
{
  bool sounds = false;
  host_midi(plugin, 5, note_on);
  for (unsigned i = 0U; i < 1000U && !sounds; ++i) {
    host_run(plugin, 64U);
    sounds = rig_has(plugin, 0xE2U, 0x68U, 0x47U);
    usleep(1000U);
  }
  assert(sounds);
}

/// Return whether a script plays, which on a busy machine may be late
static bool
plays(const HostPlugin* const plugin)
{
  const float status = plugin->controls[PORT_STATUS];
  return status == rig_running || status == rig_late;
}

/// Run blocks until the plugin knows of the death; that block is the output
static void
await_detection(HostPlugin* const plugin)
{
  unsigned blocks = 0U;
  do {
    host_run(plugin, 64U);
    usleep(1000U);
    ++blocks;
  } while (plays(plugin) && blocks < 5000U);
}

static void
test_notes_end_in_the_block_after_detection(void)
{
  HostPlugin* const plugin = rig_play("holder.py", holder, 64);
  sound_note(plugin);

  assert(!kill(rig_only_child(), SIGKILL));
  await_detection(plugin);
  assert(!plays(plugin));
  assert(rig_has(plugin, 0x80U, 72U, 64U));
  assert(rig_has(plugin, 0xB0U, 64U, 0U));
  assert(rig_has(plugin, 0xB0U, 66U, 0U));
  assert(rig_has(plugin, 0xE2U, 0x00U, 0x40U));
  assert(host_midi_count(plugin) == 4U);
  assert(host_next(plugin, NULL)->time.frames == 0);

  // The key goes up while nobody plays, and nothing comes of it
  host_await(plugin, rig_running);
  host_midi(plugin, 0, note_off);
  host_run(plugin, 64U);
  usleep(20000U);
  host_run(plugin, 64U);
  assert(!host_midi_count(plugin));

  sound_note(plugin);
  rig_end(plugin);
}

static void
test_fallback_passes_or_mutes(void)
{
  for (unsigned mute = 0U; mute < 2U; ++mute) {
    HostPlugin* const plugin        = rig_play("holder.py", holder, 64);
    plugin->controls[PORT_FALLBACK] = (float)mute;

    // A stopped process answers nothing, so it is killed while it cannot play
    const pid_t child = rig_only_child();
    assert(!kill(child, SIGSTOP));
    assert(!kill(child, SIGKILL));
    await_detection(plugin);

    host_midi(plugin, 3, note_on);
    host_run(plugin, 64U);
    if (!plays(plugin)) {
      assert(host_midi_count(plugin) == (mute ? 0U : 1U));
    }
    rig_end(plugin);
  }
}

static void
test_too_many_deaths_rest_until_chosen_again(void)
{
  char* const       path   = host_write_script("suicide.py", suicide);
  HostPlugin* const plugin = rig_choose(path, 64);
  for (unsigned death = 0U; death < 5U; ++death) {
    host_await(plugin, rig_running);
    host_midi(plugin, 0, note_on);
    host_run(plugin, 64U);
    await_detection(plugin);
  }
  host_await(plugin, rig_stopped);
  assert(host_logged("exited with status 3"));
  host_get(plugin, "urn:outboard:message", NULL);
  host_await_announced(plugin, "urn:outboard:message", "suicide.py");

  for (unsigned i = 0U; i < 500U; ++i) { // It does not come back by itself
    host_run(plugin, 64U);
    usleep(1000U);
  }
  assert(plugin->controls[PORT_STATUS] == rig_stopped);

  host_set_path(plugin, path, LV2_ATOM__Path);
  host_run(plugin, 64U);
  host_await(plugin, rig_running);
  free(path);
  rig_end(plugin);
}

static void
test_file_removed_while_running(void)
{
  char* const       path   = host_write_script("gone.py", holder);
  HostPlugin* const plugin = rig_choose(path, 64);
  host_await(plugin, rig_running);
  assert(!unlink(path));

  assert(!kill(rig_only_child(), SIGKILL));
  await_detection(plugin);
  host_await(plugin, rig_running);
  sound_note(plugin);
  free(path);
  rig_end(plugin);
}

static void
test_stopped_child_can_be_ended(void)
{
  HostPlugin* const plugin = rig_play("holder.py", holder, 64);
  assert(!kill(rig_only_child(), SIGSTOP));
  rig_end(plugin);
}

static void
test_killed_host_leaves_no_orphan(void)
{
  int tell[2];
  assert(!pipe(tell));

  const pid_t host = fork();
  assert(host >= 0);
  if (!host) {
    rig_play("holder.py", holder, 64);
    const pid_t child = rig_only_child();
    assert(write(tell[1], &child, sizeof(child)) == sizeof(child));
    pause();
    _exit(0);
  }

  pid_t child = 0;
  assert(read(tell[0], &child, sizeof(child)) == sizeof(child));
  assert(process_is_alive(child));
  assert(!kill(host, SIGKILL));
  assert(waitpid(host, NULL, 0) == host);

  unsigned ms = 0U;
  for (; process_is_alive(child) && ms < 5000U; ++ms) {
    usleep(1000U);
  }
  fprintf(stderr, "the child followed its host within %u ms\n", ms);
  assert(!process_is_alive(child));
  close(tell[0]);
  close(tell[1]);
}

int
main(int argc, char** argv)
{
  assert(argc == 3);
  const RigResources before = rig_set_up(argv[1], argv[2]);

  test_notes_end_in_the_block_after_detection();
  test_fallback_passes_or_mutes();
  test_too_many_deaths_rest_until_chosen_again();
  test_file_removed_while_running();
  test_stopped_child_can_be_ended();
  test_killed_host_leaves_no_orphan();

  rig_tear_down(&before);
  return 0;
}
