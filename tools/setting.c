// Copyright 2026 The Outboard authors
// SPDX-License-Identifier: ISC

// Parameters of a preset's plugin and their values as people write them; setup

#include "setting.h"

#include "complain.h"

#include <lv2/core/lv2.h>

#include <math.h>
#include <stdbool.h>
#include <stdlib.h>
#include <string.h>

/// Ports for those who play, not for what is played
static const char* const others[] = { "enabled",
                                      "freewheel",
                                      "mode",
                                      "deadline",
                                      "fallback" };

/// A plugin's port
typedef struct
{
  const ObWorld*    world;
  const LilvPlugin* plugin;
  const LilvPort*   port;
} Port;

static bool
is_a(const Port* const port, const char* const uri)
{
  LilvNode* const node = lilv_new_uri(ob_world_lilv(port->world), uri);
  const bool      is   = lilv_port_is_a(port->plugin, port->port, node);
  lilv_node_free(node);
  return is;
}

static bool
has_property(const Port* const port, const char* const uri)
{
  LilvNode* const node = lilv_new_uri(ob_world_lilv(port->world), uri);
  const bool      has  = lilv_port_has_property(port->plugin, port->port, node);
  lilv_node_free(node);
  return has;
}

static const char*
symbol_of(const Port* const port)
{
  return lilv_node_as_string(lilv_port_get_symbol(port->plugin, port->port));
}

static bool
is_parameter(const Port* const port)
{
  for (size_t i = 0U; i < sizeof(others) / sizeof(others[0]); ++i) {
    if (!strcmp(symbol_of(port), others[i])) {
      return false;
    }
  }
  return is_a(port, LV2_CORE__InputPort) && is_a(port, LV2_CORE__ControlPort);
}

/// Append a text to another of fixed size, cut if need be
static void
append(ObProblem* const  problem,
       const char* const before,
       const char* const text)
{
  const size_t used = strlen(problem->text);
  snprintf(
    problem->text + used, sizeof(problem->text) - used, "%s%s", before, text);
}

static ObStatus
no_such_parameter(Port port, const char* const id, ObProblem* const problem)
{
  const char* before = "; there are ";
  ob_problem(problem, "there is no parameter \"%.40s\"", id);

  const uint32_t count = lilv_plugin_get_num_ports(port.plugin);
  for (uint32_t i = 0U; i < count; ++i) {
    port.port = lilv_plugin_get_port_by_index(port.plugin, i);
    if (is_parameter(&port)) {
      append(problem, before, symbol_of(&port));
      before = ", ";
    }
  }
  return OB_CORRUPT;
}

static float
value_of(const LilvScalePoint* const point)
{
  return lilv_node_as_float(lilv_scale_point_get_value(point));
}

/// Return the choice after the value `last`; they are in no order
static const LilvScalePoint*
next_choice(const LilvScalePoints* const points, const float last)
{
  const LilvScalePoint* next = NULL;
  LILV_FOREACH(scale_points, i, points)
  {
    const LilvScalePoint* const point = lilv_scale_points_get(points, i);
    if (value_of(point) > last && (!next || value_of(point) < value_of(next))) {
      next = point;
    }
  }
  return next;
}

/// Find the value of the choice with a label
static ObStatus
parse_choice(const Port* const port,
             const char* const text,
             float* const      value,
             ObProblem* const  problem)
{
  LilvScalePoints* const points =
    lilv_port_get_scale_points(port->plugin, port->port);
  const char* before = "; there are ";
  float       last   = -INFINITY;
  ObStatus    status =
    ob_problem(problem, "%s: no \"%.40s\"", symbol_of(port), text);

  const LilvScalePoint* point = NULL;
  while (status && (point = next_choice(points, last))) {
    const char* const label =
      lilv_node_as_string(lilv_scale_point_get_label(point));
    last = value_of(point);
    if (!strcasecmp(label, text)) {
      *value = last;
      status = OB_SUCCESS;
    }
    append(problem, before, label);
    before = ", ";
  }
  lilv_scale_points_free(points);
  return status;
}

