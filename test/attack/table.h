// Copyright 2026 The Outboard authors
// SPDX-License-Identifier: ISC

// A table of attacks, and the script that carries them out

#ifndef OUTBOARD_TEST_ATTACK_TABLE_H
#define OUTBOARD_TEST_ATTACK_TABLE_H

#include <stddef.h>

/**
   One attack.

   In the file it is a line `### name: expected`, and below it Python.
   `expected` is what the script answers, or what the log says if it cannot
   answer: one of several, with " or " between them.
*/
typedef struct
{
  char* name;
  char* expected;
  char* code;
} Attack;

/// All attacks of a file
typedef struct
{
  Attack* attacks;
  size_t  count;
} Table;

/// Read a table
void
table_read(Table* table, const char* path);

/// Free what was read
void
table_free(Table* table);

/// Return the text of a script, to be freed: definitions, what the file
/// `prelude` says, and each attack as a function
char*
table_script(const Table* table, const char* definitions, const char* prelude);

#endif // OUTBOARD_TEST_ATTACK_TABLE_H
