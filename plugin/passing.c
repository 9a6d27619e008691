// Copyright 2026 The Outboard authors
// SPDX-License-Identifier: ISC

// What passes by the script, on its way from input to output; real-time

#include "engine_impl.h"

#include <string.h>

/// Nothing waits any more: let go of what the player has let go of, though the
/// message was lost
OB_REALTIME static void
settle(ObEngine* const engine)
{
  memset(&engine->cut, 0, sizeof(engine->cut));
  for (uint32_t held = 0U; held < OB_HELDS; ++held) {
    for (uint32_t channel = 0U; channel < OB_MIDI_CHANNELS; ++channel) {
      if (!engine->keys.passed[held][channel]) {
        ob_sounding_owe_passed(&engine->sounding, (ObHeld)held, channel);
      }
    }
  }
}

OB_REALTIME void
ob_passing_clear(ObEngine* const engine)
{
  atomic_store(&engine->passing_indices.written, 0U);
  atomic_store(&engine->passing_indices.read, 0U);
  ob_queue_writer_init(&engine->passing_in,
                       &engine->passing_indices,
                       engine->passing,
                       OB_PASSING_SIZE);
  ob_queue_reader_init(&engine->passing_out,
                       &engine->passing_indices,
                       engine->passing,
                       OB_PASSING_SIZE);
  engine->n_passing = 0U;
  settle(engine);
}

/// The end of a note that passes through was lost: do not let it sound
OB_REALTIME static void
cut_note(ObEngine* const engine, const uint32_t channel, const uint32_t pitch)
{
  ObSounding* const sounding = &engine->sounding;
  if (ob_sounding_voice(sounding, channel, pitch) == OB_VOICE_PASSED) {
    ob_sounding_owe(sounding, channel, pitch);
  }

  ob_note_set_add(&engine->cut, channel, pitch); // If still waiting
}

OB_REALTIME bool
ob_passing_add(ObEngine* const      engine,
               const uint32_t       frame,
               const uint8_t* const bytes,
               const uint32_t       size)
{
  ObEvent event = { .frame  = ob_engine_due(engine, frame),
                    .length = size,
                    .order  = engine->block.order };

  const uint32_t first = ob_engine_begin_message(&event, bytes, size);

  if (!ob_queue_write(&engine->passing_in,
                      &event.record,
                      sizeof(event),
                      bytes + first,
                      size - first)) {
    ob_queue_commit(&engine->passing_in);
    ++engine->n_passing;
    return true;
  }

  ++engine->dropped;
  if (ob_midi_kind(bytes, size) == OB_KIND_NOTE_OFF) {
    cut_note(engine, bytes[0] & 0x0FU, bytes[1]);
  }
  return false;
}

/// Step over the message that passed through, or was cut
OB_REALTIME static void
skip_passing(ObEngine* const engine)
{
  ob_queue_skip(&engine->passing_out);
  ob_queue_release(&engine->passing_out);
  if (!--engine->n_passing) {
    settle(engine);
  }
}

/// Write the message that passes through next
OB_REALTIME static ObStatus
write_passing(ObEngine* const      engine,
              ObSink* const        sink,
              const ObEvent* const event)
{
  ObSounding* const    sounding = &engine->sounding;
  const uint32_t       frame    = ob_emit_place(engine, event->frame);
  const uint32_t       size     = event->length;
  const uint8_t* const bytes    = engine->message;
  const uint32_t       channel  = bytes[0] & 0x0FU;

  switch (ob_midi_kind(bytes, size)) {
    case OB_KIND_NOTE_ON:
      return ob_emit_note_on(engine, sink, frame, bytes, OB_VOICE_PASSED, 0U);

    case OB_KIND_NOTE_OFF: {
      const uint32_t voice = ob_sounding_voice(sounding, channel, bytes[1]);
      if (voice != OB_VOICE_NONE && voice != OB_VOICE_PASSED) {
        return OB_SUCCESS; // The script has taken that pitch over
      }

      const ObStatus status = ob_emit_write(sink, frame, bytes, size);
      if (!status) {
        ob_sounding_stop(sounding, channel, bytes[1]);
      }
      return status;
    }

    case OB_KIND_CC:
      if (bytes[1] == OB_CC_ALL_SOUND_OFF || bytes[1] == OB_CC_ALL_NOTES_OFF) {
        ob_sounding_owe_channel(sounding, channel);
        ob_emit_owed(engine, sink, frame);
      }
      break;

    case OB_KIND_POLY_PRESSURE:
    case OB_KIND_PROGRAM_CHANGE:
    case OB_KIND_CHANNEL_PRESSURE:
    case OB_KIND_PITCH_BEND:
    case OB_KIND_SYSEX:
    case OB_KIND_RAW:
      break;
  }

  const ObStatus status = ob_emit_write(sink, frame, bytes, size);
  if (!status) {
    ob_sounding_control(sounding, bytes, size, false);
  }
  return status;
}

OB_REALTIME ObStatus
ob_passing_emit(ObEngine* const engine,
                ObSink* const   sink,
                const ObEvent*  event)
{
  // Our own queue: what was written is what is read
  (void)ob_queue_copy(&engine->passing_out,
                      offsetof(ObEvent, bytes),
                      engine->message,
                      event->length);

  const uint8_t* const bytes   = engine->message;
  const uint32_t       channel = bytes[0] & 0x0FU;
  const bool is_cut = ob_midi_kind(bytes, event->length) == OB_KIND_NOTE_ON &&
                      ob_note_set_contains(&engine->cut, channel, bytes[1]);
  const bool is_hopeless = ob_emit_is_hopeless(engine, sink, event->length);
  if (is_cut || is_hopeless) {
    ++engine->dropped;
  } else if (write_passing(engine, sink, event)) {
    return OB_FULL;
  } else if (event->frame < engine->frame) {
    ++engine->late;
  }

  if (!is_hopeless) {
    engine->block.reserved -= ob_emit_room(sink, event->length);
  }
  skip_passing(engine);
  return OB_SUCCESS;
}

/// Return the next message of a reader of the queue if it is due, or NULL
OB_REALTIME static const ObEvent*
peek_due(const ObEngine* const engine,
         ObQueueReader* const  reader,
         ObEvent* const        event)
{
  if (ob_queue_refresh(reader) ||
      ob_queue_peek(reader, &event->record, sizeof(*event)) ||
      !ob_emit_is_due(engine, event->frame)) {
    return NULL;
  }

  return event;
}

OB_REALTIME const ObEvent*
ob_passing_peek(ObEngine* const engine, ObEvent* const event)
{
  return peek_due(engine, &engine->passing_out, event);
}

OB_REALTIME uint32_t
ob_passing_room(const ObEngine* const engine, const ObSink* const sink)
{
  ObQueueReader reader = engine->passing_out; // Looks ahead, consumes nothing
  uint32_t      room   = 0U;
  ObEvent       event;
  while (peek_due(engine, &reader, &event)) {
    if (!ob_emit_is_hopeless(engine, sink, event.length)) {
      room += ob_emit_room(sink, event.length);
    }
    ob_queue_skip(&reader);
  }

  return room;
}
