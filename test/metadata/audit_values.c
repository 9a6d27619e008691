// Copyright 2026 The Outboard authors
// SPDX-License-Identifier: ISC

// Audits the values that controls may have, and their units

#include "audit.h"

#include <lv2/core/lv2.h>
#include <lv2/port-props/port-props.h>
#include <lv2/units/units.h>

#include <math.h>
#include <string.h>

/// Return a number that a port must have; NAN if it has none
static float
audit_number(Audit* const          audit,
             const LilvPort* const port,
             const char* const     symbol,
             const char* const     property)
{
  const LilvNode* const node  = lilv_port_get_node(audit->plugin, port);
  LilvNode* const       value = audit_get(audit, node, property);
  const bool            whole = audit_port_is(audit, port, "integer") ||
                     audit_port_is(audit, port, "toggled");
  float number = NAN;

  if (!value || !(lilv_node_is_int(value) || lilv_node_is_float(value))) {
    audit_complain(audit, symbol, "%s is no number", property);
  } else if (whole != lilv_node_is_int(value)) {
    audit_complain(
      audit, symbol, "%s is %san integer", property, whole ? "not " : "");
  } else {
    number = lilv_node_as_float(value);
  }
  lilv_node_free(value);
  return number;
}

/// Demand that each choice is a value by itself
static void
audit_choices(Audit* const          audit,
              const LilvPort* const port,
              const char* const     symbol,
              const float           low,
              const float           high)
{
  LilvScalePoints* const points =
    lilv_port_get_scale_points(audit->plugin, port);
  if (!points) {
    audit_complain(audit, symbol, "there are no choices");
    return;
  }

  LILV_FOREACH(scale_points, i, points)
  {
    const LilvScalePoint* const point  = lilv_scale_points_get(points, i);
    const LilvNode* const       label  = lilv_scale_point_get_label(point);
    const LilvNode* const       value  = lilv_scale_point_get_value(point);
    const float                 number = lilv_node_as_float(value);
    if (!lilv_node_as_string(label)[0]) {
      audit_complain(audit, symbol, "a choice has no label");
    }
    if (!(number >= low && number <= high)) {
      audit_complain(audit, symbol, "a choice is out of range");
    }

    LILV_FOREACH(scale_points, k, points)
    {
      const LilvScalePoint* const other = lilv_scale_points_get(points, k);
      if (other != point &&
          (lilv_node_equals(label, lilv_scale_point_get_label(other)) ||
           lilv_node_equals(value, lilv_scale_point_get_value(other)))) {
        audit_complain(audit, symbol, "two choices are one");
      }
    }
  }
  lilv_scale_points_free(points);
}

void
audit_values(Audit* const          audit,
             const LilvPort* const port,
             const char* const     symbol)
{
  const LilvNode* const node = lilv_port_get_node(audit->plugin, port);
  const float first = audit_number(audit, port, symbol, LV2_CORE__default);
  const float low   = audit_number(audit, port, symbol, LV2_CORE__minimum);
  const float high  = audit_number(audit, port, symbol, LV2_CORE__maximum);

  if (isnan(first) || isnan(low) || isnan(high)) {
    return;
  }
  if (!(low < high && low <= first && first <= high)) {
    audit_complain(audit, symbol, "the range is none");
  }
  if (audit_port_is(audit, port, "toggled") && (low != 0.0f || high != 1.0f)) {
    audit_complain(audit, symbol, "a switch is 0 or 1");
  }
  if (audit_has(
        audit, node, LV2_CORE__portProperty, LV2_PORT_PROPS__logarithmic) &&
      !(low > 0.0f)) {
    audit_complain(audit, symbol, "there is no logarithm of its range");
  }
  if (audit_port_is(audit, port, "enumeration")) {
    audit_choices(audit, port, symbol, low, high);
  }
}

/// Return whether a text formats one number, and nothing else
static bool
is_format(const char* const text)
{
  unsigned numbers = 0U;

  for (const char* c = strchr(text, '%'); c; c = strchr(c + 1, '%')) {
    if (c[1] == '%') {
      ++c;
    } else {
      const char* const type = c + 1 + strspn(c + 1, "+- 0.123456789");
      numbers += *type && strchr("fg", *type) ? 1U : 2U;
    }
  }

  return numbers == 1U;
}

void
audit_unit(Audit* const          audit,
           const LilvPort* const port,
           const char* const     symbol)
{
  const LilvNode* const node = lilv_port_get_node(audit->plugin, port);
  LilvNode* const       unit = audit_get(audit, node, LV2_UNITS__unit);
  if (!unit) {
    audit_complain(audit, symbol, "there is no unit");
    return;
  }

  LilvNode* const render = audit_get(audit, unit, LV2_UNITS__render);
  audit_known(audit, unit, symbol, LV2_UNITS__Unit);
  audit_text(audit, unit, symbol, RDFS "label", false);
  audit_text(audit, unit, symbol, LV2_UNITS__symbol, true);

  // LV2's own are as they are
  const bool own = strncmp(
    lilv_node_as_string(unit), LV2_UNITS_PREFIX, sizeof(LV2_UNITS_PREFIX) - 1U);
  if (own && !(render && is_format(lilv_node_as_string(render)))) {
    audit_complain(audit, symbol, "its unit does not format a number");
  }
  lilv_node_free(render);
  lilv_node_free(unit);
}
