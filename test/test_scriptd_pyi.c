// Copyright 2026 The Outboard authors
// SPDX-License-Identifier: ISC

// Runs a script with one further file in a real child: usage, see main()

#undef NDEBUG

#include "script_child.h"

#include <assert.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

/// Return what is in a file
static char*
read_file(const char* const path)
{
  FILE* const file = fopen(path, "r");
  assert(file);
  char* const  text = calloc(1U, OB_SCRIPT_MAX);
  const size_t size = text ? fread(text, 1U, OB_SCRIPT_MAX - 1U, file) : 0U;

  assert(size);
  fclose(file);
  return text;
}

int
main(const int argc, char** const argv)
{
  if (argc != 4) {
    fprintf(stderr, "usage: %s SCRIPTD check_pyi.py outboard.pyi\n", argv[0]);
    return 2;
  }

  char* const     script  = read_file(argv[2]);
  char* const     stub    = read_file(argv[3]);
  const ChildFile files[] = { { "outboard.pyi", stub }, { NULL, NULL } };
  const ChildLoad load    = { .text  = script,
                              .size  = strlen(script),
                              .files = files };

  Child      child;
  const bool good = child_load_all(&child, argv[1], &load);
  if (!good) {
    fprintf(stderr, "%s\n", child.failure);
  }

  child_stop(&child);
  free(stub);
  free(script);
  return good ? 0 : 1;
}
