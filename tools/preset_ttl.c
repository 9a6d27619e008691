// Copyright 2026 The Outboard authors
// SPDX-License-Identifier: ISC

// What hosts are told of a preset's plugin, as Turtle; setup

#include "preset_ttl.h"

#include "lv2_ports.h"
#include "turtle.h"
#include "vocabulary.h"

#include <stdbool.h>
#include <stddef.h>
#include <stdlib.h>
#include <string.h>

/// The subject of the template
static const char template_uri[] = "urn:outboard:preset";

/// What a plugin does whose script does not say
static const char untold[] = "Plays a script on the track";

ObStatus
ob_preset_ttl_manifest(const ObPlugin* const plugin, FILE* const file)
{
  ObTurtle* const turtle = ob_turtle_new(file);
  if (!turtle) {
    return OB_NO_MEM;
  }

  ob_turtle_prefix(turtle, "lv2", "http://lv2plug.in/ns/lv2core#");
  ob_turtle_prefix(turtle, "rdfs", "http://www.w3.org/2000/01/rdf-schema#");

  ob_turtle_subject(turtle, plugin->uri);
  ob_turtle_add(turtle, "a", "lv2:Plugin");
  if (plugin->binary[0] == '/') {
    ob_turtle_add_file(turtle, "lv2:binary", plugin->binary);
  } else {
    ob_turtle_add_uri(turtle, "lv2:binary", plugin->binary);
  }
  ob_turtle_add_number(turtle, "lv2:minorVersion", (float)plugin->minor);
  ob_turtle_add_number(turtle, "lv2:microVersion", (float)plugin->micro);
  ob_turtle_add_uri(turtle, "rdfs:seeAlso", plugin->data);
  return ob_turtle_finish(turtle);
}

/// Return two texts in one, to be freed; NULL if out of memory
static char*
join(const char* const first, const char* const between, const char* const last)
{
  char* text = NULL;

  return asprintf(&text, "%s%s%s", first, between, last) < 0 ? NULL : text;
}

/// Return what a preset does, in a line
static const char*
summary(const ObPreset* const preset)
{
  return preset->summary[0] ? preset->summary : untold;
}

/// Write the name, and who made it
static void
write_origin(ObTurtle* const turtle, const ObPlugin* const plugin)
{
  const ObPreset* const preset  = plugin->preset;
  const char* const     license = ob_vocabulary_license(preset->license);
  char* const           name    = join(plugin->prefix, "", plugin->name);

  ob_turtle_add_line(turtle, "doap:name", name);
  ob_turtle_add_line(turtle, "doap:shortdesc", summary(preset));
  if (license) {
    ob_turtle_add_uri(turtle, "doap:license", license);
  }

  ob_turtle_begin(turtle, "lv2:project");
  ob_turtle_add(turtle, "a", "doap:Project");
  ob_turtle_add_line(turtle, "doap:name", name);
  if (preset->author[0]) {
    ob_turtle_begin(turtle, "doap:maintainer");
    ob_turtle_add(turtle, "a", "foaf:Person");
    ob_turtle_add_line(turtle, "foaf:name", preset->author);
    ob_turtle_end(turtle);
  }
  ob_turtle_end(turtle);
  free(name);
}

/// Write what is said of the plugin as a whole
static void
write_plugin(ObTurtle* const turtle, const ObPlugin* const plugin)
{
  const ObPreset* const preset = plugin->preset;
  const char* const     more   = preset->documentation;
  char* const comment = join(summary(preset), more[0] ? "\n\n" : "", more);

  ob_turtle_subject(turtle, plugin->uri);
  ob_turtle_add(turtle, "a", "lv2:Plugin");
  ob_turtle_add(turtle, "a", ob_vocabulary_class(preset->category));
  write_origin(turtle, plugin);
  ob_turtle_add_text(turtle, "rdfs:comment", comment);
  free(comment);
}

/// Return the number of the group of a port, counted by first use
static uint32_t
group_number(const ObSlots* const slots, const char* const name)
{
  uint32_t i = 0U;
  while (!slots->slots[i].port || strcmp(slots->slots[i].port->group, name)) {
    ++i;
  }

  return i;
}

