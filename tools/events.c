// Copyright 2026 The Outboard authors
// SPDX-License-Identifier: ISC

// A growing list of MIDI messages of any length, by frame; setup

#include "events.h"

#include "grow.h"

#include <stdlib.h>
#include <string.h>

void
ob_events_clear(ObEvents* const events)
{
  free(events->events);
  free(events->bytes);
  *events = (ObEvents){ NULL, 0U, 0U, NULL, 0U, 0U };
}

ObStatus
ob_events_append(ObEvents* const      events,
                 const uint32_t       frame,
                 const uint8_t* const bytes,
                 const uint32_t       size)
{
  ObEvent* const list = (ObEvent*)ob_grow(
    events->events, &events->capacity, events->count + 1U, sizeof(ObEvent));
  if (!list) {
    return OB_NO_MEM;
  }
  events->events = list;

  uint8_t* const all =
    (uint8_t*)ob_grow(events->bytes, &events->room, events->used + size, 1U);
  if (!all) {
    return OB_NO_MEM;
  }
  events->bytes = all;

  const ObEvent event = { frame, size, events->used };
  memcpy(all + events->used, bytes, size);
  events->used += size;
  list[events->count++] = event;
  return OB_SUCCESS;
}

const uint8_t*
ob_events_bytes(const ObEvents* const events, const ObEvent* const event)
{
  return events->bytes + event->offset;
}

static int
compare(const void* const a, const void* const b)
{
  const ObEvent* const x = (const ObEvent*)a;
  const ObEvent* const y = (const ObEvent*)b;
  if (x->frame != y->frame) {
    return x->frame < y->frame ? -1 : 1;
  }
  return (x->offset > y->offset) - (x->offset < y->offset);
}

void
ob_events_sort(ObEvents* const events)
{
  if (events->count) {
    qsort(events->events, events->count, sizeof(ObEvent), compare);
  }
}
