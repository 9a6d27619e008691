// Copyright 2026 The Outboard authors
// SPDX-License-Identifier: ISC

// What is said of plugins, held against the rules of LV2 and good manners

#ifndef OUTBOARD_AUDIT_H
#define OUTBOARD_AUDIT_H

#include "attributes.h"

#include <lilv/lilv.h>

#include <stdbool.h>
#include <stdint.h>

/**
   @file

   The rules are those of lv2lint, as far as data can break them, and those by
   which hosts lay out controls.  Properties are named by their whole URI, and
   subjects are nodes: of a plugin, a port, a group, a unit or a parameter.
*/

// Vocabulary for which LV2 has no headers
#define RDF_TYPE "http://www.w3.org/1999/02/22-rdf-syntax-ns#type"
#define RDFS "http://www.w3.org/2000/01/rdf-schema#"

/// One plugin under audit
typedef struct
{
  LilvWorld*        world;
  const LilvPlugin* plugin;
  unsigned          violations;
} Audit;

/// Print a line about a violation at `place`, such as the symbol of a port
OB_PRINTF(3, 4)
void
audit_complain(Audit* audit, const char* place, const char* format, ...);

/// Return a value of a property, to be freed; NULL if it has none
LilvNode*
audit_get(const Audit* audit, const LilvNode* subject, const char* property);

/// Return whether a property has a value
bool
audit_has(const Audit*    audit,
          const LilvNode* subject,
          const char*     property,
          const char*     value);

/// Return whether a port has a property like "lv2:integer", without the prefix
bool
audit_port_is(const Audit* audit, const LilvPort* port, const char* name);

/// Demand that a property is a text; an empty one only if it `may_be_empty`
void
audit_text(Audit*          audit,
           const LilvNode* subject,
           const char*     place,
           const char*     property,
           bool            may_be_empty);

/// Demand that a node is of a type, in a world that knows all of LV2
void
audit_known(Audit*          audit,
            const LilvNode* node,
            const char*     place,
            const char*     type);

/// Demand all that a plugin must say of itself but for its ports
void
audit_plugin(Audit* audit);

/// Demand what its code must say of the plugin
void
audit_code(Audit* audit);

/// Demand what its ports must say
void
audit_ports(Audit* audit);

/// Demand the values that a control may have
void
audit_values(Audit* audit, const LilvPort* port, const char* symbol);

/// Demand a unit for a control
void
audit_unit(Audit* audit, const LilvPort* port, const char* symbol);

#endif // OUTBOARD_AUDIT_H
