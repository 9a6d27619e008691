// Copyright 2026 The Outboard authors
// SPDX-License-Identifier: ISC

// A script's further files as one property of an LV2 session; setup

#include "lv2_files.h"

#include <stdlib.h>
#include <string.h>

/// Size of a file's size [bytes]
#define SIZE_BYTES 4U

uint8_t*
ob_lv2_files_pack(const ObSaved* const saved, size_t* const size)
{
  *size = 0U;
  for (uint32_t i = 0U; i < saved->n_files; ++i) {
    *size +=
      strlen(saved->files[i].name) + 1U + SIZE_BYTES + saved->files[i].size;
  }

  uint8_t* const bytes = (uint8_t*)malloc(*size ? *size : 1U);
  uint8_t*       next  = bytes;
  for (uint32_t i = 0U; bytes && i < saved->n_files; ++i) {
    const ObSavedFile* const file   = &saved->files[i];
    const size_t             length = strlen(file->name) + 1U;

    memcpy(next, file->name, length);
    next += length;
    for (unsigned j = 0U; j < SIZE_BYTES; ++j) {
      *next++ = (uint8_t)(file->size >> (8U * j));
    }
    if (file->size) {
      memcpy(next, file->bytes, file->size);
      next += file->size;
    }
  }

  return bytes;
}

/// Take one file from the start; return how much that was, or 0
static size_t
unpack_file(const uint8_t* const bytes, const size_t size, ObSavedFile* file)
{
  const uint8_t* const nul = (const uint8_t*)memchr(bytes, '\0', size);
  if (!nul || nul == bytes || nul - bytes > (ptrdiff_t)OB_FILE_NAME_MAX ||
      size - (size_t)(nul + 1 - bytes) < SIZE_BYTES ||
      memchr(bytes, '/', (size_t)(nul - bytes))) {
    return 0U;
  }

  const uint8_t* const head = nul + 1;
  const uint8_t* const body = head + SIZE_BYTES;
  file->name                = (const char*)bytes;
  file->bytes               = (const char*)body;
  file->size                = 0U;
  for (unsigned j = 0U; j < SIZE_BYTES; ++j) {
    file->size |= (size_t)head[j] << (8U * j);
  }

  const size_t before = (size_t)(body - bytes);
  return file->size <= OB_SCRIPT_MAX && file->size <= size - before
           ? before + file->size
           : 0U;
}

ObStatus
ob_lv2_files_unpack(const uint8_t* const bytes,
                    const size_t         size,
                    ObSaved* const       saved)
{
  size_t done = 0U;

  saved->n_files = 0U;
  while (done < size && saved->n_files < OB_FILES_MAX) {
    const size_t taken =
      unpack_file(bytes + done, size - done, &saved->files[saved->n_files]);
    if (!taken) {
      break;
    }
    done += taken;
    ++saved->n_files;
  }

  if (done < size) {
    saved->n_files = 0U;
    return OB_CORRUPT;
  }

  return OB_SUCCESS;
}
