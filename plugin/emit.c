// Copyright 2026 The Outboard authors
// SPDX-License-Identifier: ISC

// From run() to the host: everything that is due, in order; real-time

#include "engine_impl.h"

OB_REALTIME bool
ob_emit_is_hopeless(const ObEngine* const engine,
                    const ObSink* const   sink,
                    const uint32_t        size)
{
  return size > OB_SHORT_MESSAGE &&
         ob_emit_room(sink, size) > engine->block.room;
}

OB_REALTIME ObStatus
ob_emit_write(ObSink* const        sink,
              const uint32_t       frame,
              const uint8_t* const bytes,
              const uint32_t       size)
{
  const uint32_t room = ob_emit_room(sink, size);
  if (room > sink->room || sink->write(sink->handle, frame, bytes, size)) {
    return OB_FULL;
  }

  sink->room -= room;
  return OB_SUCCESS;
}

OB_REALTIME void
ob_emit_owed(ObEngine* const engine, ObSink* const sink, const uint32_t frame)
{
  ObSounding* const sounding = &engine->sounding;

  uint8_t bytes[3];
  while (ob_sounding_next_owed(sounding, bytes) &&
         !ob_emit_write(sink, frame, bytes, sizeof(bytes))) {
    if ((bytes[0] & 0xF0U) == 0x80U) {
      ob_sounding_stop(sounding, bytes[0] & 0x0FU, bytes[1]);
    } else {
      ob_sounding_control(sounding, bytes, sizeof(bytes), false);
    }
  }
}

OB_REALTIME ObStatus
ob_emit_note_on(ObEngine* const      engine,
                ObSink* const        sink,
                const uint32_t       frame,
                const uint8_t* const bytes,
                const uint32_t       voice,
                const uint32_t       delay)
{
  ObSounding* const sounding = &engine->sounding;
  const uint32_t    channel  = bytes[0] & 0x0FU;
  const uint32_t    pitch    = bytes[1];

  if (ob_sounding_voice(sounding, channel, pitch) != OB_VOICE_NONE) {
    const uint8_t off[3] = { (uint8_t)(0x80U | channel), bytes[1], 64U };
    if (ob_emit_write(sink, frame, off, sizeof(off))) {
      return OB_FULL;
    }
    ob_sounding_stop(sounding, channel, pitch);
  }

  const ObStatus status = ob_emit_write(sink, frame, bytes, 3U);
  if (!status) {
    ob_sounding_start(sounding, channel, pitch, voice, delay);
  }
  return status;
}

/// The script's note-on has been written: schedule its end
OB_REALTIME static void
schedule_end(ObEngine* const        engine,
             const ObPending* const event,
             const uint32_t         frame)
{
  ObPending end = { .frame = engine->frame + frame,
                    .voice = event->voice,
                    .size  = 3U,
                    .bytes = { (uint8_t)(0x80U | (event->bytes[0] & 0x0FU)),
                               event->bytes[1],
                               64U } };

  if ((event->flags & OB_LENGTH_MASK) == OB_LENGTH_FRAMES) {
    end.frame += (uint64_t)event->length;
  } else {
    end.beat =
      ob_position_elapsed(&engine->position, (double)frame - engine->latency) +
      event->length;
    end.flags = OB_ANCHOR_ELAPSED;
  }

  // The note-on has just left its slot
  (void)ob_schedule_push(&engine->schedule, &end);
  ob_emit_fix_beats(engine, UINT32_MAX); // It may be due in this block
}

