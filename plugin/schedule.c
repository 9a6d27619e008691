// Copyright 2026 The Outboard authors
// SPDX-License-Identifier: ISC

// The script's events that are still to come, sorted by time; real-time

#include "schedule.h"

#include <assert.h>
#include <string.h>

static const uint16_t no_chunk = UINT16_MAX;

void
ob_schedule_init(ObSchedule* const schedule)
{
  for (uint32_t i = 0U; i < 3U; ++i) {
    schedule->heaps[i].count = 0U;
    schedule->heaps[i].slots = schedule->slots[i];
  }

  memset(schedule->starts, 0, sizeof(schedule->starts));
  for (uint32_t i = 0U; i < OB_SCHEDULE_SIZE; ++i) {
    schedule->free_slots[i] = (uint16_t)(OB_SCHEDULE_SIZE - 1U - i);
  }
  schedule->n_free   = OB_SCHEDULE_SIZE;
  schedule->n_starts = 0U;
  schedule->arrivals = 0U;

  for (uint32_t i = 0U; i < OB_CHUNKS; ++i) {
    schedule->next_chunk[i] =
      (uint16_t)(i + 1U < OB_CHUNKS ? i + 1U : no_chunk);
  }
  schedule->first_free_chunk = 0U;
  schedule->n_free_chunks    = OB_CHUNKS;
}

/// Return whether `a` comes before `b` in the heap of `anchor`
OB_REALTIME static bool
precedes(const ObPending* const a,
         const ObPending* const b,
         const ObAnchor         anchor)
{
  if (anchor == OB_ANCHOR_FRAME) {
    if (a->frame != b->frame) {
      return a->frame < b->frame;
    }
    if (a->order != b->order) {
      return a->order < b->order;
    }
  } else if (a->beat < b->beat || a->beat > b->beat) {
    return a->beat < b->beat;
  }

  return (int32_t)(a->arrival - b->arrival) < 0;
}

/// Put a slot at a place in its heap
OB_REALTIME static void
place(ObSchedule* const schedule,
      ObHeap* const     heap,
      const uint32_t    at,
      const uint16_t    slot)
{
  heap->slots[at]        = slot;
  schedule->places[slot] = (uint16_t)at;
}

OB_REALTIME static void
sift_up(ObSchedule* const schedule, const ObAnchor anchor, uint32_t at)
{
  ObHeap* const          heap  = &schedule->heaps[anchor];
  const uint16_t         slot  = heap->slots[at];
  const ObPending* const event = &schedule->pending[slot];

  while (at) {
    const uint32_t parent = (at - 1U) / 2U;
    const uint16_t other  = heap->slots[parent];
    if (!precedes(event, &schedule->pending[other], anchor)) {
      break;
    }
    place(schedule, heap, at, other);
    at = parent;
  }

  place(schedule, heap, at, slot);
}

OB_REALTIME static void
sift_down(ObSchedule* const schedule, const ObAnchor anchor, uint32_t at)
{
  ObHeap* const          heap    = &schedule->heaps[anchor];
  const ObPending* const pending = schedule->pending;
  const uint16_t         slot    = heap->slots[at];

  for (uint32_t child = 2U * at + 1U; child < heap->count;
       child          = 2U * at + 1U) {
    if (child + 1U < heap->count && precedes(&pending[heap->slots[child + 1U]],
                                             &pending[heap->slots[child]],
                                             anchor)) {
      ++child;
    }
    if (!precedes(&pending[heap->slots[child]], &pending[slot], anchor)) {
      break;
    }
    place(schedule, heap, at, heap->slots[child]);
    at = child;
  }

  place(schedule, heap, at, slot);
}

/// Add a slot to the heap its event's anchor asks for
OB_REALTIME static void
insert(ObSchedule* const schedule, const uint16_t slot)
{
  const ObAnchor anchor =
    (ObAnchor)(schedule->pending[slot].flags & OB_ANCHOR_MASK);
  ObHeap* const heap = &schedule->heaps[anchor];

  heap->slots[heap->count++] = slot;
  sift_up(schedule, anchor, heap->count - 1U);
}

