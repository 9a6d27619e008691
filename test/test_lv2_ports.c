// Copyright 2026 The Outboard authors
// SPDX-License-Identifier: ISC

// The ports of the LV2 plugins, however a host lays their values out

#undef NDEBUG

#include "lv2_ports.h"

#include <assert.h>
#include <math.h>
#include <stddef.h>

/// Where the parameters' ports are: amid the common ones, or behind them
static const ObLv2ValuePorts amid   = { 8U, 16U, false };
static const ObLv2ValuePorts behind = { OB_LV2_COMMON_PORTS, 3U, true };

/// Where a host has the value of a port: one after the other, apart, reversed
typedef enum
{
  IN_ORDER,
  APART,
  REVERSED,
  N_LAYOUTS
} Layout;

static ObLv2Ports ports;
static float      host[3U * OB_LV2_PORTS_MAX];

static float*
place(const Layout layout, const uint32_t index)
{
  return layout == IN_ORDER ? &host[index]
         : layout == APART  ? &host[2U * index]
                            : &host[OB_LV2_PORTS_MAX - index];
}

static uint32_t
last_port(void)
{
  return OB_LV2_COMMON_PORTS + ports.kind.count - 1U;
}

/// Return the index of a common port
static uint32_t
common(const uint32_t port)
{
  return port < ports.kind.first ? port : port + ports.kind.count;
}

static void
connect_all(const ObLv2ValuePorts* const kind, const Layout layout)
{
  ob_lv2_ports_init(&ports, kind);
  for (uint32_t i = 0U; i < sizeof(host) / sizeof(host[0]); ++i) {
    host[i] = -77.0f;
  }
  for (uint32_t i = OB_LV2_PORT_ENABLED; i <= last_port(); ++i) {
    *place(layout, i) = 0.25f;
    ob_lv2_ports_connect(&ports, i, place(layout, i));
  }
  assert(ob_lv2_ports_changed(&ports));
  ob_lv2_ports_read(&ports);
  assert(!ob_lv2_ports_changed(&ports));
}

/// Return whether it is noticed that a port has another value
static bool
is_noticed(const Layout layout, const uint32_t index)
{
  *place(layout, index) += 0.5f;
  const bool noticed = ob_lv2_ports_changed(&ports);
  ob_lv2_ports_read(&ports);
  assert(!ob_lv2_ports_changed(&ports));
  return noticed;
}

static void
test_inputs(const ObLv2ValuePorts* const kind, const Layout layout)
{
  connect_all(kind, layout);
  assert(ports.controls.enabled && ports.controls.freewheel);
  assert(ports.controls.mode == OB_MODE_LIVE);
  assert(ports.controls.fallback == OB_FALLBACK_PASS);

  assert(is_noticed(layout, OB_LV2_PORT_ENABLED));
  assert(is_noticed(layout, OB_LV2_PORT_FREEWHEEL));
  assert(is_noticed(layout, OB_LV2_PORT_MODE));
  assert(is_noticed(layout, OB_LV2_PORT_DEADLINE));
  assert(is_noticed(layout, OB_LV2_PORT_FALLBACK));
  assert(ports.controls.mode == OB_MODE_PIPELINED);
  assert(ports.controls.fallback == OB_FALLBACK_MUTE);
  for (uint32_t i = 0U; i < kind->count; ++i) {
    assert(is_noticed(layout, kind->first + i));
    assert(ports.controls.values[i] == 0.75f);
  }
  assert(!is_noticed(layout, OB_LV2_PORT_LATENCY));
  for (uint32_t i = OB_LV2_PORT_STATUS; i <= OB_LV2_PORT_DROPPED; ++i) {
    assert(!is_noticed(layout, common(i)));
  }
}

