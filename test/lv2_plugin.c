// Copyright 2026 The Outboard authors
// SPDX-License-Identifier: ISC

// An instance of the LV2 plugin in a test's host, run block by block

#undef NDEBUG

#include "lv2_plugin.h"

#include "lv2_host.h"

#include <lv2/atom/util.h>
#include <lv2/buf-size/buf-size.h>
#include <lv2/log/log.h>
#include <lv2/midi/midi.h>
#include <lv2/options/options.h>
#include <lv2/patch/patch.h>
#include <lv2/time/time.h>

#include <assert.h>
#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

/// How much behind the output's room is watched [bytes]
static const size_t watched = 4096U;

void
host_connect(HostPlugin* const plugin)
{
  for (uint32_t i = PORT_ENABLED; i < PORTS; ++i) {
    plugin->descriptor->connect_port(plugin->handle, i, &plugin->controls[i]);
  }
  plugin->descriptor->connect_port(plugin->handle, PORT_IN, &plugin->in);
  plugin->descriptor->connect_port(plugin->handle, PORT_OUT, &plugin->out);

  plugin->controls[PORT_ENABLED]  = 1.0f;
  plugin->controls[PORT_DEADLINE] = 20.0f;
  plugin->room                    = HOST_ROOM;
  lv2_atom_forge_init(&plugin->forge, host_urid_map());
  host_begin(plugin);
}

HostPlugin*
host_new_with(const LV2_Feature* const* const features)
{
  HostPlugin* const plugin = (HostPlugin*)calloc(1U, sizeof(HostPlugin));
  plugin->descriptor       = host_descriptor();
  plugin->handle           = plugin->descriptor->instantiate(
    plugin->descriptor, 48000.0, host_folder(), features);
  if (!plugin->handle) {
    free(plugin);
    return NULL;
  }

  host_connect(plugin);
  return plugin;
}

HostPlugin*
host_new(const int32_t nominal)
{
  return host_new_logging(nominal, host_log());
}

HostPlugin*
host_new_logging(const int32_t nominal, LV2_Log_Log* const log)
{
  const LV2_Options_Option options[] = {
    { LV2_OPTIONS_INSTANCE,
      0U,
      host_map(LV2_BUF_SIZE__nominalBlockLength),
      sizeof(nominal),
      host_map(LV2_ATOM__Int),
      &nominal },
    { LV2_OPTIONS_INSTANCE, 0U, 0U, 0U, 0U, NULL }
  };
  const LV2_Feature map_feature     = { LV2_URID__map, host_urid_map() };
  const LV2_Feature log_feature     = { LV2_LOG__log, log };
  const LV2_Feature options_feature = { LV2_OPTIONS__options, (void*)options };
  const LV2_Feature* const features[] = {
    &map_feature, &log_feature, &options_feature, NULL
  };

  HostPlugin* const plugin = host_new_with(features);
  assert(plugin);
  return plugin;
}

void
host_free(HostPlugin* const plugin)
{
  plugin->descriptor->cleanup(plugin->handle);
  free(plugin);
}

void
host_begin(HostPlugin* const plugin)
{
  lv2_atom_forge_set_buffer(
    &plugin->forge, plugin->in.bytes, sizeof(plugin->in.bytes));
  assert(lv2_atom_forge_sequence_head(&plugin->forge, &plugin->frame, 0xBAD0U));
}

void
host_event(HostPlugin* const plugin,
           const int64_t     frame,
           const LV2_URID    type,
           const void* const body,
           const uint32_t    size)
{
  assert(lv2_atom_forge_frame_time(&plugin->forge, frame));
  assert(lv2_atom_forge_atom(&plugin->forge, size, type));
  lv2_atom_forge_write(&plugin->forge, body, size);
}

void
host_midi(HostPlugin* const plugin, const int64_t frame, const uint8_t bytes[3])
{
  host_event(plugin, frame, host_map(LV2_MIDI__MidiEvent), bytes, 3U);
}

void
host_set_path(HostPlugin* const plugin,
              const char* const path,
              const char* const type)
{
  LV2_Atom_Forge* const forge = &plugin->forge;
  LV2_Atom_Forge_Frame  object;
  const uint32_t        size = (uint32_t)strlen(path) + 1U;

  lv2_atom_forge_frame_time(forge, 0);
  lv2_atom_forge_object(forge, &object, 0U, host_map(LV2_PATCH__Set));
  lv2_atom_forge_key(forge, host_map(LV2_PATCH__property));
  lv2_atom_forge_urid(forge, host_map("urn:outboard:file"));
  lv2_atom_forge_key(forge, host_map(LV2_PATCH__value));
  lv2_atom_forge_atom(forge, size, host_map(type));
  lv2_atom_forge_write(forge, path, size);
  lv2_atom_forge_pop(forge, &object);
}

void
host_position(HostPlugin* const plugin,
              const int64_t     frame,
              const float       speed,
              const float       tempo,
              const double      beat)
{
  LV2_Atom_Forge* const forge = &plugin->forge;
  LV2_Atom_Forge_Frame  object;

  lv2_atom_forge_frame_time(forge, frame);
  lv2_atom_forge_object(forge, &object, 0U, host_map(LV2_TIME__Position));
  lv2_atom_forge_key(forge, host_map(LV2_TIME__speed));
  lv2_atom_forge_float(forge, speed);
  lv2_atom_forge_key(forge, host_map(LV2_TIME__beatsPerMinute));
  lv2_atom_forge_float(forge, tempo);
  if (!isnan(beat)) {
    lv2_atom_forge_key(forge, host_map(LV2_TIME__beat));
    lv2_atom_forge_double(forge, beat);
  }
  lv2_atom_forge_pop(forge, &object);
}

