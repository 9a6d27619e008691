// Copyright 2026 The Outboard authors
// SPDX-License-Identifier: ISC

// What the tests of odd hosts have in common: exact buffers, and what sounds

#undef NDEBUG

#include "odd_host.h"

#include "fault_rig.h"
#include "lv2_host.h"

#include <lv2/atom/atom.h>
#include <lv2/log/log.h>
#include <lv2/midi/midi.h>

#include <assert.h>
#include <locale.h>
#include <stdarg.h>
#include <stdlib.h>
#include <string.h>
#include <wchar.h>

#define FRAMES 64U

const char odd_octave[] = "from outboard import *\n"
                          "def on_note_on(note):\n"
                          "    note.send(pitch=note.pitch + 12)\n";

const char* const odd_uris[ODD_URIS] = { "urn:outboard:file",
                                         "urn:outboard:text",
                                         "urn:outboard:state",
                                         "urn:outboard:files",
                                         "urn:outboard:knobs" };

static int
swallow(LV2_Log_Handle    handle,
        const LV2_URID    type,
        const char* const format,
        ...)
{
  (void)handle;
  (void)format;
  assert(type);
  return 0;
}

static int
swallow_list(LV2_Log_Handle    handle,
             const LV2_URID    type,
             const char* const format,
             va_list           arguments)
{
  (void)arguments;
  return swallow(handle, type, "%s", format);
}

void
odd_begin(Odd* const odd)
{
  static LV2_Log_Log       log         = { NULL, swallow, swallow_list };
  const LV2_Feature        map_feature = { LV2_URID__map, host_urid_map() };
  const LV2_Feature        log_feature = { LV2_LOG__log, &log };
  const LV2_Feature* const features[]  = { &map_feature, &log_feature, NULL };

  assert(setlocale(LC_CTYPE, "C.UTF-8"));
  memset(odd->sounding, 0, sizeof(odd->sounding));
  odd->plugin = host_new_with(features);
  assert(odd->plugin);
  odd->plugin->descriptor->activate(odd->plugin->handle);
}

void
odd_render(Odd* const odd)
{
  host_await(odd->plugin, rig_running);
  odd->plugin->controls[PORT_FREEWHEEL] = 1.0f;
  odd_run(odd, FRAMES); // The script starts afresh
  host_await(odd->plugin, rig_running);
}

void
odd_begin_octave(Odd* const odd)
{
  char* const path = host_write_script("octave.py", odd_octave);

  odd_begin(odd);
  host_set_path(odd->plugin, path, LV2_ATOM__Path);
  odd_render(odd);
  free(path);
}

void
odd_end(Odd* const odd)
{
  rig_end(odd->plugin);
}

/// Return the size that a message must have by its first byte; 0 if any
static uint32_t
right_size(const uint8_t status)
{
  static const uint8_t system[16] = { 0U, 2U,  3U, 2U, 99U, 99U, 1U, 99U,
                                      1U, 99U, 1U, 1U, 1U,  99U, 1U, 1U };

  assert(status & 0x80U);
  return status >= 0xF0U ? system[status & 15U]
         : (status & 0xF0U) == 0xC0U || (status >> 4U) == 13U ? 2U
                                                              : 3U;
}

/// Check a message and keep account of notes
static void
hear(Odd* const odd, const uint8_t* const bytes, const uint32_t size)
{
  assert(size);
  const uint32_t right   = right_size(bytes[0]);
  const uint8_t  kind    = bytes[0] & 0xF0U;
  uint8_t* const channel = odd->sounding[bytes[0] & 15U];

  assert(right ? size == right : size > 1U && bytes[size - 1U] == 0xF7U);
  for (uint32_t i = 1U; i < size - !right; ++i) {
    assert(bytes[i] < 0x80U);
  }

  if (kind == 0x90U && bytes[2]) {
    channel[bytes[1]] = 1U;
  } else if (kind == 0x90U || kind == 0x80U) {
    channel[bytes[1]] = 0U;
  }
}

