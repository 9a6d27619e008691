// Copyright 2026 The Outboard authors
// SPDX-License-Identifier: ISC

// Each request of memory, descriptors and threads fails once

#undef NDEBUG

#include "fault_rig.h"
#include "lv2_host.h"
#include "lv2_storage.h"
#include "odd_host.h"
#include "scarce.h"

#include <lv2/atom/atom.h>
#include <lv2/core/lv2.h>
#include <lv2/log/log.h>
#include <lv2/state/state.h>

#include <assert.h>
#include <stdarg.h>
#include <stdatomic.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

/// More requests than any act makes
#define ENOUGH 1000U

/// Text of the script, with how far it transposes
static const char format_of_script[] = "from outboard import *\n"
                                       "FILES = ['words.py']\n"
                                       "import words\n"
                                       "def on_save():\n"
                                       "    return {'words': words.text}\n"
                                       "def on_note_on(note):\n"
                                       "    note.send(pitch=note.pitch + %u)\n";

static const unsigned octave  = 12U;
static const unsigned octaves = 24U; ///< After the script was edited

static atomic_uint logged;     ///< Warnings and errors
static char*       path;       ///< Of the script
static unsigned    step;       ///< How far it transposes
static Storage     session;    ///< With that
static char        bundle[64]; ///< Of a preset

/// Write the script, as an editor does
static void
write_script(const unsigned new_step)
{
  char text[512];

  scarce_pause();
  step = new_step;
  snprintf(text, sizeof(text), format_of_script, step);
  free(path);
  path = host_write_script("octave.py", text);
  scarce_resume();
}

static int
log_list(LV2_Log_Handle    handle,
         const LV2_URID    type,
         const char* const format,
         va_list           arguments)
{
  (void)handle;
  scarce_pause();
  if (type == host_map(LV2_LOG__Error) || type == host_map(LV2_LOG__Warning)) {
    vfprintf(stderr, format, arguments);
    atomic_fetch_add(&logged, 1U);
  }
  scarce_resume();
  return 0;
}

static int
log_line(LV2_Log_Handle    handle,
         const LV2_URID    type,
         const char* const format,
         ...)
{
  va_list arguments;
  va_start(arguments, format);
  const int result = log_list(handle, type, format, arguments);
  va_end(arguments);
  return result;
}

static LV2_State_Status
store(LV2_State_Handle  handle,
      const uint32_t    key,
      const void* const value,
      const size_t      size,
      const uint32_t    type,
      const uint32_t    flags)
{
  scarce_pause();
  storage_store(handle, key, value, size, type, flags);
  scarce_resume();
  return LV2_STATE_SUCCESS;
}

static const void*
retrieve(LV2_State_Handle handle,
         const uint32_t   key,
         size_t* const    size,
         uint32_t* const  type,
         uint32_t* const  flags)
{
  scarce_pause();
  const void* const value = storage_retrieve(handle, key, size, type, flags);
  scarce_resume();
  return value;
}

/// An instance, or what is left of one
typedef struct
{
  HostPlugin*           plugin; ///< NULL if it did not start
  const LV2_Descriptor* descriptor;
} Scene;

static const LV2_State_Interface*
state_of(const Scene* const scene)
{
  return (const LV2_State_Interface*)scene->plugin->descriptor->extension_data(
    LV2_STATE__interface);
}

static void
instantiate(Scene* const scene)
{
  static LV2_Log_Log       log         = { NULL, log_line, log_list };
  const LV2_Feature        map_feature = { LV2_URID__map, host_urid_map() };
  const LV2_Feature        log_feature = { LV2_LOG__log, &log };
  const LV2_Feature* const features[]  = { &map_feature, &log_feature, NULL };

  scarce_pause();
  HostPlugin* const plugin = (HostPlugin*)calloc(1U, sizeof(HostPlugin));
  scarce_resume();
  plugin->descriptor = scene->descriptor;
  plugin->handle     = plugin->descriptor->instantiate(
    plugin->descriptor, 48000.0, host_folder(), features);
  if (!plugin->handle) {
    free(plugin);
    return;
  }

  scene->plugin = plugin;
  host_connect(plugin);
  plugin->descriptor->activate(plugin->handle);
}

static void
choose(Scene* const scene)
{
  host_set_path(scene->plugin, path, LV2_ATOM__Path);
}

/// Run until the script has loaded or failed, or something was said
static void
settle(Scene* const scene)
{
  const float* const status = &scene->plugin->controls[PORT_STATUS];
  for (unsigned i = 0U; i < 10000U; ++i) {
    host_run(scene->plugin, 64U);
    if (*status == rig_running || *status == rig_error ||
        (*status == rig_stopped && atomic_load(&logged))) {
      return;
    }
    usleep(1000U);
  }
  assert(!"neither loaded nor failed");
}

static void
load(Scene* const scene)
{
  choose(scene);
  settle(scene);
}

static void
save(Scene* const scene)
{
  Storage                saved = { .count = 0U };
  const LV2_State_Status status =
    state_of(scene)->save(scene->plugin->handle, store, &saved, 0U, NULL);

  // Without the script the session would be worth nothing
  assert(status || storage_find(&saved, "urn:outboard:text"));
  scarce_pause();
  storage_clear(&saved);
  scarce_resume();
}