/// Take the slot at a place out of its heap
OB_REALTIME static void
extract(ObSchedule* const schedule, const ObAnchor anchor, const uint32_t at)
{
  ObHeap* const  heap = &schedule->heaps[anchor];
  const uint16_t last = heap->slots[--heap->count];

  if (at < heap->count) {
    place(schedule, heap, at, last);
    sift_down(schedule, anchor, at);
    sift_up(schedule, anchor, schedule->places[last]);
  }
}

OB_REALTIME static bool
is_note_on(const ObPending* const event)
{
  return (event->bytes[0] & 0xF0U) == 0x90U && event->size == 3U &&
         event->bytes[2];
}

OB_REALTIME static uint32_t
chunks_for(const uint32_t size)
{
  return size > OB_SHORT_MESSAGE ? (size + OB_CHUNK_SIZE - 1U) / OB_CHUNK_SIZE
                                 : 0U;
}

OB_REALTIME ObStatus
ob_schedule_keep(ObSchedule* const    schedule,
                 const uint8_t* const bytes,
                 const uint32_t       size,
                 uint16_t* const      chunk)
{
  const uint32_t count = chunks_for(size);
  assert(count);
  if (count > schedule->n_free_chunks) {
    return OB_FULL;
  }

  *chunk        = schedule->first_free_chunk;
  uint16_t last = *chunk;
  for (uint32_t done = 0U; done < size; done += OB_CHUNK_SIZE) {
    const uint32_t left = size - done;

    last = schedule->first_free_chunk;
    memcpy(schedule->chunks[last],
           bytes + done,
           left < OB_CHUNK_SIZE ? left : OB_CHUNK_SIZE);
    schedule->first_free_chunk = schedule->next_chunk[last];
  }

  schedule->next_chunk[last] = no_chunk;
  schedule->n_free_chunks    = (uint16_t)(schedule->n_free_chunks - count);
  return OB_SUCCESS;
}

OB_REALTIME void
ob_schedule_release(ObSchedule* const schedule,
                    const uint32_t    size,
                    const uint16_t    chunk)
{
  const uint32_t count = chunks_for(size);
  if (!count) {
    return;
  }

  uint16_t last = chunk;
  while (schedule->next_chunk[last] != no_chunk) {
    last = schedule->next_chunk[last];
  }
  schedule->next_chunk[last] = schedule->first_free_chunk;
  schedule->first_free_chunk = chunk;
  schedule->n_free_chunks    = (uint16_t)(schedule->n_free_chunks + count);
}

OB_REALTIME ObStatus
ob_schedule_push(ObSchedule* const schedule, const ObPending* const event)
{
  if (!schedule->n_free) {
    return OB_FULL;
  }

  const uint16_t   slot   = schedule->free_slots[--schedule->n_free];
  ObPending* const target = &schedule->pending[slot];

  *target                = *event;
  target->arrival        = schedule->arrivals++;
  schedule->starts[slot] = is_note_on(event) ? event->voice : OB_VOICE_NONE;
  schedule->n_starts += is_note_on(event) ? 1U : 0U;
  insert(schedule, slot);
  return OB_SUCCESS;
}

OB_REALTIME const ObPending*
ob_schedule_peek(const ObSchedule* const schedule, const ObAnchor anchor)
{
  const ObHeap* const heap = &schedule->heaps[anchor];

  return heap->count ? &schedule->pending[heap->slots[0]] : NULL;
}

