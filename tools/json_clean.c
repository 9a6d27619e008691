// Copyright 2026 The Outboard authors
// SPDX-License-Identifier: ISC

// Texts in JSON of scripts, made fit to be shown; setup

#include "json_clean.h"

#include "text.h"

#include <stdlib.h>
#include <string.h>

/// Return a copy of a text that is clean, to be freed; NULL if out of memory
static char*
cleaned(const char* const text, const bool has_lines)
{
  const size_t size = strlen(text);
  char* const  copy = (char*)malloc(size + 1U);

  if (copy && has_lines) {
    ob_text_clean(copy, size + 1U, text, size);
  } else if (copy) {
    ob_text_line(copy, size + 1U, text, size);
  }

  return copy;
}

/// Clean a text, or all texts inside
static ObStatus
clean(json_t* const json, const bool has_lines)
{
  ObStatus    status = OB_SUCCESS;
  const char* key    = NULL;
  json_t*     item   = NULL;
  size_t      i      = 0U;

  if (json_is_string(json)) {
    char* const text = cleaned(json_string_value(json), has_lines);
    const bool  bad  = !text || json_string_set(json, text);
    free(text);
    return bad ? OB_NO_MEM : OB_SUCCESS;
  }

  json_object_foreach(json, key, item)
  {
    if (!status && strcmp(key, "id") != 0) {
      status = clean(item, !strcmp(key, "doc"));
    }
  }
  json_array_foreach(json, i, item)
  {
    status = status ? status : clean(item, has_lines);
  }

  return status;
}

ObStatus
ob_json_clean(json_t* const json)
{
  return clean(json, false);
}

bool
ob_json_is_clean(const char* const text)
{
  char* const copy = cleaned(text, false);
  const bool  is   = copy && !strcmp(copy, text);

  free(copy);
  return is;
}
