// Copyright 2026 The Outboard authors
// SPDX-License-Identifier: ISC

// Audits what is said of the plugins in a folder: a line for each violation

#include "audit.h"

#include <limits.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

void
audit_complain(Audit* const      audit,
               const char* const place,
               const char* const format,
               ...)
{
  va_list args;

  printf(
    "%s %s: ", lilv_node_as_uri(lilv_plugin_get_uri(audit->plugin)), place);
  va_start(args, format);
  vprintf(format, args);
  va_end(args);
  putchar('\n');
  ++audit->violations;
}

LilvNode*
audit_get(const Audit* const    audit,
          const LilvNode* const subject,
          const char* const     property)
{
  LilvNode* const predicate = lilv_new_uri(audit->world, property);
  LilvNode* const value =
    lilv_world_get(audit->world, subject, predicate, NULL);

  lilv_node_free(predicate);
  return value;
}

bool
audit_has(const Audit* const    audit,
          const LilvNode* const subject,
          const char* const     property,
          const char* const     value)
{
  LilvNode* const predicate = lilv_new_uri(audit->world, property);
  LilvNode* const object    = lilv_new_uri(audit->world, value);
  const bool has = lilv_world_ask(audit->world, subject, predicate, object);

  lilv_node_free(object);
  lilv_node_free(predicate);
  return has;
}

void
audit_text(Audit* const          audit,
           const LilvNode* const subject,
           const char* const     place,
           const char* const     property,
           const bool            may_be_empty)
{
  LilvNode* const value = audit_get(audit, subject, property);

  if (!value) {
    audit_complain(audit, place, "there is no %s", property);
  } else if (!lilv_node_is_string(value)) {
    audit_complain(audit, place, "%s is no text", property);
  } else if (!may_be_empty && !lilv_node_as_string(value)[0]) {
    audit_complain(audit, place, "%s is empty", property);
  }
  lilv_node_free(value);
}

void
audit_known(Audit* const          audit,
            const LilvNode* const node,
            const char* const     place,
            const char* const     type)
{
  if (!audit_has(audit, node, RDF_TYPE, type)) {
    audit_complain(
      audit, place, "%s is not known as %s", lilv_node_as_string(node), type);
  }
}

/// Return whether a plugin's bundle is in a folder, given by its real path
static bool
is_in(const LilvPlugin* const plugin, const char* const folder)
{
  const LilvNode* const bundle = lilv_plugin_get_bundle_uri(plugin);
  char* const           path   = lilv_node_get_path(bundle, NULL);
  char* const           real   = path ? realpath(path, NULL) : NULL;
  const size_t          size   = strlen(folder);
  const bool in = real && !strncmp(real, folder, size) && real[size] == '/';

  free(real);
  lilv_free(path);
  return in;
}

int
main(int argc, char** argv)
{
  char folder[PATH_MAX];
  if (argc != 2 || !realpath(argv[1], folder)) {
    fputs("usage: audit FOLDER, one of those in LV2_PATH\n", stderr);
    return 2;
  }

  LilvWorld* const world = lilv_world_new();
  lilv_world_load_all(world);

  const LilvPlugins* const plugins    = lilv_world_get_all_plugins(world);
  unsigned                 count      = 0U;
  unsigned                 violations = 0U;
  LILV_FOREACH(plugins, i, plugins)
  {
    Audit audit = { world, lilv_plugins_get(plugins, i), 0U };
    if (is_in(audit.plugin, folder)) {
      audit_plugin(&audit);
      audit_code(&audit);
      audit_ports(&audit);
      violations += audit.violations;
      ++count;
    }
  }

  lilv_world_free(world);
  printf("%u plugins, %u violations\n", count, violations);
  return violations || !count;
}
