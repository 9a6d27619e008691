// Copyright 2026 The Outboard authors
// SPDX-License-Identifier: ISC

// What a script says of itself, from its description as JSON; setup

#include "preset.h"

#include "index.h"
#include "json_clean.h"
#include "text.h"

#include <math.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

/// Ranges end here, so that a float can express them and their sum [1]
#define FAR 1e38

/// More steps than any parameter has
#define MANY 1000

/// A parameter as the description has it
typedef struct
{
  const char* id;
  const char* label;
  const char* type;
  double      low;
  double      high;
  json_t*     initial;
  const char* unit;
  int         logarithmic;
  int         integer;
  const char* group;
  json_t*     choices;
  double      count;
} Param;

/// The types, by ObPortType; and the one that is several ports
static const char* const types[] = { "float",
                                     "int",
                                     "bool",
                                     "choice",
                                     "trigger" };
static const char        steps[] = "steps";

OB_PRINTF(2, 3)
static ObStatus
fail(ObPresetProblem* const problem, const char* const format, ...)
{
  char    text[sizeof(problem->text)];
  va_list args;
  va_start(args, format);
  vsnprintf(text, sizeof(text), format, args);
  va_end(args);
  ob_text_line(problem->text, sizeof(problem->text), text, strlen(text));
  return OB_CORRUPT;
}

static float
as_float(const double value)
{
  return (float)fmin(fmax(value, -FAR), FAR);
}

/// Return a step's value to begin with; other parameters have one step
static double
initial_value(const Param* const param, const size_t step)
{
  const json_t* const value = json_is_array(param->initial)
                                ? json_array_get(param->initial, step)
                                : param->initial;

  return json_is_boolean(value) ? (double)json_is_true(value)
                                : json_number_value(value);
}

/// Set the numbers of a port
static void
set_range(ObPresetPort* const port, const Param* const param, const size_t step)
{
  // A choice of one has a range of one value, which hosts divide by
  port->low  = as_float(param->low);
  port->high = as_float(param->high);
  if (!(port->high > port->low)) {
    port->high = fmaxf(port->low + 1.0f, nextafterf(port->low, INFINITY));
  }

  const float initial = as_float(initial_value(param, step));
  port->initial       = fminf(fmaxf(initial, port->low), port->high);
}

/// Return the type of a parameter's ports, -1 if there is no such type
static int
port_type(const Param* const param)
{
  if (!strcmp(param->type, steps)) {
    return param->integer ? OB_PORT_INT : OB_PORT_FLOAT;
  }

  for (int i = 0; i <= OB_PORT_TRIGGER; ++i) {
    if (!strcmp(param->type, types[i])) {
      return i;
    }
  }

  return -1;
}

/// Set the texts of a port; `step` counts from 1, 0 if there is only one
static bool
set_names(ObPresetPort* const port, const Param* const param, const int step)
{
  const char* const label = param->label[0] ? param->label : param->id;

  if (!step) {
    port->id   = strdup(param->id);
    port->name = strdup(label);
    return port->id && port->name;
  }

  return asprintf(&port->id, "%s_%d", param->id, step) >= 0 &&
         asprintf(&port->name, "%s %d", label, step) >= 0;
}

static bool
is_taken(const ObPreset* const preset, const char* const id)
{
  for (uint32_t i = 0U; i < preset->n_ports; ++i) {
    if (!strcmp(preset->ports[i].id, id)) {
      return true;
    }
  }

  return false;
}

/// Add a port if there is a place for it
static ObStatus
add_port(ObPreset* const        preset,
         const Param* const     param,
         const int              step,
         ObPresetProblem* const problem)
{
  if (preset->n_ports == OB_VALUES_MAX) {
    ++preset->n_left;
    return OB_SUCCESS;
  }

  ObPresetPort port = {
    .type        = (ObPortType)port_type(param),
    .logarithmic = param->logarithmic && param->low > 0.0,
    .unit        = param->unit,
    .group       = param->group,
    .choices     = param->choices,
  };
  const bool named = set_names(&port, param, step);
  const bool valid = named && ob_index_valid_line(port.id) &&
                     ob_json_is_clean(param->id) && port.id[0] != '-';

  if (!valid || is_taken(preset, port.id)) {
    free(port.id);
    free(port.name);
    return !named  ? OB_NO_MEM
           : valid ? fail(problem, "two parameters have the id %s", param->id)
                   : fail(problem, "a parameter has an id that is none");
  }

  set_range(&port, param, step ? (size_t)step - 1U : 0U);
  preset->ports[preset->n_ports++] = port;
  return OB_SUCCESS;
}

