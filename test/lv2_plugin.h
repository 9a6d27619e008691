// Copyright 2026 The Outboard authors
// SPDX-License-Identifier: ISC

// An instance of the LV2 plugin in a test's host, run block by block

#ifndef OUTBOARD_TEST_LV2_PLUGIN_H
#define OUTBOARD_TEST_LV2_PLUGIN_H

#include <lv2/atom/atom.h>
#include <lv2/atom/forge.h>
#include <lv2/core/lv2.h>
#include <lv2/log/log.h>
#include <lv2/urid/urid.h>

#include <stdint.h>

/// The plugin's ports, by index
enum
{
  PORT_IN,
  PORT_OUT,
  PORT_ENABLED,
  PORT_FREEWHEEL,
  PORT_LATENCY,
  PORT_MODE,
  PORT_DEADLINE,
  PORT_FALLBACK,
  PORT_KNOB1,
  PORT_STATUS = 24,
  PORT_LOAD,
  PORT_MISSES,
  PORT_LATE,
  PORT_DROPPED,
  PORTS
};

/// Room of each of the two sequences [bytes]
#define HOST_ROOM (4U * 1024U * 1024U)

/// An atom port's memory
typedef union
{
  uint64_t          alignment;
  LV2_Atom_Sequence sequence;
  LV2_Atom          atom;
  uint8_t           bytes[sizeof(LV2_Atom) + HOST_ROOM];
} HostBuffer;

/// One plugin instance with everything connected
typedef struct
{
  const LV2_Descriptor* descriptor;
  LV2_Handle            handle;
  float                 controls[PORTS]; ///< By port index
  HostBuffer            in;
  HostBuffer            out;
  uint32_t              room;  ///< Told to the plugin for its output [bytes]
  LV2_Atom_Forge        forge; ///< Writes `in`
  LV2_Atom_Forge_Frame  frame; ///< Of the sequence being written
} HostPlugin;

/// Make an instance with map, log and a nominal block length; not activated
HostPlugin*
host_new(int32_t nominal);

/// The same with a log of its own
HostPlugin*
host_new_logging(int32_t nominal, LV2_Log_Log* log);

/// Make an instance with the given features; NULL if it refuses
HostPlugin*
host_new_with(const LV2_Feature* const* features);

/// Connect all ports of an instance, and set controls as a host would
void
host_connect(HostPlugin* plugin);

/// Free an instance that is not active
void
host_free(HostPlugin* plugin);

/// Begin an empty input sequence
void
host_begin(HostPlugin* plugin);

/// Append an event of any type to the input sequence
void
host_event(HostPlugin* plugin,
           int64_t     frame,
           LV2_URID    type,
           const void* body,
           uint32_t    size);

/// Append a MIDI message of three bytes
void
host_midi(HostPlugin* plugin, int64_t frame, const uint8_t bytes[3]);

/// Append patch:Set of the script's path, as an atom of `type`
void
host_set_path(HostPlugin* plugin, const char* path, const char* type);

/// Append the song's position; no beat is told if it is NAN
void
host_position(HostPlugin* plugin,
              int64_t     frame,
              float       speed,
              float       tempo,
              double      beat);

/// Append patch:Get; of everything if `property` is NULL
void
host_get(HostPlugin* plugin, const char* property, const char* subject);

/// Run a block on what was put into the input sequence, then begin another
void
host_run(HostPlugin* plugin, uint32_t frames);

/// Run blocks until the status port shows `status`; at most some seconds
void
host_await(HostPlugin* plugin, float status);

/// Return the output's next event after `event`, or its first; NULL at the end
const LV2_Atom_Event*
host_next(const HostPlugin* plugin, const LV2_Atom_Event* event);

/// Return the number of MIDI events in the output
unsigned
host_midi_count(const HostPlugin* plugin);

/// Return the value of a property in the output's patch:Sets, or NULL
const char*
host_announced(const HostPlugin* plugin, const char* property);

/// Run blocks until a property is announced as `text`; at most some seconds
void
host_await_announced(HostPlugin* plugin,
                     const char* property,
                     const char* text);

#endif // OUTBOARD_TEST_LV2_PLUGIN_H
