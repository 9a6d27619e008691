// Copyright 2026 The Outboard authors
// SPDX-License-Identifier: ISC

// Tests of shared texts

#undef NDEBUG

#include "text.h"

#include <assert.h>
#include <stdbool.h>
#include <string.h>
#include <unistd.h>

static bool
is_utf8(const char* const bytes, const size_t size)
{
  ObText* const text   = ob_text_new(bytes, size);
  const bool    result = ob_text_is_utf8(text);

  ob_text_release(text);
  return result;
}

static void
test_users(void)
{
  ObText* const text  = ob_text_new("text", 4U);
  ObText*       place = NULL;

  assert(text->size == 4U && !strcmp(text->bytes, "text"));
  ob_text_replace(&place, text);
  ob_text_release(text);
  assert(!strcmp(place->bytes, "text"));
  ob_text_replace(&place, place);
  assert(!strcmp(place->bytes, "text"));
  ob_text_replace(&place, NULL);
  assert(!place && !ob_text_use(NULL));
  ob_text_release(NULL);
}

static void
test_equal(void)
{
  ObText* const a = ob_text_new("a", 1U);
  ObText* const b = ob_text_new("a", 1U);
  ObText* const c = ob_text_new("ab", 2U);

  assert(ob_text_equal(a, b) && ob_text_equal(NULL, NULL));
  assert(!ob_text_equal(a, c) && !ob_text_equal(a, NULL));
  assert(!ob_text_equal(NULL, a));
  ob_text_release(a);
  ob_text_release(b);
  ob_text_release(c);
}

static void
test_utf8(void)
{
  assert(is_utf8("", 0U) && is_utf8("{\"a\": 1}\n", 9U));
  assert(is_utf8("\xC3\xA9\xE2\x82\xAC\xF0\x9F\x8E\xB9", 9U));
  assert(!is_utf8("a\0b", 3U));
  assert(!is_utf8("\xC3", 1U) && !is_utf8("\xE2\x82", 2U)); // Cut short
  assert(!is_utf8("\x80", 1U) && !is_utf8("\xC3(", 2U));
  assert(!is_utf8("\xC0\x80", 2U) && !is_utf8("\xE0\x80\x80", 3U)); // Overlong
  assert(!is_utf8("\xED\xA0\x80", 3U));                             // Surrogate
  assert(!is_utf8("\xF4\x90\x80\x80", 4U) && !is_utf8("\xFF", 1U));
}

static void
test_mend(void)
{
  static const char* const texts[][2] = {
    { "", "" },
    { "a\nb", "a\nb" },
    { "\xC3\xA9\xE2\x82\xAC", "\xC3\xA9\xE2\x82\xAC" },
    { "a\xC3", "a?" },
    { "\xE2\x82 \xFF", "?? ?" },
    { "\xC0\x80\xED\xA0\x80", "?????" },
  };

  for (unsigned i = 0U; i < sizeof(texts) / sizeof(texts[0]); ++i) {
    char copy[16];
    strcpy(copy, texts[i][0]);
    ob_text_mend(copy);
    assert(!strcmp(copy, texts[i][1]));
  }
}

static void
test_clean(void)
{
  char copy[8];

  ob_text_clean(copy, sizeof(copy), "a\x1B[2J\tb", 7U);
  assert(!strcmp(copy, "a?[2J\tb"));
  ob_text_clean(copy, sizeof(copy), "a\0b", 3U);
  assert(!strcmp(copy, "a"));
  ob_text_clean(copy, sizeof(copy), "0123456789", 10U);
  assert(!strcmp(copy, "0123456"));
  ob_text_clean(copy, sizeof(copy), "", 0U);
  assert(!strcmp(copy, ""));

  // Also beyond ASCII: U+009B begins commands, U+202E turns the text round
  ob_text_clean(copy,
                sizeof(copy),
                "\xC2\x9B"
                "2J",
                4U);
  assert(!strcmp(copy, "??2J"));
  ob_text_clean(copy, sizeof(copy), "a\xE2\x80\xAE\xE2\x81\xA6", 7U);
  assert(!strcmp(copy, "a??????"));
  ob_text_clean(copy,
                sizeof(copy),
                "\x9B"
                "2J",
                3U);
  assert(!strcmp(copy, "?2J"));
  ob_text_clean(copy, sizeof(copy), "\xC2\xA7\xE2\x80\x93", 5U);
  assert(!strcmp(copy, "\xC2\xA7\xE2\x80\x93"));
  ob_text_clean(copy, sizeof(copy), "012345\xC3\xA9", 8U);
  assert(!strcmp(copy, "012345?"));

  ob_text_line(copy, sizeof(copy), "a\n\tb\x1B", 5U);
  assert(!strcmp(copy, "a  b?"));
  ob_text_clean(copy, sizeof(copy), copy, sizeof(copy));
  assert(!strcmp(copy, "a  b?"));
}

static void
test_memory(void)
{
  ObText* const       a         = ob_text_new("one", 3U);
  ObText* const       b         = ob_text_new("two", 3U);
  const ObText* const texts[]   = { a, NULL, b };
  const int           fd        = ob_text_memory(texts, 3U);
  char                bytes[16] = "";

  assert(fd >= 0 && pread(fd, bytes, sizeof(bytes), 0) == 6);
  assert(!strcmp(bytes, "onetwo"));
  assert(write(fd, "x", 1U) < 0 && ftruncate(fd, 0));
  close(fd);
  ob_text_release(a);
  ob_text_release(b);
}

int
main(void)
{
  test_users();
  test_equal();
  test_utf8();
  test_mend();
  test_clean();
  test_memory();
  return 0;
}
