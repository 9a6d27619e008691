// Copyright 2026 The Outboard authors
// SPDX-License-Identifier: ISC

// What the plugin must know of an installed preset: its index file; setup

#include "index.h"

#include "file.h"
#include "text.h"

#include <stddef.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

const char*
ob_index_complaint(const ObStatus status)
{
  return status == OB_CORRUPT   ? "its " OB_INDEX_FILE " is damaged"
         : status == OB_NO_FILE ? "it has no " OB_INDEX_FILE
                                : ob_file_complaint(status);
}

bool
ob_index_valid_line(const char* const text)
{
  const size_t size = strlen(text);
  for (size_t i = 0U; i < size; ++i) {
    if ((unsigned char)text[i] < ' ' || text[i] == 0x7F) {
      return false;
    }
  }

  return size && size <= OB_INDEX_LINE_MAX;
}

bool
ob_index_valid_file(const char* const name)
{
  return ob_index_valid_line(name) && !strchr(name, '/') && strcmp(name, ".") &&
         strcmp(name, "..");
}

/// Return the next line, cut off at its end; NULL if there is no valid one
static char*
next_line(char** const rest)
{
  char* const line = *rest;
  char* const end  = strchr(line, '\n');
  if (!end) {
    return NULL;
  }

  *end  = '\0';
  *rest = end + 1;
  return ob_index_valid_line(line) ? line : NULL;
}

static bool
parse_version(ObIndex* const index, const char* const line)
{
  int end = 0;

  // Else a number with a sign would do
  return line && !line[strspn(line, "0123456789 ")] &&
         sscanf(line, "%9u %9u%n", &index->minor, &index->micro, &end) == 2 &&
         !line[end];
}

static bool
parse_head(ObIndex* const index, char** const rest)
{
  const char* const first = next_line(rest);

  index->uri    = next_line(rest);
  index->script = next_line(rest);
  return first && !strcmp(first, OB_INDEX_MAGIC) && index->uri &&
         index->script && ob_index_valid_file(index->script) &&
         parse_version(index, next_line(rest));
}

static bool
parse_ports(ObIndex* const index, char** const rest)
{
  while (**rest) {
    const char* const line = next_line(rest);
    if (!line || index->n_ports == OB_VALUES_MAX) {
      return false;
    }

    ObIndexPort* const port = &index->ports[index->n_ports++];
    port->retired           = line[0] == '-';
    port->id                = line + port->retired;
    if (!port->id[0]) {
      return false;
    }
  }

  return true;
}

static ObStatus
parse(ObIndex* const index, const ObText* const file)
{
  if (file->size > OB_INDEX_MAX || strlen(file->bytes) != file->size) {
    return OB_CORRUPT;
  }

  index->text = strdup(file->bytes);
  if (!index->text) {
    return OB_NO_MEM;
  }

  char* rest = index->text;
  if (!parse_head(index, &rest) || !parse_ports(index, &rest)) {
    ob_index_clear(index);
    return OB_CORRUPT;
  }

  return OB_SUCCESS;
}

ObStatus
ob_index_read(ObIndex* const index, const char* const bundle)
{
  *index = (ObIndex){ .text = NULL };

  ObText*        file   = NULL;
  const ObStatus status = ob_file_read_in(bundle, OB_INDEX_FILE, &file);
  if (status) {
    return status;
  }

  const ObStatus parsed = parse(index, file);
  ob_text_release(file);
  return parsed;
}

void
ob_index_clear(ObIndex* const index)
{
  free(index->text);
  index->text = NULL;
}

char*
ob_index_ids(const ObIndex* const index)
{
  char* const ids = (char*)malloc(OB_INDEX_MAX);
  char*       end = ids;

  // Shorter than the index, which has the same lines and more
  for (uint32_t i = 0U; ids && i < index->n_ports; ++i) {
    if (!index->ports[i].retired) {
      end = stpcpy(end, index->ports[i].id);
    }
    end = stpcpy(end, "\n");
  }
  if (ids) {
    *end = '\0';
  }

  return ids;
}
