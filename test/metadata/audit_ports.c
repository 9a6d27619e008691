// Copyright 2026 The Outboard authors
// SPDX-License-Identifier: ISC

// Audits what is said of ports and their groups

#include "audit.h"

#include <lv2/atom/atom.h>
#include <lv2/core/lv2.h>
#include <lv2/midi/midi.h>
#include <lv2/patch/patch.h>
#include <lv2/port-groups/port-groups.h>
#include <lv2/resize-port/resize-port.h>
#include <lv2/time/time.h>

#include <stdio.h>
#include <string.h>

/// More characters than this are cut off in generic views [bytes]
#define LONGEST_NAME 64U

/// More are too many for a short name, by LV2 [bytes]
#define LONGEST_SHORT_NAME 16U

static bool
is_symbol(const char* const text)
{
  static const char letters[] =
    "_abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ";

  return text[0] && strchr(letters, text[0]) &&
         strspn(text + 1,
                "_abcdefghijklmnopqrstuvwxyz"
                "ABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789") == strlen(text + 1);
}

bool
audit_port_is(const Audit* const    audit,
              const LilvPort* const port,
              const char* const     name)
{
  char uri[128];
  snprintf(uri, sizeof(uri), LV2_CORE_PREFIX "%s", name);

  LilvNode* const node = lilv_new_uri(audit->world, uri);
  const bool      is   = lilv_port_is_a(audit->plugin, port, node) ||
                  lilv_port_has_property(audit->plugin, port, node);
  lilv_node_free(node);
  return is;
}

/// Demand a length of a text, if there is one
static void
audit_length(Audit* const          audit,
             const LilvNode* const subject,
             const char* const     place,
             const char* const     property,
             const size_t          longest)
{
  LilvNode* const value = audit_get(audit, subject, property);

  if (value && strlen(lilv_node_as_string(value)) > longest) {
    audit_complain(
      audit, place, "%s has more than %zu bytes", property, longest);
  }
  lilv_node_free(value);
}

/// Demand that a port is in a group, and that the group is complete
static void
audit_group(Audit* const          audit,
            const LilvPort* const port,
            const char* const     symbol)
{
  const LilvNode* const node  = lilv_port_get_node(audit->plugin, port);
  LilvNode* const       group = audit_get(audit, node, LV2_PORT_GROUPS__group);
  if (!group || !lilv_node_is_uri(group)) {
    audit_complain(audit, symbol, "it is in no group");
    lilv_node_free(group);
    return;
  }

  const char* const uri  = lilv_node_as_uri(group);
  LilvNode* const   name = audit_get(audit, group, LV2_CORE__symbol);
  audit_known(audit,
              group,
              symbol,
              audit_port_is(audit, port, "InputPort")
                ? LV2_PORT_GROUPS__InputGroup
                : LV2_PORT_GROUPS__OutputGroup);
  audit_text(audit, group, uri, LV2_CORE__name, false);
  audit_text(audit, group, uri, RDFS "comment", false);
  if (!name || !is_symbol(lilv_node_as_string(name))) {
    audit_complain(audit, uri, "there is no valid symbol");
  }
  lilv_node_free(name);
  lilv_node_free(group);
}

/// Demand what a port for events says of them
static void
audit_events(Audit* const          audit,
             const LilvPort* const port,
             const char* const     symbol)
{
  static const char* const events[] = { LV2_MIDI__MidiEvent,
                                        LV2_PATCH__Message,
                                        LV2_TIME__Position };

  const LilvNode* const node  = lilv_port_get_node(audit->plugin, port);
  const bool            input = audit_port_is(audit, port, "InputPort");
  LilvNode* const size = audit_get(audit, node, LV2_RESIZE_PORT__minimumSize);

  if (!audit_has(audit, node, LV2_ATOM__bufferType, LV2_ATOM__Sequence)) {
    audit_complain(audit, symbol, "its buffer is no sequence");
  }
  if (!audit_has(audit, node, LV2_CORE__designation, LV2_CORE__control)) {
    audit_complain(audit, symbol, "it is not designated for control");
  }
  for (unsigned i = 0U; i < (input ? 3U : 2U); ++i) {
    if (!audit_has(audit, node, LV2_ATOM__supports, events[i])) {
      audit_complain(audit, symbol, "it does not support %s", events[i]);
    }
  }
  if (!size || !lilv_node_is_int(size) || lilv_node_as_int(size) < 1) {
    audit_complain(audit, symbol, "there is no minimum size");
  }
  lilv_node_free(size);
}

