// Copyright 2026 The Outboard authors
// SPDX-License-Identifier: ISC

// The scripts that instances play; setup

#ifndef OUTBOARD_SOAK_ROLE_H
#define OUTBOARD_SOAK_ROLE_H

#include "chance.h"

#include <stdbool.h>

/// A script, and what may be expected of it
typedef struct
{
  const char* name;
  unsigned    notes;  ///< How many a key makes, always; 0: that varies
  bool        lasts;  ///< Sounds on, or plays by itself, with all keys up
  bool        guilty; ///< Does bad things when told to
  bool        ours;   ///< Is no preset
  char*       text;   ///< Read by roles_open()
} Role;

/// Read all scripts; `presets` and `ours` are folders; exits if that fails
void
roles_open(const char* presets, const char* ours);

void
roles_close(void);

/// Return a bystander's role
const Role*
role_of_bystander(unsigned number);

/// Return a role for a victim
const Role*
role_of_chance(Chance* chance);

/// Return a role by its name
const Role*
role_named(const char* name);

#endif // OUTBOARD_SOAK_ROLE_H
