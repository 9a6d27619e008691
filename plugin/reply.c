// Copyright 2026 The Outboard authors
// SPDX-License-Identifier: ISC

// From the child to run(): the reply queue; real-time

#include "engine_impl.h"

#include <math.h>
#include <string.h>

/// Late events are dropped when they are this old [s]
static const double oldest = 0.25;

/// A reset costs as much as so many searches
static const uint32_t reset_searches = 32U;

/// No frame or beat is beyond these: a host that runs for a thousand years
static const uint64_t last_frame = UINT64_C(1) << 53U;
static const double   last_beat  = 1.0e12;

/// Return whether the fixed part of a reply makes sense
OB_REALTIME static bool
is_sane(const ObSend* const send)
{
  const uint32_t anchor = send->record.flags & OB_ANCHOR_MASK;
  const uint32_t length = send->record.flags & OB_LENGTH_MASK;
  const uint32_t inside = send->record.size - (uint32_t)offsetof(ObSend, bytes);

  return send->record.size >= sizeof(ObSend) && anchor <= OB_ANCHOR_SONG &&
         length <= OB_LENGTH_BEATS && send->frame <= last_frame &&
         fabs(send->beat) <= last_beat && send->length >= 0.0 &&
         send->length <= last_beat && send->size >= 1U &&
         send->size <= OB_MIDI_MAX && send->size <= inside &&
         send->voice < OB_VOICE_ANY;
}

/// Return whether a late event must come out however old it is
OB_REALTIME static bool
ends_something(const ObPending* const event)
{
  const uint8_t* const bytes = event->bytes;

  switch (ob_midi_kind(bytes, event->size)) {
    case OB_KIND_NOTE_OFF:
      return true;
    case OB_KIND_CC:
      return (bytes[1] == OB_CC_SUSTAIN || bytes[1] == OB_CC_SOSTENUTO) &&
             bytes[2] < 64U;
    case OB_KIND_PITCH_BEND:
      return bytes[1] == 0U && bytes[2] == 64U;
    case OB_KIND_NOTE_ON:
    case OB_KIND_POLY_PRESSURE:
    case OB_KIND_PROGRAM_CHANGE:
    case OB_KIND_CHANNEL_PRESSURE:
    case OB_KIND_SYSEX:
    case OB_KIND_RAW:
      break;
  }

  return false;
}

/// Copy a long message into chunks of the schedule
OB_REALTIME static ObStatus
keep_long_message(ObEngine* const engine, ObPending* const event)
{
  ObSchedule* const    schedule = &engine->schedule;
  ObQueueReader* const replies  = &engine->link->replies;
  const uint32_t       start    = offsetof(ObSend, bytes);

  if (ob_queue_copy(replies, start, engine->message, event->size) ||
      !ob_midi_valid(engine->message, event->size)) {
    return OB_CORRUPT;
  }

  return ob_schedule_keep(
    schedule, engine->message, event->size, &event->chunk);
}

/// Return whether messages of the script are void
OB_REALTIME static bool
is_void(const ObEngine* const engine)
{
  return !engine->controls.enabled || engine->deaf || engine->reset_due;
}

/// Drop a message that is too late to be of use
OB_REALTIME static ObStatus
drop_send(ObEngine* const engine, ObPending* const event)
{
  ObSchedule* const schedule = &engine->schedule;
  const uint32_t    voice    = ob_sounding_voice(
    &engine->sounding, event->bytes[0] & 0x0FU, event->bytes[1]);
  if (ob_midi_kind(event->bytes, event->size) == OB_KIND_NOTE_ON &&
      (voice != OB_VOICE_NONE || schedule->n_starts)) {
    // The script takes it that what sounds there ends: so it must
    event->bytes[0] = (uint8_t)(0x80U | (event->bytes[0] & 0x0FU));
    event->bytes[2] = 64U;
    event->voice    = OB_VOICE_ANY;
    event->flags    = OB_ANCHOR_FRAME;
    if (ob_schedule_push(schedule, event)) {
      return OB_FULL;
    }
  }

  ob_schedule_release(schedule, event->size, event->chunk);
  ++engine->dropped; // The end of a note that never began is dropped later
  return OB_SUCCESS;
}

