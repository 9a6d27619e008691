// Copyright 2026 The Outboard authors
// SPDX-License-Identifier: ISC

// The ports of the host's plugin, and the memory behind them; setup

#include "complain.h"
#include "host_impl.h"

#include <lv2/atom/atom.h>
#include <lv2/core/lv2.h>
#include <lv2/midi/midi.h>
#include <lv2/port-props/port-props.h>

#include <math.h>
#include <stdlib.h>

/// What is to be known of a port
typedef struct
{
  bool input;
  bool control;
  bool samples; ///< Audio or CV
  bool audio;
  bool atom;
  bool midi;     ///< Supports it
  bool optional; ///< May stay unconnected
} Kind;

static bool
is_a(const ObHost* const   host,
     const LilvPort* const port,
     const char* const     uri)
{
  LilvNode* const type = lilv_new_uri(ob_world_lilv(host->world), uri);
  const bool      is   = lilv_port_is_a(host->plugin, port, type);
  lilv_node_free(type);
  return is;
}

static Kind
kind_of(const ObHost* const host, const LilvPort* const port)
{
  LilvWorld* const lilv     = ob_world_lilv(host->world);
  LilvNode* const  optional = lilv_new_uri(lilv, LV2_CORE__connectionOptional);
  LilvNode* const  midi     = lilv_new_uri(lilv, LV2_MIDI__MidiEvent);

  const bool audio = is_a(host, port, LV2_CORE__AudioPort);
  const Kind kind  = {
     .input    = is_a(host, port, LV2_CORE__InputPort),
     .control  = is_a(host, port, LV2_CORE__ControlPort),
     .samples  = audio || is_a(host, port, LV2_CORE__CVPort),
     .audio    = audio,
     .atom     = is_a(host, port, LV2_ATOM__AtomPort),
     .midi     = lilv_port_supports_event(host->plugin, port, midi),
     .optional = lilv_port_has_property(host->plugin, port, optional),
  };
  lilv_node_free(midi);
  lilv_node_free(optional);
  return kind;
}

static LV2_Atom_Sequence*
new_sequence(void)
{
  return (LV2_Atom_Sequence*)calloc(1U, sizeof(LV2_Atom) + OB_HOST_ROOM);
}

static void
complain(const ObHost* const   host,
         const LilvPort* const port,
         const char* const     problem)
{
  const LilvNode* const symbol =
    port ? lilv_port_get_symbol(host->plugin, port) : NULL;
  ob_complain("%s: %s%s%s",
              lilv_node_as_uri(lilv_plugin_get_uri(host->plugin)),
              symbol ? lilv_node_as_string(symbol) : "",
              symbol ? ": " : "",
              problem);
}

/// Make a port's memory, and notice what it is good for
static ObStatus
add_port(ObHost* const host, const uint32_t index)
{
  const LilvPort* const port =
    lilv_plugin_get_port_by_index(host->plugin, index);
  const Kind kind = kind_of(host, port);
  if (kind.samples) {
    host->buffers[index] = (float*)calloc(host->options.block, sizeof(float));
    if (!host->buffers[index]) {
      return OB_NO_MEM;
    }
    if (kind.audio && !kind.input && host->n_channels < OB_HOST_CHANNELS) {
      host->channels[host->n_channels++] = index;
    }
  } else if (kind.atom) {
    LV2_Atom_Sequence** const used = kind.input ? &host->input : &host->output;
    LV2_Atom_Sequence** const unused =
      kind.input ? &host->other_input : &host->other_output;
    LV2_Atom_Sequence** const wanted = kind.midi && !*used ? used : unused;
    if (!*wanted && !(*wanted = new_sequence())) {
      return OB_NO_MEM;
    }
    host->atoms[index] = *wanted;
  } else if (!kind.control && !kind.optional) {
    complain(host, port, "a port of a kind that is not supported");
    return OB_BAD_ARG;
  }
  return OB_SUCCESS;
}

ObStatus
ob_host_ports_init(ObHost* const host)
{
  host->n_ports  = lilv_plugin_get_num_ports(host->plugin);
  host->controls = (float*)calloc(host->n_ports, sizeof(float));
  host->buffers  = (float**)calloc(host->n_ports, sizeof(float*));
  host->atoms =
    (LV2_Atom_Sequence**)calloc(host->n_ports, sizeof(LV2_Atom_Sequence*));
  if (!host->controls || !host->buffers || !host->atoms) {
    return OB_NO_MEM;
  }

  lilv_plugin_get_port_ranges_float(host->plugin, NULL, NULL, host->controls);
  ObStatus status = OB_SUCCESS;
  for (uint32_t i = 0U; !status && i < host->n_ports; ++i) {
    if (isnan(host->controls[i])) {
      host->controls[i] = 0.0f;
    }
    status = add_port(host, i);
  }
  if (!status && !host->input) {
    complain(host, NULL, "has no MIDI input (atom port)");
    status = OB_BAD_ARG;
  }
  return status;
}

void
ob_host_ports_connect(ObHost* const host)
{
  for (uint32_t i = 0U; i < host->n_ports; ++i) {
    void* const memory  = host->buffers[i] ? (void*)host->buffers[i]
                          : host->atoms[i] ? (void*)host->atoms[i]
                                           : NULL;
    const bool  control = is_a(host,
                              lilv_plugin_get_port_by_index(host->plugin, i),
                              LV2_CORE__ControlPort);
    lilv_instance_connect_port(
      host->instance, i, control ? &host->controls[i] : memory);
  }
}

void
ob_host_ports_clear(ObHost* const host)
{
  for (uint32_t i = 0U; host->buffers && i < host->n_ports; ++i) {
    free(host->buffers[i]);
  }
  free(host->buffers);
  free(host->atoms);
  free(host->controls);
  free(host->input);
  free(host->output);
  free(host->other_input);
  free(host->other_output);
}