/// Return the URI of the group of a port, to be freed
static char*
group_uri(const ObPlugin* const plugin, const char* const name)
{
  char* uri = NULL;

  return asprintf(
           &uri, "%s#group%u", plugin->uri, group_number(plugin->slots, name)) <
             0
           ? NULL
           : uri;
}

/// Write the groups that ports are in
static void
write_groups(ObTurtle* const turtle, const ObPlugin* const plugin)
{
  for (uint32_t i = 0U; i < plugin->slots->count; ++i) {
    const ObPresetPort* const port = plugin->slots->slots[i].port;
    if (!port || !port->group[0] ||
        group_number(plugin->slots, port->group) != i) {
      continue;
    }

    char* const uri = group_uri(plugin, port->group);
    if (uri) {
      ob_turtle_subject(turtle, uri);
      ob_turtle_add(turtle, "a", "pg:InputGroup");
      ob_turtle_add_line(turtle, "lv2:symbol", strchr(uri, '#') + 1);
      ob_turtle_add_line(turtle, "lv2:name", port->group);
      ob_turtle_add_line(
        turtle, "rdfs:comment", "Parameters that the script has put together.");
    }
    free(uri);
  }
}

/// Write a unit that LV2 does not have
static void
write_own_unit(ObTurtle* const turtle, const ObPresetPort* const port)
{
  const char* const format = port->type == OB_PORT_INT ? "%.0f " : "%.2f ";
  char* const       render = (char*)malloc(2U * strlen(port->unit) + 8U);
  if (!render) {
    return;
  }

  // Hosts use it as a format
  char* end = stpcpy(render, format);
  for (const char* c = port->unit; *c; ++c) {
    *end++ = *c;
    if (*c == '%') {
      *end++ = '%';
    }
  }
  *end = '\0';

  ob_turtle_begin(turtle, "units:unit");
  ob_turtle_add(turtle, "a", "units:Unit");
  ob_turtle_add_line(turtle, "rdfs:label", port->unit);
  ob_turtle_add_line(turtle, "units:symbol", port->unit);
  ob_turtle_add_line(turtle, "units:render", render);
  ob_turtle_end(turtle);
  free(render);
}

static void
write_choices(ObTurtle* const turtle, const ObPresetPort* const port)
{
  size_t        i    = 0U;
  const json_t* item = NULL;
  json_array_foreach(port->choices, i, item)
  {
    const char* const label = json_string_value(item);
    ob_turtle_begin(turtle, "lv2:scalePoint");
    ob_turtle_add_line(turtle, "rdfs:label", label ? label : "");
    ob_turtle_add_number(turtle, "rdf:value", (float)i);
    ob_turtle_end(turtle);
  }
}

/// Write how a port's values are to be understood
static void
write_type(ObTurtle* const turtle, const ObPresetPort* const port)
{
  static const char property[] = "lv2:portProperty";

  switch (port->type) {
    case OB_PORT_FLOAT:
      break;
    case OB_PORT_INT:
      ob_turtle_add(turtle, property, "lv2:integer");
      break;
    case OB_PORT_BOOL:
      ob_turtle_add(turtle, property, "lv2:toggled");
      break;
    case OB_PORT_CHOICE:
      ob_turtle_add(turtle, property, "lv2:enumeration");
      ob_turtle_add(turtle, property, "lv2:integer");
      write_choices(turtle, port);
      break;
    case OB_PORT_TRIGGER:
      ob_turtle_add(turtle, property, "lv2:toggled");
      ob_turtle_add(turtle, property, "pprops:trigger");
      break;
  }

  if (port->logarithmic) {
    ob_turtle_add(turtle, property, "pprops:logarithmic");
  }
}

/// Write that a port has a unit or group that is in the template
static void
write_common(ObTurtle* const       turtle,
             const char* const     property,
             const ObPlugin* const plugin,
             const char* const     name)
{
  char* const uri = join(plugin->uri, "#", name);

  if (uri) {
    ob_turtle_add_uri(turtle, property, uri);
  }
  free(uri);
}

