// Copyright 2026 The Outboard authors
// SPDX-License-Identifier: ISC

// Reading LV2 atoms whose sizes may lie; real-time

#include "lv2_atoms.h"

#include <lv2/atom/util.h>

#include <assert.h>
#include <math.h>
#include <stddef.h>
#include <string.h>

/// What events and properties have in common
typedef struct
{
  uint64_t about; ///< When it happens, or which property it is
  LV2_Atom atom;
} Item;

static_assert(sizeof(LV2_Atom_Event) == sizeof(Item), "same size");
static_assert(offsetof(LV2_Atom_Event, body) == offsetof(Item, atom),
              "same place");
static_assert(sizeof(LV2_Atom_Property_Body) == sizeof(Item), "same size");
static_assert(offsetof(LV2_Atom_Property_Body, value) == offsetof(Item, atom),
              "same place");

/// Return a cursor behind the first `head` bytes of the body of `atom`
OB_REALTIME static ObLv2Cursor
behind(const LV2_Atom* const atom, const uint32_t head)
{
  const ObLv2Cursor cursor = { (const uint8_t*)(atom + 1) + head,
                               atom->size < head ? 0U : atom->size - head };

  return cursor;
}

OB_REALTIME ObLv2Cursor
ob_lv2_events(const LV2_Atom_Sequence* const sequence)
{
  return behind(&sequence->atom, sizeof(LV2_Atom_Sequence_Body));
}

OB_REALTIME ObLv2Cursor
ob_lv2_properties(const LV2_Atom_Object* const object)
{
  return behind(&object->atom, sizeof(LV2_Atom_Object_Body));
}

OB_REALTIME const void*
ob_lv2_next(ObLv2Cursor* const cursor)
{
  const uint32_t head = sizeof(Item);
  if (cursor->left < head) {
    return NULL;
  }

  const Item* const item = (const Item*)cursor->next;
  const uint32_t    left = cursor->left - head;
  if (item->atom.size > left) {
    cursor->left = 0U;
    return NULL;
  }

  // The last item may lack its padding
  const uint32_t padded = lv2_atom_pad_size(item->atom.size);
  const uint32_t body   = padded < left ? padded : left;

  cursor->next += head + body;
  cursor->left = left - body;
  return item;
}

OB_REALTIME const LV2_Atom_Object*
ob_lv2_object(const ObLv2Uris* const uris, const LV2_Atom* const atom)
{
  const bool is_object =
    (atom->type == uris->atom_Object || atom->type == uris->atom_Blank) &&
    atom->size >= sizeof(LV2_Atom_Object_Body);

  return is_object ? (const LV2_Atom_Object*)atom : NULL;
}

OB_REALTIME LV2_URID
ob_lv2_urid(const ObLv2Uris* const uris, const LV2_Atom* const atom)
{
  return (atom->type == uris->atom_URID && atom->size >= sizeof(LV2_URID))
           ? ((const LV2_Atom_URID*)atom)->body
           : 0U;
}

OB_REALTIME double
ob_lv2_number(const ObLv2Uris* const uris, const LV2_Atom* const atom)
{
  if (atom->size >= sizeof(int32_t)) {
    if (atom->type == uris->atom_Int || atom->type == uris->atom_Bool) {
      return ((const LV2_Atom_Int*)atom)->body;
    }
    if (atom->type == uris->atom_Float) {
      return (double)((const LV2_Atom_Float*)atom)->body;
    }
  }

  if (atom->size >= sizeof(int64_t)) {
    if (atom->type == uris->atom_Long) {
      return (double)((const LV2_Atom_Long*)atom)->body;
    }
    if (atom->type == uris->atom_Double) {
      return ((const LV2_Atom_Double*)atom)->body;
    }
  }

  return NAN;
}

OB_REALTIME const char*
ob_lv2_text(const ObLv2Uris* const uris,
            const LV2_Atom* const  atom,
            uint32_t* const        size)
{
  if (atom->type != uris->atom_Path && atom->type != uris->atom_String) {
    return NULL;
  }

  const char* const text = (const char*)(atom + 1);
  *size                  = (uint32_t)strnlen(text, atom->size);
  return text;
}