static void
restore(Scene* const scene)
{
  const LV2_State_Status status = state_of(scene)->restore(
    scene->plugin->handle, retrieve, &session, 0U, NULL);
  if (!status) {
    settle(scene);
  }
}

static void
prepare_playing(Scene* const scene)
{
  instantiate(scene);
  choose(scene);
  host_await(scene->plugin, rig_running);
}

static void
finish(Scene* const scene)
{
  rig_end(scene->plugin);
  scene->plugin = NULL;
}

/// Play a note; return whether it was answered as the script says by now
static bool
hear(const Scene* const scene)
{
  const uint8_t pitch = (uint8_t)(odd_on[1] + step);

  host_midi(scene->plugin, 0, odd_on);
  for (unsigned i = 0U; i < 50U; ++i) {
    host_run(scene->plugin, 64U);
    if (rig_has(scene->plugin, 0x90U, pitch, odd_on[2])) {
      return true;
    }
    usleep(1000U);
  }

  return false;
}

/// Edit the script and wait until that is heard, or an error is told
static void
edit(Scene* const scene)
{
  write_script(octaves);
  for (unsigned i = 0U; i < 100U && !atomic_load(&logged); ++i) {
    if (hear(scene)) {
      return;
    }
  }
  assert(atomic_load(&logged));
}

/// Find a preset's plugin, load it, and leave it at that
static void
preset(Scene* const scene)
{
  const LV2_Lib_Descriptor* const library = host_library()(bundle, NULL);
  if (!library) {
    return;
  }

  scene->descriptor = library->get_plugin(library->handle, 0U);
  instantiate(scene);
  if (scene->plugin) {
    finish(scene);
  }
  scene->descriptor = host_descriptor();
}

/// Check that notes are answered, if need be at a second attempt
static void
check_playing(Scene* const scene)
{
  bool heard =
    scene->plugin->controls[PORT_STATUS] == rig_running && hear(scene);
  if (!heard) {
    choose(scene);
  }
  for (unsigned i = 0U; i < 200U && !heard; ++i) {
    heard = hear(scene);
  }
  assert(heard);
}

static void
make_session(void)
{
  Scene scene = { NULL, host_descriptor() };

  prepare_playing(&scene);
  assert(
    !state_of(&scene)->save(scene.plugin->handle, store, &session, 0U, NULL));
  finish(&scene);
}

/// Make a preset's bundle
static void
make_bundle(void)
{
  snprintf(bundle, sizeof(bundle), "%s/preset.lv2", host_folder());
  assert(!mkdir(bundle, 0700));
  free(host_write_script("preset.lv2/outboard.index",
                         "outboard index 1\nurn:x\nx.py\n1 0\nknob\n"));
  free(host_write_script("preset.lv2/x.py", "from outboard import *\n"));
}

/// What is done while one request fails, and what is there before
typedef struct
{
  const char* name;
  void (*prepare)(Scene*);
  void (*act)(Scene*);
  bool        starts; ///< Leaves an instance, else says why not
  const char* last;   ///< What comes then is that of another act; NULL if none
} Act;

/// Let a request of an act fail; return what it was, NULL if there are no more
static const char*
play(const Act* const act, const unsigned number)
{
  Scene scene = { NULL, host_descriptor() };

  unlink(path); // Else writing it would wait for the disk
  write_script(octave);
  if (act->prepare) {
    act->prepare(&scene);
  }
  atomic_store(&logged, 0U);
  scarce_begin(number);
  act->act(&scene);
  const char* const failed = scarce_end();
  fprintf(stderr, "%s: %u: %s\n", act->name, number, failed ? failed : "-");

  // A later attempt works, or a second try of the script
  if (!scene.plugin) {
    assert(failed || !act->starts);
    assert(atomic_load(&logged) || number == 1U || !act->starts);
    instantiate(&scene);
    assert(scene.plugin);
  }
  if (act->prepare) {
    check_playing(&scene);
  }
  finish(&scene);
  return failed;
}

int
main(int argc, char** argv)
{
  static const Act acts[] = {
    { "instantiate", NULL, instantiate, true, NULL },
    { "load", instantiate, load, true, NULL },
    { "edit", prepare_playing, edit, true, "memfd_create" },
    { "save", prepare_playing, save, true, NULL },
    { "restore", instantiate, restore, true, "memfd_create" },
    { "finish", prepare_playing, finish, false, NULL },
    { "preset", NULL, preset, false, NULL },
  };

  assert(argc == 3);
  host_open(argv[1], argv[2]);
  free(host_write_script("words.py", "text = 'words'\n"));
  write_script(octave);
  make_bundle();

  make_session();
  for (unsigned i = 0U; i < COUNT(acts); ++i) {
    play(&acts[i], ENOUGH); // What a process keeps after the first time
    const RigResources before = rig_resources();
    const long         blocks = scarce_blocks();
    const char*        failed = "";
    unsigned           number = 0U;
    while (failed && (!acts[i].last || strcmp(failed, acts[i].last) != 0)) {
      failed = play(&acts[i], ++number);
      if (scarce_blocks() != blocks) {
        fprintf(stderr,
                "%s: %u: %s: %ld blocks leaked\n",
                acts[i].name,
                number,
                failed,
                scarce_blocks() - blocks);
        return 1;
      }
      rig_check_resources(&before);
    }
    printf("%s: %u requests\n", acts[i].name, number);
    fflush(stdout);
  }

  storage_clear(&session);
  free(path);
  host_close();
  return 0;
}
