// Copyright 2026 The Outboard authors
// SPDX-License-Identifier: ISC

// What the tests of instances have in common: a rig in which a script plays

#undef NDEBUG

#include "instance_rig.h"

#include "doorbell.h"
#include "instance.h"

#include <assert.h>
#include <stdio.h>
#include <string.h>

const char instance_octave[] = "from outboard import *\n"
                               "def on_note_on(note):\n"
                               "    note.send(pitch=note.pitch + 12)\n";

const char* instance_scriptd;
Rig         rig;

uint64_t
instance_now(void)
{
  return ob_now() / 1000000U;
}

void
instance_open(void)
{
  rig_open(&rig, instance_scriptd);
}

void
instance_play(const char* const text)
{
  instance_open();
  assert(!rig_load(&rig, text));
  assert(rig_await_playing(&rig));
}

void
instance_close(void)
{
  rig_close(&rig);
}

void
instance_expect_answer(void)
{
  const unsigned before = rig.note_ons;
  rig_run(&rig, 60);
  for (unsigned i = 0U; i < 1000U && rig.note_ons == before; ++i) {
    rig_sleep(1U);
    rig_run(&rig, -1);
  }
  assert(rig.note_ons == before + 1U);
}

void
instance_expect_saved(const char* const path, const char* const text)
{
  ObSaved* saved = NULL;

  assert(!ob_instance_save(rig.instance, &saved));
  assert(!strcmp(saved->path ? saved->path : "", path));
  assert(!strcmp(saved->text ? saved->text : "", text));
  assert(saved->text_size == strlen(text));
  ob_saved_free(saved);
}

int
instance_run(const int                 argc,
             char** const              argv,
             const InstanceTest* const tests,
             const size_t              count)
{
  assert(argc == 2);
  instance_scriptd = argv[1];
  instance_open(); // With the first thread, a sanitizer starts its own
  instance_close();

  for (size_t i = 0U; i < count; ++i) {
    const RigHoldings before = rig_holdings();
    puts(tests[i].name);
    fflush(stdout);
    tests[i].run();
    RigHoldings after = rig_holdings();
    for (unsigned j = 0U; j < 100U && memcmp(&before, &after, sizeof(after));
         ++j) {
      rig_sleep(50U);
      after = rig_holdings();
    }
    if (memcmp(&before, &after, sizeof(before))) {
      fprintf(stderr,
              "%s: %u descriptors, %u threads, %u children, %u servers more\n",
              tests[i].name,
              after.descriptors - before.descriptors,
              after.threads - before.threads,
              after.children - before.children,
              after.servers - before.servers);
      return 1;
    }
  }

  return 0;
}