static ObStatus
unpack_param(Param* const           param,
             json_t* const          item,
             ObPresetProblem* const problem)
{
  json_error_t error;

  *param = (Param){ .integer = 0, .count = 1.0 };
  if (json_unpack_ex(item,
                     &error,
                     0U,
                     "{s:s s:s s:s s:F s:F s:o s:s s:b s?b s:s s?o s?F}",
                     "id",
                     &param->id,
                     "label",
                     &param->label,
                     "type",
                     &param->type,
                     "low",
                     &param->low,
                     "high",
                     &param->high,
                     "default",
                     &param->initial,
                     "unit",
                     &param->unit,
                     "log",
                     &param->logarithmic,
                     "integer",
                     &param->integer,
                     "group",
                     &param->group,
                     "choices",
                     &param->choices,
                     "count",
                     &param->count)) {
    return fail(problem, "a parameter is not as expected: %s", error.text);
  }

  return OB_SUCCESS;
}

static ObStatus
add_param(ObPreset* const        preset,
          json_t* const          item,
          ObPresetProblem* const problem)
{
  Param    param;
  ObStatus status = unpack_param(&param, item, problem);
  if (status) {
    return status;
  }

  if (port_type(&param) < 0) {
    return fail(problem, "\"%s\" is no type of parameter", param.type);
  }
  if (strcmp(param.type, steps)) {
    return add_port(preset, &param, 0, problem);
  }

  if (!(param.count >= 1.0 && param.count <= MANY)) {
    return fail(problem, "a parameter has no such number of steps");
  }

  for (int i = 1; !status && i <= (int)param.count; ++i) {
    status = add_port(preset, &param, i, problem);
  }

  return status;
}

/// Split the first line into the name and the rest
static ObStatus
set_name(ObPreset* const preset, const char* const line)
{
  const char* const colon = strstr(line, ": ");

  preset->name = colon ? strndup(line, (size_t)(colon - line)) : strdup(line);
  preset->summary = colon ? colon + 2 : "";
  return preset->name ? OB_SUCCESS : OB_NO_MEM;
}

static ObStatus
check_files(const ObPreset* const preset, ObPresetProblem* const problem)
{
  size_t        i    = 0U;
  const json_t* item = NULL;
  json_array_foreach(preset->files, i, item)
  {
    const char* const name = json_string_value(item);
    if (!name || !ob_index_valid_file(name)) {
      return fail(problem, "FILES has a name that is not one in its folder");
    }
  }

  return OB_SUCCESS;
}

static ObStatus
unpack(ObPreset* const preset, ObPresetProblem* const problem)
{
  json_error_t error;
  json_t*      params = NULL;
  const char*  line   = NULL;
  if (json_unpack_ex(preset->json,
                     &error,
                     0U,
                     "{s:s s:s s:s s:s s:s s:s s:s s:o s:o}",
                     "name",
                     &line,
                     "doc",
                     &preset->documentation,
                     "author",
                     &preset->author,
                     "license",
                     &preset->license,
                     "version",
                     &preset->version,
                     "uri",
                     &preset->uri,
                     "category",
                     &preset->category,
                     "files",
                     &preset->files,
                     "params",
                     &params)) {
    return fail(problem, "the description is not as expected: %s", error.text);
  }

  ObStatus status = set_name(preset, line);
  if (!status) {
    status = check_files(preset, problem);
  }

  size_t  i    = 0U;
  json_t* item = NULL;
  json_array_foreach(params, i, item)
  {
    if (!status) {
      status = add_param(preset, item, problem);
    }
  }

  return status;
}

ObStatus
ob_preset_parse(ObPreset* const        preset,
                const char* const      text,
                const size_t           size,
                ObPresetProblem* const problem)
{
  json_error_t error;

  // Integers have no limits in a script
  *preset      = (ObPreset){ .name = NULL };
  preset->json = json_loadb(text, size, JSON_DECODE_INT_AS_REAL, &error);
  if (!preset->json) {
    return fail(problem, "the description is no JSON: %s", error.text);
  }

  ObStatus status = ob_json_clean(preset->json);
  if (!status) {
    status = unpack(preset, problem);
  }
  if (status) {
    ob_preset_clear(preset);
  }
  if (status == OB_NO_MEM) {
    fail(problem, "%s", ob_strerror(status));
  }

  return status;
}

void
ob_preset_clear(ObPreset* const preset)
{
  for (uint32_t i = 0U; i < preset->n_ports; ++i) {
    free(preset->ports[i].id);
    free(preset->ports[i].name);
  }
  free(preset->name);
  json_decref(preset->json);
  *preset = (ObPreset){ .name = NULL };
}
