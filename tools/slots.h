// Copyright 2026 The Outboard authors
// SPDX-License-Identifier: ISC

// Which port of a preset's plugin stands for which parameter; setup

#ifndef OUTBOARD_SLOTS_H
#define OUTBOARD_SLOTS_H

#include "index.h"
#include "preset.h"

#include <stdint.h>

/**
   @file

   Hosts key automation by the index of a port.  So whoever had a port once
   keeps it: new parameters come behind all others, and of those that are gone a
   retired port remains, which its parameter gets back should it ever return.
*/

/// Longest symbol of a port, with its NUL [bytes]
#define OB_SYMBOL_SIZE 64U

/// One port
typedef struct
{
  const ObPresetPort* port;    ///< NULL if it is retired
  const char*         id;      ///< Of the parameter, also of a former one
  char symbol[OB_SYMBOL_SIZE]; ///< A valid one, unlike all others
} ObSlot;

/// All ports of parameters, in order; refers to the preset and the former index
typedef struct
{
  uint32_t count;
  uint32_t left; ///< Parameters without a port
  ObSlot   slots[OB_VALUES_MAX];
} ObSlots;

/**
   Give each parameter its port.

   @param former What was installed before, with no ports if nothing was.
*/
void
ob_slots_init(ObSlots* slots, const ObPreset* preset, const ObIndex* former);

#endif // OUTBOARD_SLOTS_H
