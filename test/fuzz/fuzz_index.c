// Copyright 2026 The Outboard authors
// SPDX-License-Identifier: ISC

// Fuzzes the reading of a preset bundle's index

#undef NDEBUG

#include "fuzz.h"
#include "index.h"

#include <assert.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <unistd.h>

/**
   @file

   An input is an index.
*/

static const char* folder;
static char        path[64];

void
fuzz_start(void)
{
  folder = fuzz_folder();
  snprintf(path, sizeof(path), "%s/%s", folder, OB_INDEX_FILE);
}

static void
expect_order(const ObIndex* const index)
{
  char* const ids   = ob_index_ids(index);
  size_t      lines = 0U;

  assert(ids && index->n_ports <= OB_VALUES_MAX);
  assert(ob_index_valid_line(index->uri));
  assert(ob_index_valid_file(index->script));
  for (const char* c = ids; *c; ++c) {
    lines += *c == '\n';
  }
  assert(lines == index->n_ports);
  for (uint32_t i = 0U; i < index->n_ports; ++i) {
    assert(ob_index_valid_line(index->ports[i].id));
  }
  free(ids);
}

int
LLVMFuzzerTestOneInput(const uint8_t* const data, const size_t size)
{
  static ObIndex index;
  const int fd = open(path, O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, 0600);
  assert(fd >= 0 && write(fd, data, size) == (ssize_t)size);
  close(fd);

  const ObStatus status = ob_index_read(&index, folder);
  if (!status) {
    expect_order(&index);
    ob_index_clear(&index);
  } else {
    assert(ob_index_complaint(status));
  }
  return 0;
}
