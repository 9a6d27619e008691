// Copyright 2026 The Outboard authors
// SPDX-License-Identifier: ISC

// Which port of a preset's plugin stands for which parameter; setup

#include "slots.h"

#include <stdbool.h>
#include <stddef.h>
#include <stdio.h>
#include <string.h>

/// The symbols of the ports that every plugin has, see the Turtle
static const char* const common[] = {
  "in",       "out",    "enabled", "freewheel", "latency", "mode",   "deadline",
  "fallback", "status", "load",    "misses",    "late",    "dropped"
};

static bool
is_alphanumeric(const char c)
{
  return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') ||
         (c >= '0' && c <= '9');
}

/// Return whether a symbol is in use by a port before `count`
static bool
is_taken(const ObSlots* const slots,
         const uint32_t       count,
         const char* const    symbol)
{
  for (size_t i = 0U; i < sizeof(common) / sizeof(common[0]); ++i) {
    if (!strcmp(common[i], symbol)) {
      return true;
    }
  }
  for (uint32_t i = 0U; i < count; ++i) {
    if (!strcmp(slots->slots[i].symbol, symbol)) {
      return true;
    }
  }

  return false;
}

/**
   Make the symbol of the port at `place` from its id.

   What comes later yields, so that a port keeps its symbol, too.
*/
static void
set_symbol(ObSlots* const slots, const uint32_t place)
{
  ObSlot* const slot = &slots->slots[place];
  char          base[OB_SYMBOL_SIZE - 8U]; // Leaves room for a number
  size_t        size = 0U;

  if (slot->id[0] >= '0' && slot->id[0] <= '9') {
    base[size++] = '_';
  }
  for (const char* c = slot->id; *c && size < sizeof(base) - 1U; ++c) {
    base[size++] = is_alphanumeric(*c) ? *c : '_';
  }
  base[size] = '\0';

  snprintf(slot->symbol, sizeof(slot->symbol), "%s", size ? base : "_");
  for (unsigned i = 2U; is_taken(slots, place, slot->symbol); ++i) {
    snprintf(slot->symbol, sizeof(slot->symbol), "%s_%u", base, i);
  }
}

static ObSlot*
find(ObSlots* const slots, const char* const id)
{
  for (uint32_t i = 0U; i < slots->count; ++i) {
    if (!strcmp(slots->slots[i].id, id)) {
      return &slots->slots[i];
    }
  }

  return NULL;
}

static void
add(ObSlots* const slots, const char* const id, const ObPresetPort* const port)
{
  ObSlot* const slot = &slots->slots[slots->count];

  slot->port = port;
  slot->id   = id;
  set_symbol(slots, slots->count++);
}

void
ob_slots_init(ObSlots* const        slots,
              const ObPreset* const preset,
              const ObIndex* const  former)
{
  *slots = (ObSlots){ .left = preset->n_left };
  for (uint32_t i = 0U; i < former->n_ports; ++i) {
    add(slots, former->ports[i].id, NULL);
  }

  for (uint32_t i = 0U; i < preset->n_ports; ++i) {
    const ObPresetPort* const port = &preset->ports[i];
    ObSlot* const             slot = find(slots, port->id);
    if (slot) {
      slot->port = port;
    } else if (slots->count < OB_VALUES_MAX) {
      add(slots, port->id, port);
    } else {
      ++slots->left;
    }
  }
}
