// Copyright 2026 The Outboard authors
// SPDX-License-Identifier: ISC

// The ports of the LV2 plugins, by role; setup and real-time

#include "lv2_ports.h"

#include <math.h>
#include <string.h>

/// Return the index of a common port
OB_REALTIME static uint32_t
index_of(const ObLv2Ports* const ports, const ObLv2Port port)
{
  return port < ports->kind.first ? port : port + ports->kind.count;
}

/// Return what a common control port has last been read or shown as
OB_REALTIME static float*
last_of(ObLv2Ports* const ports, const ObLv2Port port)
{
  return &ports->last[index_of(ports, port)];
}

/// Return whether the port at an index is a control that is written
OB_REALTIME static bool
is_output(const ObLv2Ports* const ports, const uint32_t index)
{
  return index == index_of(ports, OB_LV2_PORT_LATENCY) ||
         (index >= index_of(ports, OB_LV2_PORT_STATUS) &&
          index <= index_of(ports, OB_LV2_PORT_DROPPED));
}

void
ob_lv2_ports_init(ObLv2Ports* const ports, const ObLv2ValuePorts* const kind)
{
  *ports = (ObLv2Ports){ .kind = *kind };
  for (uint32_t i = 0U; i < OB_LV2_PORTS_MAX; ++i) {
    ports->last[i] = NAN;
  }

  // Of a plain value nothing is known until the host connects its port
  for (uint32_t i = 0U; i < kind->count; ++i) {
    ports->values[i] = kind->plain ? NAN : 0.5f;
  }
}

/// Connect or disconnect a control port
OB_REALTIME static void
connect_control(ObLv2Ports* const ports,
                const uint32_t    index,
                float* const      data)
{
  if (data != ports->data[index]) {
    ports->data[index] = data;
    ports->stale       = true;
    if (!data && !is_output(ports, index)) {
      ports->last[index] = NAN;
    }
  }
}

OB_REALTIME void
ob_lv2_ports_connect(ObLv2Ports* const ports,
                     const uint32_t    index,
                     void* const       data)
{
  if (index == OB_LV2_PORT_IN) {
    ports->in = (const LV2_Atom_Sequence*)data;
  } else if (index == OB_LV2_PORT_OUT) {
    ports->out = (LV2_Atom_Sequence*)data;
  } else if (index < OB_LV2_COMMON_PORTS + ports->kind.count) {
    connect_control(ports, index, (float*)data);
  }
}

/// Find the runs of inputs, or of outputs; return how many there are
OB_REALTIME static uint32_t
find_runs(const ObLv2Ports* const ports,
          ObLv2Run* const         runs,
          const bool              outputs)
{
  const uint32_t end   = OB_LV2_COMMON_PORTS + ports->kind.count;
  ObLv2Run*      next  = runs;
  float*         after = NULL; // The float behind the present run

  for (uint32_t i = OB_LV2_PORT_ENABLED; i < end; ++i) {
    float* const data = is_output(ports, i) == outputs ? ports->data[i] : NULL;
    if (data && data == after) {
      ++next[-1].count;
    } else if (data) {
      *next++ = (ObLv2Run){ data, i, 1U };
    }
    after = data ? data + 1 : NULL;
  }

  return (uint32_t)(next - runs);
}

OB_REALTIME static void
find_all_runs(ObLv2Ports* const ports)
{
  ports->n_inputs  = find_runs(ports, ports->runs, false);
  ports->n_outputs = find_runs(ports, ports->runs + ports->n_inputs, true);
  ports->stale     = false;
}

OB_REALTIME static size_t
size_of(const ObLv2Run* const run)
{
  return run->count * sizeof(float);
}

OB_REALTIME bool
ob_lv2_ports_changed(const ObLv2Ports* const ports)
{
  // Bit for bit, for what is no number does not equal itself
  bool changed = ports->stale;
  for (uint32_t i = 0U; i < ports->n_inputs && !changed; ++i) {
    const ObLv2Run* const run = &ports->runs[i];
    changed = memcmp(run->data, &ports->last[run->first], size_of(run)) != 0;
  }
  return changed;
}

/// Return an input's value as last read; `normal` if it has none
OB_REALTIME static float
control(ObLv2Ports* const ports,
        const ObLv2Port   port,
        const float       normal,
        const float       lowest,
        const float       highest)
{
  const float value = *last_of(ports, port);

  return isnan(value)      ? normal
         : value < lowest  ? lowest
         : value > highest ? highest
                           : value;
}

/// Read everything that is connected
OB_REALTIME static void
read_inputs(ObLv2Ports* const ports)
{
  for (uint32_t i = 0U; i < ports->n_inputs; ++i) {
    const ObLv2Run* const run = &ports->runs[i];
    memcpy(&ports->last[run->first], run->data, size_of(run));
  }

  const float* const read = &ports->last[ports->kind.first];
  for (uint32_t i = 0U; i < ports->kind.count; ++i) {
    if (!isnan(read[i])) {
      ports->values[i] = read[i];
    }
  }
}

OB_REALTIME void
ob_lv2_ports_read(ObLv2Ports* const ports)
{
  if (ports->stale) {
    find_all_runs(ports);
  }
  read_inputs(ports);

  const bool on = control(ports, OB_LV2_PORT_ENABLED, 1.0f, 0.0f, 1.0f) > 0.0f;
  const bool free =
    control(ports, OB_LV2_PORT_FREEWHEEL, 0.0f, 0.0f, 1.0f) > 0.0f;
  const bool late = control(ports, OB_LV2_PORT_MODE, 0.0f, 0.0f, 1.0f) >= 0.5f;
  const bool mute =
    control(ports, OB_LV2_PORT_FALLBACK, 0.0f, 0.0f, 1.0f) >= 0.5f;
  const float deadline =
    control(ports, OB_LV2_PORT_DEADLINE, 20.0f, 1.0f, 80.0f) / 100.0f;

  ports->controls = (ObControls){
    .enabled   = on,
    .freewheel = free,
    .mode      = late ? OB_MODE_PIPELINED : OB_MODE_LIVE,
    .fallback  = mute ? OB_FALLBACK_MUTE : OB_FALLBACK_PASS,
    .deadline  = deadline,
    .values    = ports->values,
    .n_values  = ports->kind.count,
    .plain     = ports->kind.plain,
  };
}

OB_REALTIME void
ob_lv2_ports_show(ObLv2Ports* const ports, const ObReport* const report)
{
  *last_of(ports, OB_LV2_PORT_LATENCY) = (float)report->latency;
  *last_of(ports, OB_LV2_PORT_STATUS)  = (float)report->state;
  *last_of(ports, OB_LV2_PORT_LOAD)    = report->load * 100.0f;
  *last_of(ports, OB_LV2_PORT_MISSES)  = (float)report->misses;
  *last_of(ports, OB_LV2_PORT_LATE)    = (float)report->late;
  *last_of(ports, OB_LV2_PORT_DROPPED) = (float)report->dropped;
}

OB_REALTIME void
ob_lv2_ports_write(const ObLv2Ports* const ports)
{
  const ObLv2Run* const outputs = ports->runs + ports->n_inputs;
  for (uint32_t i = 0U; i < ports->n_outputs; ++i) {
    const ObLv2Run* const run = &outputs[i];
    memcpy(run->data, &ports->last[run->first], size_of(run));
  }
}