/// Demand that all properties of a port are known
static void
audit_properties(Audit* const          audit,
                 const LilvPort* const port,
                 const char* const     symbol)
{
  LilvNodes* const properties = lilv_port_get_properties(audit->plugin, port);

  LILV_FOREACH(nodes, i, properties)
  {
    audit_known(
      audit, lilv_nodes_get(properties, i), symbol, LV2_CORE__PortProperty);
  }
  lilv_nodes_free(properties);
}

static void
audit_port(Audit* const audit, const LilvPort* const port)
{
  const LilvNode* const node = lilv_port_get_node(audit->plugin, port);
  const char* const     symbol =
    lilv_node_as_string(lilv_port_get_symbol(audit->plugin, port));

  if (audit_port_is(audit, port, "InputPort") ==
      audit_port_is(audit, port, "OutputPort")) {
    audit_complain(audit, symbol, "it must be either input or output");
  }
  audit_text(audit, node, symbol, LV2_CORE__name, false);
  audit_length(audit, node, symbol, LV2_CORE__name, LONGEST_NAME);
  audit_length(
    audit, node, symbol, LV2_CORE_PREFIX "shortName", LONGEST_SHORT_NAME);
  audit_text(audit, node, symbol, RDFS "comment", false);
  audit_properties(audit, port, symbol);
  audit_group(audit, port, symbol);

  if (audit_port_is(audit, port, "ControlPort")) {
    audit_values(audit, port, symbol);
    audit_unit(audit, port, symbol);
  } else {
    audit_events(audit, port, symbol);
  }
}

/// Demand that a port is unlike those before it
static void
audit_unique(Audit* const audit, const uint32_t index)
{
  const LilvPort* const port =
    lilv_plugin_get_port_by_index(audit->plugin, index);
  const LilvNode* const symbol = lilv_port_get_symbol(audit->plugin, port);
  LilvNode* const       name   = lilv_port_get_name(audit->plugin, port);

  for (uint32_t i = 0U; i < index; ++i) {
    const LilvPort* const other =
      lilv_plugin_get_port_by_index(audit->plugin, i);
    LilvNode* const   other_name = lilv_port_get_name(audit->plugin, other);
    const char* const place      = lilv_node_as_string(symbol);

    if (lilv_node_equals(symbol, lilv_port_get_symbol(audit->plugin, other))) {
      audit_complain(audit, place, "another port has this symbol");
    }
    if (lilv_node_equals(name, other_name)) {
      audit_complain(audit, place, "another port has this name");
    }
    lilv_node_free(other_name);
  }
  lilv_node_free(name);
}

/// Demand one port of a designation, with a property
static void
audit_designation(Audit* const      audit,
                  const char* const designation,
                  const char* const property)
{
  unsigned count = 0U;

  for (uint32_t i = 0U; i < lilv_plugin_get_num_ports(audit->plugin); ++i) {
    const LilvPort* const port =
      lilv_plugin_get_port_by_index(audit->plugin, i);
    const LilvNode* const node = lilv_port_get_node(audit->plugin, port);
    if (audit_has(audit, node, LV2_CORE__designation, designation)) {
      count += audit_port_is(audit, port, property);
    }
  }
  if (count != 1U) {
    audit_complain(
      audit, "ports", "%u %s ports are for %s", count, property, designation);
  }
}

void
audit_ports(Audit* const audit)
{
  for (uint32_t i = 0U; i < lilv_plugin_get_num_ports(audit->plugin); ++i) {
    audit_port(audit, lilv_plugin_get_port_by_index(audit->plugin, i));
    audit_unique(audit, i);
  }

  audit_designation(audit, LV2_CORE__control, "InputPort");
  audit_designation(audit, LV2_CORE__control, "OutputPort");
  audit_designation(audit, LV2_CORE__enabled, "toggled");
  audit_designation(audit, LV2_CORE__freeWheeling, "toggled");
  audit_designation(audit, LV2_CORE__latency, "reportsLatency");
}
