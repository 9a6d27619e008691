// Copyright 2026 The Outboard authors
// SPDX-License-Identifier: ISC

// From run() to the child: the request queue; real-time

#include "engine_impl.h"

#include <string.h>

/// Room for a resync with every control of every channel, each padded [bytes]
enum
{
  resync_room = sizeof(ObBlock) + sizeof(ObReset) + sizeof(ObResync) +
                OB_MIDI_CHANNELS * OB_CONTROLS * (sizeof(ObEvent) + 8U)
};

static_assert(resync_room <= OB_QUEUE_SIZE, "else it would never be sent");

OB_REALTIME ObTransport
ob_request_transport(const ObEngine* const    engine,
                     const ObTransport* const transport)
{
  ObTransport t = *transport;
  if (engine->controls.freewheel) {
    t.flags |= OB_TRANSPORT_OFFLINE;
  }

  return t;
}

/// Begin the block's record if there is room for it and `more` bytes
OB_REALTIME static ObStatus
open_block(ObEngine* const engine, const uint32_t more)
{
  if (engine->block.open) {
    return OB_SUCCESS;
  }

  ObQueueWriter* const requests = &engine->link->requests;
  const ObBlock        block    = { .record    = { .type = OB_REQUEST_BLOCK },
                                    .frame     = engine->frame,
                                    .sequence  = engine->link->sequence + 1U,
                                    .frames    = engine->block.frames,
                                    .nominal   = ob_engine_nominal(engine),
                                    .transport = ob_request_transport(
                            engine, &engine->position.first) };
  if (ob_queue_room(requests) < sizeof(block) + more ||
      ob_queue_write(requests, &block.record, sizeof(block), NULL, 0U)) {
    if (ob_queue_consumer_lies(requests)) {
      ob_engine_condemn(engine);
    }
    return OB_FULL;
  }

  engine->block.open = true;
  return OB_SUCCESS;
}

OB_REALTIME ObStatus
ob_request_open(ObEngine* const engine)
{
  return open_block(engine, 0U);
}

/// Write a record, beginning the block first if need be
OB_REALTIME static ObStatus
append(ObEngine* const       engine,
       const ObRecord* const head,
       const uint32_t        head_size,
       const void* const     tail,
       const uint32_t        tail_size)
{
  // A block must not end up alone, and 8 bytes cover any padding
  const ObStatus status = open_block(engine, head_size + tail_size + 8U);

  return status ? status
                : ob_queue_write(
                    &engine->link->requests, head, head_size, tail, tail_size);
}

OB_REALTIME ObStatus
ob_request_record(ObEngine* const       engine,
                  const ObRecord* const record,
                  const uint32_t        size)
{
  return append(engine, record, size, NULL, 0U);
}

OB_REALTIME ObStatus
ob_request_event(ObEngine* const      engine,
                 const uint32_t       frame,
                 const uint8_t* const bytes,
                 const uint32_t       size,
                 const uint16_t       flags)
{
  ObEvent event = { .record = { .type = OB_REQUEST_EVENT, .flags = flags },
                    .frame  = engine->frame + frame,
                    .length = size,
                    .order  = engine->block.order };

  const uint32_t first = ob_engine_begin_message(&event, bytes, size);
  const ObStatus status =
    append(engine, &event.record, sizeof(event), bytes + first, size - first);
  if (!status && !(flags & OB_EVENT_PASSED)) {
    engine->block.asks = true;
  }

  return status;
}

OB_REALTIME void
ob_request_resync(ObEngine* const engine, const uint16_t flags)
{
  ObKeys* const keys   = &engine->keys;
  ObResync      resync = {
         .record = { .type = OB_REQUEST_RESYNC, .flags = flags },
         .frame  = engine->frame,
         .lost   = keys->lost,
  };

  static_assert(sizeof(resync.velocity) == sizeof(keys->velocity), "same keys");
  memcpy(resync.velocity, keys->velocity, sizeof(resync.velocity));

  if (ob_queue_room(&engine->link->requests) < resync_room ||
      append(engine, &resync.record, sizeof(resync), NULL, 0U)) {
    return;
  }

  uint8_t  bytes[3];
  uint32_t size;
  while ((size = ob_keys_take_missed(keys, bytes))) {
    const bool     asked = engine->routes & (1U << ob_midi_kind(bytes, size));
    const uint16_t event_flags = (uint16_t)(asked ? 0U : OB_EVENT_PASSED);
    if (ob_request_event(engine, 0U, bytes, size, event_flags)) {
      break; // Impossible with that much room
    }
  }

  engine->block.asks = true;
  keys->lost         = 0U;
  keys->stale        = false;
}

OB_REALTIME void
ob_request_commit(ObEngine* const engine)
{
  ObLink* const link = engine->link;

  ++link->sequence;
  atomic_store_explicit(
    &link->segment.header->host.sequence, link->sequence, memory_order_relaxed);
  ob_queue_commit(&link->requests);
  ob_doorbell_ring(&link->segment.header->child_bell);
}
