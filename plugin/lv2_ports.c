// Copyright 2026 The Outboard authors
// SPDX-License-Identifier: ISC

// The ports of the LV2 plugins, by role; setup and real-time

#include "lv2_ports.h"

#include <math.h>
#include <stddef.h>

void
ob_lv2_ports_init(ObLv2Ports* const ports, const ObLv2ValuePorts* const kind)
{
  *ports = (ObLv2Ports){ .kind = *kind };

  // Of a plain value nothing is known until the host connects its port
  for (uint32_t i = 0U; i < kind->count; ++i) {
    ports->values[i] = kind->plain ? NAN : 0.5f;
  }
}

OB_REALTIME void
ob_lv2_ports_connect(ObLv2Ports* const ports,
                     const uint32_t    index,
                     void* const       data)
{
  const uint32_t first = ports->kind.first;
  const uint32_t end   = first + ports->kind.count;
  const uint32_t place = index < first ? index : index - ports->kind.count;

  if (index >= first && index < end) {
    ports->inputs[index - first] = (const float*)data;
  } else if (place < OB_LV2_COMMON_PORTS) {
    ports->common[place] = data;
  }
}

/// Return an input's value; `normal` if it has none
OB_REALTIME static float
control(const ObLv2Ports* const ports,
        const ObLv2Port         port,
        const float             normal,
        const float             lowest,
        const float             highest)
{
  const float* const data  = (const float*)ports->common[port];
  const float        value = data ? *data : normal;

  return isnan(value)      ? normal
         : value < lowest  ? lowest
         : value > highest ? highest
                           : value;
}

OB_REALTIME static void
read_values(ObLv2Ports* const ports)
{
  for (uint32_t i = 0U; i < ports->kind.count; ++i) {
    const float* const input = ports->inputs[i];
    if (input && !isnan(*input)) {
      ports->values[i] = *input;
    }
  }
}

OB_REALTIME ObControls
ob_lv2_ports_read(ObLv2Ports* const ports)
{
  const bool on = control(ports, OB_LV2_PORT_ENABLED, 1.0f, 0.0f, 1.0f) > 0.0f;
  const bool free =
    control(ports, OB_LV2_PORT_FREEWHEEL, 0.0f, 0.0f, 1.0f) > 0.0f;
  const bool late = control(ports, OB_LV2_PORT_MODE, 0.0f, 0.0f, 1.0f) >= 0.5f;
  const bool mute =
    control(ports, OB_LV2_PORT_FALLBACK, 0.0f, 0.0f, 1.0f) >= 0.5f;
  const float percent =
    control(ports, OB_LV2_PORT_DEADLINE, 20.0f, 1.0f, 80.0f);

  read_values(ports);
  return (ObControls){
    .enabled   = on,
    .freewheel = free,
    .mode      = late ? OB_MODE_PIPELINED : OB_MODE_LIVE,
    .fallback  = mute ? OB_FALLBACK_MUTE : OB_FALLBACK_PASS,
    .deadline  = percent / 100.0f,
    .values    = ports->values,
    .n_values  = ports->kind.count,
    .plain     = ports->kind.plain,
  };
}

OB_REALTIME static void
write_output(const ObLv2Ports* const ports,
             const ObLv2Port         port,
             const float             value)
{
  float* const data = (float*)ports->common[port];
  if (data) {
    *data = value;
  }
}

OB_REALTIME void
ob_lv2_ports_write(const ObLv2Ports* const ports, const ObReport* const report)
{
  write_output(ports, OB_LV2_PORT_LATENCY, (float)report->latency);
  write_output(ports, OB_LV2_PORT_STATUS, (float)report->state);
  write_output(ports, OB_LV2_PORT_LOAD, report->load * 100.0f);
  write_output(ports, OB_LV2_PORT_MISSES, (float)report->misses);
  write_output(ports, OB_LV2_PORT_LATE, (float)report->late);
  write_output(ports, OB_LV2_PORT_DROPPED, (float)report->dropped);
}