static void
test_outputs(const ObLv2ValuePorts* const kind, const Layout layout)
{
  const ObReport report = { OB_STATE_LATE, 64U, 0.5f, 3U, 4U, 5U };

  connect_all(kind, layout);
  ob_lv2_ports_show(&ports, &report);
  ob_lv2_ports_write(&ports);
  assert(*place(layout, OB_LV2_PORT_LATENCY) == 64.0f);
  assert(*place(layout, common(OB_LV2_PORT_STATUS)) == (float)OB_STATE_LATE);
  assert(*place(layout, common(OB_LV2_PORT_LOAD)) == 50.0f);
  assert(*place(layout, common(OB_LV2_PORT_MISSES)) == 3.0f);
  assert(*place(layout, common(OB_LV2_PORT_LATE)) == 4.0f);
  assert(*place(layout, common(OB_LV2_PORT_DROPPED)) == 5.0f);

  // Nothing else is
  unsigned untouched = 0U;
  for (uint32_t i = 0U; i < sizeof(host) / sizeof(host[0]); ++i) {
    untouched += host[i] == -77.0f || host[i] == 0.25f;
  }
  assert(untouched == sizeof(host) / sizeof(host[0]) - 6U);
}

static void
test_connections(void)
{
  const ObReport report = { OB_STATE_RUNNING, 64U, 0.0f, 0U, 0U, 0U };
  const uint32_t knob   = amid.first + 4U;
  float          other  = 0.125f;
  float          shown  = 0.0f;

  // One in the middle of many goes elsewhere, where it is another
  connect_all(&amid, IN_ORDER);
  ob_lv2_ports_connect(&ports, knob, &other);
  ob_lv2_ports_connect(&ports, OB_LV2_PORT_LATENCY, &shown);
  assert(ob_lv2_ports_changed(&ports));
  ob_lv2_ports_read(&ports);
  assert(ports.controls.values[4] == 0.125f);
  ob_lv2_ports_show(&ports, &report);
  ob_lv2_ports_write(&ports);
  assert(shown == 64.0f && host[OB_LV2_PORT_LATENCY] == 0.25f);

  // The same once more is no news
  ob_lv2_ports_connect(&ports, knob, &other);
  assert(!ob_lv2_ports_changed(&ports));

  // Without a connection a parameter stays, and others are as usual
  ob_lv2_ports_connect(&ports, knob, NULL);
  ob_lv2_ports_connect(&ports, OB_LV2_PORT_FREEWHEEL, NULL);
  ob_lv2_ports_connect(&ports, OB_LV2_PORT_LATENCY, NULL);
  ob_lv2_ports_connect(&ports, last_port() + 1U, &other);
  shown = 1.0f;
  assert(ob_lv2_ports_changed(&ports));
  ob_lv2_ports_read(&ports);
  assert(ports.controls.values[4] == 0.125f && !ports.controls.freewheel);
  ob_lv2_ports_write(&ports);
  assert(shown == 1.0f);
}

static void
test_no_numbers(void)
{
  connect_all(&amid, IN_ORDER);
  host[amid.first]           = NAN;
  host[OB_LV2_PORT_DEADLINE] = NAN;
  assert(ob_lv2_ports_changed(&ports));
  ob_lv2_ports_read(&ports);
  assert(!ob_lv2_ports_changed(&ports));
  assert(ports.controls.values[0] == 0.25f);
  assert(ports.controls.deadline == 0.2f);
}

static void
test_nothing_connected(void)
{
  ob_lv2_ports_init(&ports, &behind);
  assert(!ob_lv2_ports_changed(&ports));
  ob_lv2_ports_read(&ports);
  ob_lv2_ports_write(&ports);
  assert(ports.controls.enabled && !ports.controls.freewheel);
  assert(ports.controls.n_values == 3U && isnan(ports.controls.values[2]));
}

int
main(void)
{
  for (Layout layout = IN_ORDER; layout < N_LAYOUTS; ++layout) {
    test_inputs(&amid, layout);
    test_inputs(&behind, layout);
    test_outputs(&amid, layout);
    test_outputs(&behind, layout);
  }
  test_connections();
  test_no_numbers();
  test_nothing_connected();
  return 0;
}
