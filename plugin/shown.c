// Copyright 2026 The Outboard authors
// SPDX-License-Identifier: ISC

// What a script shows of its values, the latest of each; supervisor

#include "shown.h"

#include "message.h"
#include "text.h"

#include <stdio.h>
#include <string.h>

/// Copy a text as one line, cut between characters if it is too long
static void
copy_line(char* const copy, const size_t room, const char* text, size_t size)
{
  if (size >= room) {
    size = room - 1U;
    while (size && ((unsigned char)text[size] & 0xC0U) == 0x80U) {
      --size;
    }
  }

  ob_text_line(copy, room, text, size);
}

/// Return where a name's value is kept, or NULL
static ObShownValue*
find(ObShown* const shown, const char* const name)
{
  for (uint32_t i = 0U; i < shown->count; ++i) {
    if (!strcmp(shown->values[i].name, name)) {
      return &shown->values[i];
    }
  }

  return shown->count < OB_SHOWN_MAX ? &shown->values[shown->count++] : NULL;
}

bool
ob_shown_take(ObShown* const       shown,
              const uint8_t* const payload,
              const uint32_t       size)
{
  char   name[OB_SHOWN_NAME_SIZE];
  ObShow show;

  if (size < sizeof(show)) {
    return false;
  }

  memcpy(&show, payload, sizeof(show));
  const char* const text = (const char*)payload + sizeof(show);
  const uint32_t    rest = size - (uint32_t)sizeof(show);
  if (show.name_size > rest || show.value_size != rest - show.name_size) {
    return false;
  }

  copy_line(name, sizeof(name), text, show.name_size);
  ObShownValue* const value = find(shown, name);
  if (value) {
    memcpy(value->name, name, sizeof(name));
    copy_line(value->value,
              sizeof(value->value),
              text + show.name_size,
              show.value_size);
    shown->changed = true;
  }

  return true;
}

uint32_t
ob_shown_format(const ObShown* const shown, char* const text, const size_t room)
{
  size_t done = 0U;

  text[0] = '\0';
  for (uint32_t i = 0U; i < shown->count; ++i) {
    const ObShownValue* const value = &shown->values[i];
    const int                 n     = snprintf(text + done,
                           room - done,
                           "%s%s: %s",
                           done ? "\n" : "",
                           value->name,
                           value->value);
    if ((size_t)n >= room - done) {
      text[done] = '\0';
      break;
    }
    done += (size_t)n;
  }

  return (uint32_t)done;
}
