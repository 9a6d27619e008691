// Copyright 2026 The Outboard authors
// SPDX-License-Identifier: ISC

// What a script shows of its values, the latest of each; supervisor

#ifndef OUTBOARD_SHOWN_H
#define OUTBOARD_SHOWN_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

/// Most names that are kept
#define OB_SHOWN_MAX 64U

/// Longest name and value that are kept whole, with their NUL [bytes]
#define OB_SHOWN_NAME_SIZE 64U
#define OB_SHOWN_VALUE_SIZE 256U

/// One value; texts are of one line
typedef struct
{
  char name[OB_SHOWN_NAME_SIZE];
  char value[OB_SHOWN_VALUE_SIZE];
} ObShownValue;

/// All values in the order of their first showing; zero-initialised, none
typedef struct
{
  ObShownValue values[OB_SHOWN_MAX];
  uint32_t     count;
  bool         changed; ///< Set by ob_shown_take(); cleared by its reader
} ObShown;

/**
   Take the payload of a message that is an ObShow, a name and a value.

   Names beyond OB_SHOWN_MAX are not kept.

   @return Whether the message was in order.
*/
bool
ob_shown_take(ObShown* shown, const uint8_t* payload, uint32_t size);

/// Write a line "name: value" for each, as far as there is room for whole ones;
/// return their size without the NUL [bytes]
uint32_t
ob_shown_format(const ObShown* shown, char* text, size_t room);

#endif // OUTBOARD_SHOWN_H
