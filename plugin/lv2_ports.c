// Copyright 2026 The Outboard authors
// SPDX-License-Identifier: ISC

// The ports of the LV2 plugins, by role; setup and real-time

#include "lv2_ports.h"

#include <math.h>

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

/// Return whether any has changed
OB_REALTIME static bool
read_values(ObLv2Ports* const ports)
{
  bool changed = false;
  for (uint32_t i = 0U; i < ports->kind.count; ++i) {
    const float* const input = ports->inputs[i];
    const float        was   = ports->values[i];
    const bool         same  = !input || (*input >= was && *input <= was);
    if (!same && !isnan(*input)) {
      ports->values[i] = *input;
      changed          = true;
    }
  }
  return changed;
}

OB_REALTIME bool
ob_lv2_ports_read(ObLv2Ports* const ports)
{
  const bool on = control(ports, OB_LV2_PORT_ENABLED, 1.0f, 0.0f, 1.0f) > 0.0f;
  const bool free =
    control(ports, OB_LV2_PORT_FREEWHEEL, 0.0f, 0.0f, 1.0f) > 0.0f;
  const bool late = control(ports, OB_LV2_PORT_MODE, 0.0f, 0.0f, 1.0f) >= 0.5f;
  const bool mute =
    control(ports, OB_LV2_PORT_FALLBACK, 0.0f, 0.0f, 1.0f) >= 0.5f;
  const float deadline =
    control(ports, OB_LV2_PORT_DEADLINE, 20.0f, 1.0f, 80.0f) / 100.0f;

  const ObControls was = ports->controls;
  const ObControls now = {
    .enabled   = on,
    .freewheel = free,
    .mode      = late ? OB_MODE_PIPELINED : OB_MODE_LIVE,
    .fallback  = mute ? OB_FALLBACK_MUTE : OB_FALLBACK_PASS,
    .deadline  = deadline,
    .values    = ports->values,
    .n_values  = ports->kind.count,
    .plain     = ports->kind.plain,
  };
  ports->controls = now;
  return read_values(ports) || now.enabled != was.enabled ||
         now.freewheel != was.freewheel || now.mode != was.mode ||
         now.fallback != was.fallback || now.deadline < was.deadline ||
         now.deadline > was.deadline;
}

OB_REALTIME void
ob_lv2_ports_show(ObLv2Ports* const ports, const ObReport* const report)
{
  float* const shown = ports->shown;

  shown[OB_LV2_PORT_LATENCY] = (float)report->latency;
  shown[OB_LV2_PORT_STATUS]  = (float)report->state;
  shown[OB_LV2_PORT_LOAD]    = report->load * 100.0f;
  shown[OB_LV2_PORT_MISSES]  = (float)report->misses;
  shown[OB_LV2_PORT_LATE]    = (float)report->late;
  shown[OB_LV2_PORT_DROPPED] = (float)report->dropped;
}

OB_REALTIME static void
write_output(const ObLv2Ports* const ports, const ObLv2Port port)
{
  float* const data = (float*)ports->common[port];
  if (data) {
    *data = ports->shown[port];
  }
}

OB_REALTIME void
ob_lv2_ports_write(const ObLv2Ports* const ports)
{
  write_output(ports, OB_LV2_PORT_LATENCY);
  write_output(ports, OB_LV2_PORT_STATUS);
  write_output(ports, OB_LV2_PORT_LOAD);
  write_output(ports, OB_LV2_PORT_MISSES);
  write_output(ports, OB_LV2_PORT_LATE);
  write_output(ports, OB_LV2_PORT_DROPPED);
}