void
host_get(HostPlugin* const plugin,
         const char* const property,
         const char* const subject)
{
  LV2_Atom_Forge* const forge = &plugin->forge;
  LV2_Atom_Forge_Frame  object;

  lv2_atom_forge_frame_time(forge, 0);
  lv2_atom_forge_object(forge, &object, 0U, host_map(LV2_PATCH__Get));
  if (subject) {
    lv2_atom_forge_key(forge, host_map(LV2_PATCH__subject));
    lv2_atom_forge_urid(forge, host_map(subject));
  }
  if (property) {
    lv2_atom_forge_key(forge, host_map(LV2_PATCH__property));
    lv2_atom_forge_urid(forge, host_map(property));
  }
  lv2_atom_forge_pop(forge, &object);
}

/// Check that events are inside the buffer, whole, and in order
static void
check_output(const HostPlugin* const plugin, const uint32_t frames)
{
  const LV2_Atom_Sequence* const sequence = &plugin->out.sequence;
  const uint32_t                 size     = sequence->atom.size;
  assert(size <= plugin->room);
  assert(sequence->atom.type == host_map(LV2_ATOM__Sequence));
  if (size < sizeof(LV2_Atom_Sequence_Body)) {
    return;
  }

  int64_t  frame = 0;
  uint32_t used  = sizeof(LV2_Atom_Sequence_Body);
  while (used < size) {
    assert(size - used >= sizeof(LV2_Atom_Event));
    const LV2_Atom_Event* const event =
      (const LV2_Atom_Event*)(plugin->out.bytes + sizeof(LV2_Atom) + used);
    assert(event->time.frames >= frame);
    assert(event->time.frames < (frames ? frames : 1U));
    frame = event->time.frames;
    used += (uint32_t)sizeof(*event) + lv2_atom_pad_size(event->body.size);
  }
  assert(used == size);
}

void
host_run(HostPlugin* const plugin, const uint32_t frames)
{
  // What is behind the room must stay as it is
  uint8_t* const behind = plugin->out.bytes + sizeof(LV2_Atom) + plugin->room;
  const size_t   beyond = HOST_ROOM - plugin->room;
  const size_t   rest   = beyond < watched ? beyond : watched;
  memset(behind, 0x55, rest);

  plugin->out.atom.size = plugin->room;
  plugin->out.atom.type = 0U;
  plugin->descriptor->run(plugin->handle, frames);

  check_output(plugin, frames);
  for (size_t i = 0U; i < rest; ++i) {
    assert(behind[i] == 0x55);
  }
  host_begin(plugin);
}

void
host_await(HostPlugin* const plugin, const float status)
{
  for (unsigned i = 0U; i < 10000U; ++i) {
    host_run(plugin, 64U);
    if (plugin->controls[PORT_STATUS] == status) {
      return;
    }
    usleep(1000U);
  }

  fprintf(stderr, "status %g\n", (double)plugin->controls[PORT_STATUS]);
  assert(!"status not reached");
}

const LV2_Atom_Event*
host_next(const HostPlugin* const plugin, const LV2_Atom_Event* const event)
{
  const LV2_Atom_Sequence* const sequence = &plugin->out.sequence;
  const LV2_Atom_Event* const    next =
    event ? lv2_atom_sequence_next(event)
             : lv2_atom_sequence_begin(&sequence->body);

  return lv2_atom_sequence_is_end(&sequence->body, sequence->atom.size, next)
           ? NULL
           : next;
}

unsigned
host_midi_count(const HostPlugin* const plugin)
{
  const LV2_Atom_Event* event = NULL;
  unsigned              count = 0U;
  while ((event = host_next(plugin, event))) {
    count += event->body.type == host_map(LV2_MIDI__MidiEvent);
  }

  return count;
}

const char*
host_announced(const HostPlugin* const plugin, const char* const property)
{
  const LV2_Atom_Event* event = NULL;
  const char*           text  = NULL;
  while ((event = host_next(plugin, event))) {
    const LV2_Atom_Object* const object = (const LV2_Atom_Object*)&event->body;
    if (event->body.type != host_map(LV2_ATOM__Object)) {
      continue;
    }

    const LV2_Atom_URID* key   = NULL;
    const LV2_Atom*      value = NULL;
    assert(object->body.otype == host_map(LV2_PATCH__Set));
    lv2_atom_object_get(object,
                        host_map(LV2_PATCH__property),
                        &key,
                        host_map(LV2_PATCH__value),
                        &value,
                        0U);
    assert(key && value && key->atom.type == host_map(LV2_ATOM__URID));
    if (key->body == host_map(property)) {
      text = (const char*)(value + 1);
      assert(strlen(text) + 1U == value->size);
    }
  }

  return text;
}

void
host_await_announced(HostPlugin* const plugin,
                     const char* const property,
                     const char* const text)
{
  // The last block may have been quick enough to have it
  for (unsigned i = 0U; i < 10000U; ++i) {
    const char* const announced = host_announced(plugin, property);
    if (announced && strstr(announced, text)) {
      return;
    }
    usleep(1000U);
    host_run(plugin, 64U);
  }

  assert(!"property not announced");
}
