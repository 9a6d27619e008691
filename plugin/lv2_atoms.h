// Copyright 2026 The Outboard authors
// SPDX-License-Identifier: ISC

// Reading LV2 atoms whose sizes may lie; real-time

#ifndef OUTBOARD_LV2_ATOMS_H
#define OUTBOARD_LV2_ATOMS_H

#include "attributes.h"
#include "lv2_uris.h"

#include <lv2/atom/atom.h>

#include <stdbool.h>
#include <stdint.h>

/// What is left to read of a sequence or an object
typedef struct
{
  const uint8_t* next;
  uint32_t       left; ///< [bytes]
} ObLv2Cursor;

/// Return a cursor at a sequence's first event
OB_REALTIME ObLv2Cursor
ob_lv2_events(const LV2_Atom_Sequence* sequence);

/// Return a cursor at an object's first property
OB_REALTIME ObLv2Cursor
ob_lv2_properties(const LV2_Atom_Object* object);

/**
   Return the next LV2_Atom_Event of a sequence, or the next
   LV2_Atom_Property_Body of an object, if it is whole; else NULL.
*/
OB_REALTIME const void*
ob_lv2_next(ObLv2Cursor* cursor);

/// Return `atom` as an object, also of the deprecated kind, or NULL
OB_REALTIME const LV2_Atom_Object*
ob_lv2_object(const ObLv2Uris* uris, const LV2_Atom* atom);

/// Return the value of a URID atom, or 0
OB_REALTIME LV2_URID
ob_lv2_urid(const ObLv2Uris* uris, const LV2_Atom* atom);

/// Return the value of a number of any type, or NaN
OB_REALTIME double
ob_lv2_number(const ObLv2Uris* uris, const LV2_Atom* atom);

/**
   Return the text of a path or string, or NULL.

   @param size Set to its length without a NUL [bytes].
*/
OB_REALTIME const char*
ob_lv2_text(const ObLv2Uris* uris, const LV2_Atom* atom, uint32_t* size);

#endif // OUTBOARD_LV2_ATOMS_H
