// Copyright 2026 The Outboard authors
// SPDX-License-Identifier: ISC

// Ending what sounds and dropping what is due, when told to; real-time

#include "engine_impl.h"

#include <math.h>

/// What a position change means for the schedule
typedef struct
{
  uint64_t frame;   ///< When it takes effect at the output
  double   slope;   ///< Beats per frame
  bool     stopped; ///< Or located; else the song has looped
} ObBreak;

/// Let a note with a length that begins before the break end with it
OB_REALTIME static void
limit_length(ObPending* const event, const ObBreak* const at)
{
  const double rest = (double)(at->frame - event->frame);
  if ((event->flags & OB_LENGTH_MASK) == OB_LENGTH_BEATS) {
    event->length = ob_position_frames(event->length, at->slope);
    event->flags ^= OB_LENGTH_BEATS | OB_LENGTH_FRAMES;
  }

  event->length = fmin(event->length, rest);
}

OB_REALTIME static ObVerdict
judge_break(ObPending* const event, const void* const context)
{
  const ObBreak* const at = (const ObBreak*)context;
  if ((event->flags & OB_ANCHOR_MASK) == OB_ANCHOR_SONG) {
    return OB_VERDICT_DROP; // Its place in the song does not come
  }
  if (!at->stopped) {
    return OB_VERDICT_KEEP;
  }

  const bool note_on =
    ob_midi_kind(event->bytes, event->size) == OB_KIND_NOTE_ON;
  if ((event->flags & OB_ANCHOR_MASK) == OB_ANCHOR_FRAME &&
      event->frame <= at->frame) {
    if (note_on && (event->flags & OB_LENGTH_MASK)) {
      limit_length(event, at);
    }
    return OB_VERDICT_KEEP;
  }
  if (note_on) {
    return OB_VERDICT_DROP;
  }

  event->frame = at->frame;
  event->order = UINT16_MAX; // Behind what was due before, in order
  event->flags &= (uint16_t)~OB_ANCHOR_MASK;
  return OB_VERDICT_KEEP;
}

OB_REALTIME void
ob_reset_position(ObEngine* const engine,
                  const uint32_t  frame,
                  const ObChange  change)
{
  if (change == OB_CHANGE_STOP || change == OB_CHANGE_LOCATE ||
      change == OB_CHANGE_LOOP) {
    const ObPosition* const position = &engine->position;
    const ObBreak           at       = {
                      .frame   = ob_engine_due(engine, frame),
                      .slope   = position->parts[position->n_parts - 1U].slope,
                      .stopped = change != OB_CHANGE_LOOP,
    };

    ob_schedule_filter(&engine->schedule, judge_break, &at);
  }
}

/// Drop what is due after a channel was reset
OB_REALTIME static ObVerdict
judge_channel(ObPending* const event, const void* const context)
{
  const ObResets* const resets  = (const ObResets*)context;
  const uint32_t        channel = event->bytes[0] & 0x0FU;
  const bool            affected =
    event->bytes[0] < 0xF0U && (resets->channels & (1U << channel));
  const bool before = (event->flags & OB_ANCHOR_MASK) == OB_ANCHOR_FRAME &&
                      event->frame <= resets->frames[channel];

  return (affected && !before) ? OB_VERDICT_DROP : OB_VERDICT_KEEP;
}

OB_REALTIME void
ob_reset_channels(ObEngine* const engine)
{
  if (engine->resets.channels) {
    ob_emit_fix_beats(engine);
    ob_schedule_filter(&engine->schedule, judge_channel, &engine->resets);
    engine->resets.channels = 0U;
  }
}

OB_REALTIME void
ob_reset_script(ObEngine* const engine)
{
  for (uint32_t channel = 0U; channel < OB_MIDI_CHANNELS; ++channel) {
    ob_sounding_owe_script(&engine->sounding, channel);
  }

  ob_schedule_init(&engine->schedule);
  engine->reset_due = true;
}

OB_REALTIME void
ob_reset_all(ObEngine* const engine)
{
  for (uint32_t channel = 0U; channel < OB_MIDI_CHANNELS; ++channel) {
    ob_sounding_owe_channel(&engine->sounding, channel);
    ob_keys_clear(&engine->keys, channel);
  }

  engine->dropped += engine->n_passing;
  ob_passing_clear(engine);
  ob_reset_script(engine);
  engine->resets.channels = 0U;
}

OB_REALTIME ObStatus
ob_reset_voice(ObEngine* const engine, const uint32_t voice)
{
  if (!engine->schedule.n_starts) {
    return OB_SUCCESS;
  }
  if (!engine->block.searches) {
    return OB_FULL;
  }

  --engine->block.searches;
  ob_schedule_cancel(&engine->schedule, voice);
  return OB_SUCCESS;
}

OB_REALTIME void
ob_reset_confirmed(ObEngine* const engine, const ObReset* const reset)
{
  if (reset->reason == OB_RESET_ALL) {
    // An echo of an earlier reset does not count
    engine->deaf = engine->deaf && reset->frame != engine->reset_frame;
    return;
  }

  const uint64_t due    = reset->frame + engine->latency;
  ObResets       resets = { .channels = 1U << reset->channel };
  if (due < engine->frame) {
    ob_sounding_owe_script(&engine->sounding, reset->channel);
  } else {
    resets.frames[reset->channel] = due;
  }
  ob_emit_fix_beats(engine);
  ob_schedule_filter(&engine->schedule, judge_channel, &resets);
}
