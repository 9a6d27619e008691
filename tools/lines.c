// Copyright 2026 The Outboard authors
// SPDX-License-Identifier: ISC

// A text as lines, and what differs between two; setup

#include "lines.h"

#include <stdbool.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

/// Equal lines shown around what differs
#define CONTEXT 2U

/// Most lines to be compared: the time goes with the square
#define LINES_MAX 4000U

ObStatus
ob_lines_split(ObLines* const lines, const char* const text)
{
  size_t count = 1U;
  for (const char* end = text; (end = strchr(end, '\n')); ++end) {
    ++count;
  }
  *lines       = (ObLines){ strdup(text), NULL, 0U };
  lines->lines = (char**)calloc(count, sizeof(char*));
  if (!lines->text || !lines->lines) {
    return OB_NO_MEM;
  }

  for (char* line = lines->text; line && *line;) {
    lines->lines[lines->count++] = line;
    line                         = strchr(line, '\n');
    if (line) {
      *line++ = '\0';
    }
  }
  return OB_SUCCESS;
}

void
ob_lines_clear(ObLines* const lines)
{
  free(lines->lines);
  free(lines->text);
  *lines = (ObLines){ NULL, NULL, 0U };
}

/// Two texts, and how much of them is the same
typedef struct
{
  char* const* a;
  char* const* b;
  size_t       n_a;
  size_t       n_b;
  uint32_t*    common; ///< Of the ends from [i][j] on: lines in both
} Pair;

static uint32_t*
common_at(const Pair* const pair, const size_t i, const size_t j)
{
  return &pair->common[i * (pair->n_b + 1U) + j];
}

static bool
same(const Pair* const pair, const size_t i, const size_t j)
{
  return !strcmp(pair->a[i], pair->b[j]);
}

/// Find the longest common subsequence
static void
find_common(const Pair* const pair)
{
  for (size_t i = pair->n_a; i--;) {
    for (size_t j = pair->n_b; j--;) {
      const uint32_t skip_a  = *common_at(pair, i + 1U, j);
      const uint32_t skip_b  = *common_at(pair, i, j + 1U);
      *common_at(pair, i, j) = same(pair, i, j)
                                 ? *common_at(pair, i + 1U, j + 1U) + 1U
                               : skip_a > skip_b ? skip_a
                                                 : skip_b;
    }
  }
}

/// Print the lines that both have, of which there are `count` up to a[end]
static void
print_same(const Pair* const pair,
           const size_t      end,
           const size_t      count,
           const bool        first,
           const bool        last,
           FILE* const       file)
{
  const size_t head = first ? 0U : CONTEXT; // After what differed before
  const size_t tail = last ? 0U : CONTEXT;  // Before what differs next
  for (size_t i = 0U; i < count; ++i) {
    if (i < head || count - i <= tail) {
      fprintf(file, "   %s\n", pair->a[end - count + i]);
    } else if (i == head) {
      fputs("   ...\n", file);
    }
  }
}

static void
print_difference(const Pair* const pair, FILE* const file)
{
  size_t i     = 0U;
  size_t j     = 0U;
  size_t count = 0U; // Of equal lines before i
  bool   first = true;
  while (i < pair->n_a || j < pair->n_b) {
    if (i < pair->n_a && j < pair->n_b && same(pair, i, j)) {
      ++i;
      ++j;
      ++count;
      continue;
    }

    print_same(pair, i, count, first, false, file);
    first = false;
    count = 0U;
    if (j == pair->n_b || (i < pair->n_a && *common_at(pair, i + 1U, j) >=
                                              *common_at(pair, i, j + 1U))) {
      fprintf(file, " - %s\n", pair->a[i++]);
    } else {
      fprintf(file, " + %s\n", pair->b[j++]);
    }
  }
  print_same(pair, i, count, first, true, file);
}

ObStatus
ob_lines_compare(const ObLines* const expected,
                 const ObLines* const actual,
                 FILE* const          file)
{
  Pair pair = { expected->lines,
                actual->lines,
                expected->count < LINES_MAX ? expected->count : LINES_MAX,
                actual->count < LINES_MAX ? actual->count : LINES_MAX,
                NULL };

  pair.common =
    (uint32_t*)calloc((pair.n_a + 1U) * (pair.n_b + 1U), sizeof(uint32_t));
  if (!pair.common) {
    return OB_NO_MEM;
  }
  find_common(&pair);
  print_difference(&pair, file);
  if (pair.n_a < expected->count || pair.n_b < actual->count) {
    fputs("   ... and so on\n", file);
  }
  free(pair.common);
  return OB_SUCCESS;
}