/// Emit a note-on of the script
OB_REALTIME static ObStatus
emit_note_on(ObEngine* const        engine,
             ObSink* const          sink,
             const ObPending* const next)
{
  const ObPending event = *next;
  const uint32_t  frame = ob_emit_place(engine, event.frame);
  const bool      timed = event.flags & OB_LENGTH_MASK;
  const uint64_t  delay =
    event.frame < engine->frame ? engine->frame - event.frame : 0U;

  if (ob_emit_note_on(engine,
                      sink,
                      frame,
                      event.bytes,
                      event.voice,
                      timed ? 0U : (uint32_t)delay)) {
    return OB_FULL;
  }

  engine->late += delay ? 1U : 0U;
  ob_sounding_own(
    &engine->sounding, event.bytes[0] & 0x0FU, event.bytes[1], event.key);
  ob_schedule_pop(&engine->schedule, OB_ANCHOR_FRAME);
  if (timed) {
    schedule_end(engine, &event, frame);
  }
  return OB_SUCCESS;
}

/// Emit a note-off of the script, if it ends something
OB_REALTIME static ObStatus
emit_note_off(ObEngine* const        engine,
              ObSink* const          sink,
              const ObPending* const event)
{
  ObSounding* const sounding = &engine->sounding;
  const uint32_t    channel  = event->bytes[0] & 0x0FU;
  const uint32_t    pitch    = event->bytes[1];
  const uint32_t    frame    = ob_emit_place(engine, event->frame);
  const bool        owned    = event->voice != OB_VOICE_NONE;
  const uint32_t    voice    = ob_sounding_voice(sounding, channel, pitch);
  const bool        sounds   = owned && voice == event->voice;

  if (event->voice == OB_VOICE_ANY &&
      (voice == OB_VOICE_NONE || voice == OB_VOICE_PASSED)) {
    ob_schedule_pop(&engine->schedule, OB_ANCHOR_FRAME);
    return OB_SUCCESS;
  }

  if (owned && !sounds && event->voice != OB_VOICE_ANY) {
    // Its pitch is another's by now; or it never began, and must not begin now
    if (ob_reset_voice(engine, event->voice)) {
      return OB_FULL;
    }
    ob_schedule_pop(&engine->schedule, OB_ANCHOR_FRAME);
    return OB_SUCCESS;
  }

  const uint32_t delay = ob_sounding_delay(sounding, channel, pitch);
  if (sounds && delay && event->frame + delay > engine->frame + frame) {
    // The note began late: it ends as late, to keep its length
    ob_sounding_clear_delay(sounding, channel, pitch);
    ob_schedule_fix(&engine->schedule, OB_ANCHOR_FRAME, event->frame + delay);
    return OB_SUCCESS;
  }

  if (ob_emit_write(sink, frame, event->bytes, event->size)) {
    return OB_FULL;
  }

  engine->late += event->frame < engine->frame ? 1U : 0U;
  ob_sounding_stop(sounding, channel, pitch);
  ob_schedule_pop(&engine->schedule, OB_ANCHOR_FRAME);
  return OB_SUCCESS;
}

/// Emit any other message of the script
OB_REALTIME static ObStatus
emit_other(ObEngine* const        engine,
           ObSink* const          sink,
           const ObPending* const event)
{
  if (ob_emit_is_hopeless(engine, sink, event->size)) {
    ++engine->dropped;
    ob_schedule_pop(&engine->schedule, OB_ANCHOR_FRAME);
    return OB_SUCCESS;
  }

  ob_schedule_message(&engine->schedule, event, engine->message);
  if (ob_emit_write(sink,
                    ob_emit_place(engine, event->frame),
                    engine->message,
                    event->size)) {
    return OB_FULL;
  }

  engine->late += event->frame < engine->frame ? 1U : 0U;
  ob_sounding_control(&engine->sounding, engine->message, event->size, true);
  ob_schedule_pop(&engine->schedule, OB_ANCHOR_FRAME);
  return OB_SUCCESS;
}

