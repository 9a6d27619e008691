// Copyright 2026 The Outboard authors
// SPDX-License-Identifier: ISC

// Where a test's host stores the plugin's state

#ifndef OUTBOARD_TEST_LV2_STORAGE_H
#define OUTBOARD_TEST_LV2_STORAGE_H

#include <lv2/state/state.h>
#include <lv2/urid/urid.h>

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

/// A property as a host stores it
typedef struct
{
  LV2_URID key;
  LV2_URID type;
  uint32_t flags;
  size_t   size;
  char*    value;
} Property;

/// A host's storage
typedef struct
{
  Property properties[8];
  unsigned count;
  bool     without_nul; ///< Tells sizes of texts without their NUL
  void*    lent;        ///< Value retrieved last; gone with the next one
} Storage;

/// Store a property, as LV2 says
LV2_State_Status
storage_store(LV2_State_Handle handle,
              uint32_t         key,
              const void*      value,
              size_t           size,
              uint32_t         type,
              uint32_t         flags);

/// Return a property's value, as LV2 says; gone with the next one
const void*
storage_retrieve(LV2_State_Handle handle,
                 uint32_t         key,
                 size_t*          size,
                 uint32_t*        type,
                 uint32_t*        flags);

/// Return a property, or NULL
const Property*
storage_find(const Storage* storage, const char* uri);

/// Forget all properties
void
storage_clear(Storage* storage);

/// Store a property of which only URIs are known
void
storage_put(Storage*    storage,
            const char* uri,
            const char* type,
            const void* value,
            size_t      size);

#endif // OUTBOARD_TEST_LV2_STORAGE_H
