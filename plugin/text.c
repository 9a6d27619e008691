// Copyright 2026 The Outboard authors
// SPDX-License-Identifier: ISC

// A text that never changes, shared by counting its users; any thread but audio

#include "text.h"

#include "memfd.h"

#include <errno.h>
#include <fcntl.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

ObText*
ob_text_new(const char* const bytes, const size_t size)
{
  ObText* const text = (ObText*)malloc(sizeof(ObText) + size + 1U);

  if (text) {
    atomic_init(&text->users, 1U);
    text->size        = size;
    text->bytes[size] = '\0';
    if (bytes && size) {
      memcpy(text->bytes, bytes, size);
    }
  }

  return text;
}

ObText*
ob_text_use(ObText* const text)
{
  if (text) {
    atomic_fetch_add_explicit(&text->users, 1U, memory_order_relaxed);
  }

  return text;
}

void
ob_text_release(ObText* const text)
{
  if (text &&
      atomic_fetch_sub_explicit(&text->users, 1U, memory_order_acq_rel) == 1U) {
    free(text);
  }
}

void
ob_text_replace(ObText** const place, ObText* const text)
{
  ObText* const former = *place;

  *place = ob_text_use(text);
  ob_text_release(former);
}

bool
ob_text_equal(const ObText* const a, const ObText* const b)
{
  return a == b ||
         (a && b && a->size == b->size && !memcmp(a->bytes, b->bytes, a->size));
}

/// Return the length of the valid character at `s`, which ends with a NUL, or 0
static size_t
character_size(const unsigned char* const s)
{
  if (s[0] < 0x80U) {
    return s[0] != 0U;
  }

  const size_t   size   = s[0] < 0xE0U ? 2U : s[0] < 0xF0U ? 3U : 4U;
  const uint32_t lowest = size == 2U ? 0x80U : size == 3U ? 0x800U : 0x10000U;
  uint32_t       code   = s[0] & (0x7FU >> size);
  for (size_t i = 1U; i < size; ++i) {
    if ((s[i] & 0xC0U) != 0x80U) {
      return 0U;
    }
    code = (code << 6U) | (s[i] & 0x3FU);
  }

  const bool surrogate = code >= 0xD800U && code <= 0xDFFFU;
  return s[0] < 0xC0U || s[0] > 0xF4U || code < lowest || code > 0x10FFFFU ||
             surrogate
           ? 0U
           : size;
}

bool
ob_text_is_utf8(const ObText* const text)
{
  size_t done = 0U;
  size_t size = 1U;

  while (size && done < text->size) {
    size = character_size((const unsigned char*)text->bytes + done);
    done += size;
  }

  return done == text->size;
}

void
ob_text_mend(char* const string)
{
  for (char* next = string; *next;) {
    const size_t size = character_size((const unsigned char*)next);
    if (!size) {
      *next = '?';
    }
    next += size ? size : 1U;
  }
}

/// Return the size of the valid character at `s` if it makes terminals do
/// anything but show it or begin a line, else 0
static size_t
command_size(const unsigned char* const s)
{
  if (s[0] < 0x20U || s[0] == 0x7FU) {
    return s[0] != '\n' && s[0] != '\t';
  }
  if (s[0] == 0xC2U) {
    return s[1] < 0xA0U ? 2U : 0U; // U+0080 to U+009F
  }

  // Ends of lines and directions of text: U+2028 to U+202E, U+2066 to U+2069
  const bool turns =
    (s[0] == 0xE2U && s[1] == 0x80U && s[2] >= 0xA8U && s[2] <= 0xAEU) ||
    (s[0] == 0xE2U && s[1] == 0x81U && s[2] >= 0xA6U && s[2] <= 0xA9U);
  return turns ? 3U : 0U;
}

void
ob_text_clean(char* const       copy,
              const size_t      room,
              const char* const text,
              const size_t      size)
{
  const size_t n = strnlen(text, size < room ? size : room - 1U);

  memmove(copy, text, n);
  copy[n] = '\0';
  ob_text_mend(copy);
  for (size_t i = 0U; i < n;) {
    const size_t length = command_size((const unsigned char*)copy + i);
    memset(copy + i, '?', length);
    i += length ? length : 1U;
  }
}

void
ob_text_line(char* const       copy,
             const size_t      room,
             const char* const text,
             const size_t      size)
{
  ob_text_clean(copy, room, text, size);
  for (char* c = copy; (c = strpbrk(c, "\n\t"));) {
    *c = ' ';
  }
}

/// Write a whole text to a descriptor; return 0, or -1 and errno
static int
write_text(const ObText* const text, const int fd)
{
  size_t done = 0U;

  while (text && done < text->size) {
    const ssize_t n = write(fd, text->bytes + done, text->size - done);
    if (n < 0) {
      return -1;
    }
    done += (size_t)n;
  }

  return 0;
}

int
ob_text_memory(const ObText* const* const texts, const size_t count)
{
  const int seals = F_SEAL_WRITE | F_SEAL_SHRINK | F_SEAL_GROW | F_SEAL_SEAL;
  const int fd    = ob_memfd_create("outboard-text");
  int       bad   = fd < 0;

  for (size_t i = 0U; !bad && i < count; ++i) {
    bad = write_text(texts[i], fd);
  }
  if (fd >= 0 && (bad || fcntl(fd, F_ADD_SEALS, seals))) {
    const int error = errno;
    close(fd);
    errno = error;
    return -1;
  }

  return fd;
}