/// Emit the script's next event, leaving room for what passes through
OB_REALTIME static ObStatus
emit_scheduled(ObEngine* const        engine,
               ObSink* const          sink,
               const ObPending* const event)
{
  const uint32_t reserved = engine->block.reserved;
  if (sink->room < reserved) {
    return OB_FULL;
  }

  ObStatus status = OB_SUCCESS;
  sink->room -= reserved;
  switch (ob_midi_kind(event->bytes, event->size)) {
    case OB_KIND_NOTE_ON:
      status = emit_note_on(engine, sink, event);
      break;
    case OB_KIND_NOTE_OFF:
      status = emit_note_off(engine, sink, event);
      break;
    case OB_KIND_POLY_PRESSURE:
    case OB_KIND_CC:
    case OB_KIND_PROGRAM_CHANGE:
    case OB_KIND_CHANNEL_PRESSURE:
    case OB_KIND_PITCH_BEND:
    case OB_KIND_SYSEX:
    case OB_KIND_RAW:
      status = emit_other(engine, sink, event);
      break;
  }
  sink->room += reserved;
  return status;
}

/// Make the next event of a heap due when `frame` of the input comes out
OB_REALTIME static void
fix(ObEngine* const engine, const ObAnchor anchor, const int64_t frame)
{
  const ObPending* const event = ob_schedule_peek(&engine->schedule, anchor);
  const int64_t          due   = frame + (int64_t)engine->latency;
  const int64_t          cause = (int64_t)event->frame; // A past beat means now

  ob_schedule_fix(
    &engine->schedule, anchor, (uint64_t)(due > cause ? due : cause));
}

/// Fix what is due in one part of the block, up to `end`
OB_REALTIME static void
fix_song(ObEngine* const             engine,
         const ObPositionPart* const part,
         const uint32_t              end)
{
  const double to = part->beat + part->slope * (end - part->start);

  const ObPending* event = NULL;
  while ((event = ob_schedule_peek(&engine->schedule, OB_ANCHOR_SONG)) &&
         event->beat < to) {
    const double after =
      ob_position_frames(event->beat - part->beat, part->slope);
    fix(engine,
        OB_ANCHOR_SONG,
        (int64_t)engine->frame + part->start + (int64_t)after);
  }
}

OB_REALTIME void
ob_emit_fix_beats(ObEngine* const engine, const uint32_t limit)
{
  const ObPosition* const position = &engine->position;

  const ObPending* event = NULL;
  while ((event = ob_schedule_peek(&engine->schedule, OB_ANCHOR_ELAPSED)) &&
         event->beat < position->now.elapsed) {
    fix(engine, OB_ANCHOR_ELAPSED, ob_position_frame_of(position, event->beat));
  }

  for (uint32_t i = 0U; i < position->n_parts; ++i) {
    const ObPositionPart* const part = &position->parts[i];
    const uint32_t              end =
      i + 1U < position->n_parts ? position->parts[i + 1U].start : position->at;
    if (part->start < limit) {
      fix_song(engine, part, end < limit ? end : limit);
    }
  }
}

/// Return the script's next event if it is due, or NULL
OB_REALTIME static const ObPending*
next_scheduled(const ObEngine* const engine)
{
  const ObPending* const event =
    ob_schedule_peek(&engine->schedule, OB_ANCHOR_FRAME);

  return (event && ob_emit_is_due(engine, event->frame)) ? event : NULL;
}

OB_REALTIME void
ob_emit(ObEngine* const engine, ObSink* const sink)
{
  if (!engine->block.frames) {
    return; // There is no frame to write anything at
  }

  engine->block.room     = sink->room;
  engine->block.reserved = ob_passing_room(engine, sink);
  ob_emit_owed(engine, sink, 0U);
  ob_emit_fix_beats(engine, UINT32_MAX);

  bool passing_fits   = true;
  bool scheduled_fits = true;
  for (;;) {
    ObEvent              passing;
    const ObEvent* const a =
      passing_fits ? ob_passing_peek(engine, &passing) : NULL;
    const ObPending* const b = scheduled_fits ? next_scheduled(engine) : NULL;
    if (a && (!b || a->frame < b->frame ||
              (a->frame == b->frame && a->order <= b->order))) {
      passing_fits = !ob_passing_emit(engine, sink, a);
    } else if (b) {
      scheduled_fits = !emit_scheduled(engine, sink, b);
    } else {
      break;
    }
  }
}
