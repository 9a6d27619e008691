// Copyright 2026 The Outboard authors
// SPDX-License-Identifier: ISC

// Growing an array; setup

#include "grow.h"

#include <stdlib.h>

/// Not worth less [items]
static const size_t smallest = 16U;

void*
ob_grow(void* const   array,
        size_t* const capacity,
        const size_t  count,
        const size_t  size)
{
  if (array && count <= *capacity) {
    return array;
  }

  size_t room = *capacity < smallest ? smallest : *capacity * 2U;
  if (room < count) {
    room = count;
  }

  void* const moved = reallocarray(array, room, size);
  if (moved) {
    *capacity = room;
  }
  return moved;
}
