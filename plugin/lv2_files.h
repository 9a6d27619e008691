// Copyright 2026 The Outboard authors
// SPDX-License-Identifier: ISC

// A script's further files as one property of an LV2 session; setup

#ifndef OUTBOARD_LV2_FILES_H
#define OUTBOARD_LV2_FILES_H

#include "saved.h"
#include "status.h"

#include <stddef.h>
#include <stdint.h>

/**
   @file

   A property for each file would need names that are URIs, and a tuple of atoms
   would hold numbers that the next host knows nothing of.  So it is a chunk:
   for each file its name with a NUL, its size in four bytes, the lowest first,
   and its bytes.
*/

/**
   Write the files of `saved` one behind the other.

   @param size Set to the size of the result [bytes].
   @return To be freed by the caller; NULL if out of memory.
*/
uint8_t*
ob_lv2_files_pack(const ObSaved* saved, size_t* size);

/**
   Let the files of `saved` be those in `bytes`, which must outlive it.

   @return OB_SUCCESS, or OB_CORRUPT: there are none then.
*/
ObStatus
ob_lv2_files_unpack(const uint8_t* bytes, size_t size, ObSaved* saved);

#endif // OUTBOARD_LV2_FILES_H
