// Copyright 2026 The Outboard authors
// SPDX-License-Identifier: ISC

// The last lines that an instance has logged; supervisor and setup

#include "journal.h"

#include <pthread.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

typedef struct
{
  ObJournalLine line;
  char*         text;
  size_t        size; ///< Of it [bytes]
} Entry;

struct ObJournalImpl
{
  pthread_mutex_t lock;                      ///< Of what follows; held briefly
  Entry           entries[OB_JOURNAL_LINES]; ///< By number, modulo their count
  uint64_t        first;                     ///< Number of the oldest
  uint64_t        next;                      ///< Number of the next
  size_t          size;                      ///< Of all texts [bytes]
};

static Entry*
entry_at(ObJournal* const journal, const uint64_t number)
{
  return &journal->entries[number % OB_JOURNAL_LINES];
}

ObJournal*
ob_journal_new(void)
{
  ObJournal* const journal = (ObJournal*)calloc(1U, sizeof(ObJournal));

  if (journal) {
    pthread_mutex_init(&journal->lock, NULL);
    journal->first = 1U;
    journal->next  = 1U;
  }

  return journal;
}

/// Forget the oldest line
static void
drop_first(ObJournal* const journal)
{
  Entry* const entry = entry_at(journal, journal->first++);

  journal->size -= entry->size;
  free(entry->text);
}

void
ob_journal_free(ObJournal* const journal)
{
  if (journal) {
    while (journal->first != journal->next) {
      drop_first(journal);
    }
    pthread_mutex_destroy(&journal->lock);
    free(journal);
  }
}

uint64_t
ob_journal_time(void)
{
  struct timespec time;

  clock_gettime(CLOCK_REALTIME, &time);
  return (uint64_t)time.tv_sec * 1000000000U + (uint64_t)time.tv_nsec;
}

void
ob_journal_add(ObJournal* const journal,
               const ObLogLevel level,
               char* const      text)
{
  const size_t size = strlen(text) + 1U;

  pthread_mutex_lock(&journal->lock);
  const ObJournalLine line = { journal->next, ob_journal_time(), level };
  while (journal->first != journal->next &&
         (journal->next - journal->first == OB_JOURNAL_LINES ||
          journal->size + size > OB_JOURNAL_SIZE)) {
    drop_first(journal);
  }

  *entry_at(journal, journal->next++) = (Entry){ line, text, size };
  journal->size += size;
  pthread_mutex_unlock(&journal->lock);
}

bool
ob_journal_read(ObJournal* const     journal,
                const uint64_t       after,
                ObJournalLine* const line,
                char* const          text,
                const size_t         room)
{
  pthread_mutex_lock(&journal->lock);
  const uint64_t number = after < journal->first ? journal->first : after + 1U;
  const bool     found  = number > after && number < journal->next;
  if (found) {
    const Entry* const entry = entry_at(journal, number);
    *line                    = entry->line;
    snprintf(text, room, "%s", entry->text);
  }
  pthread_mutex_unlock(&journal->lock);

  return found;
}
