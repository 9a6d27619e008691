// Copyright 2026 The Outboard authors
// SPDX-License-Identifier: ISC

// A host of one LV2 plugin; one thread at a time, but for the plugin's log

#include "host.h"

#include "complain.h"
#include "host_impl.h"

#include <lv2/atom/util.h>
#include <lv2/core/lv2.h>
#include <lv2/options/options.h>

#include <stdlib.h>

/// Begin an empty input
static void
begin_input(ObHost* const host)
{
  lv2_atom_forge_set_buffer(
    &host->forge, (uint8_t*)host->input, sizeof(LV2_Atom) + OB_HOST_ROOM);
  lv2_atom_forge_sequence_head(&host->forge, &host->sequence, 0U);
}

static void
empty(const ObHost* const host, LV2_Atom_Sequence* const sequence)
{
  if (sequence) {
    sequence->atom.type = host->uris.atom_Sequence;
    sequence->atom.size = sizeof(LV2_Atom_Sequence_Body);
  }
}

/// Set an output up for the plugin: its type is open, its size the room
static void
clear_output(LV2_Atom_Sequence* const sequence)
{
  if (sequence) {
    sequence->atom.type = 0U;
    sequence->atom.size = OB_HOST_ROOM;
  }
}

static ObStatus
start(ObHost* const host)
{
  const char* const uri = lilv_node_as_uri(lilv_plugin_get_uri(host->plugin));
  const char* const missing = ob_host_missing_feature(host);
  if (missing) {
    ob_complain("%s: needs %s, which is not offered here", uri, missing);
    return OB_BAD_ARG;
  }

  host->instance = lilv_plugin_instantiate(
    host->plugin, host->options.rate, host->features.list);
  if (!host->instance) {
    ob_complain("%s: this plugin could not be started", uri);
    return OB_ERROR;
  }

  ob_worker_start(&host->worker,
                  (const LV2_Worker_Interface*)lilv_instance_get_extension_data(
                    host->instance, LV2_WORKER__interface),
                  lilv_instance_get_handle(host->instance));
  const ObStatus status = ob_host_ports_init(host);
  if (!status) {
    ob_host_ports_connect(host);
    lilv_instance_activate(host->instance);
    host->active = true;
    empty(host, host->other_input);
    begin_input(host);
  }
  return status;
}

ObHost*
ob_host_new(ObWorld* const             world,
            const LilvPlugin* const    plugin,
            const ObHostOptions* const options)
{
  ObHost* const host = (ObHost*)calloc(1U, sizeof(ObHost));
  if (!host) {
    ob_complain("out of memory");
    return NULL;
  }

  host->world   = world;
  host->plugin  = plugin;
  host->options = *options;
  ob_worker_init(&host->worker);
  lv2_atom_forge_init(&host->forge, ob_world_map(world));
  ObStatus status =
    ob_host_uris_init(&host->uris, world) ? OB_SUCCESS : OB_NO_MEM;
  if (!status) {
    ob_host_features_init(host);
    status = start(host);
  }
  if (status) {
    ob_host_free(host);
    return NULL;
  }
  return host;
}

void
ob_host_free(ObHost* const host)
{
  if (!host) {
    return;
  }

  if (host->instance) {
    if (host->active) {
      lilv_instance_deactivate(host->instance);
    }
    lilv_instance_free(host->instance);
  }
  ob_host_ports_clear(host);
  ob_worker_clear(&host->worker);
  free(host);
}

static float*
control_of(ObHost* const host, const LilvPort* const port)
{
  return port ? &host->controls[lilv_port_get_index(host->plugin, port)] : NULL;
}

float*
ob_host_control(ObHost* const host, const char* const symbol)
{
  LilvNode* const node = lilv_new_string(ob_world_lilv(host->world), symbol);
  const LilvPort* const port =
    lilv_plugin_get_port_by_symbol(host->plugin, node);
  lilv_node_free(node);
  return control_of(host, port);
}

float*
ob_host_designated(ObHost* const host, const char* const designation)
{
  LilvNode* const node = lilv_new_uri(ob_world_lilv(host->world), designation);
  const LilvPort* const port =
    lilv_plugin_get_port_by_designation(host->plugin, NULL, node);
  lilv_node_free(node);
  return control_of(host, port);
}

void
ob_host_set(ObHost* const host, const uint32_t port, const float value)
{
  host->controls[port] = value;
}

ObStatus
ob_host_midi(ObHost* const        host,
             const uint32_t       frame,
             const uint8_t* const bytes,
             const uint32_t       size)
{
  LV2_Atom_Forge* const forge = &host->forge;
  const size_t whole = sizeof(LV2_Atom_Event) + lv2_atom_pad_size(size);
  if (whole > forge->size - forge->offset) {
    return OB_FULL;
  }

  lv2_atom_forge_frame_time(forge, frame);
  lv2_atom_forge_atom(forge, size, host->uris.midi_MidiEvent);
  lv2_atom_forge_write(forge, bytes, size);
  return OB_SUCCESS;
}

