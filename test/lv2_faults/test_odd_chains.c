// Copyright 2026 The Outboard authors
// SPDX-License-Identifier: ISC

// Hosts that hand all that comes out of one plugin to the next

#undef NDEBUG

#include "fault_rig.h"
#include "lv2_host.h"
#include "odd_host.h"

#include <lv2/atom/atom.h>
#include <lv2/midi/midi.h>

#include <assert.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#define FRAMES 64U

/// Text of a script that plays a fifth higher
static const char fifth[] = "from outboard import *\n"
                            "def on_note_on(note):\n"
                            "    note.send(pitch=note.pitch + 7)\n";

/// Run a block of one plugin, then one of the next on what came out
static void
run_both(Odd* const first, Odd* const second)
{
  HostPlugin* const next = second->plugin;

  odd_run(first, FRAMES);
  next->descriptor->connect_port(
    next->handle, PORT_IN, &first->plugin->out.sequence);
  odd_run(second, FRAMES);
  next->descriptor->connect_port(next->handle, PORT_IN, &next->in);
}

/// Return the path of the script that an instance announces when asked
static const char*
asked_path(Odd* const odd)
{
  host_get(odd->plugin, "urn:outboard:file", NULL);
  odd_run(odd, FRAMES);
  return host_announced(odd->plugin, "urn:outboard:file");
}

/// Let `second` hear all that `first` announces, and see what it makes of it
static void
pass_announcements(Odd* const first, Odd* const second)
{
  host_get(first->plugin, NULL, NULL);
  run_both(first, second);
  assert(host_announced(first->plugin, "urn:outboard:file"));
  assert(host_announced(first->plugin, "urn:outboard:message"));
  assert(host_announced(first->plugin, "urn:outboard:shown"));

  // Another has been loaded meanwhile, so what was asked for has been done
  Odd third;
  odd_begin_octave(&third);
  odd_end(&third);
  odd_run(second, FRAMES);
}

/// Each plays its own script, whatever the other announces
static void
test_both_have_scripts(void)
{
  Odd         first;
  Odd         second;
  char* const path = host_write_script("fifth.py", fifth);

  odd_begin_octave(&first);
  odd_begin(&second);
  host_set_path(second.plugin, path, LV2_ATOM__Path);
  odd_render(&second);

  for (unsigned i = 0U; i < 3U; ++i) {
    pass_announcements(&first, &second);
    assert(!strcmp(asked_path(&second), path));
    assert(strstr(asked_path(&first), "octave.py"));

    host_midi(first.plugin, 1, odd_on);
    run_both(&first, &second);
    assert(rig_has(second.plugin, 0x90U, odd_on[1] + 19U, odd_on[2]));
    host_midi(first.plugin, 2, odd_off);
    run_both(&first, &second);
    assert(!second.sounding[0][odd_on[1] + 19U]);
  }

  odd_end(&second);
  odd_end(&first);
  free(path);
}

/// One without a script does not get one from its neighbour
static void
test_only_first_has_script(void)
{
  Odd first;
  Odd second;

  odd_begin_octave(&first);
  odd_begin(&second);
  pass_announcements(&first, &second);
  assert(!strcmp(asked_path(&second), ""));
  odd_check_sane(&second, odd_on[1]);

  odd_end(&second);
  odd_end(&first);
}

int
main(int argc, char** argv)
{
  assert(argc == 3);
  host_open(argv[1], argv[2]);

  test_both_have_scripts();
  test_only_first_has_script();

  host_close();
  return 0;
}
