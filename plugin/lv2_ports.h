// Copyright 2026 The Outboard authors
// SPDX-License-Identifier: ISC

// The ports of the LV2 plugins, by role; setup and real-time

#ifndef OUTBOARD_LV2_PORTS_H
#define OUTBOARD_LV2_PORTS_H

#include "attributes.h"
#include "engine.h"

#include <lv2/atom/atom.h>

#include <stdbool.h>
#include <stdint.h>

/// The ports that every plugin has, in the order of their indices
typedef enum
{
  OB_LV2_PORT_IN,
  OB_LV2_PORT_OUT,
  OB_LV2_PORT_ENABLED,
  OB_LV2_PORT_FREEWHEEL,
  OB_LV2_PORT_LATENCY,
  OB_LV2_PORT_MODE,
  OB_LV2_PORT_DEADLINE,
  OB_LV2_PORT_FALLBACK,
  OB_LV2_PORT_STATUS,
  OB_LV2_PORT_LOAD,
  OB_LV2_PORT_MISSES,
  OB_LV2_PORT_LATE,
  OB_LV2_PORT_DROPPED
} ObLv2Port;

/// Number of values of ObLv2Port
#define OB_LV2_COMMON_PORTS 13U

/// The ports that stand for parameters; common ones may follow
typedef struct
{
  uint32_t first; ///< Index of the first one
  uint32_t count; ///< Up to OB_VALUES_MAX
  bool     plain; ///< Their values are the parameters' own; else 0 to 1
} ObLv2ValuePorts;

/// Most ports of a plugin
#define OB_LV2_PORTS_MAX (OB_LV2_COMMON_PORTS + OB_VALUES_MAX)

/// Control ports that follow each other, as do the floats they are connected to
typedef struct
{
  float*   data;  ///< Of the first; the host's
  uint32_t first; ///< Index of the first
  uint32_t count;
} ObLv2Run;

/**
   What the ports of an instance are connected to.

   Hundreds of instances that do nothing should cost little, so each looks at
   little memory: hosts tend to have the values of an instance's controls in an
   array, in the order of the ports, which is then compared or written at once.
*/
typedef struct
{
  // What every block looks at comes first
  const LV2_Atom_Sequence* in;        ///< NULL if not connected
  LV2_Atom_Sequence*       out;       ///< NULL if not connected
  uint32_t                 n_inputs;  ///< Of runs: the first ones
  uint32_t                 n_outputs; ///< Of runs: behind the inputs
  bool                     stale;     ///< Whether to find the runs anew
  ObLv2Run                 runs[OB_LV2_PORTS_MAX];
  float                    last[OB_LV2_PORTS_MAX]; ///< As last read or shown
  float*                   data[OB_LV2_PORTS_MAX]; ///< NULL if not connected
  float                    values[OB_VALUES_MAX];  ///< controls.values
  ObLv2ValuePorts          kind;
  ObControls               controls; ///< As last read
} ObLv2Ports;

/// Begin with nothing connected; setup
void
ob_lv2_ports_init(ObLv2Ports* ports, const ObLv2ValuePorts* kind);

/// Connect the port at `index`, or disconnect it with NULL
OB_REALTIME void
ob_lv2_ports_connect(ObLv2Ports* ports, uint32_t index, void* data);

/// Return whether an input is not as when last read
OB_REALTIME bool
ob_lv2_ports_changed(const ObLv2Ports* ports);

/// Read the inputs into `controls`
OB_REALTIME void
ob_lv2_ports_read(ObLv2Ports* ports);

/// Show something else from now on
OB_REALTIME void
ob_lv2_ports_show(ObLv2Ports* ports, const ObReport* report);

/// Write the outputs
OB_REALTIME void
ob_lv2_ports_write(const ObLv2Ports* ports);

#endif // OUTBOARD_LV2_PORTS_H