OB_REALTIME void
ob_schedule_message(const ObSchedule* const schedule,
                    const ObPending* const  event,
                    uint8_t* const          bytes)
{
  if (event->size <= OB_SHORT_MESSAGE) {
    memcpy(bytes, event->bytes, event->size);
    return;
  }

  uint16_t chunk = event->chunk;
  for (uint32_t done = 0U; done < event->size; done += OB_CHUNK_SIZE) {
    const uint32_t left = event->size - done;
    memcpy(bytes + done,
           schedule->chunks[chunk],
           left < OB_CHUNK_SIZE ? left : OB_CHUNK_SIZE);
    chunk = schedule->next_chunk[chunk];
  }
}

/// Free a slot that is in no heap any more, and its message
OB_REALTIME static void
release_slot(ObSchedule* const schedule, const uint16_t slot)
{
  const ObPending* const event = &schedule->pending[slot];

  ob_schedule_release(schedule, event->size, event->chunk);
  schedule->n_starts -= is_note_on(event) ? 1U : 0U;
  schedule->starts[slot]                   = OB_VOICE_NONE;
  schedule->free_slots[schedule->n_free++] = slot;
}

/// Take the slot at a place out of its heap and free it
OB_REALTIME static void
discard(ObSchedule* const schedule, const ObAnchor anchor, const uint32_t at)
{
  const uint16_t slot = schedule->heaps[anchor].slots[at];

  extract(schedule, anchor, at);
  release_slot(schedule, slot);
}

OB_REALTIME void
ob_schedule_pop(ObSchedule* const schedule, const ObAnchor anchor)
{
  assert(schedule->heaps[anchor].count);
  discard(schedule, anchor, 0U);
}

OB_REALTIME void
ob_schedule_fix(ObSchedule* const schedule,
                const ObAnchor    anchor,
                const uint64_t    frame)
{
  assert(schedule->heaps[anchor].count);

  const uint16_t   slot  = schedule->heaps[anchor].slots[0];
  ObPending* const event = &schedule->pending[slot];

  extract(schedule, anchor, 0U);
  event->frame = frame;
  event->flags &= (uint16_t)~OB_ANCHOR_MASK; // OB_ANCHOR_FRAME is 0
  insert(schedule, slot);
}

OB_REALTIME bool
ob_schedule_cancel(ObSchedule* const schedule, const uint32_t voice)
{
  assert(voice != OB_VOICE_NONE); // That of all slots that start nothing

  for (uint32_t slot = 0U; slot < OB_SCHEDULE_SIZE; ++slot) {
    if (schedule->starts[slot] == voice) {
      const ObAnchor anchor =
        (ObAnchor)(schedule->pending[slot].flags & OB_ANCHOR_MASK);
      discard(schedule, anchor, schedule->places[slot]);
      return true;
    }
  }

  return false;
}

/// Take all slots out of their heaps, each heap's in order; return how many
OB_REALTIME static uint32_t
extract_all(ObSchedule* const schedule, uint16_t* const slots)
{
  uint32_t count = 0U;
  for (uint32_t anchor = 0U; anchor < 3U; ++anchor) {
    const ObHeap* const heap = &schedule->heaps[anchor];
    while (heap->count) {
      slots[count++] = heap->slots[0];
      extract(schedule, (ObAnchor)anchor, 0U);
    }
  }

  return count;
}

OB_REALTIME uint32_t
ob_schedule_filter(ObSchedule* const schedule,
                   const ObJudge     judge,
                   void* const       context)
{
  uint16_t       slots[OB_SCHEDULE_SIZE];
  uint32_t       dropped = 0U;
  const uint32_t count   = extract_all(schedule, slots);

  for (uint32_t i = 0U; i < count; ++i) {
    ObPending* const event   = &schedule->pending[slots[i]];
    const ObVerdict  verdict = judge(event, context);
    if (verdict == OB_VERDICT_DROP) {
      release_slot(schedule, slots[i]);
      ++dropped;
      continue;
    }

    if (verdict == OB_VERDICT_HURRY) {
      event->arrival = schedule->arrivals++;
    }
    if (schedule->starts[slots[i]]) {
      schedule->starts[slots[i]] = event->voice;
    }
    insert(schedule, slots[i]);
  }

  return dropped;
}
