// Copyright 2026 The Outboard authors
// SPDX-License-Identifier: ISC

// Names for the plugin of a preset; any thread

#include "preset_name.h"

#include "index.h"

#include <stddef.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

static const char letters[] = "abcdefghijklmnopqrstuvwxyz"
                              "ABCDEFGHIJKLMNOPQRSTUVWXYZ";
static const char digits[]  = "0123456789";

/// Return whether `c`, which is no NUL, is a letter, a digit, or one of
/// `others`
static bool
is_one_of(const char c, const char* const others)
{
  return c && (strchr(letters, c) || strchr(digits, c) || strchr(others, c));
}

char*
ob_preset_name(const char* const script)
{
  const char* const slash = strrchr(script, '/');
  const char* const file  = slash ? slash + 1 : script;
  const char* const dot   = strrchr(file, '.');
  const size_t size = dot && dot > file ? (size_t)(dot - file) : strlen(file);
  char* const  name = (char*)malloc(2U * size + 1U);
  if (!name || !size) {
    free(name);
    return NULL;
  }

  // Other scripts than Latin stay distinct
  char* end = name;
  for (size_t i = 0U; i < size; ++i) {
    const unsigned char c = (unsigned char)file[i];
    if (c >= 0x80U) {
      end += sprintf(end, "%02x", c);
    } else {
      *end++ = is_one_of((char)c, i ? "-._" : "") ? (char)c : '_';
    }
  }
  *end = '\0';
  return name;
}

bool
ob_preset_name_is_uri(const char* const text)
{
  // See RFC 3986: scheme, and characters
  const size_t scheme = strspn(text, letters);
  if (!scheme || text[scheme] != ':' || !text[scheme + 1U] ||
      !ob_index_valid_line(text)) {
    return false;
  }

  for (const char* c = text + scheme; *c; ++c) {
    const bool escape =
      *c == '%' && strspn(c + 1, "0123456789abcdefABCDEF") > 1;
    if (!escape && !is_one_of(*c, ":/?[]@!$&'()*+,;=-._~")) {
      return false;
    }
  }

  return true;
}
