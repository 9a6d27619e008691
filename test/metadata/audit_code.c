// Copyright 2026 The Outboard authors
// SPDX-License-Identifier: ISC

// Audits that a plugin's code has the interfaces that its data promises

#include "audit.h"

#include <lv2/core/lv2.h>

#include <dlfcn.h>
#include <string.h>

/// Return the descriptor of the plugin, NULL if there is none
static const LV2_Descriptor*
find_descriptor(const Audit* const              audit,
                const LV2_Lib_Descriptor* const library)
{
  const char* const uri = lilv_node_as_uri(lilv_plugin_get_uri(audit->plugin));
  const LV2_Descriptor* descriptor = NULL;
  uint32_t              i          = 0U;

  do {
    descriptor = library->get_plugin(library->handle, i++);
  } while (descriptor && strcmp(descriptor->URI, uri));

  return descriptor;
}

/// Compare the interfaces that there are with those that are promised
static void
compare(Audit* const audit, const LV2_Descriptor* const descriptor)
{
  LilvNode* const  type = lilv_new_uri(audit->world, RDF_TYPE);
  LilvNode* const  data = lilv_new_uri(audit->world, LV2_CORE__ExtensionData);
  LilvNodes* const known =
    lilv_world_find_nodes(audit->world, NULL, type, data);

  LILV_FOREACH(nodes, i, known)
  {
    const LilvNode* const node = lilv_nodes_get(known, i);
    const char* const     uri  = lilv_node_as_uri(node);
    const bool            has  = descriptor->extension_data(uri);
    if (has != lilv_plugin_has_extension_data(audit->plugin, node)) {
      audit_complain(audit,
                     "code",
                     "%s is %s",
                     uri,
                     has ? "there, but not promised" : "promised, but missing");
    }
  }

  lilv_nodes_free(known);
  lilv_node_free(data);
  lilv_node_free(type);
}

/// Return the code as a library of this bundle, NULL if it is none
static const LV2_Lib_Descriptor*
open_library(const Audit* const audit)
{
  char* const binary =
    lilv_node_get_path(lilv_plugin_get_library_uri(audit->plugin), NULL);
  char* const bundle =
    lilv_node_get_path(lilv_plugin_get_bundle_uri(audit->plugin), NULL);
  void* const code = binary ? dlopen(binary, RTLD_NOW | RTLD_LOCAL) : NULL;
  LV2_Lib_Descriptor_Function entry = NULL;
  if (code) {
    *(void**)&entry = dlsym(code, "lv2_lib_descriptor");
  }

  const LV2_Lib_Descriptor* const library = entry ? entry(bundle, NULL) : NULL;

  lilv_free(bundle);
  lilv_free(binary);
  return library;
}

void
audit_code(Audit* const audit)
{
  const LV2_Lib_Descriptor* const library = open_library(audit);
  if (!library) {
    audit_complain(audit, "code", "it cannot be loaded");
    return;
  }

  const LV2_Descriptor* const descriptor = find_descriptor(audit, library);
  if (descriptor) {
    compare(audit, descriptor);
  } else {
    audit_complain(audit, "code", "it has no such plugin");
  }
  library->cleanup(library->handle);
}