static ObStatus
parse_switch(const Port* const port,
             const char* const text,
             float* const      value,
             ObProblem* const  problem)
{
  static const char* const words[] = { "off", "on",  "0",     "1",
                                       "no",  "yes", "false", "true" };

  for (size_t i = 0U; i < sizeof(words) / sizeof(words[0]); ++i) {
    if (!strcasecmp(text, words[i])) {
      *value = (float)(i % 2U);
      return OB_SUCCESS;
    }
  }
  return ob_problem(
    problem, "%s is on or off, not \"%.40s\"", symbol_of(port), text);
}

static ObStatus
parse_number(const Port* const port,
             const char* const text,
             float* const      value,
             ObProblem* const  problem)
{
  LilvNode* low  = NULL;
  LilvNode* high = NULL;
  lilv_port_get_range(port->plugin, port->port, NULL, &low, &high);
  const float lowest  = low ? lilv_node_as_float(low) : -INFINITY;
  const float highest = high ? lilv_node_as_float(high) : INFINITY;
  lilv_node_free(low);
  lilv_node_free(high);

  char* end = NULL;
  *value    = strtof(text, &end);

  const bool whole = has_property(port, LV2_CORE__integer);
  const bool number =
    *text && !*end && isfinite(*value) && (!whole || *value == roundf(*value));
  return number && *value >= lowest && *value <= highest
           ? OB_SUCCESS
           : ob_problem(problem,
                        "%s is a%s number from %g to %g, not \"%.40s\"",
                        symbol_of(port),
                        whole ? " whole" : "",
                        (double)lowest,
                        (double)highest,
                        text);
}

/// Return the port whose symbol is made of two parts, or one without a port
static Port
find_port(const ObWorld* const    world,
          const LilvPlugin* const plugin,
          const char* const       id,
          const char* const       suffix)
{
  char text[64];
  snprintf(text, sizeof(text), "%s%s", id, suffix);

  LilvNode* const symbol = lilv_new_string(ob_world_lilv(world), text);
  const Port      port   = { world,
                             plugin,
                             lilv_plugin_get_port_by_symbol(plugin, symbol) };
  lilv_node_free(symbol);
  return port;
}

ObStatus
ob_setting_parse(ObSetting* const        setting,
                 const ObWorld* const    world,
                 const LilvPlugin* const plugin,
                 const char* const       id,
                 const char* const       value,
                 ObProblem* const        problem)
{
  Port port = find_port(world, plugin, id, "");
  if (port.port && !is_parameter(&port)) {
    port = find_port(world, plugin, id, "_2"); // Its symbol was taken
  }
  if (!port.port || !is_parameter(&port)) {
    return no_such_parameter(port, id, problem);
  }

  setting->port = lilv_port_get_index(plugin, port.port);
  return has_property(&port, LV2_CORE__enumeration)
           ? parse_choice(&port, value, &setting->value, problem)
         : has_property(&port, LV2_CORE__toggled)
           ? parse_switch(&port, value, &setting->value, problem)
           : parse_number(&port, value, &setting->value, problem);
}

/// Set what one text says
static ObStatus
apply(ObHost* const           host,
      const ObWorld* const    world,
      const LilvPlugin* const plugin,
      const char* const       text,
      ObProblem* const        problem)
{
  ObSetting   setting = { 0U, 0.0f };
  char* const id      = strdup(text);
  char* const equals  = id ? strchr(id, '=') : NULL;
  ObStatus    status  = OB_CORRUPT;

  if (equals) {
    *equals = '\0';
    status = ob_setting_parse(&setting, world, plugin, id, equals + 1, problem);
  } else {
    ob_problem(problem, "it is not ID=VALUE");
  }
  if (!status) {
    ob_host_set(host, setting.port, setting.value);
  }

  free(id);
  return status;
}

bool
ob_settings_apply(ObHost* const            host,
                  const ObWorld* const     world,
                  const LilvPlugin* const  plugin,
                  const char* const* const texts,
                  const size_t             count)
{
  for (size_t i = 0U; i < count; ++i) {
    ObProblem problem = { "" };
    if (apply(host, world, plugin, texts[i], &problem)) {
      ob_complain("--set %s: %s", texts[i], problem.text);
      return false;
    }
  }

  return true;
}
