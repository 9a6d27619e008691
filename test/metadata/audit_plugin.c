// Copyright 2026 The Outboard authors
// SPDX-License-Identifier: ISC

// Audits what is said of a plugin as a whole

#include "audit.h"

#include <lv2/atom/atom.h>
#include <lv2/core/lv2.h>
#include <lv2/options/options.h>
#include <lv2/patch/patch.h>
#include <lv2/presets/presets.h>
#include <lv2/state/state.h>

#include <string.h>

#define DOAP "http://usefulinc.com/ns/doap#"

static const char place[] = "plugin";

static const char* const ranges[] = { LV2_ATOM__Bool,   LV2_ATOM__Double,
                                      LV2_ATOM__Float,  LV2_ATOM__Int,
                                      LV2_ATOM__Long,   LV2_ATOM__Path,
                                      LV2_ATOM__String, LV2_ATOM__URI };

/// Demand a version number that LV2 takes for one of a release
static void
audit_version(Audit* const audit, const char* const property, const int least)
{
  const LilvNode* const uri   = lilv_plugin_get_uri(audit->plugin);
  LilvNode* const       value = audit_get(audit, uri, property);

  if (!value || !lilv_node_is_int(value)) {
    audit_complain(audit, place, "%s is no integer", property);
  } else if (lilv_node_as_int(value) < least || lilv_node_as_int(value) % 2) {
    audit_complain(audit, place, "%s is not that of a release", property);
  }
  lilv_node_free(value);
}

static void
audit_origin(Audit* const audit)
{
  const LilvNode* const uri     = lilv_plugin_get_uri(audit->plugin);
  LilvNode* const       license = audit_get(audit, uri, DOAP "license");
  LilvNode* const       author  = lilv_plugin_get_author_name(audit->plugin);
  LilvNode* const       project = lilv_plugin_get_project(audit->plugin);

  if (!license || !lilv_node_is_uri(license)) {
    audit_complain(audit, place, "the licence is no URI");
  }
  if (!author || !lilv_node_is_string(author) ||
      !lilv_node_as_string(author)[0]) {
    audit_complain(audit, place, "there is no author");
  }
  if (project) {
    audit_text(audit, project, "project", DOAP "name", false);
  } else {
    audit_complain(audit, place, "there is no project");
  }

  lilv_node_free(project);
  lilv_node_free(author);
  lilv_node_free(license);
}

static void
audit_class(Audit* const audit)
{
  const LilvNode* const class =
    lilv_plugin_class_get_uri(lilv_plugin_get_class(audit->plugin));

  if (!strcmp(lilv_node_as_uri(class), LV2_CORE__Plugin)) {
    audit_complain(audit, place, "the class says nothing");
  }
}

/// Demand that all values of a property are known as a type
static void
audit_all_known(Audit* const      audit,
                const char* const property,
                const char* const type)
{
  LilvNode* const  predicate = lilv_new_uri(audit->world, property);
  LilvNodes* const values    = lilv_plugin_get_value(audit->plugin, predicate);

  LILV_FOREACH(nodes, i, values)
  {
    audit_known(audit, lilv_nodes_get(values, i), place, type);
  }
  lilv_nodes_free(values);
  lilv_node_free(predicate);
}

/// Demand that who has one value has the other, too
static void
audit_pair(Audit* const      audit,
           const char* const property,
           const char* const value,
           const char* const other_property,
           const char* const other)
{
  const LilvNode* const uri = lilv_plugin_get_uri(audit->plugin);

  if (audit_has(audit, uri, property, value) &&
      !audit_has(audit, uri, other_property, other)) {
    audit_complain(audit, place, "%s without %s", value, other);
  }
}

static void
audit_parameter(Audit* const audit, const LilvNode* const parameter)
{
  const char* const uri   = lilv_node_as_string(parameter);
  LilvNode* const   range = audit_get(audit, parameter, RDFS "range");
  bool              fits  = false;

  audit_known(audit, parameter, uri, LV2_CORE_PREFIX "Parameter");
  audit_text(audit, parameter, uri, RDFS "label", false);
  audit_text(audit, parameter, uri, RDFS "comment", false);
  for (size_t i = 0U; range && i < sizeof(ranges) / sizeof(ranges[0]); ++i) {
    fits = fits || !strcmp(lilv_node_as_string(range), ranges[i]);
  }
  if (!fits) {
    audit_complain(audit, uri, "the range is no kind of atom");
  }
  lilv_node_free(range);
}

static void
audit_parameters(Audit* const audit, const char* const property)
{
  LilvNode* const  predicate = lilv_new_uri(audit->world, property);
  LilvNodes* const values    = lilv_plugin_get_value(audit->plugin, predicate);

  LILV_FOREACH(nodes, i, values)
  {
    audit_parameter(audit, lilv_nodes_get(values, i));
  }
  lilv_nodes_free(values);
  lilv_node_free(predicate);
}

static void
audit_presets(Audit* const audit)
{
  LilvNode* const  type    = lilv_new_uri(audit->world, LV2_PRESETS__Preset);
  LilvNodes* const presets = lilv_plugin_get_related(audit->plugin, type);

  LILV_FOREACH(nodes, i, presets)
  {
    const LilvNode* const preset = lilv_nodes_get(presets, i);
    const char* const     uri    = lilv_node_as_string(preset);
    LilvNode* const       state  = audit_get(audit, preset, LV2_STATE__state);
    audit_text(audit, preset, uri, RDFS "label", false);
    if (!state) {
      audit_complain(audit, uri, "there is no state");
    }
    lilv_node_free(state);
  }
  lilv_nodes_free(presets);
  lilv_node_free(type);
}

void
audit_plugin(Audit* const audit)
{
  const LilvNode* const uri = lilv_plugin_get_uri(audit->plugin);

  if (!lilv_plugin_verify(audit->plugin)) {
    audit_complain(audit, place, "lilv finds it incomplete");
  }
  audit_text(audit, uri, place, DOAP "name", false);
  audit_text(audit, uri, place, DOAP "shortdesc", false);
  audit_text(audit, uri, place, RDFS "comment", false);
  audit_version(audit, LV2_CORE__minorVersion, 2);
  audit_version(audit, LV2_CORE__microVersion, 0);
  audit_origin(audit);
  audit_class(audit);

  audit_all_known(audit, LV2_CORE__requiredFeature, LV2_CORE__Feature);
  audit_all_known(audit, LV2_CORE__optionalFeature, LV2_CORE__Feature);
  audit_all_known(audit, LV2_CORE__extensionData, LV2_CORE__ExtensionData);
  audit_all_known(audit, LV2_OPTIONS__supportedOption, LV2_OPTIONS__Option);
  audit_pair(audit,
             LV2_CORE__extensionData,
             LV2_OPTIONS__interface,
             LV2_CORE__optionalFeature,
             LV2_OPTIONS__options);
  audit_pair(audit,
             LV2_CORE__optionalFeature,
             LV2_STATE__threadSafeRestore,
             LV2_CORE__extensionData,
             LV2_STATE__interface);

  audit_parameters(audit, LV2_PATCH__writable);
  audit_parameters(audit, LV2_PATCH__readable);
  audit_presets(audit);
}