/// Write a name that tells the port from others, also where no groups are shown
static void
write_name(ObTurtle* const           turtle,
           const ObPlugin* const     plugin,
           const ObPresetPort* const port)
{
  bool shared = false;
  for (uint32_t i = 0U; i < plugin->slots->count; ++i) {
    const ObPresetPort* const other = plugin->slots->slots[i].port;
    shared =
      shared || (other && other != port && !strcmp(other->name, port->name));
  }

  const bool  longer = shared && port->group[0];
  char* const name =
    join(longer ? port->group : "", longer ? " " : "", port->name);
  ob_turtle_add_line(turtle, "lv2:name", name);
  free(name);
}

static void
write_range(ObTurtle* const turtle, const ObPresetPort* const port)
{
  void (*const write)(ObTurtle*, const char*, float) =
    port->type == OB_PORT_FLOAT ? ob_turtle_add_real : ob_turtle_add_number;

  write(turtle, "lv2:default", port->initial);
  write(turtle, "lv2:minimum", port->low);
  write(turtle, "lv2:maximum", port->high);
}

/// Write what is special to a parameter's port
static void
write_param(ObTurtle* const           turtle,
            const ObPlugin* const     plugin,
            const ObPresetPort* const port)
{
  const bool        real = port->type == OB_PORT_FLOAT;
  const char* const unit = ob_vocabulary_unit(port->unit);

  write_name(turtle, plugin, port);
  write_range(turtle, port);
  write_type(turtle, port);

  if (unit) {
    ob_turtle_add(turtle, "units:unit", unit);
  } else if (port->unit[0]) {
    write_own_unit(turtle, port);
  } else {
    write_common(turtle, "units:unit", plugin, real ? "number" : "whole");
  }

  char* const group = port->group[0] ? group_uri(plugin, port->group) : NULL;
  if (group) {
    ob_turtle_add_uri(turtle, "pg:group", group);
  } else {
    write_common(turtle, "pg:group", plugin, "parameters");
  }
  free(group);
}

static void
write_retired(ObTurtle* const turtle, const ObPlugin* const plugin)
{
  ob_turtle_add_line(turtle, "lv2:name", "retired");
  ob_turtle_add_real(turtle, "lv2:default", 0.0f);
  ob_turtle_add_real(turtle, "lv2:minimum", 0.0f);
  ob_turtle_add_real(turtle, "lv2:maximum", 1.0f);
  ob_turtle_add(turtle, "lv2:portProperty", "pprops:notOnGUI");
  write_common(turtle, "units:unit", plugin, "number");
  write_common(turtle, "pg:group", plugin, "parameters");
}

static void
write_port(ObTurtle* const       turtle,
           const ObPlugin* const plugin,
           const uint32_t        place)
{
  const ObSlot* const slot    = &plugin->slots->slots[place];
  char* const         comment = join("The script's parameter", " ", slot->id);

  ob_turtle_begin(turtle, "lv2:port");
  ob_turtle_add(turtle, "a", "lv2:InputPort");
  ob_turtle_add(turtle, "a", "lv2:ControlPort");
  ob_turtle_add_number(
    turtle, "lv2:index", (float)(OB_LV2_COMMON_PORTS + place));
  ob_turtle_add_line(turtle, "lv2:symbol", slot->symbol);
  ob_turtle_add_line(turtle, "rdfs:comment", comment);
  if (slot->port) {
    write_param(turtle, plugin, slot->port);
  } else {
    write_retired(turtle, plugin);
  }
  ob_turtle_end(turtle);
  free(comment);
}

ObStatus
ob_preset_ttl_data(const ObPlugin* const plugin, FILE* const file)
{
  ObTurtle* const turtle = ob_turtle_new(file);
  if (!turtle) {
    return OB_NO_MEM;
  }

  ob_turtle_copy(turtle, plugin->template, template_uri, plugin->uri);
  write_groups(turtle, plugin);
  write_plugin(turtle, plugin);
  for (uint32_t i = 0U; i < plugin->slots->count; ++i) {
    write_port(turtle, plugin, i);
  }

  return ob_turtle_finish(turtle);
}
