// Copyright 2026 The Outboard authors
// SPDX-License-Identifier: ISC

// Tests of the mailbox, also between two threads

#undef NDEBUG

#include "mailbox.h"

#include <assert.h>
#include <pthread.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

static ObMailbox mailbox;

static void
leave(const char* const text)
{
  assert(!ob_mailbox_write(&mailbox, text, (uint32_t)strlen(text)));
}

static void
expect(const char* const text)
{
  uint32_t size = 0U;
  assert(!strcmp(ob_mailbox_text(&mailbox, &size), text));
  assert(size == strlen(text));
}

static void
test_empty(void)
{
  ob_mailbox_init(&mailbox);
  expect("");
  assert(!ob_mailbox_fetch(&mailbox));
  expect("");
}

static void
test_latest_wins(void)
{
  ob_mailbox_init(&mailbox);
  leave("one");
  leave("two");
  expect("");
  assert(ob_mailbox_fetch(&mailbox));
  expect("two");
  assert(!ob_mailbox_fetch(&mailbox));
  expect("two");

  leave("three");
  expect("two");
  assert(ob_mailbox_fetch(&mailbox));
  expect("three");
}

static void
test_size_limit(void)
{
  static char text[OB_TEXT_SIZE + 1U];
  memset(text, 'x', sizeof(text) - 1U);

  ob_mailbox_init(&mailbox);
  leave("short");
  assert(ob_mailbox_write(&mailbox, text, OB_TEXT_SIZE) == OB_TOO_BIG);
  assert(ob_mailbox_fetch(&mailbox));
  expect("short");

  text[OB_TEXT_SIZE - 1U] = '\0';
  leave(text);
  assert(ob_mailbox_fetch(&mailbox));
  expect(text);
}

static const unsigned n_texts = 200000U;

/// Write numbers, each as many times as its last digit says
static void*
write_texts(void* const unused)
{
  (void)unused;
  for (unsigned i = 1U; i <= n_texts; ++i) {
    char     text[128];
    uint32_t size = 0U;
    for (unsigned n = 0U; n <= i % 10U; ++n) {
      size += (uint32_t)snprintf(text + size, sizeof(text) - size, "%u,", i);
    }
    assert(!ob_mailbox_write(&mailbox, text, size));
  }
  return NULL;
}

/// Every text that is fetched is whole, and none is older than the one before
static void
test_two_threads(void)
{
  pthread_t writer;
  unsigned  last = 0U;

  ob_mailbox_init(&mailbox);
  assert(!pthread_create(&writer, NULL, write_texts, NULL));
  while (last < n_texts) {
    if (ob_mailbox_fetch(&mailbox)) {
      uint32_t       size  = 0U;
      const char*    text  = ob_mailbox_text(&mailbox, &size);
      char*          end   = NULL;
      unsigned       count = 0U;
      const unsigned first = (unsigned)strtoul(text, &end, 10);

      assert(strlen(text) == size && first > last);
      for (; *text; ++count, text = end + 1) {
        assert(strtoul(text, &end, 10) == first && *end == ',');
      }
      assert(count == first % 10U + 1U);
      last = first;
    }
  }
  pthread_join(writer, NULL);
}

int
main(void)
{
  test_empty();
  test_latest_wins();
  test_size_limit();
  test_two_threads();
  return 0;
}
