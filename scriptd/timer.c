// Copyright 2026 The Outboard authors
// SPDX-License-Identifier: ISC

// What waits for its time, soonest first; interpreter

#include "timer.h"

#include "moment.h"

/// Timers of one anchor
typedef struct
{
  ObTimer** timers; ///< Of `room` elements
  size_t    count;
  size_t    room;
} ObTimerHeap;

static ObTimerHeap heaps[3];
static size_t      n_timers;

bool
ob_timer_reserve(const size_t count)
{
  for (unsigned i = 0U; i < 3U; ++i) {
    ObTimerHeap* const heap = &heaps[i];
    if (heap->room < n_timers + count) {
      const size_t    room = 2U * (n_timers + count);
      ObTimer** const timers =
        (ObTimer**)PyMem_Realloc(heap->timers, room * sizeof(ObTimer*));
      if (!timers) {
        PyErr_NoMemory();
        return false;
      }
      heap->timers = timers;
      heap->room   = room;
    }
  }

  n_timers += count;
  return true;
}

void
ob_timer_unreserve(const size_t count)
{
  n_timers -= count;
}

/// Return whether `a` comes before `b`, which are in the same heap
static bool
precedes(const ObTimer* const a, const ObTimer* const b)
{
  if (a->anchor == OB_ANCHOR_FRAME) {
    if (a->frame != b->frame) {
      return a->frame < b->frame;
    }
  } else if (a->beat < b->beat || a->beat > b->beat) {
    return a->beat < b->beat;
  }

  return a->fatal == b->fatal ? a->arrival < b->arrival : a->fatal;
}

/// Put a timer at an index of its heap
static void
place(ObTimerHeap* const heap, const size_t at, ObTimer* const timer)
{
  heap->timers[at] = timer;
  timer->place     = at + 1U;
}

static void
sift_up(ObTimerHeap* const heap, size_t at)
{
  ObTimer* const timer = heap->timers[at];

  while (at && precedes(timer, heap->timers[(at - 1U) / 2U])) {
    place(heap, at, heap->timers[(at - 1U) / 2U]);
    at = (at - 1U) / 2U;
  }

  place(heap, at, timer);
}

static void
sift_down(ObTimerHeap* const heap, size_t at)
{
  ObTimer* const timer = heap->timers[at];

  for (size_t child = 2U * at + 1U; child < heap->count; child = 2U * at + 1U) {
    if (child + 1U < heap->count &&
        precedes(heap->timers[child + 1U], heap->timers[child])) {
      ++child;
    }
    if (!precedes(heap->timers[child], timer)) {
      break;
    }
    place(heap, at, heap->timers[child]);
    at = child;
  }

  place(heap, at, timer);
}

void
ob_timer_set(ObTimer* const timer, const ObDue* const due)
{
  static uint64_t arrivals;

  ob_timer_clear(timer);
  timer->anchor  = due->anchor;
  timer->frame   = due->frame;
  timer->beat    = due->beat;
  timer->arrival = ++arrivals;

  ObTimerHeap* const heap     = &heaps[timer->anchor];
  heap->timers[heap->count++] = timer;
  sift_up(heap, heap->count - 1U);
}

void
ob_timer_clear(ObTimer* const timer)
{
  if (!timer->place) {
    return;
  }

  ObTimerHeap* const heap = &heaps[timer->anchor];
  const size_t       at   = timer->place - 1U;
  ObTimer* const     last = heap->timers[--heap->count];

  timer->place = 0U;
  if (last != timer) {
    place(heap, at, last);
    sift_down(heap, at);
    sift_up(heap, last->place - 1U);
  }
}

uint64_t
ob_timer_frame(const ObTimer* const timer)
{
  if (timer->anchor == OB_ANCHOR_FRAME) {
    return timer->frame;
  }

  const uint64_t frame = ob_moment_frame_of(timer->anchor, timer->beat);
  return frame > timer->frame ? frame : timer->frame;
}

ObTimer*
ob_timer_first(void)
{
  ObTimer* first = NULL;
  uint64_t frame = 0U;
  if (!n_timers) {
    return NULL; // As for most scripts, before every record
  }

  for (unsigned i = 0U; i < 3U; ++i) {
    if (heaps[i].count) {
      ObTimer* const timer = heaps[i].timers[0];
      const uint64_t due   = ob_timer_frame(timer);
      const bool     same  = first && due == frame;
      const bool     sooner =
        same ? (timer->fatal == first->fatal ? timer->arrival < first->arrival
                                                 : timer->fatal)
                 : !first || due < frame;
      if (sooner) {
        first = timer;
        frame = due;
      }
    }
  }

  return first;
}
