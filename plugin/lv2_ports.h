// Copyright 2026 The Outboard authors
// SPDX-License-Identifier: ISC

// The ports of the LV2 plugins, by role; setup and real-time

#ifndef OUTBOARD_LV2_PORTS_H
#define OUTBOARD_LV2_PORTS_H

#include "attributes.h"
#include "engine.h"

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

/// What the ports of an instance are connected to
typedef struct
{
  ObLv2ValuePorts kind;
  void*           common[OB_LV2_COMMON_PORTS]; ///< By ObLv2Port, NULL if not
  ObControls      controls;                    ///< As last read
  float           shown[OB_LV2_COMMON_PORTS];  ///< By ObLv2Port: outputs
  float           values[OB_VALUES_MAX];       ///< As last read; controls'
  const float*    inputs[OB_VALUES_MAX];       ///< Parameters, NULL if not
} ObLv2Ports;

/// Begin with nothing connected; setup
void
ob_lv2_ports_init(ObLv2Ports* ports, const ObLv2ValuePorts* kind);

/// Connect the port at `index`, or disconnect it with NULL
OB_REALTIME void
ob_lv2_ports_connect(ObLv2Ports* ports, uint32_t index, void* data);

/// Read the inputs into `controls`; return whether anything has changed
OB_REALTIME bool
ob_lv2_ports_read(ObLv2Ports* ports);

/// Show something else from now on
OB_REALTIME void
ob_lv2_ports_show(ObLv2Ports* ports, const ObReport* report);

/// Write the outputs
OB_REALTIME void
ob_lv2_ports_write(const ObLv2Ports* ports);

#endif // OUTBOARD_LV2_PORTS_H