/// Check that a text that is told to the host is UTF-8
static void
check_text(const char* const text)
{
  mbstate_t   state = { 0 };
  const char* rest  = text;

  assert(!text || mbsrtowcs(NULL, &rest, 0U, &state) != (size_t)-1);
}

void
odd_run(Odd* const odd, const uint32_t frames)
{
  const LV2_Atom_Event* event = NULL;
  const LV2_URID        midi  = host_map(LV2_MIDI__MidiEvent);

  host_run(odd->plugin, frames);
  while ((event = host_next(odd->plugin, event))) {
    if (event->body.type == midi) {
      hear(odd, (const uint8_t*)(event + 1), event->body.size);
    }
  }
  check_text(host_announced(odd->plugin, "urn:outboard:message"));
  check_text(host_announced(odd->plugin, "urn:outboard:shown"));
}

void
odd_run_exactly(Odd* const odd, const void* const sequence, const uint32_t size)
{
  HostPlugin* const plugin = odd->plugin;
  LV2_Atom* const   exact  = (LV2_Atom*)malloc(sizeof(LV2_Atom) + size);
  assert(exact);
  memcpy(exact, sequence, sizeof(LV2_Atom) + size);
  exact->size = size;

  plugin->descriptor->connect_port(plugin->handle, PORT_IN, exact);
  odd_run(odd, FRAMES);
  plugin->descriptor->connect_port(plugin->handle, PORT_IN, &plugin->in);
  free(exact);
}

void
odd_check_sane(Odd* const odd, const uint8_t pitch)
{
  static const uint8_t silent[16][128];

  host_midi(odd->plugin, 1, odd_on);
  odd_run(odd, FRAMES);
  assert(rig_has(odd->plugin, 0x90U, pitch, odd_on[2]));
  assert(odd->sounding[0][pitch]);

  host_midi(odd->plugin, 2, odd_off);
  odd_run(odd, FRAMES);
  assert(!odd->sounding[0][pitch]);

  for (uint8_t channel = 0U; channel < 16U; ++channel) {
    host_midi(odd->plugin, 3, (uint8_t[3]){ 0xB0U | channel, 123U, 0U });
  }
  odd_run(odd, FRAMES);
  odd_run(odd, FRAMES);
  assert(!memcmp(odd->sounding, silent, sizeof(silent)));
}

const LV2_State_Interface*
odd_state(const Odd* const odd)
{
  return (const LV2_State_Interface*)odd->plugin->descriptor->extension_data(
    LV2_STATE__interface);
}

void
odd_make_session(Storage* const storage)
{
  static const char files[] = "a.py\0\6\0\0\0x = 1\n";
  char*             path    = host_write_script("whole.py", odd_octave);
  struct
  {
    uint32_t size;
    uint32_t type;
    float    values[16];
  } knobs = { 4U, host_map(LV2_ATOM__Float), { 0.0f } };

  storage_put(storage, odd_uris[0], LV2_ATOM__Path, path, strlen(path) + 1U);
  storage_put(storage,
              odd_uris[1],
              LV2_ATOM__String,
              odd_octave,
              strlen(odd_octave) + 1U);
  storage_put(storage, odd_uris[2], LV2_ATOM__String, "{\"a\": 1}", 9U);
  storage_put(storage, odd_uris[3], LV2_ATOM__Chunk, files, sizeof(files) - 1U);
  storage_put(storage, odd_uris[4], LV2_ATOM__Vector, &knobs, sizeof(knobs));
  free(path);
}

void
odd_restore(const Odd* const odd, const Storage* const session)
{
  Storage storage = *session;

  storage.lent = NULL;
  assert(!odd_state(odd)->restore(
    odd->plugin->handle, storage_retrieve, &storage, 0U, NULL));
  free(storage.lent);
}