/// Take over one message; OB_FULL leaves it where it is
OB_REALTIME static ObStatus
take_send(ObEngine* const engine, const ObSend* const send)
{
  if (!is_sane(send)) {
    return OB_CORRUPT;
  }
  if (is_void(engine)) {
    return OB_SUCCESS;
  }

  ObPending event = { .frame  = send->frame + engine->latency,
                      .beat   = send->beat,
                      .length = send->length,
                      .voice  = send->voice,
                      .size   = send->size,
                      .order  = send->order,
                      .key    = send->key,
                      .flags  = send->record.flags };

  memcpy(event.bytes, send->bytes, sizeof(event.bytes));
  if (event.size > OB_SHORT_MESSAGE) {
    const ObStatus status = keep_long_message(engine, &event);
    if (status) {
      return status;
    }
  } else if (!ob_midi_valid(event.bytes, event.size)) {
    return OB_CORRUPT;
  }

  const bool note_on = ob_midi_kind(event.bytes, event.size) == OB_KIND_NOTE_ON;
  if (note_on && event.voice == OB_VOICE_NONE) {
    return OB_CORRUPT;
  }

  const uint64_t limit = (uint64_t)(oldest * engine->rate);
  if ((event.flags & OB_ANCHOR_MASK) == OB_ANCHOR_FRAME &&
      event.frame + limit < engine->frame && !ends_something(&event)) {
    return drop_send(engine, &event);
  }

  const ObStatus status = ob_schedule_push(&engine->schedule, &event);
  if (status) {
    ob_schedule_release(&engine->schedule, event.size, event.chunk);
  }
  return status;
}

/// Take over one record; OB_FULL leaves it where it is
OB_REALTIME static ObStatus
take_record(ObEngine* const engine, ObRecord* const record)
{
  switch (record->type) {
    case OB_REPLY_SEND:
      return take_send(engine, (const ObSend*)record);

    case OB_REPLY_CANCEL: {
      const uint32_t voice = ((const ObCancel*)record)->voice;
      if (record->size != sizeof(ObCancel) || voice == OB_VOICE_NONE) {
        return OB_CORRUPT;
      }
      return ob_reset_voice(engine, voice);
    }

    case OB_REPLY_RESET: {
      const ObReset* const reset = (const ObReset*)record;
      if (record->size != sizeof(ObReset) || reset->reason > OB_RESET_LOOP ||
          reset->channel >= OB_MIDI_CHANNELS || reset->frame > last_frame) {
        return OB_CORRUPT;
      }
      if (engine->block.searches < reset_searches) {
        return OB_FULL;
      }
      engine->block.searches -= reset_searches;
      ob_reset_confirmed(engine, reset);
      return OB_SUCCESS;
    }

    default:
      return OB_CORRUPT;
  }
}

OB_REALTIME ObStatus
ob_reply_drain(ObEngine* const engine)
{
  ObLink* const        link    = engine->link;
  ObQueueReader* const replies = &link->replies;

  ObStatus status = ob_queue_refresh(replies);
  bool     any    = false;
  while (!status) {
    union
    {
      ObRecord record;
      ObSend   send;
      ObCancel cancel;
      ObReset  reset;
    } reply;

    status = ob_queue_peek(replies, &reply.record, sizeof(reply));
    if (!status) {
      status = take_record(engine, &reply.record);
    }
    if (!status) {
      ob_queue_skip(replies);
      any = true;
    }
  }

  if (status == OB_CORRUPT) {
    ob_engine_condemn(engine);
  } else if (any) {
    ob_queue_release(replies);
    ob_doorbell_ring(&link->segment.header->room_bell);
  }

  return status;
}
