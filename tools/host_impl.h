// Copyright 2026 The Outboard authors
// SPDX-License-Identifier: ISC

// What the files of the host share; one thread at a time

#ifndef OUTBOARD_HOST_IMPL_H
#define OUTBOARD_HOST_IMPL_H

#include "host.h"
#include "worker.h"

#include <lv2/atom/forge.h>
#include <lv2/log/log.h>
#include <lv2/options/options.h>

#include <stdatomic.h>

/// What the host says and understands, by number
typedef struct
{
  LV2_URID atom_Float;
  LV2_URID atom_Int;
  LV2_URID atom_Object;
  LV2_URID atom_Sequence;
  LV2_URID atom_String;
  LV2_URID log_Error;
  LV2_URID log_Trace;
  LV2_URID log_Warning;
  LV2_URID midi_MidiEvent;
  LV2_URID patch_Set;
  LV2_URID patch_property;
  LV2_URID patch_value;
  LV2_URID time_Position;
  LV2_URID time_bar;
  LV2_URID time_barBeat;
  LV2_URID time_beat;
  LV2_URID time_beatUnit;
  LV2_URID time_beatsPerBar;
  LV2_URID time_beatsPerMinute;
  LV2_URID time_frame;
  LV2_URID time_speed;
} ObHostUris;

/// The features of the host, and what they point to
typedef struct
{
  LV2_Log_Log        log;
  int32_t            block;         ///< Of the options [frames]
  int32_t            sequence_size; ///< Of the options [bytes]
  float              rate;          ///< Of the options [1/s]
  LV2_Options_Option options[6];
  LV2_Feature        features[8];
  const LV2_Feature* list[9]; ///< Ends with NULL
} ObHostFeatures;

struct ObHostImpl
{
  ObWorld*             world;
  const LilvPlugin*    plugin;
  LilvInstance*        instance;
  bool                 active;
  ObHostOptions        options;
  ObHostUris           uris;
  ObHostFeatures       features;
  ObWorker             worker;
  _Atomic unsigned     errors;
  uint32_t             n_ports;
  float*               controls; ///< By port
  float**              buffers;  ///< Of audio and CV, by port; else NULL
  LV2_Atom_Sequence**  atoms;    ///< By port; each one of the next four
  LV2_Atom_Sequence*   input;
  LV2_Atom_Sequence*   output;       ///< NULL if the plugin has no such port
  LV2_Atom_Sequence*   other_input;  ///< Empty, for ports without use
  LV2_Atom_Sequence*   other_output; ///< Not looked at
  LV2_Atom_Forge       forge;        ///< Writes `input`
  LV2_Atom_Forge_Frame sequence;     ///< Of the input being written
  uint32_t             n_channels;
  uint32_t             channels[OB_HOST_CHANNELS]; ///< Ports
};

/// Room of a sequence: four of the largest messages [bytes]
#define OB_HOST_ROOM (1024U * 1024U)

/// Map the URIs; return whether that succeeded
bool
ob_host_uris_init(ObHostUris* uris, ObWorld* world);

/// Fill in the features, of which there must be the world and the options
void
ob_host_features_init(ObHost* host);

/// Return the first feature that the plugin needs and the host has not, or NULL
const char*
ob_host_missing_feature(const ObHost* host);

/// Make memory for all ports and connect it; OB_SUCCESS, or what was printed
ObStatus
ob_host_ports_init(ObHost* host);

/// Connect what ob_host_ports_init() has made
void
ob_host_ports_connect(ObHost* host);

/// Free the memory of the ports
void
ob_host_ports_clear(ObHost* host);

#endif // OUTBOARD_HOST_IMPL_H
