// Copyright 2026 The Outboard authors
// SPDX-License-Identifier: ISC

// Where a test's host stores the plugin's state

#undef NDEBUG

#include "lv2_storage.h"

#include "lv2_host.h"

#include <assert.h>
#include <stdlib.h>
#include <string.h>

LV2_State_Status
storage_store(LV2_State_Handle  handle,
              const uint32_t    key,
              const void* const value,
              const size_t      size,
              const uint32_t    type,
              const uint32_t    flags)
{
  Storage* const  storage  = (Storage*)handle;
  Property* const property = &storage->properties[storage->count++];

  assert(storage->count <= 8U && size);
  property->key   = key;
  property->type  = type;
  property->flags = flags;
  property->size  = size;
  property->value = (char*)malloc(size);
  memcpy(property->value, value, size);
  return LV2_STATE_SUCCESS;
}

const void*
storage_retrieve(LV2_State_Handle handle,
                 const uint32_t   key,
                 size_t* const    size,
                 uint32_t* const  type,
                 uint32_t* const  flags)
{
  Storage* const storage = (Storage*)handle;

  free(storage->lent);
  storage->lent = NULL;
  for (unsigned i = 0U; i < storage->count; ++i) {
    const Property* const property = &storage->properties[i];
    if (property->key == key) {
      *size         = property->size - storage->without_nul;
      *type         = property->type;
      *flags        = property->flags;
      storage->lent = malloc(*size);
      return memcpy(storage->lent, property->value, *size);
    }
  }

  return NULL;
}

const Property*
storage_find(const Storage* const storage, const char* const uri)
{
  for (unsigned i = 0U; i < storage->count; ++i) {
    if (storage->properties[i].key == host_map(uri)) {
      return &storage->properties[i];
    }
  }

  return NULL;
}

void
storage_clear(Storage* const storage)
{
  while (storage->count) {
    free(storage->properties[--storage->count].value);
  }
  free(storage->lent);
  storage->lent = NULL;
}

void
storage_put(Storage* const    storage,
            const char* const uri,
            const char* const type,
            const void* const value,
            const size_t      size)
{
  storage_store(
    storage, host_map(uri), value, size, host_map(type), LV2_STATE_IS_POD);
}
