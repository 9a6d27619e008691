// Copyright 2026 The Outboard authors
// SPDX-License-Identifier: ISC

// A table of attacks, and the script that carries them out

#undef NDEBUG

#include "table.h"

#include <assert.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

/// What a line of the table with a name and an outcome begins with
static const char mark[] = "### ";

/// Return the text of a file, to be freed
static char*
read_file(const char* const path)
{
  char*       text = NULL;
  size_t      size = 0U;
  FILE* const file = fopen(path, "r");
  if (!file) {
    perror(path);
  }
  assert(file);
  assert(getdelim(&text, &size, '\0', file) > 0);
  fclose(file);
  return text;
}

/// Cut off the line that `text` begins with; return what follows
static char*
cut_line(char* const text)
{
  char* const end = strchr(text, '\n');
  assert(end);
  *end = '\0';
  return end + 1;
}

/// Return the start of the next attack, or NULL
static char*
find_mark(char* const text)
{
  char* found = text;
  while ((found = strstr(found, mark)) && found > text && found[-1] != '\n') {
    ++found;
  }
  return found;
}

void
table_read(Table* const table, const char* const path)
{
  char* const text = read_file(path);
  *table           = (Table){ NULL, 0U };
  for (char* next = find_mark(text); next;) {
    char* const name = next + strlen(mark);
    char* const code = cut_line(name);
    char* const end  = find_mark(code);
    if (end) {
      *end = '\0';
    }

    char* const colon = strrchr(name, ':');
    assert(colon && colon[1] == ' ');
    *colon = '\0';

    table->attacks =
      (Attack*)realloc(table->attacks, (table->count + 1U) * sizeof(Attack));
    assert(table->attacks);
    table->attacks[table->count++] =
      (Attack){ strdup(name), strdup(colon + 2), strdup(code) };
    if (end) {
      *end = mark[0];
    }
    next = end;
  }

  assert(table->count);
  free(text);
}

void
table_free(Table* const table)
{
  for (size_t i = 0U; i < table->count; ++i) {
    free(table->attacks[i].name);
    free(table->attacks[i].expected);
    free(table->attacks[i].code);
  }
  free(table->attacks);
}

/// Write a function whose body is an attack's code
static void
write_function(FILE* const         file,
               const size_t        number,
               const Attack* const attack)
{
  fprintf(file, "\ndef attack_%zu():  # %s\n", number, attack->name);
  for (const char* line = attack->code; *line;) {
    const size_t length = strcspn(line, "\n");
    fprintf(file, "    %.*s\n", (int)length, line);
    line += length + (line[length] == '\n');
  }
}

char*
table_script(const Table* const table,
             const char* const  definitions,
             const char* const  prelude)
{
  char*       text   = NULL;
  size_t      size   = 0U;
  char* const common = read_file(prelude);
  FILE* const file   = open_memstream(&text, &size);
  assert(file);

  fprintf(file, "%s\n%s", definitions, common);
  for (size_t i = 0U; i < table->count; ++i) {
    write_function(file, i, &table->attacks[i]);
  }
  fprintf(file, "\nattacks = [");
  for (size_t i = 0U; i < table->count; ++i) {
    fprintf(file, "attack_%zu, ", i);
  }
  fprintf(file, "]\n");
  assert(!fclose(file));
  free(common);
  return text;
}
