// Copyright 2026 The Outboard authors
// SPDX-License-Identifier: ISC

// Growing an array; setup

#ifndef OUTBOARD_GROW_H
#define OUTBOARD_GROW_H

#include <stddef.h>

/**
   Return `array` with room for `count` items of `size` bytes.

   @param capacity Of the array [items]; set to the new one if it is moved.
   @return NULL if out of memory: `array` is as it was.
*/
void*
ob_grow(void* array, size_t* capacity, size_t count, size_t size);

#endif // OUTBOARD_GROW_H
