// Copyright 2026 The Outboard authors
// SPDX-License-Identifier: ISC

// Tests of what scripts show, however much that is

#undef NDEBUG

#include "message.h"
#include "shown.h"

#include <assert.h>
#include <stdbool.h>
#include <stdint.h>
#include <stdio.h>
#include <string.h>

static ObShown shown;
static char    text[4096];

static bool
take(const ObShow head, const char* const bytes)
{
  uint8_t      payload[2048];
  const size_t size = strlen(bytes);

  memcpy(payload, &head, sizeof(head));
  memcpy(payload + sizeof(head), bytes, size);
  return ob_shown_take(&shown, payload, (uint32_t)(sizeof(head) + size));
}

static void
show(const char* const name, const char* const value)
{
  const ObShow head = { (uint32_t)strlen(name), (uint32_t)strlen(value) };
  char         bytes[2000];

  snprintf(bytes, sizeof(bytes), "%s%s", name, value);
  shown.changed = false;
  assert(take(head, bytes));
}

static void
expect(const char* const expected)
{
  assert(ob_shown_format(&shown, text, sizeof(text)) == strlen(expected));
  assert(!strcmp(text, expected));
}

static void
test_latest(void)
{
  expect("");
  show("bar", "1");
  show("chord", "Am");
  show("bar", "2");
  assert(shown.changed);
  expect("bar: 2\nchord: Am");
  show("", "");
  expect("bar: 2\nchord: Am\n: ");
}

static void
test_lines(void)
{
  memset(&shown, 0, sizeof(shown));
  show("a\nb", "1\n2\t3\x1B");
  expect("a b: 1 2 3?");
}

/// Cut between characters
static void
test_long(void)
{
  char value[301];
  memset(value, 'x', 300U);
  value[300] = '\0';
  memcpy(value + 254, "\xC3\xA9", 2U);

  memset(&shown, 0, sizeof(shown));
  show("v", value);
  assert(ob_shown_format(&shown, text, sizeof(text)) == 3U + 254U);
  assert(text[256] == 'x' && !text[257]);
}

static void
test_many(void)
{
  memset(&shown, 0, sizeof(shown));
  for (unsigned i = 0U; i < 100U; ++i) {
    char name[8];
    snprintf(name, sizeof(name), "%u", i);
    show(name, "value");
    assert(shown.changed == (i < OB_SHOWN_MAX));
  }
  assert(shown.count == OB_SHOWN_MAX);

  // Whole lines only
  char few[20];
  assert(ob_shown_format(&shown, few, sizeof(few)) == 17U);
  assert(!strcmp(few, "0: value\n1: value"));
}

static void
test_lies(void)
{
  assert(!take((ObShow){ 2U, 1U }, "ab"));
  assert(!take((ObShow){ 1U, 2U }, "ab"));
  assert(!take((ObShow){ 1U, 0U }, "ab"));
  assert(!take((ObShow){ ~0U, 3U }, "ab"));
  assert(!ob_shown_take(&shown, (const uint8_t*)"short", 5U));
}

int
main(void)
{
  test_latest();
  test_lines();
  test_long();
  test_many();
  test_lies();
  return 0;
}