ObStatus
ob_host_position(ObHost* const           host,
                 const uint32_t          frame,
                 const int64_t           song,
                 const ObPosition* const position,
                 const bool              playing)
{
  static const size_t enough = 512U; // Of a position [bytes]

  LV2_Atom_Forge* const   forge = &host->forge;
  const ObHostUris* const uris  = &host->uris;
  const double            beats = position->denominator / 4.0; // To a quarter
  LV2_Atom_Forge_Frame    object;
  if (enough > forge->size - forge->offset) {
    return OB_FULL;
  }

  lv2_atom_forge_frame_time(forge, frame);
  lv2_atom_forge_object(forge, &object, 0U, uris->time_Position);
  lv2_atom_forge_key(forge, uris->time_frame);
  lv2_atom_forge_long(forge, song);
  lv2_atom_forge_key(forge, uris->time_speed);
  lv2_atom_forge_float(forge, playing ? 1.0f : 0.0f);
  lv2_atom_forge_key(forge, uris->time_bar);
  lv2_atom_forge_long(forge, position->bar);
  lv2_atom_forge_key(forge, uris->time_barBeat);
  lv2_atom_forge_double(forge, position->bar_beat * beats);
  lv2_atom_forge_key(forge, uris->time_beat);
  lv2_atom_forge_double(forge, position->beat * beats);
  lv2_atom_forge_key(forge, uris->time_beatUnit);
  lv2_atom_forge_int(forge, position->denominator);
  lv2_atom_forge_key(forge, uris->time_beatsPerBar);
  lv2_atom_forge_float(forge, (float)position->numerator);
  lv2_atom_forge_key(forge, uris->time_beatsPerMinute);
  lv2_atom_forge_double(forge, position->tempo);
  lv2_atom_forge_pop(forge, &object);
  return OB_SUCCESS;
}

void
ob_host_run(ObHost* const host, const uint32_t frames)
{
  lv2_atom_forge_pop(&host->forge, &host->sequence);
  clear_output(host->output);
  clear_output(host->other_output);
  lilv_instance_run(host->instance, frames);
  ob_worker_respond(&host->worker);
  begin_input(host);
}

const LV2_Atom_Event*
ob_host_next(const ObHost* const host, const LV2_Atom_Event* const event)
{
  const LV2_Atom_Sequence* const output = host->output;
  if (!output || output->atom.type != host->uris.atom_Sequence) {
    return NULL;
  }

  const LV2_Atom_Event* next = event ? lv2_atom_sequence_next(event)
                                     : lv2_atom_sequence_begin(&output->body);
  while (!lv2_atom_sequence_is_end(&output->body, output->atom.size, next) &&
         next->body.type != host->uris.midi_MidiEvent) {
    next = lv2_atom_sequence_next(next);
  }
  return lv2_atom_sequence_is_end(&output->body, output->atom.size, next)
           ? NULL
           : next;
}

const char*
ob_host_property(const ObHost* const host, const LV2_URID property)
{
  const ObHostUris* const        uris   = &host->uris;
  const LV2_Atom_Sequence* const output = host->output;
  const char*                    text   = NULL;
  if (!output || output->atom.type != uris->atom_Sequence) {
    return NULL;
  }

  LV2_ATOM_SEQUENCE_FOREACH(output, event)
  {
    const LV2_Atom_Object* const object = (const LV2_Atom_Object*)&event->body;
    const LV2_Atom_URID*         key    = NULL;
    const LV2_Atom*              value  = NULL;
    if (event->body.type == uris->atom_Object &&
        object->body.otype == uris->patch_Set) {
      lv2_atom_object_get(
        object, uris->patch_property, &key, uris->patch_value, &value, 0);
    }
    if (key && key->body == property && value &&
        value->type == uris->atom_String) {
      text = (const char*)LV2_ATOM_BODY_CONST(value);
    }
  }
  return text;
}

void
ob_host_set_block(ObHost* const host, const uint32_t frames)
{
  const LV2_Options_Interface* const options =
    (const LV2_Options_Interface*)lilv_instance_get_extension_data(
      host->instance, LV2_OPTIONS__interface);

  host->features.block = (int32_t)frames;
  if (options && options->set) {
    options->set(lilv_instance_get_handle(host->instance),
                 host->features.options);
  }
}

uint32_t
ob_host_channels(const ObHost* const host)
{
  return host->n_channels;
}

const float*
ob_host_audio(const ObHost* const host, const uint32_t channel)
{
  return host->buffers[host->channels[channel]];
}

unsigned
ob_host_errors(const ObHost* const host)
{
  return atomic_load(&host->errors);
}
