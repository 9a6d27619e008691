// Copyright 2026 The Outboard authors
// SPDX-License-Identifier: ISC

// The descriptors that the supervisor sleeps on; supervisor

#include "watches.h"

#include "doorbell.h"

#include <errno.h>
#include <stdlib.h>
#include <sys/stat.h>
#include <time.h>

/// How many more there is room for each time
#define ROOM_STEP 32U

/// How long to sleep when the system does not let us wait [ns]
static const long refused_pause = 50000000L;

void
ob_watch_set(ObWatch* const watch, const int fd)
{
  struct stat info = { 0 };

  fstat(fd, &info);
  watch->fd     = fd;
  watch->device = info.st_dev;
  watch->inode  = info.st_ino;
}

bool
ob_watch_holds(const ObWatch* const watch)
{
  struct stat info;

  return watch->fd >= 0 && !fstat(watch->fd, &info) &&
         info.st_dev == watch->device && info.st_ino == watch->inode;
}

void
ob_watches_clear(ObWatches* const watches)
{
  free(watches->polls);
  free(watches->watches);
  *watches = (ObWatches){ .polls = NULL };
}

/// Return the place of a watch, or `watches->count`
static size_t
find(const ObWatches* const watches, const ObWatch* const watch)
{
  size_t i = 0U;
  while (i < watches->count && watches->watches[i] != watch) {
    ++i;
  }

  return i;
}

static bool
make_room(ObWatches* const watches)
{
  const size_t room = watches->count + ROOM_STEP;

  if (watches->count < watches->room) {
    return true;
  }

  struct pollfd* const polls =
    (struct pollfd*)realloc(watches->polls, room * sizeof(polls[0]));
  watches->polls = polls ? polls : watches->polls;

  ObWatch** const places =
    (ObWatch**)realloc(watches->watches, room * sizeof(ObWatch*));
  watches->watches = places ? places : watches->watches;

  if (polls && places) {
    watches->room = room;
  }

  return polls && places;
}

static void
remove_at(ObWatches* const watches, const size_t place)
{
  const size_t last = --watches->count;

  watches->polls[place]   = watches->polls[last];
  watches->watches[place] = watches->watches[last];
}

/// The host has closed a descriptor
static void
lose(ObWatches* const watches, const size_t place)
{
  const ObWatch* const watch = watches->watches[place];

  remove_at(watches, place);
  watch->lost(watch->handle);
}

/// Whoever had this number has lost it, even if both look the same
static void
lose_former(ObWatches* const watches, const int fd)
{
  for (size_t i = 0U; i < watches->count; ++i) {
    if (watches->watches[i]->fd == fd) {
      lose(watches, i);
      return;
    }
  }
}

ObStatus
ob_watches_add(ObWatches* const watches, ObWatch* const watch)
{
  lose_former(watches, watch->fd);
  if (!make_room(watches)) {
    return OB_NO_MEM;
  }

  watches->polls[watches->count] =
    (struct pollfd){ .fd = watch->fd, .events = POLLIN };
  watches->watches[watches->count++] = watch;
  return OB_SUCCESS;
}

void
ob_watches_remove(ObWatches* const watches, const ObWatch* const watch)
{
  const size_t place = find(watches, watch);

  if (place < watches->count) {
    remove_at(watches, place);
  }
}

void
ob_watches_pause(ObWatches* const     watches,
                 const ObWatch* const watch,
                 const bool           pause)
{
  const size_t place = find(watches, watch);

  if (place < watches->count) {
    watches->polls[place].fd = pause ? -1 : watch->fd;
  }
}

/// Find out which descriptors the host has closed
static void
check(ObWatches* const watches, const uint64_t now)
{
  watches->checked = now;
  for (size_t i = 0U; i < watches->count;) {
    if (ob_watch_holds(watches->watches[i])) {
      ++i;
    } else {
      lose(watches, i);
      i = 0U; // What that did may have moved the others
    }
  }
}

/// See to all that are ready; if that moves one to a place already passed, it
/// is the next time's
static void
serve(ObWatches* const watches)
{
  for (size_t i = 0U; i < watches->count; ++i) {
    if (watches->polls[i].revents) {
      const ObWatch* const watch = watches->watches[i];

      if (ob_watch_holds(watch)) {
        watch->ready(watch->handle);
      } else {
        lose(watches, i);
      }
    }
  }
}

void
ob_watches_wait(ObWatches* const watches, const uint64_t due)
{
  const uint64_t        ns_per_ms = 1000000U;
  const struct timespec pause     = { 0, refused_pause };
  const uint64_t        now       = ob_now();

  if (now - watches->checked >= OB_WATCHES_PERIOD) {
    check(watches, now);
  }

  const uint64_t limit = now + OB_WATCHES_PERIOD;
  const uint64_t end   = due < limit ? due : limit;
  const uint64_t ms = end > now ? (end - now + ns_per_ms - 1U) / ns_per_ms : 0U;

  const int ready = poll(watches->polls, watches->count, (int)ms);
  if (ready > 0) {
    serve(watches);
  } else if (ready < 0 && errno != EINTR) {
    nanosleep(&pause, NULL); // Else a real-time thread would be busy for ever
  }
}
