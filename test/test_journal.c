// Copyright 2026 The Outboard authors
// SPDX-License-Identifier: ISC

// The last lines that an instance has logged

#undef NDEBUG

#include "journal.h"

#include <assert.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

/// Add a line that says its number
static void
add(ObJournal* const journal, const unsigned number)
{
  char* text = NULL;

  assert(asprintf(&text, "line %u", number) > 0);
  ob_journal_add(journal, OB_LOG_NOTE, text);
}

static void
test_reads_in_order(void)
{
  ObJournal* const journal = ob_journal_new();
  ObJournalLine    line;
  char             text[16];

  assert(!ob_journal_read(journal, 0U, &line, text, sizeof(text)));
  add(journal, 1U);
  add(journal, 2U);

  assert(ob_journal_read(journal, 0U, &line, text, sizeof(text)));
  assert(line.number == 1U && line.time && !strcmp(text, "line 1"));
  assert(ob_journal_read(journal, 1U, &line, text, sizeof(text)));
  assert(line.number == 2U && !strcmp(text, "line 2"));
  assert(!ob_journal_read(journal, 2U, &line, text, sizeof(text)));
  assert(!ob_journal_read(journal, UINT64_MAX, &line, text, sizeof(text)));
  ob_journal_free(journal);
}

static void
test_cuts_long_lines(void)
{
  ObJournal* const journal = ob_journal_new();
  ObJournalLine    line;
  char             text[5];

  ob_journal_add(journal, OB_LOG_ERROR, strdup("a long line"));
  assert(ob_journal_read(journal, 0U, &line, text, sizeof(text)));
  assert(line.level == OB_LOG_ERROR && !strcmp(text, "a lo"));
  ob_journal_free(journal);
}

static void
test_forgets_the_oldest(void)
{
  ObJournal* const journal = ob_journal_new();
  const unsigned   more    = 10U;
  ObJournalLine    line;
  char             text[16];

  for (unsigned i = 1U; i <= OB_JOURNAL_LINES + more; ++i) {
    add(journal, i);
  }

  assert(ob_journal_read(journal, 0U, &line, text, sizeof(text)));
  assert(line.number == more + 1U && !strcmp(text, "line 11"));
  ob_journal_free(journal);
}

static void
test_is_bounded_in_size(void)
{
  ObJournal* const journal = ob_journal_new();
  const size_t     size    = OB_JOURNAL_SIZE / 2U;
  ObJournalLine    line;
  char             text[16];

  for (unsigned i = 1U; i <= 5U; ++i) {
    char* const big = (char*)malloc(size);
    assert(big);
    memset(big, 'x', size - 1U);
    big[size - 1U] = '\0';
    ob_journal_add(journal, OB_LOG_NOTE, big);
  }

  assert(ob_journal_read(journal, 0U, &line, text, sizeof(text)));
  assert(line.number == 4U);
  ob_journal_free(journal);
}

int
main(void)
{
  test_reads_in_order();
  test_cuts_long_lines();
  test_forgets_the_oldest();
  test_is_bounded_in_size();
  ob_journal_free(NULL);
  return 0;
}
